"""Where is each row of a table, and in which zone?

Coordinates count first. The postcode is tried where there are none that can be used, but never instead of coordinates
that point somewhere else, and never where latitude and longitude look swapped: those are for people to mend.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.domain.postcode import postcode_key
from asset_map.domain.problem import ProblemCode
from asset_map.geography.coordinates import Points, read_coordinates
from asset_map.geography.locating_messages import describe_problem
from asset_map.geography.placing import PreparedZones
from asset_map.geography.settling import NOWHERE

__all__ = ["LOCATING_COLUMNS", "describe_problem", "locate"]

LOCATING_COLUMNS = ("latitude", "longitude", "easting", "northing", "postcode")
"""The columns that say where a row is."""


def locate(table: pd.DataFrame, *, prepared: PreparedZones, postcodes: pd.DataFrame) -> pd.DataFrame:
    """Find the place and zone of each row.

    Parameters
    ----------
    table
        Any of `LOCATING_COLUMNS`, as typed or as numbers: degrees in EPSG:4326, metres in EPSG:27700, postcodes however
        spelled. Cells may be empty or missing.
    prepared
        The zones.
    postcodes
        ``easting_m`` and ``northing_m``, EPSG:27700, indexed by postcode key, each key once; empty when none are
        installed.

    Returns
    -------
    pandas.DataFrame
        The same rows on the same index: ``x_m`` and ``y_m`` (EPSG:27700; NaN where no point is known), ``zone_code``
        (None where a row is not placed), ``placed_by`` (``coordinates``, ``postcode``, or empty where it is not placed)
        and ``problem`` (a `ProblemCode` of why a row is not placed, or empty). A row whose point lies in no zone keeps
        the point and has the problem ``outside_area``.
    """
    coordinates = read_coordinates(table)
    at_postcode = read_postcode_column(table, postcodes)
    may_use_postcode = coordinates.problem != ProblemCode.AXES_SWAPPED.value
    by_postcode = ~coordinates.usable & may_use_postcode & (at_postcode.usable | ~coordinates.given)
    x_m = np.where(by_postcode, at_postcode.x_m, coordinates.x_m)
    y_m = np.where(by_postcode, at_postcode.y_m, coordinates.y_m)
    problem = np.where(by_postcode, at_postcode.problem, coordinates.problem)

    x_m[problem != ""] = np.nan
    zone = prepared.place(x_m, y_m)
    outside = (problem == "") & (zone == NOWHERE)
    problem[outside] = ProblemCode.OUTSIDE_AREA.value
    # A postcode elsewhere does not help a row whose coordinates have a problem of their own.
    unhelped = outside & by_postcode & coordinates.given
    problem[unhelped] = coordinates.problem[unhelped]
    unknown = unhelped | ~np.isfinite(x_m) | ~np.isfinite(y_m)
    x_m[unknown] = y_m[unknown] = np.nan

    placed_by = np.where(by_postcode, "postcode", "coordinates")
    return pd.DataFrame(
        {
            "x_m": x_m,
            "y_m": y_m,
            "zone_code": pd.Series(_codes_and_none(prepared)[zone], index=table.index, dtype=object),
            "placed_by": pd.Series(np.where(zone == NOWHERE, "", placed_by), index=table.index, dtype="str"),
            "problem": pd.Series(problem, index=table.index, dtype="str"),
        },
        index=table.index,
    )


def read_postcode_column(table: pd.DataFrame, postcodes: pd.DataFrame) -> Points:
    """Find the point of each row's postcode.

    Parameters
    ----------
    table
        Perhaps with a column ``postcode``, however spelled.
    postcodes
        As `locate` takes them.

    Returns
    -------
    Points
        A postcode that the directory holds without a position counts as unknown.
    """
    column = table["postcode"].astype("string") if "postcode" in table else pd.Series("", table.index, dtype="string")
    typed, spellings = pd.factorize(column.fillna("").str.strip())
    keys = [postcode_key(spelling) for spelling in spellings]
    row = postcodes.index.get_indexer(pd.Index(keys, dtype=object))
    # The row after the last stands for a postcode that is not there: get_indexer calls it -1.
    x_m = np.append(postcodes["easting_m"].to_numpy(dtype=np.float64), np.nan)[row]
    y_m = np.append(postcodes["northing_m"].to_numpy(dtype=np.float64), np.nan)[row]
    problem = np.select(
        [
            np.asarray(spellings == "", dtype=bool),
            np.array([key is None for key in keys], dtype=bool),
            np.full(len(keys), postcodes.empty),
            ~np.isfinite(x_m) | ~np.isfinite(y_m) | ((x_m == 0) & (y_m == 0)),
        ],
        [
            ProblemCode.NO_PLACE.value,
            ProblemCode.POSTCODE_MALFORMED.value,
            ProblemCode.NO_POSTCODES_INSTALLED.value,
            ProblemCode.POSTCODE_UNKNOWN.value,
        ],
        default="",
    )
    return Points(x_m[typed], y_m[typed], problem.astype(object)[typed])


def _codes_and_none(prepared: PreparedZones) -> NDArray[np.object_]:
    # None comes last, because NOWHERE is -1.
    codes = np.full(len(prepared.zone_codes) + 1, None, dtype=object)
    codes[:-1] = prepared.zone_codes
    return codes
