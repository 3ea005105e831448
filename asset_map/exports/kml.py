"""KML for Google Earth and phones: a folder a layer, coloured as the app's own map."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import geopandas as gpd
import pyogrio

from asset_map.exports.export import ClassStyle, Export, ExportLayer
from asset_map.exports.moments import with_written_days, with_written_moments
from asset_map.exports.notes import about_rows
from asset_map.exports.plain_text import for_xml
from asset_map.maps.layer import LegendClass

_SCHEMA = re.compile(rb"<Schema .*?</Schema>\s*", re.DOTALL)
_OWN_STYLE = re.compile(rb"<Style>.*?</Style>", re.DOTALL)
_PLACEMARK, _FOLDER_ENDS = b"<Placemark ", b"</Folder>"
_AFTER_STYLE = re.compile(rb"<(?:ExtendedData|Point|LineString|Polygon|MultiGeometry|/Placemark)>")
"""What can follow the style of a place; nothing that people wrote looks like it, since their signs are escaped."""

_NOT_IN_XML = ("\ufffe".encode(), "\uffff".encode())
"""Signs that the library lets through, though no XML document may hold them."""

OPAQUE, CLEAR = "ff", "b0"


def write_kml(export: Export, path: Path) -> None:
    """Write all layers as folders of one document.

    Parameters
    ----------
    export
        What is written; tables without geometry are left out.
    path
        The file, in degrees, EPSG:4326. All columns stand with each place (``ExtendedData``); what it is and how it was
        worked out stands in the description of the document.
    """
    layers = [layer for layer in export.layers if layer.has_places]
    about = "<br/>".join(f"<b>{escape(what)}</b>: {escape(value)}" for what, value in about_rows(export).to_numpy())
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        f"<Document>\n<name>{escape(export.title)}</name>\n<description>{escape(about)}</description>\n"
    )
    with tempfile.TemporaryDirectory(prefix="asset-map-") as folder, path.open("wb") as out:
        out.write(for_xml(head).encode())
        out.writelines(style.encode() for layer in layers for style in _styles(layer))
        for layer in layers:
            out.writelines(_folder(layer, Path(folder)))
        out.write(b"</Document>\n</kml>\n")


def _folder(layer: ExportLayer, folder: Path) -> Iterator[bytes]:
    """Return the features as GDAL writes them, each with the style of its class."""
    rows = gpd.GeoDataFrame(layer.rows).to_crs(4326)
    file = folder / f"{layer.name}.kml"
    pyogrio.write_dataframe(
        with_written_days(with_written_moments(rows)),
        file,
        layer=layer.name,
        driver="KML",
        use_arrow=True,
        dataset_options={"NameField": layer.label or layer.columns[0].name, "DescriptionField": ""},
    )
    text = file.read_bytes()
    file.unlink()
    for sign in _NOT_IN_XML:
        text = text.replace(sign, b"")
    schema = _SCHEMA.search(text)
    yield schema[0] if schema else b""
    text = text[text.index(b"<Folder>") : text.rindex(_FOLDER_ENDS) + len(_FOLDER_ENDS)]
    own = _OWN_STYLE.search(text)  # the same for each line and area
    before, *parts = (text.replace(own[0], b"") if own else text).split(_PLACEMARK)
    del text
    yield before
    for part, style_id in zip(parts, _style_ids(layer, rows), strict=True):
        yield _PLACEMARK + _AFTER_STYLE.sub(style_id + rb"\g<0>", part, count=1)


def _style_ids(layer: ExportLayer, rows: gpd.GeoDataFrame) -> Iterable[bytes]:
    """Return for each row the element that says its style; nothing for a row of no class."""
    if not layer.styles:
        return itertools.repeat(b"", len(rows))
    style = layer.styles[0]
    ids = {
        value: f"<styleUrl>#{_style_id(layer, position)}</styleUrl>".encode()
        for position, value in enumerate(style.values)
    }
    return [ids.get(value, b"") for value in rows[style.column].tolist()]


def _styles(layer: ExportLayer) -> list[str]:
    style: ClassStyle | None = layer.styles[0] if layer.styles else None
    classes = style.classes if style else ()
    return [_style(_style_id(layer, position), entry) for position, entry in enumerate(classes)]


def _style(style_id: str, entry: LegendClass) -> str:
    red, green, blue = entry.colour[1:3], entry.colour[3:5], entry.colour[5:7]
    colour = f"{blue}{green}{red}"
    return (
        f'<Style id="{style_id}">'
        f"<IconStyle><color>{OPAQUE}{colour}</color></IconStyle>"
        f"<LineStyle><color>{OPAQUE}{colour}</color><width>3</width></LineStyle>"
        f"<PolyStyle><color>{CLEAR}{colour}</color></PolyStyle></Style>\n"
    )


def _style_id(layer: ExportLayer, position: int) -> str:
    return f"{layer.name}-{position}"
