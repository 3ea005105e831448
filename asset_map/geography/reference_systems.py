"""How do coordinates in one reference system become those in another?"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from numpy.typing import ArrayLike
from pyproj import Transformer


@cache
def _one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="coordinates")


os.register_at_fork(after_in_child=_one_thread.cache_clear)  # threads do not come along


class Transformation:
    """A `pyproj.Transformer` that is asked in one thread, whoever asks.

    pyproj finds its way between two systems anew in each thread, which takes 50 ms; screens and answers are made in
    threads of their own.

    Parameters
    ----------
    from_crs, to_crs
        The two systems, for instance ``EPSG:27700``.
    """

    def __init__(self, from_crs: str, to_crs: str) -> None:
        self._transformer = Transformer.from_crs(from_crs, to_crs, always_xy=True)

    def transform(self, x: ArrayLike, y: ArrayLike, *, direction: str = "FORWARD") -> tuple[Any, Any]:
        """Return coordinates in the other system.

        Parameters
        ----------
        x, y
            Eastward and northward, numbers or arrays.
        direction
            ``INVERSE`` for the way back.

        Returns
        -------
        tuple
            Eastward and northward, numbers or arrays as they were given; infinite where there is no way.
        """
        return _one_thread().submit(self._transformer.transform, x, y, direction=direction).result()

    def transform_bounds(
        self, west: float, south: float, east: float, north: float, *, densify_pts: int = 21
    ) -> tuple[float, float, float, float]:
        """Return the bounds, in the other system, of all that lies within bounds.

        Parameters
        ----------
        west, south, east, north
            The bounds.
        densify_pts
            How many points of each side are looked at, as straight sides are curved in the other system.

        Returns
        -------
        tuple of float
            West, south, east and north.
        """
        asked = _one_thread().submit(
            self._transformer.transform_bounds, west, south, east, north, densify_pts=densify_pts
        )
        return asked.result()


@cache
def transformation(from_crs: str, to_crs: str) -> Transformation:
    """Return the way between two systems.

    Parameters
    ----------
    from_crs, to_crs
        For instance ``EPSG:4326``; eastward stands before northward whatever they say themselves.

    Returns
    -------
    Transformation
        Found once.
    """
    return Transformation(from_crs, to_crs)
