"""Where do the points of a list fall? A small drawing made on the server: the area's outline, and the points."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.services.workspace import Workspace

MOST_DRAWN = 400
WIDTH_PX = 320.0
MARGIN = 0.12
"""Of the area's longer side, on every side."""

DETAIL = 300
"""The outline is drawn in steps of one part in so many of the area's longer side."""

_INK, _LINE, _PAPER, _GROUND = "#0b5d73", "#5b6670", "#ffffff", "#e7eff2"


@dataclass(frozen=True)
class Frame:
    """The piece of ground that is drawn, EPSG:27700.

    Parameters
    ----------
    west_m, south_m, east_m, north_m
        Its sides.
    """

    west_m: float
    south_m: float
    east_m: float
    north_m: float

    @property
    def scale(self) -> float:
        """How many pixels a metre is."""
        return WIDTH_PX / (self.east_m - self.west_m)

    @property
    def height_px(self) -> float:
        """How high the picture is."""
        return (self.north_m - self.south_m) * self.scale

    def pixels(self, points_bng: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points stand in the picture.

        Parameters
        ----------
        points_bng
            Eastings and northings, of shape (n, 2).

        Returns
        -------
        numpy.ndarray
            From the left and from the top, of the same shape.
        """
        return np.column_stack(
            [(points_bng[:, 0] - self.west_m) * self.scale, (self.north_m - points_bng[:, 1]) * self.scale]
        )

    def holds(self, points_bng: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points stand in the picture.

        Parameters
        ----------
        points_bng
            Eastings and northings, of shape (n, 2).

        Returns
        -------
        numpy.ndarray
            Truth values.
        """
        low, high = (self.west_m, self.south_m), (self.east_m, self.north_m)
        return np.asarray(((points_bng >= low) & (points_bng <= high)).all(axis=1))


@dataclass(frozen=True)
class Outline:
    """The area's outline, ready to be drawn.

    Parameters
    ----------
    frame
        The piece of ground around it.
    path
        In the language of SVG.
    """

    frame: Frame
    path: str


def outline_of(workspace: Workspace) -> Outline:
    """Return the outline of the area, worked out once.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    Outline
        Coarse, for a small picture.
    """
    return workspace.remember(("outline of lists",), lambda: _outline(workspace), follows_store=False)


def _outline(workspace: Workspace) -> Outline:
    zones = workspace.geography.zones_bng.geometry.to_numpy()
    west_m, south_m, east_m, north_m = shapely.total_bounds(zones).tolist()
    step_m = max(east_m - west_m, north_m - south_m) / DETAIL
    edge_m = max(east_m - west_m, north_m - south_m) * MARGIN
    frame = Frame(west_m - edge_m, south_m - edge_m, east_m + edge_m, north_m + edge_m)
    # Closed up by half a step, so that zones that were made coarser one by one leave no slits between them.
    coarse = shapely.buffer(shapely.simplify(zones, step_m), step_m / 2)
    whole = shapely.simplify(shapely.union_all(coarse), step_m)
    rings = [
        ring
        for part in shapely.get_parts(whole)
        for ring in (part.exterior, *part.interiors)
        if shapely.Polygon(ring).area > (4 * step_m) ** 2
    ]
    drawn = [frame.pixels(shapely.get_coordinates(ring)) for ring in rings]
    return Outline(frame, "".join(_ring(pixels) for pixels in drawn))


def _ring(pixels: NDArray[np.float64]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in pixels)}Z"


def picture_of_points(
    outline: Outline, *, filled: NDArray[np.float64], hollow: NDArray[np.float64] | None = None, label: str
) -> str:
    """Return a drawing of points on the area's outline.

    Parameters
    ----------
    outline
        As `outline_of` gives it.
    filled, hollow
        Eastings and northings (EPSG:27700), of shape (n, 2): the points, and where they would be otherwise. A point
        beyond the picture stands on its edge, as a square.
    label
        What the drawing shows, in words.

    Returns
    -------
    str
        HTML: a picture that holds its drawing, because a screen shows no SVG that stands by itself.
    """
    frame = outline.frame
    signs = [] if hollow is None else _signs(hollow, frame, fill=_PAPER)
    signs += _signs(filled, frame, fill=_INK)
    size = f"{WIDTH_PX:.0f} {frame.height_px:.0f}"
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">'
        f'<path d="{outline.path}" fill="{_GROUND}" fill-rule="evenodd" stroke="{_LINE}" stroke-width="1"/>'
        f"{''.join(signs)}</svg>"
    )
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
    style = f"width:{WIDTH_PX:.0f}px;max-width:100%;border:1px solid {_LINE};background:{_PAPER}"
    return f'<img src="{source}" alt="{escape(label)}" style="{style}">'


def _signs(points_bng: NDArray[np.float64], frame: Frame, *, fill: str) -> list[str]:
    finite = points_bng[np.isfinite(points_bng).all(axis=1)]
    if len(finite) > MOST_DRAWN:
        finite = finite[np.linspace(0, len(finite) - 1, MOST_DRAWN).astype(np.int64)]
    style = f'fill="{fill}" stroke="{_INK}" stroke-width="1.5"'
    within = frame.holds(finite)
    near = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" {style}/>' for x, y in frame.pixels(finite[within])]
    edge = np.clip(frame.pixels(finite[~within]), 5, (WIDTH_PX - 5, frame.height_px - 5)).round()
    far = [f'<rect x="{x - 4:.0f}" y="{y - 4:.0f}" width="8" height="8" {style}/>' for x, y in np.unique(edge, axis=0)]
    return near + far
