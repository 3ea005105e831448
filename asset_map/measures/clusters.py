"""Where do zones with much, or with little, lie together more than chance would put them?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from asset_map.measures.ranking import Floats

PERMUTATIONS = 999
"""The least number of permutations; with 999 no p-value is below 0.001 (0.002 from both sides)."""

FALSE_DISCOVERY_RATE = 0.05
"""Of the zones that are told as clusters, at most this share is expected to be chance (Benjamini and Hochberg 1995)."""

WARNING = (
    "Zones next to each other share what is near both of them, so measures of reach lie together by the way they are "
    "made. A cluster of reach is weak evidence of anything else."
)

_CELLS_AT_ONCE = 4_000_000


class Cluster(StrEnum):
    """What a zone is part of."""

    MUCH = "much"
    LITTLE = "little"
    MUCH_AMONG_LITTLE = "much_among_little"
    LITTLE_AMONG_MUCH = "little_among_much"
    CHANCE = "chance"
    ISLAND = "island"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Clusters:
    """What was found, with what has to be said beside it.

    Parameters
    ----------
    zones
        Indexed like the values: ``statistic`` (without unit), ``p`` (from both sides), ``p_adjusted`` (after control of
        false discoveries) and ``cluster`` (a `Cluster`).
    warning
        To be shown wherever the clusters are.
    permutations
        How many were drawn.
    """

    zones: pd.DataFrame
    warning: str
    permutations: int


def local_moran(
    value: pd.Series,
    neighbours: scipy.sparse.csr_array,
    *,
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
) -> Clusters:
    """Return local Moran's I: which zones are like their neighbours, and which stand out among them?

    Parameters
    ----------
    value
        Of each zone (any unit); missing where not known.
    neighbours
        1 where two zones touch, in the order of ``value``; see `asset_map.geography.neighbours.touching`.
    rng
        Where chance comes from.
    permutations
        How often the other zones' values are dealt anew; at least `PERMUTATIONS`.

    Returns
    -------
    Clusters
        ``statistic`` I = z × mean of the neighbours' z, with z the standardised value.

    Raises
    ------
    ValueError
        Too few permutations.

    Notes
    -----
    Anselin (1995), Geographical Analysis 27, rows standardised. Zones that are not known are no one's neighbours.
    """
    return _clusters(value, neighbours, itself=False, rng=rng, permutations=permutations)


def getis_ord(
    value: pd.Series,
    neighbours: scipy.sparse.csr_array,
    *,
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
) -> Clusters:
    """Return Getis and Ord's Gi*: where is much, or little, in a zone and its neighbours together?

    Parameters
    ----------
    value
        Of each zone (any unit); missing where not known.
    neighbours
        1 where two zones touch, in the order of ``value``.
    rng
        Where chance comes from.
    permutations
        How often the other zones' values are dealt anew; at least `PERMUTATIONS`.

    Returns
    -------
    Clusters
        ``statistic`` is Gi* as a z-score: (mean of the zone and its neighbours − mean of all) / its standard deviation
        were values dealt at random.

    Raises
    ------
    ValueError
        Too few permutations.

    Notes
    -----
    Ord and Getis (1995), Geographical Analysis 27, equation 14.
    """
    return _clusters(value, neighbours, itself=True, rng=rng, permutations=permutations)


def _clusters(
    value: pd.Series, neighbours: scipy.sparse.csr_array, *, itself: bool, rng: np.random.Generator, permutations: int
) -> Clusters:
    if permutations < PERMUTATIONS:
        msg = f"at least {PERMUTATIONS} permutations are needed, not {permutations}"
        raise ValueError(msg)
    numbers = value.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(numbers)
    among = neighbours[known][:, known].astype(bool).tocsr()
    degree = np.diff(among.indptr)
    spread = numbers[known].std() if known.any() else 0.0
    found = pd.DataFrame({"statistic": np.nan, "p": np.nan, "p_adjusted": np.nan}, index=value.index[known])
    found["cluster"] = np.where(degree > 0, Cluster.CHANCE.value, Cluster.ISLAND.value)
    if spread > 0 and (degree > 0).any():
        z = (numbers[known] - numbers[known].mean()) / spread
        beside = _mean_beside(z, among, itself=itself)
        extremes = _dealt(z, beside, degree, itself=itself, rng=rng, permutations=permutations)
        found["statistic"] = _gi_star(beside, degree + 1) if itself else z * beside
        found["p"] = np.minimum(1.0, 2 * (np.minimum(*extremes) + 1) / (permutations + 1))
        found.loc[degree == 0, ["statistic", "p"]] = np.nan
        found.loc[degree > 0, "p_adjusted"] = scipy.stats.false_discovery_control(found["p"][degree > 0])
        kinds = _kinds(z, beside, itself=itself)
        found["cluster"] = found["cluster"].mask((found["p_adjusted"] <= FALSE_DISCOVERY_RATE).to_numpy(), kinds)
    zones = found.reindex(value.index)
    zones["cluster"] = zones["cluster"].fillna(Cluster.NOT_KNOWN.value).astype("str")
    return Clusters(zones, WARNING, permutations)


def _mean_beside(z: Floats, among: scipy.sparse.csr_array, *, itself: bool) -> Floats:
    count = np.diff(among.indptr) + itself
    total = among @ z + (z if itself else 0.0)
    mean: Floats = np.divide(total, count, out=np.full(len(z), np.nan), where=count > 0)
    return mean


def _gi_star(beside: Floats, count: NDArray[np.int64]) -> Floats:
    # Of z, whose mean is 0 and whose standard deviation is 1; each of the weights is 1.
    zones = len(beside)
    variance = (zones * count - count**2) / (zones - 1)
    score: Floats = np.divide(beside * count, np.sqrt(variance), out=np.full(zones, np.nan), where=variance > 0)
    return score


def _kinds(z: Floats, beside: Floats, *, itself: bool) -> NDArray[np.str_]:
    if itself:
        return np.where(beside > 0, Cluster.MUCH.value, Cluster.LITTLE.value)
    return np.select(
        [(z > 0) & (beside > 0), (z <= 0) & (beside <= 0), z > 0],
        [Cluster.MUCH.value, Cluster.LITTLE.value, Cluster.MUCH_AMONG_LITTLE.value],
        default=Cluster.LITTLE_AMONG_MUCH.value,
    )


def _dealt(
    z: Floats, beside: Floats, degree: NDArray[np.int64], *, itself: bool, rng: np.random.Generator, permutations: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count how often as high, and as low, a mean comes out when all other zones' values are dealt anew."""
    zones = len(z)
    higher, lower = np.zeros(zones, dtype=np.int64), np.zeros(zones, dtype=np.int64)
    others = rng.permuted(np.tile(np.arange(zones - 1, dtype=np.int32), (permutations, 1)), axis=1)[:, : degree.max()]
    for count in np.unique(degree[degree > 0]):
        of_degree = np.flatnonzero(degree == count)
        drawn = others[:, :count]
        for part in np.array_split(of_degree, 1 + len(of_degree) * drawn.size // _CELLS_AT_ONCE):
            # The zone itself stays where it is: positions from its own on are one further.
            cards = drawn[None] + (drawn[None] >= part[:, None, None])
            total = z[cards].sum(axis=2) + (z[part, None] if itself else 0.0)
            mean = total / (count + itself)
            near = np.abs(mean - beside[part, None]) <= 1e-12
            higher[part] = (near | (mean > beside[part, None])).sum(axis=1)
            lower[part] = (near | (mean < beside[part, None])).sum(axis=1)
    return higher, lower
