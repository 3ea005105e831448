"""KML for Google Earth and phones: a folder a layer, coloured as the app's own map."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import geopandas as gpd
import pyogrio

from asset_map.exports.export import ClassStyle, Export, ExportLayer
from asset_map.exports.moments import with_written_moments
from asset_map.exports.notes import about_rows
from asset_map.maps.layer import LegendClass

_FEATURES = re.compile(r"<Folder>.*</Folder>", re.DOTALL)
_SCHEMA = re.compile(r"<Schema .*?</Schema>", re.DOTALL)
_OWN_STYLE = re.compile(r"<Style>.*?</Style>", re.DOTALL)
_PLACEMARK, _DATA = "<Placemark ", "<ExtendedData>"

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
    with tempfile.TemporaryDirectory(prefix="asset-map-") as folder, path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n')
        out.write(f"<Document>\n<name>{escape(export.title)}</name>\n")
        out.write(f"<description>{escape(about)}</description>\n")
        for layer in layers:
            out.writelines(_styles(layer))
        for layer in layers:
            out.write(_folder(layer, Path(folder)))
        out.write("</Document>\n</kml>\n")


def _folder(layer: ExportLayer, folder: Path) -> str:
    """Return the features as GDAL writes them, each with the style of its class."""
    rows = gpd.GeoDataFrame(layer.rows).to_crs(4326)
    file = folder / f"{layer.name}.kml"
    pyogrio.write_dataframe(
        with_written_moments(rows),
        file,
        layer=layer.name,
        driver="KML",
        use_arrow=True,
        dataset_options={"NameField": layer.label or layer.columns[0].name, "DescriptionField": ""},
    )
    text = file.read_text("utf-8")
    schema, features = _SCHEMA.search(text), _FEATURES.search(text)
    words = "\n".join(one[0] for one in (schema, features) if one)
    if not layer.styles:
        return words
    style = layer.styles[0]
    ids = {value: _style_id(layer, position) for position, value in enumerate(style.values)}
    of_rows = rows[style.column].map(ids)
    own = _OWN_STYLE.search(words)  # the same for each line and area
    before, *parts = (words.replace(own[0], "") if own else words).split(_PLACEMARK)
    styled = [
        part.replace(_DATA, f"<styleUrl>#{style_id}</styleUrl>{_DATA}", 1) if isinstance(style_id, str) else part
        for part, style_id in zip(parts, of_rows, strict=True)
    ]
    return _PLACEMARK.join([before, *styled])


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
