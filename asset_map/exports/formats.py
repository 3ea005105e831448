"""What can be taken away, and in which formats?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from asset_map.errors import UserError


class What(StrEnum):
    """What can be taken away, by the name that it has in commands, addresses and files."""

    ASSETS = "assets"
    ZONES = "zones"
    REACH = "reach"
    COVERAGE = "coverage"
    NEIGHBOURHOODS = "neighbourhoods"
    EVERYTHING = "everything"


class Format(StrEnum):
    """A format, by the name that it has in commands and addresses."""

    GEOPACKAGE = "gpkg"
    GEOJSON = "geojson"
    FLATGEOBUF = "fgb"
    GEOPARQUET = "parquet"
    KML = "kml"
    SHAPEFILE = "shp"
    CSV = "csv"
    WORKBOOK = "xlsx"


@dataclass(frozen=True)
class FormatFacts:
    """What a program has to know of a format.

    Parameters
    ----------
    suffix
        The ending of its files.
    media_type
        Its name in HTTP.
    holds_places
        Whether it holds geometry; a table has coordinates in columns.
    holds_layers
        Whether it holds more than one layer.
    """

    suffix: str
    media_type: str
    holds_places: bool = True
    holds_layers: bool = False


FACTS: Final = {
    Format.GEOPACKAGE: FormatFacts(".gpkg", "application/geopackage+sqlite3", holds_layers=True),
    Format.GEOJSON: FormatFacts(".geojson", "application/geo+json"),
    Format.FLATGEOBUF: FormatFacts(".fgb", "application/vnd.flatgeobuf"),
    Format.GEOPARQUET: FormatFacts(".parquet", "application/vnd.apache.parquet"),
    Format.KML: FormatFacts(".kml", "application/vnd.google-earth.kml+xml", holds_layers=True),
    Format.SHAPEFILE: FormatFacts(".zip", "application/zip", holds_layers=True),
    Format.CSV: FormatFacts(".csv", "text/csv; charset=utf-8", holds_places=False),
    Format.WORKBOOK: FormatFacts(
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        holds_places=False,
        holds_layers=True,
    ),
}

_ENDINGS: Final = {facts.suffix: name for name, facts in FACTS.items()} | {
    ".json": Format.GEOJSON,
    ".shp": Format.SHAPEFILE,
    ".geoparquet": Format.GEOPARQUET,
}


def format_of(path: Path, named: Format | None = None) -> Format:
    """Return the format of a file to be written.

    Parameters
    ----------
    path
        The file.
    named
        The format that was asked for; None where the ending says it.

    Returns
    -------
    Format
        What is named comes before the ending.

    Raises
    ------
    UserError
        When nothing is named and the ending is not known.
    """
    if named is not None:
        return named
    found = _ENDINGS.get(path.suffix.lower())
    if found is None:
        raise UserError(
            f"Expected a file ending in one of {', '.join(_ENDINGS)}; found “{path.name}”. "
            "Change the ending, or name the format with --format."
        )
    return found
