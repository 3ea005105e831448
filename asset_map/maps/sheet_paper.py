"""Where on a sheet of paper does a place on the ground stand?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """A drawing on paper, in millimetres from its upper left corner.

    Parameters
    ----------
    west_m, north_m
        The ground at that corner, EPSG:27700.
    metres_per_mm
        How many metres a millimetre is.
    width_mm, height_mm
        Of the drawing.
    """

    west_m: float
    north_m: float
    metres_per_mm: float
    width_mm: float
    height_mm: float

    @property
    def window(self) -> shapely.Polygon:
        """The ground in view, EPSG:27700."""
        east_m = self.west_m + self.width_mm * self.metres_per_mm
        return shapely.box(self.west_m, self.north_m - self.height_mm * self.metres_per_mm, east_m, self.north_m)

    @property
    def whole(self) -> shapely.Polygon:
        """The drawing itself, in millimetres."""
        return shapely.box(0, 0, self.width_mm, self.height_mm)

    def points(self, coordinates_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places stand.

        Parameters
        ----------
        coordinates_m
            Eastings and northings in columns, EPSG:27700.

        Returns
        -------
        numpy.ndarray
            Millimetres from the left and from the top, in columns.
        """
        across = (coordinates_m[:, 0] - self.west_m) / self.metres_per_mm
        down = (self.north_m - coordinates_m[:, 1]) / self.metres_per_mm
        return np.column_stack([across, down])

    def point(self, place: BaseGeometry) -> tuple[float, float]:
        """Return where a point stands.

        Parameters
        ----------
        place
            A point, EPSG:27700.

        Returns
        -------
        tuple of float
            Millimetres from the left and from the top.
        """
        x, y = self.points(shapely.get_coordinates(place))[0]
        return float(x), float(y)

    def box(self, bounds_m: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Return where a box stands.

        Parameters
        ----------
        bounds_m
            West, south, east and north, EPSG:27700.

        Returns
        -------
        tuple of float
            Left, top, right and bottom in millimetres.
        """
        west, south, east, north = bounds_m
        (left, top), (right, bottom) = self.points(np.array([[west, north], [east, south]])).tolist()
        return left, top, right, bottom


def path_svg(shape_bng: BaseGeometry, at: OnPaper, look: str) -> str:
    """Draw a shape, or the part of it that is in view.

    Parameters
    ----------
    shape_bng
        A line or area, EPSG:27700.
    at
        Where it stands.
    look
        Attributes of SVG.

    Returns
    -------
    str
        A ``<path>``; empty where nothing is in view.
    """
    clipped = shapely.clip_by_rect(shape_bng, *at.window.buffer(5 * at.metres_per_mm).bounds)
    lines = [_ring(part, at) for part in shapely.get_parts(clipped) if not part.is_empty]
    return f'<path d="{"".join(lines)}" {look}/>' if lines else ""


def _ring(part: BaseGeometry, at: OnPaper) -> str:
    is_area = isinstance(part, shapely.Polygon)
    rings = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
    return "".join(
        "M"
        + "L".join(f"{x:g} {y:g}" for x, y in at.points(shapely.get_coordinates(ring)).round(2))
        + ("Z" if is_area else "")
        for ring in rings
    )
