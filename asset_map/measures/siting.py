"""Where would one more place, or a few, bring the most people within reach?"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from asset_map.measures.ranking import Floats

CELL_M = 100.0
"""Candidates are thinned to one in each square of so many metres: nobody chooses between doors."""

_SAME = 9
"""Decimals to which two sums of people are the same."""

Positions: TypeAlias = NDArray[np.int64]


def thinned(x_m: Floats, y_m: Floats, *, cell_m: float = CELL_M) -> Positions:
    """Return one point in each square of a grid.

    Parameters
    ----------
    x_m, y_m
        Points, EPSG:27700.
    cell_m
        The side of a square in metres.

    Returns
    -------
    numpy.ndarray
        Positions of the most western point of each square, of these the most southern; ordered from west to east, then
        from south to north, whatever the order of the points. All are points that were given.
    """
    order = np.lexsort((y_m, x_m))
    cells = np.floor(np.column_stack([x_m, y_m])[order] / cell_m)
    _, first = np.unique(cells, axis=0, return_index=True)
    return order[np.sort(first)]


def best_places(reaches: scipy.sparse.csr_array, people: Floats, others: Floats, *, count: int) -> Positions:
    """Return where so many places would bring the most people within reach.

    Parameters
    ----------
    reaches
        A row a candidate, a column a point where people live: 1 where the point is within the distance.
    people
        The people at each point who count, and are not within reach yet (number).
    others
        All people at each point who are not within reach yet: they decide between candidates that are equally good.
    count
        How many places at most.

    Returns
    -------
    numpy.ndarray
        Positions of the candidates: first the one that reaches the most people, then the one that adds the most to it,
        and so on; equally good ones by their position. Fewer than ``count`` where further places would reach nobody.

    Raises
    ------
    ValueError
        ``count`` is below 1.
    RuntimeError
        The optimum was not found.

    Notes
    -----
    The maximal covering location problem of Church and ReVelle (1974), Papers of the Regional Science Association 32,
    solved exactly: maximise Σ people × y, y ≤ Σ x of the candidates that reach the point, Σ x ≤ count, x whole. By
    HiGHS (Huangfu and Hall 2018, Mathematical Programming Computation 10); for one place by comparing all candidates.
    Of several equally good sets of places, always the same one.
    """
    if count < 1:
        msg = f"at least one place has to be asked for, not {count}"
        raise ValueError(msg)
    reaches = reaches.astype(np.float64)
    demand = np.flatnonzero(people > 0)
    useful = np.flatnonzero(np.diff(reaches[:, demand].indptr) > 0)
    # Of candidates that are equally good for those who count, the one that reaches more of the others comes first.
    useful = useful[np.argsort(-(reaches[useful] @ others).round(_SAME), kind="stable")]
    if len(useful) > count > 1:
        useful = useful[_cover(reaches[useful][:, demand], people[demand], count)]
    return _by_what_they_add(reaches[useful], useful, people, others, count)


def added_people(reaches: scipy.sparse.csr_array, chosen: Positions, people: Floats) -> Floats:
    """Return how many people each of several places adds to those before it.

    Parameters
    ----------
    reaches
        As for `best_places`.
    chosen
        Positions of candidates, in order.
    people
        People at each point.

    Returns
    -------
    numpy.ndarray
        One number for each place; everybody is counted once, at the first place that reaches them.
    """
    if not len(chosen):
        return np.zeros(0)
    within = reaches[chosen].toarray() > 0
    first = (within & (np.cumsum(within, axis=0) == 1)).astype(np.float64)
    added: Floats = first @ people
    return added


def _cover(reaches: scipy.sparse.csr_array, people: Floats, count: int) -> Positions:
    reaches, kept = _distinct(reaches)
    reaches, people = _together(reaches, people)
    places, points = reaches.shape
    covered = scipy.sparse.hstack([reaches.T, -scipy.sparse.eye_array(points)]).tocsr()
    number = scipy.sparse.csr_array(np.repeat([1.0, 0.0], [places, points])[None])
    result = scipy.optimize.milp(
        np.concatenate([np.zeros(places), -people]),
        constraints=[scipy.optimize.LinearConstraint(covered, lb=0), scipy.optimize.LinearConstraint(number, ub=count)],
        bounds=scipy.optimize.Bounds(0, 1),
        integrality=np.repeat([1, 0], [places, points]),
        options={"mip_rel_gap": 0.0},
    )
    if result.status != 0:
        msg = f"the best places were not found: {result.message}"
        raise RuntimeError(msg)
    return kept[np.flatnonzero(result.x[:places] > 0.5)]


def _distinct(reaches: scipy.sparse.csr_array) -> tuple[scipy.sparse.csr_array, Positions]:
    """Keep the first of the candidates that reach the same points."""
    # Two sets of points have the same sum of random numbers only if they are the same set.
    marks = np.random.default_rng(0).random(reaches.shape[1])
    _, first = np.unique((reaches @ marks).round(_SAME), return_index=True)
    kept = np.sort(first)
    return reaches[kept], kept


def _together(reaches: scipy.sparse.csr_array, people: Floats) -> tuple[scipy.sparse.csr_array, Floats]:
    """Put points together that the same candidates reach."""
    marks = np.random.default_rng(0).random(reaches.shape[0])
    _, first, group = np.unique((reaches.T @ marks).round(_SAME), return_index=True, return_inverse=True)
    together: Floats = np.bincount(group, people).astype(np.float64)
    return reaches[:, first].tocsr(), together


def _by_what_they_add(
    within: scipy.sparse.csr_array, chosen: Positions, people: Floats, others: Floats, count: int
) -> Positions:
    left, order = np.ones(len(people)), list[int]()
    for _ in range(min(count, len(chosen))):
        added = (within @ (people * left)).round(_SAME)
        beside = (within @ (others * left)).round(_SAME)
        best = int(np.lexsort((chosen, -beside, -added))[0])
        if added[best] <= 0:
            break
        order.append(int(chosen[best]))
        left[within[[best]].indices] = 0
    return np.array(order, dtype=np.int64)
