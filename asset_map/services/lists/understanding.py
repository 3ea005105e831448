"""What does a file say, before any of it is checked against the area or the store?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from asset_map.domain.classification import Classification, Kind, Offer
from asset_map.domain.postcode import postcode_key
from asset_map.errors import IntakeError
from asset_map.intake.columns import ColumnMatch, columns_by_field, suggest_columns
from asset_map.intake.drafts import fields_of
from asset_map.intake.place_readings import Reading, ReadingFit, fits, read_as, stop_on_mixed_systems, suggested
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.postcodes_in_text import postcodes_within
from asset_map.intake.tables import read_places
from asset_map.intake.values import ValueMatch, suggest_for_list, suggest_values
from asset_map.services.lists.many_rows import for_many_rows
from asset_map.services.lists.request import ImportRequest
from asset_map.services.workspace import Workspace

VALUE_SEPARATORS = r"\s*[;|]\s*"


@dataclass(frozen=True, eq=False)
class ReadList:
    """A file as it was read.

    Parameters
    ----------
    table
        Its rows.
    sha256
        The digest of the file, in hexadecimal.
    """

    table: PlacesTable
    sha256: str


@dataclass(frozen=True, eq=False)
class Understood:
    """What a file says, as far as its columns tell.

    Parameters
    ----------
    columns
        Which column holds what, and why.
    values
        Which value of the column of categories means what; empty where there is no such column.
    for_all
        What the file's name says of all its rows; None when it says nothing.
    fits
        Ways to read the coordinates, the best first.
    suggested
        The way that is clearly better than the one that is used; None when there is none.
    fields
        One row a row of the file; columns by field, all text, as they are to be used.
    postcode_from_address, name_borrowed
        Truth values on the same index: where a field was taken from another column.
    """

    columns: tuple[ColumnMatch, ...]
    values: tuple[ValueMatch, ...]
    for_all: ValueMatch | None
    fits: tuple[ReadingFit, ...]
    suggested: ReadingFit | None
    fields: pd.DataFrame
    postcode_from_address: pd.Series
    name_borrowed: pd.Series


@for_many_rows()
def read_list(path: Path, scheme: Classification, *, part: str = "") -> ReadList:
    """Read a file.

    Parameters
    ----------
    path
        The file.
    scheme
        Says which tags of OpenStreetMap mean anything here.
    part
        The sheet or layer; empty for the first that holds rows.

    Returns
    -------
    ReadList
        Its rows, and its digest.

    Raises
    ------
    IntakeError
        When it cannot be read.
    """
    table = read_places(path, part=part, osm_tags=osm_tags(scheme))
    with path.open("rb") as file:
        return ReadList(table, hashlib.file_digest(file, "sha256").hexdigest())


def osm_tags(scheme: Classification) -> frozenset[str]:
    """Return the tags of OpenStreetMap that the crosswalk knows.

    Parameters
    ----------
    scheme
        Kinds and offers.

    Returns
    -------
    frozenset of str
        For instance ``amenity=library``.
    """
    entries: tuple[Kind | Offer, ...] = (*scheme.kinds.values(), *scheme.offers.values())
    return frozenset(tag for entry in entries for tag in entry.crosswalk.get("openstreetmap", ()))


def understand(read: ReadList, request: ImportRequest, workspace: Workspace) -> Understood:
    """Say what the columns and values of a list mean.

    Parameters
    ----------
    read
        The file as it was read.
    request
        What a person chose; it goes before what is suggested.
    workspace
        The area.

    Returns
    -------
    Understood
        Nothing is moved: another way to read coordinates is only suggested, unless it was chosen.

    Raises
    ------
    IntakeError
        When a chosen column is not there, none holds names, or one column holds two kinds of coordinates.
    """
    table, scheme = read.table, workspace.classification
    columns = suggest_columns(table.rows, request.match, has_geometry=table.geometry_bng is not None)
    fields = fields_of(table, matches=columns)
    fields = _corrected(fields, table, request.corrections)
    fields, name_borrowed = _borrowed_names(fields, table.rows, request)
    if request.reading is Reading.AS_GIVEN:
        stop_on_mixed_systems(fields, row_numbers=table.row_numbers, columns=columns_by_field(columns))
    ways = fits(fields, prepared=workspace.prepared)
    better = suggested(ways) if request.reading is Reading.AS_GIVEN else None
    if request.reading is not Reading.AS_GIVEN:
        fields = read_as(fields, request.reading)
    values = suggest_values(fields["category"], scheme) if "category" in fields else ()
    for_all = suggest_for_list(request.path.stem, scheme)
    fields = _with_codes(fields, values, request)
    fields, from_address = _with_postcodes(fields)
    return Understood(columns, values, for_all, ways, better, fields, from_address, name_borrowed)


def _corrected(fields: pd.DataFrame, table: PlacesTable, corrections: Mapping[int, Mapping[str, str]]) -> pd.DataFrame:
    if not corrections:
        return fields
    corrected = fields.copy()
    positions = pd.Series(corrected.index, index=table.row_numbers)
    for number, cells in corrections.items():
        for field, text in cells.items():
            if field not in corrected:
                corrected[field] = ""
            corrected.loc[positions[number], field] = text.strip()
    return corrected


def _borrowed_names(fields: pd.DataFrame, rows: pd.DataFrame, request: ImportRequest) -> tuple[pd.DataFrame, pd.Series]:
    borrowed = pd.Series(data=False, index=fields.index)
    if request.name_from:
        if request.name_from not in rows:
            raise IntakeError(
                f"The table has no column named “{request.name_from}” to borrow names from. Its columns are: "
                f"{', '.join(rows.columns)}."
            )
        names = fields.get("name", pd.Series("", index=fields.index, dtype="str"))
        lent = rows[request.name_from].str.strip()
        borrowed = names.eq("") & lent.ne("")
        fields = fields.assign(name=names.mask(borrowed, lent))
    if "name" not in fields:
        raise IntakeError(
            f"No column of {request.path.name} is named like a name. Its columns are: {', '.join(rows.columns)}. "
            "Say which one holds the name, for instance with --match “COLUMN=name”."
        )
    return fields, borrowed


def _with_codes(fields: pd.DataFrame, values: Sequence[ValueMatch], request: ImportRequest) -> pd.DataFrame:
    """Fill kinds and offers from the categories: as chosen, else as suggested, unless offers hold for all rows."""
    suggested = {} if request.offers else {match.value: (match.kind, match.offers) for match in values}
    codes = {value: code for value, code in (suggested | dict(request.values)).items() if any(code)}
    if "category" not in fields or not codes:
        return fields
    texts = pd.Series(fields["category"].unique())
    parts = texts.str.split(VALUE_SEPARATORS, regex=True)
    kinds = {text: _first_kind(part, codes) for text, part in zip(texts, parts, strict=True)}
    offers = {text: _offers(part, codes) for text, part in zip(texts, parts, strict=True)}
    coded = fields.copy()
    for field, by_category in (("kind", kinds), ("offer", offers)):
        said = coded.get(field, pd.Series("", index=coded.index, dtype="str"))
        coded[field] = said.mask(said.eq(""), coded["category"].map(by_category))
    return coded


def _first_kind(values: Sequence[str], codes: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    return next((codes[value][0] for value in values if value in codes and codes[value][0]), "")


def _offers(values: Sequence[str], codes: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    return ";".join(dict.fromkeys(offer for value in values if value in codes for offer in codes[value][1]))


def _with_postcodes(fields: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Take the postcode from a longer text: “G1 1AB, Glasgow” in its own cell, or else the address."""
    if not {"postcode", "address"} & set(fields.columns):
        return fields, pd.Series(data=False, index=fields.index)
    nothing = pd.Series("", index=fields.index, dtype="str")
    own = fields.get("postcode", nothing)
    is_longer = own.ne("") & own.map(lambda text: postcode_key(text) is None)
    within = postcodes_within(own.where(is_longer, fields.get("address", nothing).where(own.eq(""), "")))
    taken = within.ne("")
    return fields.assign(postcode=own.mask(taken, within)), taken
