"""What do the colours of a still picture mean? Its legend, as a list for pages without scripts."""

from __future__ import annotations

from asset_map.language import ngettext
from asset_map.maps.layer import Layer, LegendClass, LegendGrid, Pattern, Theme
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
        A ``<ul class="picture-legend">`` with a swatch, the words and the number of zones of each class that has any;
        before it a ``<table class="legend-grid">`` where classes are read in two ways at once.

    Raises
    ------
    ValueError
        When the layer has no such theme.
    """
    theme = theme_of(layer, theme_id)
    prefix = f"{picture_prefix(layer, theme)}-key"
    in_grid = {position for row in theme.grid.cells for position in row} if theme.grid else set()
    lines = [
        _line(entry, position, count, prefix)
        for position, (entry, count) in enumerate(zip(theme.classes, theme.zones_in_class, strict=True))
        if count and position not in in_grid
    ]
    table = _grid(theme, theme.grid, prefix) if theme.grid else ""
    return f'{table}<ul class="picture-legend">{"".join(lines)}</ul>'


def _grid(theme: Theme, grid: LegendGrid, prefix: str) -> str:
    counts = theme.zones_in_class
    heads = "".join(f'<th scope="col">{html_text(column)}</th>' for column in grid.columns)
    across = f'<th scope="colgroup" colspan="{len(grid.columns)}">{html_text(grid.columns_title)}</th>'
    body = []
    for row, cells in zip(grid.rows, grid.cells, strict=True):
        filled = "".join(
            f"<td>{swatch(theme.classes[position], position, prefix)} {html_text(_zones(counts[position]))}</td>"
            for position in cells
        )
        body.append(f'<tr><th scope="row">{html_text(row)}</th>{filled}</tr>')
    head = f'<tr><td></td>{across}</tr><tr><th scope="col">{html_text(grid.rows_title)}</th>{heads}</tr>'
    caption = f"<caption>{html_text(theme.title)}</caption>"
    return f'<table class="legend-grid">{caption}<thead>{head}</thead><tbody>{"".join(body)}</tbody></table>'


def _line(entry: LegendClass, position: int, count: int, prefix: str) -> str:
    said = f"<span>{html_text(entry.label)}</span> <span>{html_text(_zones(count))}</span>"
    return f"<li>{swatch(entry, position, prefix)} {said}</li>"


def _zones(count: int) -> str:
    return ngettext("{count} zone", "{count} zones", count)


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
