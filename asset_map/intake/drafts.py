"""A table of places as drafts of assets: the columns matched, every cell as it was typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from asset_map.domain.asset import Accessed, AssetDraft, Status
from asset_map.domain.protection import Level
from asset_map.intake.cell_texts import plain_code, values_in, web_addresses, without_nothing_words
from asset_map.intake.columns import ColumnMatch, columns_by_field, match_columns
from asset_map.intake.joined_columns import joined_columns
from asset_map.intake.layer_shapes import place_of_geometry, without_shapes_not_allowed
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.written_places import PLACE_COLUMNS, place_columns

LOCATING_FIELDS = ("latitude", "longitude", "easting", "northing", "postcode")
NOT_WORDS = (
    *LOCATING_FIELDS, "coordinates", "grid_reference", "phone", "email", "web", "last_checked", "uprn", "capacity",
    "age_from", "age_to", "season_from", "season_to", "source_id", "status", "protection", "accessed", "kind", "offer",
    "category", "opening_times",
)  # fmt: skip
"""Fields in which “N/A”, “-” or “none” says that there is nothing."""

CODES: Mapping[str, Collection[str]] = {
    "status": tuple(Status), "protection": tuple(Level), "accessed": tuple(Accessed),
}  # fmt: skip
LISTS = {"offer": "offers", "accessed": "accessed", "access_features": "access_features"}
"""Columns of several values, and the fields of a draft that hold them."""

_DRAFT_FIELDS = tuple(name for name in AssetDraft.__dataclass_fields__ if name not in LISTS.values())

DRAFTED = (*_DRAFT_FIELDS, *LISTS)
"""The columns of which `drafts_from` makes drafts; others are passed over."""


def fields_of(
    table: PlacesTable,
    *,
    matches: Sequence[ColumnMatch] | None = None,
    match: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return a table with one column for each field that the file has.

    Parameters
    ----------
    table
        The file as it was read.
    matches
        What each column holds, as `suggest_columns` suggested and a person agreed to.
    match
        Field by column, where a person chose and nobody is there to agree to more: the rest goes by names alone.

    Returns
    -------
    pandas.DataFrame
        The same rows; columns named by field, all text without outer blanks. Both coordinates in one cell and grid
        references stand as ``latitude`` and ``longitude`` or ``easting`` and ``northing``. For a layer, the point of
        each geometry, or one in it, stands in ``easting`` and ``northing`` (metres, EPSG:27700) and goes before its
        columns; lines and areas stand in ``shape`` besides (GeoJSON in degrees, EPSG:4326).
    """
    columns = list(map(str, table.rows.columns))
    by_field = match_columns(columns, match) if matches is None else columns_by_field(matches)
    fields = pd.DataFrame(
        {name: _text(name, table.rows, list(of_field)) for name, of_field in by_field.items()},
        index=table.rows.index,
        dtype="str",
    )
    if table.geometry_bng is None:
        return place_columns(fields)
    fields = fields.drop(columns=[*PLACE_COLUMNS, "coordinates", "grid_reference"], errors="ignore")
    return fields.join(place_of_geometry(table.geometry_bng.set_axis(fields.index)))


def _text(name: str, rows: pd.DataFrame, columns: list[str]) -> pd.Series[str]:
    cells = rows[columns].apply(lambda column: column.str.strip())
    if name in NOT_WORDS:
        cells = cells.apply(without_nothing_words)
    return cells[columns[0]] if len(columns) == 1 else joined_columns(name, cells)


def drafts_from(
    fields: pd.DataFrame,
    *,
    defaults: Mapping[str, str],
    placements: Mapping[str, Collection[str]] | None = None,
) -> list[AssetDraft]:
    """Return one draft for each row.

    Parameters
    ----------
    fields
        As `fields_of` gives them.
    defaults
        Values by field for rows that say nothing themselves; several offers joined by ``;``.
    placements
        Where assets of each kind may be placed, by the kind's code: any of ``point``, ``line``, ``area``. A line or an
        area that its kind may be is kept as that; else, and where nothing is said, a point in it is taken.

    Returns
    -------
    list of AssetDraft
        In the order of the rows.
    """
    filled = fields.reindex(columns=[*_DRAFT_FIELDS, *LISTS], fill_value="")
    for name, value in defaults.items():
        if name in filled:
            filled[name] = filled[name].mask(filled[name].eq(""), value)
    filled["web"] = web_addresses(filled["web"])
    for name in ("status", "protection"):
        filled[name] = filled[name].map({cell: _known_code(cell, CODES[name]) for cell in filled[name].unique()})
    filled = without_shapes_not_allowed(filled, placements or {})
    columns: dict[str, Sequence[Any]] = {
        name: _shared(filled[name]) for name in _DRAFT_FIELDS if filled[name].ne("").any()
    }
    for name, draft_field in LISTS.items():
        values = {cell: _values(name, cell) for cell in filled[name].unique()}
        columns[draft_field] = filled[name].map(values).tolist()
    return [_draft(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _shared(cells: pd.Series[str]) -> list[str]:
    """Return texts of which those that are the same are one object: a long list holds few different ones."""
    codes, texts = pd.factorize(cells)
    different = texts.tolist()
    return [different[code] for code in codes.tolist()]


_EMPTY = vars(AssetDraft())


def _draft(values: Iterable[tuple[str, Any]]) -> AssetDraft:
    # The dataclass sets its sixty fields one by one, which takes as long as reading a row.
    draft = AssetDraft.__new__(AssetDraft)
    vars(draft).update(_EMPTY)
    vars(draft).update(values)
    return draft


def _values(name: str, cell: str) -> tuple[str, ...]:
    values = values_in(cell)
    return tuple(_known_code(value, CODES[name]) for value in values) if name in CODES else values


def _known_code(text: str, codes: Collection[str]) -> str:
    """Return a code where a cell holds its words: “Temporarily closed”; other words as they are."""
    code = plain_code(text)
    return code if code in codes else text
