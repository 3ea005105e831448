"""How much capacity is there for each person, when all who live near share it?

Floating catchments let people and places compete: a place's capacity is shared by everybody near it, and everybody may
go to any place near them. In the enhanced form the same person counts in full at every place within reach, so demand is
counted several times over; the balanced form divides each person over the places, and counts nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from asset_map.geography.pairs import Pairs

Floats = NDArray[np.float64]

BANDS = ((400.0, 1.0), (800.0, 0.68), (1200.0, 0.22))
"""Up to so many metres a place counts so much: the three weights of Luo and Qi (2009), Health & Place 15, for the
distances that are offered; their bands were of ten minutes by car."""


@dataclass(frozen=True, eq=False)
class Catchment:
    """Places and people of floating catchments.

    Parameters
    ----------
    demand
        For each place the people who count there.
    level
        For each place its level of service: capacity / demand; missing where nobody is within reach.
    access
        For each point the capacity that one person there has; 0 where nothing is within reach.
    """

    demand: Floats
    level: Floats
    access: Floats


@dataclass(frozen=True, eq=False)
class BalancedCatchment(Catchment):
    """The same when nobody is counted twice.

    Parameters
    ----------
    demand, level, access
        As in `Catchment`.
    level_received
        For each point its share of the levels of service: what Páez, Higgins and Vivona call accessibility. Its sum
        over points is that of ``level`` over places, so it halves when a point is split in two.
    """

    level_received: Floats


def step_weights(distance_m: Floats, *, bands: Sequence[tuple[float, float]] = BANDS) -> Floats:
    """Return how much places count by bands of distance.

    Parameters
    ----------
    distance_m
        Metres.
    bands
        Upper end in metres, and weight, of each band, nearest first; a distance just at an end belongs to the band.

    Returns
    -------
    numpy.ndarray
        The weight of each distance; 0 beyond the last band.
    """
    ends = [end_m for end_m, _ in bands]
    weights = np.array([*(weight for _, weight in bands), 0.0])
    return weights[np.searchsorted(ends, distance_m)]


def gaussian_weights(distance_m: Floats, *, reach_m: float) -> Floats:
    """Return how much places count by a Gaussian curve that ends at a distance.

    Parameters
    ----------
    distance_m
        Metres.
    reach_m
        Where it ends, in metres.

    Returns
    -------
    numpy.ndarray
        (exp(−½ (d / reach)²) − exp(−½)) / (1 − exp(−½)): 1 at no distance, 0 from ``reach_m`` on.

    Notes
    -----
    Dai (2010), Health & Place 16.
    """
    end = np.exp(-0.5)
    curve = (np.exp(-0.5 * (distance_m / reach_m) ** 2) - end) / (1 - end)
    return np.where(distance_m < reach_m, curve, 0.0)


def enhanced_two_step(pairs: Pairs, weight: Floats, people: Floats, capacity: Floats) -> Catchment:
    """Return the enhanced two-step floating catchments.

    Parameters
    ----------
    pairs
        Points and places within reach of each other.
    weight
        How much each pair counts, 0 or more; `step_weights` and `gaussian_weights` give such.
    people
        How many live at each point.
    capacity
        How many each place has room for, in one unit.

    Returns
    -------
    Catchment
        Demand_j = Σ_i people_i w_ij; level_j = capacity_j / demand_j; access_i = Σ_j w_ij level_j.

    Notes
    -----
    Luo and Qi (2009), Health & Place 15. Σ_i people_i access_i is the capacity of all places that somebody can reach.
    """
    weights = _matrix(pairs, weight, len(people), len(capacity))
    demand = weights.T @ people
    level = _ratio(capacity, demand)
    return Catchment(demand, level, weights @ np.nan_to_num(level))


def balanced(pairs: Pairs, weight: Floats, people: Floats, capacity: Floats) -> BalancedCatchment:
    """Return the balanced floating catchments.

    Parameters
    ----------
    pairs
        Points and places within reach of each other.
    weight
        How much each pair counts, 0 or more.
    people
        How many live at each point.
    capacity
        How many each place has room for, in one unit.

    Returns
    -------
    BalancedCatchment
        With u_ij = w_ij / Σ_j w_ij (each person is divided over the places) and v_ij = w_ij / Σ_i w_ij:
        demand_j = Σ_i people_i u_ij; level_j = capacity_j / demand_j; access_i = Σ_j u_ij level_j;
        level_received_i = Σ_j v_ij level_j.

    Notes
    -----
    Páez, Higgins and Vivona (2019), PLoS ONE 14(6):e0218773, for demand, level and ``level_received``. Demand is
    conserved: Σ_j demand_j is the people who can reach any place; service too: Σ_i level_received_i = Σ_j level_j.
    ``access`` takes the weights u in the second step too, so that it is an amount for each person, whatever points the
    people are put at: Σ_i people_i access_i is the capacity of all places that somebody can reach.
    """
    weights = _matrix(pairs, weight, len(people), len(capacity))
    by_point = _divided(weights, weights.sum(axis=1))
    by_place = _divided(scipy.sparse.csr_array(weights.T), weights.sum(axis=0))
    demand = by_point.T @ people
    level = _ratio(capacity, demand)
    received = by_place.T @ np.nan_to_num(level)
    return BalancedCatchment(demand, level, by_point @ np.nan_to_num(level), received)


def _matrix(pairs: Pairs, weight: Floats, points: int, places: int) -> scipy.sparse.csr_array:
    counts = weight > 0
    return scipy.sparse.csr_array((weight[counts], (pairs.point[counts], pairs.place[counts])), shape=(points, places))


def _divided(matrix: scipy.sparse.csr_array, row_sums: Floats) -> scipy.sparse.csr_array:
    inverse = np.divide(1.0, row_sums, out=np.zeros(len(row_sums)), where=row_sums > 0)
    return scipy.sparse.csr_array(scipy.sparse.diags_array(inverse) @ matrix)


def _ratio(capacity: Floats, demand: Floats) -> Floats:
    level = np.full(len(demand), np.nan)
    np.divide(capacity, demand, out=level, where=demand > 0)
    return level
