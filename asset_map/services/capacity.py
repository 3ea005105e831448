"""How much of an offer's capacity there is for each resident, where capacity is on record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from asset_map.geography.pairs import Pairs
from asset_map.language import gettext as _
from asset_map.measures.catchment import BANDS, balanced, step_weights
from asset_map.measures.counts import PER_PEOPLE
from asset_map.measures.reach import means_by_zone

REACH_M = BANDS[-1][0]
"""How far residents go for capacity, in metres."""


@dataclass(frozen=True)
class CapacityAccess:
    """Access to capacity in every zone.

    Parameters
    ----------
    access_per_1000
        For each zone the capacity for each 1,000 residents; missing without residents.
    note
        How it was worked out, in words.
    """

    access_per_1000: NDArray[np.float64]
    note: str


def counted_capacity(assets: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which assets have a capacity that counts.

    Parameters
    ----------
    assets
        With ``capacity`` and ``capacity_unit``.

    Returns
    -------
    numpy.ndarray
        One truth value an asset: a capacity above 0, in the commonest unit, because units cannot be added.
    """
    recorded = assets["capacity"].gt(0).fillna(value=False).to_numpy(bool)
    if not recorded.any():
        return recorded
    units = _units(assets)
    return np.asarray(recorded & units.eq(_commonest(units[recorded])).to_numpy(bool))


def capacity_access(
    assets: pd.DataFrame,
    counted: NDArray[np.bool_],
    pairs: Pairs,
    residents: pd.DataFrame,
    people: scipy.sparse.csr_array,
) -> CapacityAccess | None:
    """Return access to the capacity of assets in balanced floating catchments.

    Parameters
    ----------
    assets
        What is measured to, with ``capacity`` and ``capacity_unit``.
    counted
        As `counted_capacity` gives them.
    pairs
        Of those assets and all residents, up to `REACH_M`.
    residents
        Points with ``people``.
    people
        How many people of each zone live at each point, as `people_by_zone` gives them.

    Returns
    -------
    CapacityAccess or None
        None where no asset has a capacity above 0.
    """
    if not counted.any():
        return None
    capacity = np.asarray(assets["capacity"].astype("Float64").fillna(0), dtype=np.float64)
    demand = np.asarray(residents["people"], dtype=np.float64)
    access = balanced(pairs, step_weights(pairs.distance_m), demand, capacity).access
    means = means_by_zone(PER_PEOPLE * access[:, None], people)
    unit = _commonest(_units(assets)[counted])
    return CapacityAccess(means[:, 0], _note(unit, int(counted.sum()), len(assets)))


def _units(assets: pd.DataFrame) -> pd.Series:
    return assets["capacity_unit"].str.strip().str.casefold()


def _commonest(units: pd.Series) -> str:
    return str(units.value_counts().sort_index().idxmax())


def _note(unit: str, counted: int, assets: int) -> str:
    bands = ", ".join(_("{weight:g} up to {end:,.0f} m").format(weight=weight, end=end_m) for end_m, weight in BANDS)
    return _(
        "Access to capacity for each 1,000 residents is a balanced floating catchment (Páez, Higgins and Vivona 2019): "
        "each person is shared over the places near them, which count {bands}. Capacity is counted in {unit}, "
        "on record for {counted} of {assets} places."
    ).format(bands=bands, unit=unit or _("no named unit"), counted=f"{counted:,}", assets=f"{assets:,}")
