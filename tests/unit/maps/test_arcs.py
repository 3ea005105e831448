"""Outlines are written as arcs, each once, and come back as they were drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from asset_map.maps.arcs import LETTERS
from asset_map.maps.drawing import DrawnZones, drawn_zones

ISLANDS = [
    shapely.MultiPolygon([shapely.box(0, 0, 500, 500), shapely.box(2000, 0, 2500, 500)]),
    shapely.box(500, 0, 1500, 1500).difference(shapely.box(800, 800, 1100, 1100)),
    shapely.box(800, 800, 1100, 1100),
    shapely.box(0, 500, 500, 1500),
    shapely.box(5000, 5000, 5500, 5500),
]
"""Zones in two parts, around another, inside it, beside two, and alone."""


def numbers_in(letters: str) -> list[int]:
    numbers, number, shift = [], 0, 0
    for letter in letters:
        bits = LETTERS.index(letter)
        number += (bits % 32) << shift
        shift += 5
        if bits < 32:
            numbers.append(-(number + 1) // 2 if number % 2 else number // 2)
            number = shift = 0
    return numbers


def read(outlines: dict[str, Any]) -> list[list[list[list[list[int]]]]]:
    """Return whole steps of degrees for each zone, polygon and ring, without the point that closes it."""
    points = np.cumsum(np.array(numbers_in(outlines["points"])).reshape(-1, 2), axis=0)
    arcs = np.split(points, np.cumsum(outlines["lengths"])[:-1])
    return [
        [
            [
                [point for n in ring for point in (arcs[n] if n >= 0 else arcs[-1 - n][::-1])[1:].tolist()]
                for ring in polygon
            ]
            for polygon in zone
        ]
        for zone in outlines["zones"]
    ]


def drawn(zones: DrawnZones) -> list[list[list[list[list[int]]]]]:
    geometries = [feature["geometry"] for feature in json.loads(zones.geojson)["features"]]
    shapes = [one["coordinates"] if one["type"] == "MultiPolygon" else [one["coordinates"]] for one in geometries]
    return [[[corners(ring) for ring in part] for part in shape] for shape in shapes]


def corners(ring: list[list[float]]) -> list[list[int]]:
    """Return a ring's corners, each once where rounding made two of them one."""
    steps = np.rint(np.array(ring) * 1e5).astype(int)
    return steps[1:][(np.diff(steps, axis=0) != 0).any(axis=1)].tolist()


def test_outlines_come_back_from_their_arcs(zones: DrawnZones) -> None:
    assert read(json.loads(zones.arcs)) == drawn(zones)


def test_parts_holes_and_islands_come_back() -> None:
    places = gpd.GeoSeries(ISLANDS, index=[f"Z{n}" for n in range(5)], crs=27700).translate(250_000, 660_000)
    zones = drawn_zones(gpd.GeoDataFrame(geometry=places))
    outlines = json.loads(zones.arcs)
    assert read(outlines) == drawn(zones)
    ring_inside, hole_around = outlines["zones"][2][0][0], outlines["zones"][1][0][1]
    assert {-1 - n for n in ring_inside} == set(hole_around)


def test_an_edge_between_two_zones_is_written_once(zones: DrawnZones) -> None:
    outlines = json.loads(zones.arcs)
    named = [n for zone in outlines["zones"] for polygon in zone for ring in polygon for n in ring]
    shared = [n for n in named if n < 0]
    assert len(shared) == 7  # of two rows of three squares
    assert sorted({*range(len(outlines["lengths"]))}) == sorted(n for n in named if n >= 0)


@pytest.mark.official
def test_glasgow_comes_back(official_data: Path) -> None:
    boundaries = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").to_crs(27700).set_index("datazone")
    zones = drawn_zones(boundaries)
    outlines = json.loads(zones.arcs)
    assert read(outlines) == drawn(zones)
    assert len(outlines["points"]) < 100_000
