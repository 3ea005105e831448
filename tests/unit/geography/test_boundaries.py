from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Polygon, box

from asset_map.errors import GeographyError
from asset_map.geography.boundaries import read_boundaries
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.vector_files import read_layer
from asset_map.settings import bundled

CODES = ["S01010001", "S01010000"]
SQUARES_BNG = [box(259_100, 665_000, 259_200, 665_100), box(259_000, 665_000, 259_100, 665_100)]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


def _zones(**columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"DataZone": CODES, **columns}, geometry=SQUARES_BNG, crs="EPSG:27700")


def _zipped_shapefile(folder: Path, zones: gpd.GeoDataFrame, *, inside: str = "", projection: bool = True) -> Path:
    zones.to_file(folder / "SG_Zones.shp")
    path = folder / "zones.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.glob("SG_Zones.*"):
            if projection or part.suffix != ".prj":
                archive.write(part, f"{inside}{part.name}")
    return path


def _write(zones: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        zones.to_parquet(path)
    else:
        zones.to_file(path)
    return path


@pytest.mark.parametrize("name", ["zones.gpkg", "zones.fgb", "zones.parquet", "zones.shp"])
def test_every_format_gives_the_same_zones(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    boundaries = read_boundaries(_write(_zones(), tmp_path / name), catalogue=catalogue)
    assert boundaries.attributes.system.id == "datazone2011"
    assert boundaries.shapes_bng.index.tolist() == sorted(CODES)
    assert boundaries.shapes_bng.crs == "EPSG:27700"
    assert boundaries.shapes_bng.area.tolist() == [10_000.0, 10_000.0]
    assert boundaries.shapes_bng["S01010000"].equals(SQUARES_BNG[1])
    assert boundaries.repaired == ()


@pytest.mark.parametrize("inside", ["", "deep/folder/"])
def test_a_zipped_shapefile_is_found_wherever_it_lies_in_the_zip(
    tmp_path: Path, catalogue: Catalogue, inside: str
) -> None:
    path = _zipped_shapefile(tmp_path, _zones(), inside=inside)
    assert read_boundaries(path, catalogue=catalogue).shapes_bng.index.tolist() == sorted(CODES)


@pytest.mark.parametrize("name", ["zones.geojson", "zones.json"])
def test_degrees_come_back_as_metres(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    path = tmp_path / name
    path.write_text(_zones().to_crs("EPSG:4326").to_json(), encoding="utf-8")
    boundaries = read_boundaries(path, catalogue=catalogue)
    assert boundaries.shapes_bng.area.round(0).tolist() == [10_000.0, 10_000.0]


def _geojson_in_metres(*, crs_member: bool) -> str:
    document = json.loads(_zones().to_json())
    document.pop("crs", None)
    if crs_member:
        document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    return json.dumps(document)


def test_the_old_crs_member_of_geojson_is_believed(tmp_path: Path) -> None:
    (tmp_path / "zones.json").write_text(_geojson_in_metres(crs_member=True))
    notes: list[str] = []
    layer = read_layer(tmp_path / "zones.json", note=notes.append)
    assert layer.total_bounds.tolist() == [259_000, 665_000, 259_200, 665_100]
    assert notes == []


def test_metres_without_a_crs_are_taken_as_national_grid_and_said(tmp_path: Path) -> None:
    (tmp_path / "zones.geojson").write_text(_geojson_in_metres(crs_member=False))
    notes: list[str] = []
    layer = read_layer(tmp_path / "zones.geojson", note=notes.append)
    assert layer.total_bounds.tolist() == [259_000, 665_000, 259_200, 665_100]
    assert notes == [
        "zones.geojson does not say in which coordinates it is; EPSG:27700 was taken, from the size of the numbers."
    ]


def test_degrees_without_a_crs_are_taken_as_wgs84_and_said(tmp_path: Path) -> None:
    path = _zipped_shapefile(tmp_path, _zones().to_crs("EPSG:4326"), projection=False)
    notes: list[str] = []
    assert read_layer(path, note=notes.append).area.round(0).tolist() == [10_000.0, 10_000.0]
    assert "EPSG:4326 was taken" in notes[0]


def test_coordinates_that_cannot_be_told_are_refused(tmp_path: Path) -> None:
    far = gpd.GeoDataFrame({"DataZone": CODES[:1]}, geometry=[box(5e6, 5e6, 5.1e6, 5.1e6)], crs="EPSG:3857")
    path = _zipped_shapefile(tmp_path, far, projection=False)
    with pytest.raises(GeographyError, match="neither degrees nor British National Grid"):
        read_layer(path)


def test_one_stray_point_changes_nothing_for_the_others(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"name": ["a", "b", "stray"]},
        geometry=gpd.points_from_xy([-4.25, -4.26, 0], [55.86, 55.87, 0]),
        crs="EPSG:4326",
    )
    layer = read_layer(_write(points, tmp_path / "points.gpkg"))
    assert layer["name"].tolist() == ["a", "b", "stray"]
    assert layer.geometry.x.round(-3).tolist()[:2] == [259_000, 259_000]


def test_zones_outside_the_united_kingdom_are_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    paris = gpd.GeoDataFrame({"DataZone": CODES[:1]}, geometry=[box(2.3, 48.8, 2.4, 48.9)], crs="EPSG:4326")
    swapped = gpd.GeoDataFrame({"DataZone": CODES[:1]}, geometry=[box(55.8, -4.3, 55.9, -4.2)], crs="EPSG:4326")
    for number, zones in enumerate((paris, swapped)):
        path = _write(zones, tmp_path / f"zones{number}.gpkg")
        with pytest.raises(GeographyError, match="outside the United Kingdom"):
            read_boundaries(path, catalogue=catalogue)


def test_a_zone_that_crosses_itself_is_mended_and_named(tmp_path: Path, catalogue: Catalogue) -> None:
    bow_tie = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    zones = _zones()
    zones.loc[0, "geometry"] = Polygon([(259_000 + x, 665_000 + y) for x, y in bow_tie.exterior.coords])
    boundaries = read_boundaries(_write(zones, tmp_path / "zones.gpkg"), catalogue=catalogue)
    assert boundaries.repaired == ("S01010001",)
    assert boundaries.shapes_bng.is_valid.all()
    assert boundaries.shapes_bng["S01010001"].area == pytest.approx(5_000)
    assert len(boundaries.shapes_bng) == 2


def test_a_zone_that_encloses_nothing_is_refused_by_name(tmp_path: Path, catalogue: Catalogue) -> None:
    zones = _zones()
    zones.loc[0, "geometry"] = Polygon([(259_000, 665_000), (259_100, 665_100), (259_000, 665_000)])
    path = _write(zones, tmp_path / "zones.gpkg")
    with pytest.raises(GeographyError, match=r"S01010001 in zones\.gpkg enclose no area"):
        read_boundaries(path, catalogue=catalogue)


def test_a_zone_without_a_shape_is_refused_by_name(tmp_path: Path, catalogue: Catalogue) -> None:
    zones = _zones()
    zones.loc[1, "geometry"] = None
    path = _write(zones, tmp_path / "zones.gpkg")
    with pytest.raises(GeographyError, match=r"no shape for 1 zones \(S01010000\)"):
        read_boundaries(path, catalogue=catalogue)


def test_a_repeated_code_is_refused_by_name(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _write(_zones(DataZone=["S01010001"] * 2), tmp_path / "zones.gpkg")
    with pytest.raises(GeographyError, match="S01010001 stand more than once"):
        read_boundaries(path, catalogue=catalogue)


def test_a_zone_without_a_code_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _write(_zones(DataZone=["S01010001", None]), tmp_path / "zones.gpkg")
    with pytest.raises(GeographyError, match="1 rows without a code in its column DataZone"):
        read_boundaries(path, catalogue=catalogue)


def test_two_vintages_in_one_file_are_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _write(_zones(DataZone=["S01010001", "S01013482"]), tmp_path / "zones.gpkg")
    with pytest.raises(GeographyError, match="1 of 2 do not fit data zones 2011, such as 'S01013482'"):
        read_boundaries(path, catalogue=catalogue)


def test_the_column_name_tells_vintages_whose_codes_overlap(tmp_path: Path, catalogue: Catalogue) -> None:
    english = ["E01000001", "E01000002"]
    for column, system in (("LSOA11CD", "lsoa2011"), ("LSOA21CD", "lsoa2021")):
        zones = _zones(**{column: english}).drop(columns="DataZone")
        path = _write(zones, tmp_path / f"{column}.gpkg")
        assert read_boundaries(path, catalogue=catalogue).attributes.system.id == system
    path = _write(_zones(**{"LSOA code": english}).drop(columns="DataZone"), tmp_path / "either.gpkg")
    with pytest.raises(GeographyError, match="name their column LSOA11CD or LSOA21CD"):
        read_boundaries(path, catalogue=catalogue)


def test_centroids_are_not_boundaries(tmp_path: Path, catalogue: Catalogue) -> None:
    zones = _zones()
    path = _write(zones.set_geometry(zones.centroid), tmp_path / "zones.gpkg")
    with pytest.raises(GeographyError, match="should hold polygons, but holds Point"):
        read_boundaries(path, catalogue=catalogue)


def test_a_file_without_zone_codes_says_what_was_expected_and_found(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _write(_zones(Ward=["a", "b"]).drop(columns="DataZone"), tmp_path / "wards.gpkg")
    with pytest.raises(GeographyError, match=r"expected one such as .*DataZone.*; found Ward\."):
        read_boundaries(path, catalogue=catalogue)


def test_files_that_are_no_boundaries_say_why(tmp_path: Path, catalogue: Catalogue) -> None:
    whole = _zipped_shapefile(tmp_path, _zones()).read_bytes()
    text_only = tmp_path / "text.zip"
    with zipfile.ZipFile(text_only, "w") as archive:
        archive.writestr("readme.txt", "hello")
    contents = {
        "empty.geojson": (b"", "is empty"),
        "page.zip": (b"\n<!DOCTYPE html><html>Sign in</html>", "is a web page, not a data file"),
        "cut.zip": (whole[: len(whole) // 2], "not a whole zip file"),
        "cut.geojson": (_zones().to_json().encode()[:300], "cannot be read as a file of shapes"),
        "cut.parquet": (b"PAR1 and no more", "not a whole GeoParquet file"),
        "none.geojson": (b'{"type": "FeatureCollection", "features": []}', "holds no shapes"),
        "table.csv": (b"DataZone,Name\nS01010001,Here\n", "holds a table but no shapes"),
        "text.zip": (text_only.read_bytes(), r"expected a \.shp inside, found: readme\.txt"),
    }
    for name, (content, expected) in contents.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(GeographyError, match=expected):
            read_boundaries(tmp_path / name, catalogue=catalogue)
    with pytest.raises(GeographyError, match="There is no file"):
        read_boundaries(tmp_path / "missing.zip", catalogue=catalogue)
