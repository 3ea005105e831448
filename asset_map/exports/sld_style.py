"""The same colours for other programs: Styled Layer Descriptor 1.1 with Symbology Encoding."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as Xml

from asset_map.exports.export import ClassStyle, ExportLayer
from asset_map.exports.qgis_style import EDGE
from asset_map.maps.layer import LegendClass, Pattern
from asset_map.maps.patterns import INK, INK_OPACITY

SLD, SE, OGC = "http://www.opengis.net/sld", "http://www.opengis.net/se", "http://www.opengis.net/ogc"

_MARKS: Final = {Pattern.HATCHED: "slash", Pattern.CROSSED: "x", Pattern.DOTTED: "circle"}

_SIZES: Final = {Pattern.DOTTED: ("2", "3")}
"""Pixels of a mark that is smaller than its tile of 8, and of the space on each side of it, which GeoServer reads."""


def sld(layer: ExportLayer, style: ClassStyle, *, dimensions: int) -> str:
    """Return a style.

    Parameters
    ----------
    layer
        What is drawn.
    style
        The way of colouring.
    dimensions
        0 for points, 1 for lines, 2 for areas.

    Returns
    -------
    str
        An XML document; a rule a class.
    """
    root = Xml.Element("StyledLayerDescriptor", {"version": "1.1.0", "xmlns": SLD, "xmlns:se": SE, "xmlns:ogc": OGC})
    named = Xml.SubElement(root, "NamedLayer")
    Xml.SubElement(named, "se:Name").text = layer.name
    user = Xml.SubElement(named, "UserStyle")
    Xml.SubElement(user, "se:Name").text = style.name
    rules = Xml.SubElement(user, "se:FeatureTypeStyle")
    for value, entry in zip(style.values, style.classes, strict=True):
        rule = Xml.SubElement(rules, "se:Rule")
        Xml.SubElement(rule, "se:Name").text = entry.label
        equal = Xml.SubElement(Xml.SubElement(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
        Xml.SubElement(equal, "ogc:PropertyName").text = style.column
        Xml.SubElement(equal, "ogc:Literal").text = value
        _symbolizers(rule, entry, dimensions)
    return Xml.tostring(root, encoding="unicode")


def _symbolizers(rule: Xml.Element, entry: LegendClass, dimensions: int) -> None:
    if dimensions == 0:
        graphic = Xml.SubElement(Xml.SubElement(rule, "se:PointSymbolizer"), "se:Graphic")
        _mark(graphic, "circle", entry.colour)
        Xml.SubElement(graphic, "se:Size").text = "10"
    elif dimensions == 1:
        _parameters(
            Xml.SubElement(rule, "se:LineSymbolizer"), "se:Stroke", {"stroke": entry.colour, "stroke-width": "3"}
        )
    else:
        area = Xml.SubElement(rule, "se:PolygonSymbolizer")
        _parameters(area, "se:Fill", {"fill": entry.colour})
        _parameters(area, "se:Stroke", {"stroke": EDGE, "stroke-width": "0.7"})
        if entry.pattern in _MARKS:
            marks = Xml.SubElement(rule, "se:PolygonSymbolizer")
            over = Xml.SubElement(marks, "se:Fill")
            graphic = Xml.SubElement(Xml.SubElement(over, "se:GraphicFill"), "se:Graphic")
            _mark(graphic, _MARKS[entry.pattern], INK, opacity=INK_OPACITY)
            size, margin = _SIZES.get(entry.pattern, ("8", ""))
            Xml.SubElement(graphic, "se:Size").text = size
            if margin:
                Xml.SubElement(marks, "se:VendorOption", name="graphic-margin").text = margin


def _mark(graphic: Xml.Element, name: str, colour: str, *, opacity: float = 1.0) -> None:
    mark = Xml.SubElement(graphic, "se:Mark")
    Xml.SubElement(mark, "se:WellKnownName").text = name
    _parameters(mark, "se:Fill", {"fill": colour, "fill-opacity": str(opacity)})
    _parameters(mark, "se:Stroke", {"stroke": colour, "stroke-opacity": str(opacity), "stroke-width": "1"})


def _parameters(parent: Xml.Element, name: str, values: dict[str, str]) -> None:
    element = Xml.SubElement(parent, name)
    for key, value in values.items():
        Xml.SubElement(element, "se:SvgParameter", name=key).text = value
