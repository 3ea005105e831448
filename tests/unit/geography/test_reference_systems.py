"""One thread finds its way between systems of coordinates, for all who ask."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyproj
import pytest

from asset_map.geography.reference_systems import transformation

EAST_M, NORTH_M = np.array([259_000.0, 262_500.0]), np.array([665_000.0, 661_250.0])


def _degrees(_: int = 0) -> list[list[float]]:
    return np.column_stack(transformation("EPSG:27700", "EPSG:4326").transform(EAST_M, NORTH_M)).tolist()


def test_it_answers_as_pyproj_does_whoever_asks() -> None:
    itself = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    expected = np.column_stack(itself.transform(EAST_M, NORTH_M)).tolist()
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(_degrees, range(8))) == [expected] * 8


def test_bounds_hold_all_that_lies_within() -> None:
    west, south, east, north = transformation("EPSG:27700", "EPSG:4326").transform_bounds(
        EAST_M[0], NORTH_M[1], EAST_M[1], NORTH_M[0]
    )
    for longitude, latitude in _degrees():
        assert west <= longitude <= east
        assert south <= latitude <= north


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system does not fork")
def test_it_answers_after_a_fork() -> None:
    expected = _degrees()
    with multiprocessing.get_context("fork").Pool(1) as others:
        assert others.apply_async(_degrees).get(timeout=30) == expected
