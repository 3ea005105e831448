"""Points are put into the zones that a plain spatial join gives, whatever the zones look like."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from asset_map.errors import GeographyError
from asset_map.geography.placing import PreparedZones, load_prepared, prepare_zones

WEST_M, SOUTH_M = 250_000.0, 660_000.0


def zones(polygons: list[shapely.Geometry | None], codes: list[str] | None = None) -> gpd.GeoSeries:
    return gpd.GeoSeries(polygons, index=codes or [f"S{n:08}" for n in range(len(polygons))], crs=27700)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(WEST_M + west, SOUTH_M + south, WEST_M + east, SOUTH_M + north)


def joined(zones_bng: gpd.GeoSeries, x_m: np.ndarray, y_m: np.ndarray) -> list[str]:
    """The peer: a plain spatial join, the lowest code where it gives several."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x_m, y_m, crs=27700))
    polygons = gpd.GeoDataFrame({"code": zones_bng.index}, geometry=zones_bng.to_numpy(), crs=27700)
    pairs = gpd.sjoin(points, polygons, predicate="intersects")
    return pairs.groupby(level=0)["code"].min().reindex(points.index).fillna("").tolist()


def placed(prepared: PreparedZones, x_m: np.ndarray, y_m: np.ndarray) -> list[str]:
    return np.append(prepared.zone_codes, "")[prepared.place(x_m, y_m)].tolist()


def telling_points(polygons: gpd.GeoSeries, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points on corners, in the middle of edges, a hair beside them, and anywhere."""
    corners = shapely.get_coordinates(polygons.to_numpy())
    middles = (corners[1:] + corners[:-1]) / 2
    hair = corners + rng.choice([-1e-9, 1e-9], corners.shape)
    (west, south, east, north), margin = polygons.total_bounds, 50
    anywhere = rng.uniform([west - margin, south - margin], [east + margin, north + margin], (200, 2))
    return tuple(np.concatenate([corners, middles, hair, anywhere]).T)


def scattered(rng: np.random.Generator, number: int, *, size_m: float) -> np.ndarray:
    return np.array([WEST_M, SOUTH_M]) + rng.uniform(0, size_m, (number, 2))


def partition(seeds: np.ndarray) -> list[shapely.Geometry]:
    frame = shapely.box(*seeds.min(axis=0) - 10, *seeds.max(axis=0) + 10)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=frame))
    return list(shapely.intersection(cells, frame))


@st.composite
def partitions(draw: st.DrawFn) -> tuple[gpd.GeoSeries, int]:
    """Random divisions of a rectangle, some zones merged into multipolygons, some with holes, some overlapping."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size_m = draw(st.sampled_from([30.0, 400.0, 3_000.0]))
    seeds = scattered(rng, draw(st.integers(3, 25)), size_m=size_m)
    polygons = partition(seeds)
    if draw(st.booleans()):
        polygons[0] = shapely.union(polygons[0], polygons.pop())
    if draw(st.booleans()):
        hole = shapely.centroid(polygons[0]).buffer(size_m / 40, quad_segs=2)
        polygons = [shapely.difference(polygon, hole) for polygon in polygons]
    if draw(st.booleans()):
        across = shapely.LineString(seeds[:2])
        polygons.append(across.buffer(0.01))
    if draw(st.booleans()):
        polygons.append(shapely.centroid(polygons[0]).buffer(size_m / 3))
    return zones([polygons[i] for i in rng.permutation(len(polygons))]), draw(st.integers(0, 2**32 - 1))


@settings(max_examples=40, deadline=None)
@given(partitions(), st.sampled_from([4_000_000, 5_000, 60]))
def test_every_point_gets_the_zone_of_a_plain_join(case: tuple[gpd.GeoSeries, int], most_blocks: int) -> None:
    zones_bng, seed = case
    x_m, y_m = telling_points(zones_bng, np.random.default_rng(seed))
    prepared = prepare_zones(zones_bng, most_blocks=most_blocks)
    assert placed(prepared, x_m, y_m) == joined(zones_bng, x_m, y_m)


def test_a_large_area_is_divided_into_blocks_of_cells_and_still_exact() -> None:
    rng = np.random.default_rng(7)
    zones_bng = zones(partition(scattered(rng, 60, size_m=8_000)))
    prepared = prepare_zones(zones_bng, most_blocks=4_000)
    assert (prepared.grid.cells_per_side, len(prepared.cells) > 100) == (8, True)
    x_m, y_m = telling_points(zones_bng, rng)
    assert placed(prepared, x_m, y_m) == joined(zones_bng, x_m, y_m)


def test_most_points_need_no_exact_test() -> None:
    prepared = prepare_zones(zones([box(0, 0, 1_000, 1_000), box(1_000, 0, 2_000, 1_000)]))
    nearly_all = 0.95
    assert (prepared.blocks >= 0).sum() > nearly_all * 200 * 100


def test_a_point_on_a_shared_edge_or_corner_is_in_the_zone_of_the_lowest_code() -> None:
    left, right = box(0, 0, 100, 100), box(100, 0, 200, 100)
    x_m, y_m = WEST_M + np.array([100.0, 100.0, 100.0]), SOUTH_M + np.array([0.0, 50.0, 100.0])
    assert placed(prepare_zones(zones([left, right], ["S2", "S1"])), x_m, y_m) == ["S1"] * 3
    assert placed(prepare_zones(zones([left, right], ["S1", "S2"])), x_m, y_m) == ["S1"] * 3


def test_the_order_of_the_zones_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    zones_bng = zones(partition(scattered(rng, 12, size_m=900)))
    x_m, y_m = telling_points(zones_bng, rng)
    forwards, backwards = prepare_zones(zones_bng), prepare_zones(zones_bng[::-1])
    assert forwards.zone_codes.tolist() == backwards.zone_codes.tolist() == sorted(zones_bng.index)
    assert forwards.place(x_m, y_m).tolist() == backwards.place(x_m, y_m).tolist()


def test_points_that_are_not_finite_or_far_away_are_in_no_zone_and_keep_their_row() -> None:
    prepared = prepare_zones(zones([box(0, 0, 100, 100)]))
    inside = (WEST_M + 50, SOUTH_M + 50)
    beside = [
        (np.nan, SOUTH_M),
        (np.inf, SOUTH_M),
        (WEST_M, -np.inf),
        (0.0, 0.0),
        (1e300, -1e300),
        (WEST_M - 1e-3, SOUTH_M),
    ]
    x_m, y_m = np.array([inside, *beside, inside]).T
    assert prepare_zones(zones([box(0, 0, 100, 100)])).place(x_m, y_m).tolist() == [0, *[-1] * len(beside), 0]
    assert prepared.place(np.array([]), np.array([])).tolist() == []
    assert prepared.place(x_m, y_m).dtype == np.int32


def test_an_island_in_a_hole_belongs_to_its_own_zone() -> None:
    ring = shapely.difference(box(0, 0, 300, 300), box(100, 100, 200, 200))
    prepared = prepare_zones(zones([ring, box(120, 120, 180, 180)], ["RING", "ISLE"]))
    x_m, y_m = WEST_M + np.array([50.0, 110.0, 150.0]), SOUTH_M + np.array([50.0, 110.0, 150.0])
    assert placed(prepared, x_m, y_m) == ["RING", "", "ISLE"]


def test_rows_of_a_frame_are_taken_by_position() -> None:
    prepared = prepare_zones(zones([box(0, 0, 100, 100)]))
    x_m = pd.Series([0.0, WEST_M + 5], index=[1, 0])
    assert prepared.place(x_m, pd.Series([0.0, SOUTH_M + 5], index=[1, 0])).tolist() == [-1, 0]  # type: ignore[arg-type]


def test_saved_zones_place_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    zones_bng = zones([*partition(scattered(rng, 9, size_m=2_000)), shapely.Polygon()])
    prepared = prepare_zones(zones_bng, most_blocks=500)
    prepared.save(tmp_path / "zones.npz")
    prepared.save(tmp_path / "zones.npz")
    again = load_prepared(tmp_path / "zones.npz")
    x_m, y_m = telling_points(zones_bng, rng)
    assert [file.name for file in tmp_path.iterdir()] == ["zones.npz"]
    assert again.grid == prepared.grid
    assert again.zone_codes.tolist() == prepared.zone_codes.tolist()
    assert again.place(x_m, y_m).tolist() == prepared.place(x_m, y_m).tolist()


def test_several_may_save_at_once(tmp_path: Path) -> None:
    prepared = prepare_zones(zones([box(0, 0, 100, 100)]))
    path = tmp_path / "zones.npz"
    with ThreadPoolExecutor(4) as savers:
        for saved in [savers.submit(prepared.save, path) for _ in range(40)]:
            saved.result()
    assert load_prepared(path).zone_codes.tolist() == prepared.zone_codes.tolist()
    assert [file.name for file in tmp_path.iterdir()] == ["zones.npz"]


def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zones.npz"
    prepare_zones(zones([box(0, 0, 100, 100)])).save(path)
    whole = path.read_bytes()
    np.savez(tmp_path / "older.npz", format=np.array("asset-map prepared zones 0"))
    np.savez(tmp_path / "other.npz", numbers=np.arange(3))
    (tmp_path / "cut.npz").write_bytes(whole[:-100])
    (tmp_path / "changed.npz").write_bytes(whole[:300] + b"\0\0\0\0" + whole[304:])
    (tmp_path / "words.npz").write_text("not zones")
    (tmp_path / "empty.npz").touch()
    for name in ("older", "other", "cut", "changed", "words", "empty"):
        with pytest.raises(GeographyError, match=f"Expected prepared zones in {name}.npz"):
            load_prepared(tmp_path / f"{name}.npz")


def test_zones_that_cannot_be_used_are_refused_in_words() -> None:
    square = box(0, 0, 100, 100)
    with pytest.raises(GeographyError, match="code S1 stands in the boundaries twice"):
        prepare_zones(zones([square, square], ["S1", "S1"]))
    with pytest.raises(GeographyError, match="S2 has LineString"):
        prepare_zones(zones([square, shapely.LineString([(0, 0), (1, 1)])], ["S1", "S2"]))
    with pytest.raises(GeographyError, match="S2 has nothing"):
        prepare_zones(zones([square, None], ["S1", "S2"]))
    with pytest.raises(GeographyError, match="found none"):
        prepare_zones(zones([shapely.Polygon()]))
    with pytest.raises(GeographyError, match="found none"):
        prepare_zones(gpd.GeoSeries([], index=[], crs=27700))
    with pytest.raises(ValueError, match="must be in EPSG:27700"):
        prepare_zones(zones([square]).to_crs(4326))
