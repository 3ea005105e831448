"""Which features of a layer fit what is asked for?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from asset_map.errors import UserError
from asset_map.exports.export import ExportLayer
from asset_map.language import gettext as _
from asset_map.services.editions import chosen_edition
from asset_map.services.features.collections import TIME_COLUMNS, Collection
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.assets import DAY
from asset_map.services.workspace import Workspace

TRUE_OR_FALSE = {"true": True, "false": False, "1": True, "0": False}
"""GDAL writes 1 and 0."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What features have to fit, all of it.

    Parameters
    ----------
    box_bng
        They touch this area, EPSG:27700; None for everywhere.
    days
        Their day lies between these, both included; None where open. None for any day and none.
    values
        Columns with what stands in them, as it is written in addresses.
    """

    box_bng: shapely.Geometry | None = None
    days: tuple[dt.date | None, dt.date | None] | None = None
    values: tuple[tuple[str, str], ...] = ()


def fitting(layer: ExportLayer, wanted: Wanted, taken: Taken, workspace: Workspace) -> npt.NDArray[np.intp]:
    """Return the features that fit.

    Parameters
    ----------
    layer
        What is chosen from.
    wanted
        What they have to fit.
    taken
        What the layer was made by.
    workspace
        The area.

    Returns
    -------
    numpy.ndarray
        Positions of rows, in order.

    Raises
    ------
    UserError
        When a value can never stand in its column, as letters where there are numbers.
    """
    rows = layer.rows
    fit = np.ones(len(rows), dtype=bool)
    for name, text in wanted.values:
        fit &= _equal(_column(name, rows, taken, workspace), text, name)
    if wanted.days is not None:
        fit &= _between(rows[time_column(layer)], wanted.days)
    if wanted.box_bng is not None:
        fit &= _touching(rows, wanted.box_bng)
    return np.flatnonzero(fit)


def time_column(layer: ExportLayer) -> str:
    """Return the column with the day that a feature is of.

    Parameters
    ----------
    layer
        The layer.

    Returns
    -------
    str
        When it was last checked or looked at; else the day that its figures are judged by; empty where it has none.
    """
    return next((name for name in TIME_COLUMNS if name in layer.rows), "")


def ids_of(rows: pd.DataFrame, collection: Collection) -> pd.Series:
    """Return what tells features apart.

    Parameters
    ----------
    rows
        Those of a layer.
    collection
        What it is.

    Returns
    -------
    pandas.Series
        Texts, in the order of the rows; permanent.
    """
    first, *others = collection.identity
    ids = rows[first].astype("str")
    for name in others:
        ids = ids + "-" + rows[name].astype("str")
    return ids


def _column(name: str, rows: pd.DataFrame, taken: Taken, workspace: Workspace) -> pd.Series:
    if name in rows:
        return rows[name]
    edition = chosen_edition(workspace.geography, taken.question.edition_id)
    if name == "decile" and edition is not None:
        return rows["zone_code"].map(edition.table["decile"]).astype("Int64")
    expected = _("These rows have no “{name}” to choose by. Leave it out, or name an offer.")
    raise UserError(expected.format(name=name))


def _equal(column: pd.Series, text: str, name: str) -> npt.NDArray[np.bool_]:
    value: str | int = text
    if pd.api.types.is_bool_dtype(column.dtype):
        if text not in TRUE_OR_FALSE:
            raise UserError(
                _("Expected true or false for “{name}”; found “{found}”.").format(name=name, found=text[:80])
            )
        value = TRUE_OR_FALSE[text]
    elif pd.api.types.is_integer_dtype(column.dtype):
        if not (text.isascii() and text.isdigit() and len(text) <= len("999999999")):
            raise UserError(
                _("Expected a whole number for “{name}”; found “{found}”.").format(name=name, found=text[:80])
            )
        value = int(text)
    return column.eq(value).fillna(value=False).to_numpy(dtype=bool)


def _between(column: pd.Series, days: tuple[dt.date | None, dt.date | None]) -> npt.NDArray[np.bool_]:
    if not str(column.dtype).startswith("date32"):  # the day that all figures are judged by is text
        column = column.astype(DAY)
    first, last = days
    fit = column.notna().to_numpy(dtype=bool)
    if first is not None:
        fit = fit & column.ge(first).fillna(value=False).to_numpy(dtype=bool)
    if last is not None:
        fit = fit & column.le(last).fillna(value=False).to_numpy(dtype=bool)
    return fit


def _touching(rows: pd.DataFrame, box_bng: shapely.Geometry) -> npt.NDArray[np.bool_]:
    if not isinstance(rows, gpd.GeoDataFrame):
        return np.zeros(len(rows), dtype=bool)
    shapely.prepare(box_bng)
    return np.asarray(shapely.intersects(rows.geometry.to_numpy(), box_bng), dtype=bool)
