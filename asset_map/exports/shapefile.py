"""A shapefile for old programs, zipped, with a note that says what the format cannot hold."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio

from asset_map.exports.export import Export, ExportLayer
from asset_map.exports.moments import with_written_moments
from asset_map.exports.notes import about_rows
from asset_map.language import gettext as _

LONGEST_NAME = 10
"""Characters of the name of a column in a shapefile."""

FASTEST = 1
"""The tables of a shapefile are mostly blanks, which this packs as well as slower ways."""

LONGEST_TEXT = 254
"""Bytes of a text in a shapefile."""

FITS_ALWAYS = LONGEST_TEXT // 4
"""Characters that fit whatever they are: none takes more than four bytes."""

NOTES = "NOTES.txt"


def write_shapefile(export: Export, path: Path) -> None:
    """Write all layers as shapefiles in one zip, each in metres, EPSG:27700.

    Parameters
    ----------
    export
        What is written; each layer holds points, lines or areas only. Tables without geometry are left out.
    path
        The zip. It holds ``NOTES.txt``, with the long name and meaning of each shortened column, how many texts were
        cut, and how the figures were worked out.
    """
    told = []
    with tempfile.TemporaryDirectory(prefix="asset-map-") as name:
        folder = Path(name)
        for layer in export.layers:
            if layer.has_places:
                told.append(_write_layer(layer, folder, day=export.card.as_of))
        (folder / NOTES).write_text(_notes(export, told), "utf-8-sig", newline="\r\n")
        _zip(folder, path, day=export.card.as_of)


def short_names(names: list[str]) -> dict[str, str]:
    """Return names of columns that a shapefile can hold.

    Parameters
    ----------
    names
        The long ones.

    Returns
    -------
    dict
        For each a name of at most ten characters; where two would be the same, with a number at its end.
    """
    short: dict[str, str] = {}
    for name in names:
        taken = set(short.values())
        tries = itertools.chain([name[:LONGEST_NAME]], (f"{name[:LONGEST_NAME - 2]}_{one}" for one in range(1, 10)),
                                (f"{name[:LONGEST_NAME - 3]}_{one}" for one in range(10, 100)))  # fmt: skip
        short[name] = next(one for one in tries if one not in taken)
    return short


def _write_layer(layer: ExportLayer, folder: Path, *, day: dt.date) -> str:
    rows = gpd.GeoDataFrame(layer.rows)
    names = short_names([one.name for one in layer.columns])
    cut = {
        str(name): sum(map(_is_too_long, texts[texts.str.len() > FITS_ALWAYS])) if texts.notna().any() else 0
        for name, texts in rows.drop(columns="geometry").select_dtypes(["object", "str"]).items()
    }
    fitted = {name: rows[name].map(_fitted) for name, count in cut.items() if count}
    pyogrio.write_dataframe(
        with_written_moments(rows.assign(**fitted)).rename(columns=names),
        folder / f"{layer.name}.shp",
        driver="ESRI Shapefile",
        use_arrow=True,
        layer_options={"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": day.isoformat()},
    )
    lines = [f"{layer.title} ({layer.name}.shp)", layer.description, ""]
    lines += [f"{names[one.name]:<{LONGEST_NAME}}  {one.name}: {one.title}. {one.meaning}" for one in layer.columns]
    short = _("{count} texts of the column {name} are longer than {most} bytes and were cut.")
    lines += [short.format(count=count, name=name, most=LONGEST_TEXT) for name, count in cut.items() if count]
    return "\n".join([*lines, ""])


def _is_too_long(text: object) -> bool:
    return isinstance(text, str) and len(text.encode()) > LONGEST_TEXT


def _fitted(text: object) -> object:
    is_text = isinstance(text, str)
    return text.encode()[:LONGEST_TEXT].decode("utf-8", "ignore") if is_text else text  # type: ignore[attr-defined]


def _notes(export: Export, told: list[str]) -> str:
    why = _(
        "A shapefile cannot hold names of columns of more than 10 characters, texts of more than 254 bytes, or notes. "
        "Take the GeoPackage where you can: it opens in the same programs and loses nothing."
    )
    about = [f"{what}: {value}" for what, value in about_rows(export).to_numpy()]
    return "\n".join([why, "", *about, "", *told])


def _zip(folder: Path, path: Path, *, day: dt.date) -> None:
    when = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=FASTEST) as packed:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes(), compresslevel=FASTEST)
