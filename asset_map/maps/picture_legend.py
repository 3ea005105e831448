"""What do the colours of a still picture mean? Its legend, as a list for pages without scripts."""

from __future__ import annotations

from asset_map.language import ngettext
from asset_map.maps.layer import Layer, LegendClass, Pattern
from asset_map.maps.patterns import pattern_svg
from asset_map.maps.picture import fill_of, picture_prefix, theme_of
from asset_map.maps.text import html_text


def legend_html(layer: Layer, theme_id: str) -> str:
    """Return the legend of a still picture.

    Parameters
    ----------
    layer
        What is drawn.
    theme_id
        How the zones are coloured.

    Returns
    -------
    str
        A ``<ul class="picture-legend">`` with a swatch, the words and the number of zones of each class that has any.

    Raises
    ------
    ValueError
        When the layer has no such theme.
    """
    theme = theme_of(layer, theme_id)
    prefix = f"{picture_prefix(layer, theme)}-key"
    lines = [
        _line(entry, position, count, prefix)
        for position, (entry, count) in enumerate(zip(theme.classes, theme.zones_in_class, strict=True))
        if count
    ]
    return f'<ul class="picture-legend">{"".join(lines)}</ul>'


def _line(entry: LegendClass, position: int, count: int, prefix: str) -> str:
    zones = ngettext("{count} zone", "{count} zones", count)
    said = f"<span>{html_text(entry.label)}</span> <span>{html_text(zones)}</span>"
    return f"<li>{swatch(entry, position, prefix)} {said}</li>"


def swatch(entry: LegendClass, position: int, prefix: str) -> str:
    """Return a small picture of how a class is filled.

    Parameters
    ----------
    entry, position
        The class, and its position in the legend.
    prefix
        What the ids of this legend begin with.

    Returns
    -------
    str
        An ``<svg>`` element that is hidden from screen readers.
    """
    own = "" if entry.pattern is Pattern.PLAIN else pattern_svg(entry, pattern_id=f"{prefix}-{position}")
    box = f'<rect x=".5" y=".5" width="27" height="19" rx="3" fill="{fill_of(entry, position, prefix)}"'
    return f'<svg width="28" height="20" aria-hidden="true">{own}{box} stroke="#7b8790"/></svg>'
