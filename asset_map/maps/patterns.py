"""What is drawn over a colour, so that meaning never hangs on colour alone?

The same marks go into still pictures here, and into map pages by their data block.
"""

from __future__ import annotations

from asset_map.maps.layer import LegendClass, Pattern

TILE = 8
"""Width and height of one tile, in pixels."""

INK, INK_OPACITY = "#26323a", 0.36

MARKS: dict[Pattern, tuple[str, float]] = {
    Pattern.HATCHED: ("M-2 2l4-4M0 8l8-8M6 10l4-4", 1.2),
    Pattern.CROSSED: ("M2.2 2.2l3.6 3.6M5.8 2.2l-3.6 3.6", 1.0),
    Pattern.DOTTED: ("M4 4h.01", 2.4),
}
"""Lines of one tile, as SVG path data, and their width in pixels; what is plain has none."""


def pattern_svg(entry: LegendClass, *, pattern_id: str, units_per_px: int = 1) -> str:
    """Return the definition of one fill.

    Parameters
    ----------
    entry
        A class with a pattern.
    pattern_id
        The id that shapes are filled by.
    units_per_px
        How many units of the picture are one pixel.

    Returns
    -------
    str
        A ``<pattern>`` element.
    """
    marks, width = MARKS[entry.pattern]
    scale = "" if units_per_px == 1 else f' patternTransform="scale({units_per_px})"'
    return (
        f'<pattern id="{pattern_id}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse"{scale}>'
        f'<rect width="{TILE}" height="{TILE}" fill="{entry.colour}"/>'
        f'<path d="{marks}" fill="none" stroke="{INK}" stroke-opacity="{INK_OPACITY}" stroke-width="{width}" '
        'stroke-linecap="round"/></pattern>'
    )
