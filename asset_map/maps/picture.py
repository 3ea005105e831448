"""How does a `Layer` look on a page without scripts, and on paper? As a still picture in SVG.

It is drawn from the same classes, colours and patterns as the map page, and says in words what it shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import numpy as np
import shapely

from asset_map.language import ngettext
from asset_map.maps.layer import Layer, LegendClass, Pattern, Theme
from asset_map.maps.patterns import pattern_svg
from asset_map.maps.picture_outlines import UNITS_PER_PX, Outlines, path_data, picture_outlines
from asset_map.maps.text import html_text

WIDTH_PX = 640

_ZONE_EDGE = 'stroke="#5f6c75" stroke-opacity=".75" stroke-width="5" stroke-linejoin="round"'
_LABEL_PX = 13
_DOT, _NUMBERED = 32, 95
"""Radius of a place, in units of a picture: without, and with a number in it."""


def zones_svg(
    layer: Layer,
    theme_id: str,
    *,
    width_px: int = WIDTH_PX,
    title: str = "",
    highlighted: Collection[str] = (),
    closer: bool = False,
    labels: Mapping[str, str] | None = None,
    places: Mapping[str, str] | None = None,
) -> str:
    """Draw the zones of a layer as a still picture.

    Parameters
    ----------
    layer
        What is drawn.
    theme_id
        How the zones are coloured.
    width_px
        Width in pixels; a style sheet may show it smaller or larger.
    title
        What the picture is called to who cannot see it; the title of layer and theme when empty.
    highlighted
        Codes of zones around which a line is drawn, such as those of a neighbourhood.
    closer
        Whether only the highlighted zones and what lies beside them are in view.
    labels
        What is written on zones, by code: short, such as a number.
    places
        Draws the places of the layer too: what stands in each, by the id of its asset, short, such as a number; others
        are dots. None draws none.

    Returns
    -------
    str
        An ``<svg>`` element without any script, style or id of another picture, for a page that may hold several.

    Raises
    ------
    ValueError
        When the layer has no such theme, or a zone to be highlighted is not drawn.
    """
    theme = theme_of(layer, theme_id)
    around = highlighted if closer else ()
    outlines = picture_outlines(layer.zones, width_px=width_px, around=around)
    prefix = picture_prefix(layer, theme)
    parts = [
        _definitions(theme, prefix),
        _zones(theme, layer.zones.codes, outlines, prefix),
        _highlight(layer, outlines, highlighted),
        "" if places is None else _places(layer, outlines, places),
        _labels(layer, outlines, labels or {}),
    ]
    width, height = outlines.width, outlines.height
    name = html_text(title or f"{layer.title} · {theme.title}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="zones-picture" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" viewBox="0 0 {width} {height}" '
        f'width="{width // UNITS_PER_PX}" height="{height // UNITS_PER_PX}">'
        f'<title id="{prefix}-title">{name}</title><desc id="{prefix}-desc">{html_text(_said(layer, theme))}</desc>'
        f"{''.join(parts)}</svg>"
    )


def theme_of(layer: Layer, theme_id: str) -> Theme:
    """Return one theme of a layer.

    Parameters
    ----------
    layer
        What is drawn.
    theme_id
        Its stable name.

    Returns
    -------
    Theme
        That theme.

    Raises
    ------
    ValueError
        When there is none.
    """
    for theme in layer.themes:
        if theme.theme_id == theme_id:
            return theme
    msg = f"Expected one of the themes {', '.join(one.theme_id for one in layer.themes)}; found {theme_id}."
    raise ValueError(msg)


def picture_prefix(layer: Layer, theme: Theme) -> str:
    """Return what the ids of a picture begin with: pictures of different content share none on a page.

    Parameters
    ----------
    layer, theme
        What is drawn.

    Returns
    -------
    str
        Letters, digits and hyphens.
    """
    told = f"{layer.title}|{layer.subtitle}|{theme.theme_id}|{theme.classes}|{theme.class_of_zone}"
    return f"{theme.theme_id.replace('_', '-')}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def fill_of(entry: LegendClass, position: int, prefix: str) -> str:
    """Return how a class is filled.

    Parameters
    ----------
    entry, position
        The class, and its position in the legend.
    prefix
        As `picture_prefix` gives it.

    Returns
    -------
    str
        A colour, or the address of a pattern in the same page.
    """
    return entry.colour if entry.pattern is Pattern.PLAIN else f"url(#{prefix}-{position})"


def _said(layer: Layer, theme: Theme) -> str:
    counts = zip(theme.classes, theme.zones_in_class, strict=True)
    lines = [
        f"{entry.label}: {ngettext('{count} zone', '{count} zones', count).format(count=count)}"
        for entry, count in counts
        if count
    ]
    return ". ".join([theme.title, *lines, layer.looked]).strip(". ") + "."


def _definitions(theme: Theme, prefix: str) -> str:
    patterns = [
        pattern_svg(entry, pattern_id=f"{prefix}-{position}", units_per_px=UNITS_PER_PX)
        for position, entry in enumerate(theme.classes)
        if entry.pattern is not Pattern.PLAIN
    ]
    return f"<defs>{''.join(patterns)}</defs>" if patterns else ""


def _zones(theme: Theme, codes: tuple[str, ...], outlines: Outlines, prefix: str) -> str:
    class_of_zone = np.asarray(theme.class_of_zone)[outlines.zones]
    groups = []
    for position, entry in enumerate(theme.classes):
        members = np.flatnonzero(class_of_zone == position)
        if members.size:
            drawn = "".join(
                f'<path data-zone="{html_text(codes[outlines.zones[i]])}" d="{path_data(outlines.shapes[i])}"/>'
                for i in members
            )
            groups.append(f'<g fill="{fill_of(entry, position, prefix)}">{drawn}</g>')
    return f"<g {_ZONE_EDGE}>{''.join(groups)}</g>"


def _highlight(layer: Layer, outlines: Outlines, highlighted: Collection[str]) -> str:
    chosen = np.isin(np.asarray(layer.zones.codes)[outlines.zones], list(highlighted))
    if not chosen.any():
        return ""
    data = path_data(shapely.coverage_union_all(outlines.shapes[chosen]))
    line = f'<path d="{data}" fill="none" stroke-linejoin="round" '
    return f'{line}stroke="#ffffff" stroke-width="60"/>{line}stroke="#111820" stroke-width="28"/>'


def _places(layer: Layer, outlines: Outlines, numbered: Mapping[str, str]) -> str:
    points = layer.points
    if not points.positions:
        return ""
    units = np.rint(outlines.to_units(np.asarray(points.positions)[:, ::-1])).astype("int64")
    seen = (units >= 0).all(axis=1) & (units <= [outlines.width, outlines.height]).all(axis=1)
    colours = [points.groups[group].colour for group in points.group_of_point]
    numbers = [numbered.get(asset_id, "") for asset_id in points.asset_ids] or [""] * len(points.positions)
    drawn = [
        f'<circle cx="{units[i, 0]}" cy="{units[i, 1]}" r="{_NUMBERED if numbers[i] else _DOT}" fill="{colours[i]}"/>'
        for i in np.flatnonzero(seen)
    ]
    written = [
        f'<text x="{units[i, 0]}" y="{units[i, 1]}" dy=".35em">{html_text(numbers[i])}</text>'
        for i in np.flatnonzero(seen)
        if numbers[i]
    ]
    font = f'font-family="sans-serif" font-weight="700" font-size="{_LABEL_PX * UNITS_PER_PX}" text-anchor="middle"'
    texts = f'<g fill="#ffffff" {font}>{"".join(written)}</g>' if written else ""
    return f'<g stroke="#ffffff" stroke-width="12">{"".join(drawn)}</g>{texts}'


def _labels(layer: Layer, outlines: Outlines, labels: Mapping[str, str]) -> str:
    codes = np.asarray(layer.zones.codes)[outlines.zones]
    written = []
    for shape, code in zip(outlines.shapes, codes, strict=True):
        if code in labels:
            on_it = shapely.point_on_surface(shape)
            text = html_text(labels[code])
            written.append(f'<text x="{on_it.x:.0f}" y="{on_it.y:.0f}" dy=".35em">{text}</text>')
    if not written:
        return ""
    look = 'fill="#111820" stroke="#ffffff" stroke-width="40" paint-order="stroke" stroke-linejoin="round"'
    font = f'font-family="sans-serif" font-weight="700" font-size="{_LABEL_PX * UNITS_PER_PX}" text-anchor="middle"'
    return f"<g {look} {font}>{''.join(written)}</g>"
