"""How near are residents to what they may use, zone by zone?

Residents are points with numbers of people, so a zone's figure is a mean over its people, never over its points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray


def people_by_zone(residents: pd.DataFrame, zones: pd.Index) -> scipy.sparse.csr_array:
    """Return how many people of each zone live at each point.

    Parameters
    ----------
    residents
        One row a point: ``zone_code`` (missing beyond the area) and ``people``.
    zones
        The codes of all zones.

    Returns
    -------
    scipy.sparse.csr_array
        A row a zone, a column a point.
    """
    zone = zones.get_indexer(pd.Index(residents["zone_code"]))
    people = residents["people"].to_numpy("float64")
    point = np.flatnonzero((zone >= 0) & (people > 0))
    return scipy.sparse.csr_array((people[point], (zone[point], point)), shape=(len(zones), len(residents)))


def means_by_zone(values: NDArray[np.float64], people: scipy.sparse.csr_array) -> NDArray[np.float64]:
    """Return the mean over each zone's people of what is known at each point.

    Parameters
    ----------
    values
        A row a point, a column a measure; infinite where nothing can be got to.
    people
        As `people_by_zone` gives them.

    Returns
    -------
    numpy.ndarray
        A row a zone, a column a measure: Σ people × value / Σ people over the points of the zone; missing without
        residents, and where a resident has no value.
    """
    # Both sums run over the same points in the same order, so that where all have a thing their share is just 1.
    sums = np.asarray(people @ np.column_stack([values, np.ones(len(values))]), dtype=np.float64)
    total = np.where(sums[:, -1] > 0, sums[:, -1], np.nan)
    means = sums[:, :-1] / total[:, None]
    return np.where(np.isfinite(means), means, np.nan)


def nearest_by_zone(nearest_m: pd.Series, residents: pd.DataFrame, zones: pd.Index) -> pd.Series:
    """Return how far it is to the nearest usable asset, on average over each zone's people.

    Parameters
    ----------
    nearest_m
        For each point of ``residents`` the metres to the nearest usable asset; infinite where there is none.
    residents
        Points with ``zone_code`` and ``people``, as `asset_map.geography.residents.residents_at_postcodes` gives them.
    zones
        The codes of all zones.

    Returns
    -------
    pandas.Series
        ``nearest_m``, indexed by ``zones``: metres, Σ people × distance / Σ people; missing in a zone without
        residents, and where some resident has no usable asset to go to.

    Notes
    -----
    The second of the three measures of Macintyre, Macdonald and Ellaway (2008), Social Science & Medicine 67, weighted
    by people.
    """
    return _one(nearest_m, residents, zones, "nearest_m")


def number_within(count: pd.Series, residents: pd.DataFrame, zones: pd.Index, *, distance_m: int) -> pd.Series:
    """Return how many usable assets are within a distance, on average over each zone's people.

    Parameters
    ----------
    count
        For each point of ``residents`` the number of usable assets within the distance.
    residents
        Points with ``zone_code`` and ``people``.
    zones
        The codes of all zones.
    distance_m
        The distance in metres.

    Returns
    -------
    pandas.Series
        ``within_{distance_m}m``, indexed by ``zones``: Σ people × count / Σ people; missing without residents.

    Notes
    -----
    Cumulative opportunities: see Santana Palacios and El-Geneidy (2022), Transport Findings.
    """
    return _one(count, residents, zones, within_column(distance_m))


def share_within(count: pd.Series, residents: pd.DataFrame, zones: pd.Index, *, distance_m: int) -> pd.Series:
    """Return which share of each zone's people have a usable asset within a distance.

    Parameters
    ----------
    count
        For each point of ``residents`` the number of usable assets within the distance.
    residents
        Points with ``zone_code`` and ``people``.
    zones
        The codes of all zones.
    distance_m
        The distance in metres.

    Returns
    -------
    pandas.Series
        ``share_within_{distance_m}m``, indexed by ``zones``, 0 to 1: Σ people with count ≥ 1 / Σ people; missing
        without residents.

    Notes
    -----
    As Olsen, Thornton, Tregonning and Mitchell (2022), Social Science & Medicine 315:115502, count residents.
    """
    return _one(count > 0, residents, zones, share_column(distance_m))


def reach_by_zone(
    nearest_m: NDArray[np.float64],
    counts: NDArray[np.int64],
    people: scipy.sparse.csr_array,
    zones: pd.Index,
    *,
    distances_m: Sequence[int],
) -> pd.DataFrame:
    """Return `nearest_by_zone`, `number_within` and `share_within` at several distances, worked out in one go.

    Parameters
    ----------
    nearest_m
        For each point the metres to the nearest usable asset.
    counts
        For each point (row) and distance (column) the number of usable assets within it.
    people
        As `people_by_zone` gives them for the same points and zones.
    zones
        The codes of all zones.
    distances_m
        The distances in metres, one for each column of ``counts``.

    Returns
    -------
    pandas.DataFrame
        The columns of those measures, indexed by ``zones``: the nearest first, then for each distance number and share.
    """
    within = np.stack([counts, counts > 0], axis=2).reshape(len(counts), 2 * len(distances_m))
    means = means_by_zone(np.column_stack([nearest_m, within]).astype(np.float64), people)
    pairs = [name(distance_m) for distance_m in distances_m for name in (within_column, share_column)]
    return pd.DataFrame(means, index=zones, columns=["nearest_m", *pairs])


def within_column(distance_m: int) -> str:
    """Return the name of the column of numbers within a distance.

    Parameters
    ----------
    distance_m
        Metres.

    Returns
    -------
    str
        For instance ``within_800m``.
    """
    return f"within_{distance_m}m"


def share_column(distance_m: int) -> str:
    """Return the name of the column of shares of people within a distance.

    Parameters
    ----------
    distance_m
        Metres.

    Returns
    -------
    str
        For instance ``share_within_800m``.
    """
    return f"share_within_{distance_m}m"


def _one(values: pd.Series, residents: pd.DataFrame, zones: pd.Index, name: str) -> pd.Series:
    in_order = values.reindex(residents.index).to_numpy("float64")
    means = means_by_zone(in_order[:, None], people_by_zone(residents, zones))
    return pd.Series(means[:, 0], index=zones, name=name)
