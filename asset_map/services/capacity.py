"""How much of an offer's capacity there is for each resident, where capacity is on record."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.geography.distances import Distances
from asset_map.language import gettext as _
from asset_map.measures.catchment import BANDS, balanced, step_weights
from asset_map.measures.counts import PER_PEOPLE
from asset_map.measures.reach import means_by_zone, people_by_zone


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

    access_per_1000: pd.Series
    note: str


def capacity_access(
    assets: gpd.GeoDataFrame, residents: pd.DataFrame, zones: pd.Index, *, distances: Distances
) -> CapacityAccess | None:
    """Return access to the capacity of assets in balanced floating catchments.

    Parameters
    ----------
    assets
        What is measured to, with ``capacity``, ``capacity_unit`` and geometry (EPSG:27700).
    residents
        Points with ``x_m``, ``y_m`` (EPSG:27700), ``zone_code`` and ``people``.
    zones
        The codes of all zones.
    distances
        Measures them.

    Returns
    -------
    CapacityAccess or None
        None where no asset has a capacity above 0. Capacities in the commonest unit count alone: units cannot be added.
    """
    recorded = assets[assets["capacity"].gt(0).fillna(value=False)]
    if recorded.empty:
        return None
    units = recorded["capacity_unit"].str.strip().str.casefold()
    unit = str(units.value_counts().sort_index().idxmax())
    counted = recorded[units == unit]
    places = np.asarray(counted.geometry.array, dtype=object)
    reach_m = BANDS[-1][0]
    pairs = distances.pairs_within(residents["x_m"].to_numpy(), residents["y_m"].to_numpy(), places, reach_m)
    people, capacity = residents["people"].to_numpy("float64"), counted["capacity"].to_numpy("float64")
    access = balanced(pairs, step_weights(pairs.distance_m), people, capacity).access
    means = means_by_zone(PER_PEOPLE * access[:, None], people_by_zone(residents, zones))
    return CapacityAccess(
        pd.Series(means[:, 0], index=zones, name="access_per_1000"), _note(unit, len(counted), len(assets))
    )


def _note(unit: str, counted: int, assets: int) -> str:
    bands = ", ".join(_("{weight:g} up to {end:,.0f} m").format(weight=weight, end=end_m) for end_m, weight in BANDS)
    return _(
        "Access to capacity for each 1,000 residents is a balanced floating catchment (Páez, Higgins and Vivona 2019): "
        "each person is shared over the places near them, which count {bands}. Capacity is counted in {unit}, "
        "on record for {counted} of {assets} places."
    ).format(bands=bands, unit=unit or _("no named unit"), counted=f"{counted:,}", assets=f"{assets:,}")
