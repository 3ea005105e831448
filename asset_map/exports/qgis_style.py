"""How does QGIS draw a layer as the app's own map does? As QML, which QGIS 3.22 and later read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as Xml

from asset_map.exports.export import ClassStyle, ExportLayer
from asset_map.maps.layer import LegendClass, Pattern
from asset_map.maps.patterns import INK, INK_OPACITY

DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
READS_FROM: Final = "3.22.0"

EDGE, EDGE_MM = "#8a969c", "0.15"
"""Outlines of zones."""

MARKER_MM, LINE_MM = "3", "0.8"

_MARKS: Final = {Pattern.CROSSED: ("cross2", "1.0"), Pattern.DOTTED: ("circle", "0.4")}
"""Marks over a colour, and their size in millimetres."""

_SYMBOLS: Final = {0: "marker", 1: "line", 2: "fill"}
"""Kinds of symbol, by the dimensions of what they draw."""


def qml(layer: ExportLayer, style: ClassStyle | None, *, dimensions: int) -> str:
    """Return a style with the names of columns as people read them.

    Parameters
    ----------
    layer
        What is drawn.
    style
        The way of colouring; None for one colour.
    dimensions
        0 for points, 1 for lines, 2 for areas.

    Returns
    -------
    str
        An XML document.
    """
    root = Xml.Element("qgis", version=READS_FROM, styleCategories="AllStyleCategories", labelsEnabled="0")
    root.append(_renderer(style, dimensions))
    fields = Xml.SubElement(root, "aliases")
    for index, one in enumerate(layer.columns):
        Xml.SubElement(fields, "alias", field=one.name, index=str(index), name=one.title)
    if layer.label:
        Xml.SubElement(root, "previewExpression").text = f'"{layer.label}"'
        Xml.SubElement(root, "mapTip").text = _map_tip(layer, style)
    return DOCTYPE + Xml.tostring(root, encoding="unicode")


def one_class(dimensions: int) -> tuple[LegendClass, ...]:
    """Return how a layer is drawn that has no classes.

    Parameters
    ----------
    dimensions
        0 for points, 1 for lines, 2 for areas.

    Returns
    -------
    tuple of LegendClass
        One class: of areas, the outline counts.
    """
    return (LegendClass("", "#ffffff" if dimensions > 1 else "#1b2a33"),)


def _renderer(style: ClassStyle | None, dimensions: int) -> Xml.Element:
    if style is None:
        renderer = Xml.Element("renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0")
        renderer.append(_symbols(one_class(dimensions), dimensions, opacity=0.0 if dimensions > 1 else 1.0))
        return renderer
    renderer = Xml.Element("renderer-v2", type="categorizedSymbol", attr=style.column, symbollevels="0")
    categories = Xml.SubElement(renderer, "categories")
    for position, (value, entry) in enumerate(zip(style.values, style.classes, strict=True)):
        Xml.SubElement(
            categories, "category", type="string", value=value, symbol=str(position), label=entry.label, render="true"
        )
    renderer.append(_symbols(style.classes, dimensions))
    return renderer


def _symbols(classes: Iterable[LegendClass], dimensions: int, *, opacity: float = 1.0) -> Xml.Element:
    symbols = Xml.Element("symbols")
    for position, entry in enumerate(classes):
        symbol = _symbol(symbols, str(position), _SYMBOLS[dimensions])
        if dimensions == 0:
            edge = {"outline_color": _rgba("#ffffff"), "outline_width": EDGE_MM, "outline_width_unit": "MM"}
            size = {"name": "circle", "size": MARKER_MM, "size_unit": "MM"}
            _layer(symbol, "SimpleMarker", {"color": _rgba(entry.colour), **size, **edge})
        elif dimensions == 1:
            _layer(symbol, "SimpleLine", {"line_color": _rgba(entry.colour), "line_width": LINE_MM})
        else:
            edge = {"outline_color": _rgba(EDGE), "outline_style": "solid", "outline_width": EDGE_MM}
            _layer(symbol, "SimpleFill", {"color": _rgba(entry.colour, opacity), "style": "solid", **edge})
            _pattern(symbol, entry.pattern, str(position))
    return symbols


def _pattern(symbol: Xml.Element, pattern: Pattern, name: str) -> None:
    """Draw over a colour what the app's pictures draw: one tile is 8 pixels, 2.1 mm on a screen of 96 dots an inch."""
    ink = _rgba(INK, INK_OPACITY)
    if pattern is Pattern.HATCHED:
        lines = _layer(symbol, "LinePatternFill", {"angle": "45", "distance": "1.5", "distance_unit": "MM"})
        inner = _symbol(lines, f"@{name}@1", "line")
        _layer(inner, "SimpleLine", {"line_color": ink, "line_width": "0.3", "line_width_unit": "MM"})
    elif pattern in _MARKS:
        kind, size = _MARKS[pattern]
        apart = {"distance_x": "2.1", "distance_y": "2.1", "distance_x_unit": "MM", "distance_y_unit": "MM"}
        marks = _layer(symbol, "PointPatternFill", apart)
        inner = _symbol(marks, f"@{name}@1", "marker")
        look = {"name": kind, "size": size, "outline_color": ink, "outline_width": "0.26"}
        _layer(inner, "SimpleMarker", {"color": ink, **look})


def _symbol(parent: Xml.Element, name: str, kind: str) -> Xml.Element:
    return Xml.SubElement(parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: Xml.Element, kind: str, properties: dict[str, str]) -> Xml.Element:
    layer = Xml.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = Xml.SubElement(layer, "Option", type="Map")
    for name, value in properties.items():
        Xml.SubElement(options, "Option", type="QString", name=name, value=value)
        Xml.SubElement(layer, "prop", k=name, v=value)  # what QGIS before 3.26 reads
    return layer


def _rgba(colour: str, opacity: float = 1.0) -> str:
    parts = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return ",".join(map(str, [*parts, round(255 * opacity)]))


def _map_tip(layer: ExportLayer, style: ClassStyle | None) -> str:
    told = f'<b>[% "{layer.label}" %]</b>'
    return told if style is None else f'{told}<br>{style.name}: [% "{style.column}" %]'
