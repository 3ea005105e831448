"""Which column of somebody's table holds which field?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from asset_map.errors import IntakeError

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "title", "asset name", "service name", "charity name", "organisation name", "sitename"),
    "kind": ("kind",),
    "offer": ("offer", "offers"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lon", "lng"),
    "easting": ("easting", "eastings", "easting m", "grid reference easting", "gridreferenceeasting"),
    "northing": ("northing", "northings", "northing m", "grid reference northing", "gridreferencenorthing"),
    "postcode": ("postcode", "post code", "postal code", "pcd", "pcds"),
    "address": ("address", "formatted address", "full address"),
    "summary": ("summary", "description"),
    "protection": ("protection",),
    "status": ("status",),
    "last_checked": ("last checked", "assured date"),
    "source_id": ("source id", "id", "reference", "sitecode", "charity number"),
    "opening_times": ("opening times", "opening hours", "hours text", "hours"),
    "cost": ("cost", "price"),
    "who_for": ("who for", "who is it for", "beneficiaries"),
    "phone": ("phone", "telephone", "tel", "phone number"),
    "email": ("email", "e mail"),
    "web": ("web", "website", "url"),
}
"""Spellings of each field, as compared by `_plain`; the first that a table has is taken."""

_NUMBERED = re.compile(r"(address)(?: line)? ?([1-9])")


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", column.casefold()).strip()


def match_columns(columns: Sequence[str], asked: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Say which columns hold which field.

    Parameters
    ----------
    columns
        The table's own column names.
    asked
        Field by column, as a person chose it; it goes before what the names suggest.

    Returns
    -------
    dict
        Columns by field. Most fields have one column; an address in several numbered columns has them in order.

    Raises
    ------
    IntakeError
        When a chosen column is not in the table or a chosen field does not exist.
    """
    chosen = dict(asked or {})
    _check_chosen(columns, chosen)
    plain = {_plain(column): column for column in reversed(columns) if column not in chosen}
    matched: dict[str, tuple[str, ...]] = {field: (column,) for column, field in chosen.items()}
    for field, spellings in SPELLINGS.items():
        if field not in matched:
            found = next((plain[spelling] for spelling in spellings if spelling in plain), None)
            if found is not None:
                matched[field] = (found,)
    if "address" not in matched:
        numbered = sorted((part[2], column) for text, column in plain.items() if (part := _NUMBERED.fullmatch(text)))
        if numbered:
            matched["address"] = tuple(column for _, column in numbered)
    return matched


def _check_chosen(columns: Sequence[str], chosen: Mapping[str, str]) -> None:
    missing = [column for column in chosen if column not in columns]
    if missing:
        raise IntakeError(
            f"The table has no column named {', '.join(map(repr, missing))}. Its columns are: {', '.join(columns)}."
        )
    unknown = [field for field in chosen.values() if field not in SPELLINGS]
    if unknown:
        raise IntakeError(
            f"There is no field named {', '.join(map(repr, unknown))}. The fields are: {', '.join(SPELLINGS)}."
        )
