"""Does one pair of columns hold coordinates of two systems?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.errors import IntakeError
from asset_map.geography.coordinates import DEGREES, METRES, UNITED_KINGDOM, mercator_to_degrees
from asset_map.geography.grid import Floats
from asset_map.geography.written_coordinates import coordinate_numbers

LEAST_MIXED_ROWS, LEAST_MIXED_SHARE = 3, 0.05
"""Fewer rows in a second system are slips of single people, for each row to tell."""

_DEGREES, _METRES = DEGREES.northward.unit, METRES.northward.unit


def stop_on_mixed_systems(
    fields: pd.DataFrame,
    *,
    row_numbers: Sequence[int] | NDArray[np.int64] | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Refuse a list in which one pair of columns plainly holds two systems.

    Parameters
    ----------
    fields
        As `fits` takes them.
    row_numbers
        Where each row stands in the file; counted from 1 where they are not given.
    columns
        Names of the file's columns by field, as `columns_by_field` gives them, for the message.

    Raises
    ------
    IntakeError
        Naming the columns, how many rows are in each system, and the first row of the rarer one.
    """
    for pair in (DEGREES, METRES):
        names = (pair.northward.field, pair.eastward.field)
        if not set(names) <= set(fields.columns):
            continue
        systems = _systems(fields[list(names)])
        counts = {system: int(rows.sum()) for system, rows in systems.items() if rows.any()}
        common, *rarer = sorted(counts, key=lambda system: -counts[system]) or [""]
        for system in rarer:
            if counts[system] < max(LEAST_MIXED_ROWS, LEAST_MIXED_SHARE * sum(counts.values())):
                continue
            position = int(np.flatnonzero(systems[system])[0])
            row = position + 1 if row_numbers is None else int(row_numbers[position])
            own = [", ".join((columns or {}).get(name, (name,))) for name in names]
            found = ", ".join(fields[name].iloc[position] for name in names)
            raise IntakeError(
                f"Expected one system in the columns “{own[0]}” and “{own[1]}”; found {common} in {counts[common]:,} "
                f"rows and {system} in {counts[system]:,}, first in row {row:,} ({found}). Put the two into columns of "
                "their own (latitude and longitude; easting and northing), or into two files."
            )


def _systems(given: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Tell by system which rows lie in the United Kingdom by it, whichever of the two columns comes first."""
    degrees = [coordinate_numbers(given[name], unit=_DEGREES) for name in given]
    metres = [coordinate_numbers(given[name], unit=_METRES) for name in given]
    mercator = [mercator_to_degrees().transform(x_m, y_m) for x_m, y_m in (metres[::-1], metres)]
    return {
        "degrees": _box(*degrees) | _box(*degrees[::-1]),
        "metres of the National Grid": _on_grid(*metres) | _on_grid(*metres[::-1]),
        "metres of Web Mercator": np.logical_or.reduce([_box(latitude, longitude) for longitude, latitude in mercator]),
    }


def _box(latitude: Floats, longitude: Floats) -> NDArray[np.bool_]:
    return np.asarray(UNITED_KINGDOM.northward.allows(latitude) & UNITED_KINGDOM.eastward.allows(longitude))


def _on_grid(northing_m: Floats, easting_m: Floats) -> NDArray[np.bool_]:
    return np.asarray(METRES.northward.allows(northing_m) & METRES.eastward.allows(easting_m))
