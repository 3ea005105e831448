"""Which format is for whom, in one line each?"""

from __future__ import annotations

from dataclasses import dataclass

from asset_map.exports.formats import FACTS, Format, What
from asset_map.language import gettext as _


@dataclass(frozen=True)
class FormatWords:
    """What people have to know to choose a format.

    Parameters
    ----------
    name
        What it is called.
    good_for
        What it is for, a sentence.
    not_for
        When another one is better, a sentence.
    """

    name: str
    good_for: str
    not_for: str


def format_words() -> dict[Format, FormatWords]:
    """Return the words of each format.

    Returns
    -------
    dict
        In the reader's language, the one that suits most planners first.
    """
    return {
        Format.GEOPACKAGE: FormatWords(
            _("GeoPackage"),
            _("For QGIS, where it opens coloured as the maps here, and for ArcGIS: with what every column means."),
            _("Not for spreadsheets."),
        ),
        Format.WORKBOOK: FormatWords(
            _("Workbook (Excel)"),
            _("For reading and filtering in Excel or LibreOffice, with a sheet of notes."),
            _("Not for maps: it holds no lines and outlines."),
        ),
        Format.CSV: FormatWords(
            _("CSV"),
            _("For any spreadsheet, database or script: plain text, one table."),
            _("Not for lines and outlines; notes and names of columns in words are left out."),
        ),
        Format.GEOJSON: FormatWords(
            _("GeoJSON"),
            _("For web maps and scripts: text in longitude and latitude."),
            _("Slow to open when it is large, and it has no colours."),
        ),
        Format.FLATGEOBUF: FormatWords(
            _("FlatGeobuf"),
            _("For large layers in QGIS or on the web: opens quickly, also in part."),
            _("Not for spreadsheets or older programs, and it has no colours."),
        ),
        Format.GEOPARQUET: FormatWords(
            _("GeoParquet"),
            _("For analysis in Python, R or DuckDB: small, and every type is kept."),
            _("Not for looking at by hand."),
        ),
        Format.KML: FormatWords(
            _("KML"),
            _("For Google Earth and map apps on a phone, in colour."),
            _("Not for working with figures: every column becomes text."),
        ),
        Format.SHAPEFILE: FormatWords(
            _("Shapefile (zipped)"),
            _("For older programs that read nothing else."),
            _("It cuts names of columns to ten letters and long texts; NOTES.txt inside says which. No colours."),
        ),
    }


def formats_for(what: What) -> tuple[Format, ...]:
    """Return the formats that can hold what is taken away.

    Parameters
    ----------
    what
        Which layer, or all of them.

    Returns
    -------
    tuple of Format
        In the order of `format_words`.
    """
    return tuple(one for one in format_words() if what is not What.EVERYTHING or FACTS[one].holds_layers)


def what_words() -> dict[What, tuple[str, str]]:
    """Return what people read for each thing that can be taken away.

    Returns
    -------
    dict
        A name, and a sentence about it.
    """
    return {
        What.ASSETS: (_("Assets"), _("A row for each asset, with its place as far as it may be told.")),
        What.ZONES: (
            _("Zones: strengths and gaps"),
            _("A row for each data zone: people and deprivation, and for one offer what is known there."),
        ),
        What.REACH: (_("Reach"), _("A row for each data zone: how near its people live to what they look for.")),
        What.COVERAGE: (_("Coverage"), _("Where somebody has looked, for which offer, when, and what was found.")),
        What.NEIGHBOURHOODS: (_("Neighbourhoods"), _("A row for each neighbourhood: its people and what is inside.")),
        What.EVERYTHING: (_("Everything"), _("All of these in one file, a layer each.")),
    }
