"""A table of places as drafts of assets: the columns matched, every cell as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from asset_map.domain.asset import AssetDraft
from asset_map.intake.columns import SPELLINGS, match_columns
from asset_map.intake.tables import PlacesTable

OFFER_SEPARATOR = ";"
LOCATING_FIELDS = ("latitude", "longitude", "easting", "northing", "postcode")


def fields_of(table: PlacesTable, *, match: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a table with one column for each field that the file has.

    Parameters
    ----------
    table
        The file as it was read.
    match
        Field by column, where a person chose.

    Returns
    -------
    pandas.DataFrame
        The same rows; columns named by field, all text without outer blanks. For a layer, the representative point
        of each geometry stands in ``easting`` and ``northing`` (metres, EPSG:27700) and goes before its columns.
    """
    matched = match_columns(list(table.rows.columns), match)
    if table.geometry_bng is not None:
        matched = {field: columns for field, columns in matched.items() if field not in LOCATING_FIELDS[:4]}
    fields = pd.DataFrame(
        {field: _joined(table.rows, columns) for field, columns in matched.items()}, index=table.rows.index
    )
    if table.geometry_bng is not None:
        points = shapely.point_on_surface(table.geometry_bng.to_numpy())
        for field, metres in (("easting", shapely.get_x(points)), ("northing", shapely.get_y(points))):
            fields[field] = pd.Series(metres, index=fields.index).map(repr).mask(np.isnan(metres), "")
    return fields


def _joined(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    if len(columns) == 1:
        return rows[columns[0]].str.strip()
    parts = rows[list(columns)].apply(lambda column: column.str.strip())
    return pd.Series([", ".join(filter(None, row)) for row in parts.itertuples(index=False)], index=rows.index)


def drafts_from(fields: pd.DataFrame, *, defaults: Mapping[str, str]) -> list[AssetDraft]:
    """Return one draft for each row.

    Parameters
    ----------
    fields
        As `fields_of` gives them.
    defaults
        Values by field for rows that say nothing themselves; several offers joined by ``;``.

    Returns
    -------
    list of AssetDraft
        In the order of the rows.
    """
    filled = fields.reindex(columns=list(SPELLINGS), fill_value="")
    for field, value in defaults.items():
        if field in filled:
            filled[field] = filled[field].mask(filled[field].eq(""), value)
    source: dict[str, Any] = {field: defaults.get(field, "") for field in ("source", "licence", "located_by")}
    return [
        AssetDraft(
            **{str(field): value for field, value in row.items() if field != "offer"},
            **source,
            offers=tuple(filter(None, (code.strip() for code in row["offer"].split(OFFER_SEPARATOR)))),
        )
        for row in filled.to_dict("records")
    ]
