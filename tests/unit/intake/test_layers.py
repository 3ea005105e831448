"""Map layers of every format: their columns as text, their shapes in metres, their parts told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from asset_map.errors import IntakeError
from asset_map.intake.tables import read_places
from tests.fixtures.lists import DEGREES, GPX, GPX_TRACK, NAMES, kmz, layer, layer_frame, shapefile

FORMATS = ("list.geojson", "list.gpkg", "list.fgb", "list.geojsonl", "list.shp")


@pytest.mark.parametrize("name", FORMATS)
def test_layers_of_all_formats_are_read_alike(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    driver = {"driver": "GeoJSONSeq"} if name.endswith("l") else {}
    layer_frame().to_file(path, **driver)
    table = read_places(path)
    assert sorted(table.rows["name"]) == sorted(NAMES)
    assert sorted(table.rows["kind"]) == ["institution", "place", "place"]
    assert table.geometry_bng is not None
    assert table.row_numbers.tolist() == [1, 2, 3]
    at = table.rows.index[table.rows["name"] == "Mercat Hall"][0]
    assert table.geometry_bng[at].distance(Point(40_500, 640_500)) < 5


def test_geoparquet_and_plain_parquet_are_read(tmp_path: Path) -> None:
    layer_frame().to_parquet(tmp_path / "list.parquet")
    table = read_places(tmp_path / "list.parquet")
    assert table.geometry_bng is not None
    assert table.rows["name"].tolist() == list(NAMES)
    pd.DataFrame({"name": ["A"], "n": [7]}).to_parquet(tmp_path / "plain.parquet")
    plain = read_places(tmp_path / "plain.parquet")
    assert plain.geometry_bng is None
    assert plain.rows.to_dict("list") == {"name": ["A"], "n": ["7"]}


def test_an_old_member_says_that_a_geojson_is_in_metres(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    feature = {
        "type": "Feature",
        "properties": {"name": "A"},
        "geometry": {"type": "Point", "coordinates": [40500, 640500]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}), "utf-8")
    table = read_places(path)
    assert table.geometry_bng is not None
    assert table.geometry_bng[0] == Point(40500, 640500)
    assert table.notes == ()


def test_a_shapefile_without_prj_is_told(tmp_path: Path) -> None:
    table = read_places(shapefile(without=[".prj", ".cpg"])(tmp_path))
    assert table.geometry_bng is not None
    assert "does not say in which coordinates" in " ".join(table.notes)


def test_a_feature_without_a_shape_has_none(tmp_path: Path) -> None:
    frame = layer_frame()
    frame.loc[1, "geometry"] = None
    frame.to_file(tmp_path / "list.gpkg")
    table = read_places(tmp_path / "list.gpkg")
    assert table.geometry_bng is not None
    assert [shape is None for shape in table.geometry_bng] == [False, True, False]


def test_a_shape_that_is_not_a_number_is_left_out_and_told(tmp_path: Path) -> None:
    path = layer("list.geojson")(tmp_path)
    path.write_bytes(path.read_bytes().replace(str(DEGREES[0][0]).encode(), b"NaN"))
    table = read_places(path)
    assert table.geometry_bng is not None
    assert table.geometry_bng[0] is None
    assert "1 features of list.geojson" in table.notes[0]


def test_the_fullest_layer_is_read_and_another_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "list.gpkg"
    layer_frame().head(1).to_file(path, layer="few")
    layer_frame().to_file(path, layer="many")
    table = read_places(path)
    assert (table.part, table.parts, len(table.rows)) == ("many", ("few", "many"), 3)
    assert "“few” (1)" in table.notes[0]
    assert len(read_places(path, part="few").rows) == 1
    with pytest.raises(IntakeError, match="no layer “other”"):
        read_places(path, part="other")


def test_a_layer_without_shapes_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.gpkg"
    import pyogrio  # noqa: PLC0415

    pyogrio.write_dataframe(pd.DataFrame({"name": ["A", "B"], "postcode": ["ZZ1 1AA", None]}), path)
    table = read_places(path)
    assert table.geometry_bng is None
    assert table.rows.to_dict("list") == {"name": ["A", "B"], "postcode": ["ZZ1 1AA", ""]}


def _folder(name: str, *places: str) -> str:
    marks = "".join(
        f"<Placemark><name>{place}</name><description>About {place}</description>"
        "<Point><coordinates>-7.7,55.5</coordinates></Point></Placemark>"
        for place in places
    )
    return f"<Folder><name>{name}</name>{marks}</Folder>"


def test_all_folders_of_a_kml_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list.kml"
    folders = _folder("Halls", "A", "B") + _folder("Gardens", "C")
    path.write_text(
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    )
    table = read_places(path)
    assert table.rows.to_dict("list") == {
        "Name": ["A", "B", "C"],
        "description": ["About A", "About B", "About C"],
        "folder": ["Halls", "Halls", "Gardens"],
    }
    assert table.parts == ("Halls", "Gardens")
    assert "“Halls” (2), “Gardens” (1)" in table.notes[0]
    assert read_places(path, part="Gardens").rows["Name"].tolist() == ["C"]


def test_a_kmz_is_a_kml(tmp_path: Path) -> None:
    assert read_places(kmz(tmp_path)).rows["kind"].tolist() == ["place", "institution", "place"]


def test_waypoints_are_places(tmp_path: Path) -> None:
    path = tmp_path / "list.gpx"
    path.write_text(GPX.replace("</gpx>", GPX_TRACK[GPX_TRACK.index("<trk>") :]), "utf-8")
    table = read_places(path)
    assert table.rows["name"].tolist() == list(NAMES)
    assert table.rows["desc"].tolist() == ["Seen on a walk"] * 3
    assert table.rows["time"][0].startswith("2026-05-01")
    assert table.part == "waypoints"
    tracks = read_places(path, part="tracks")
    assert tracks.rows["name"].tolist() == ["A walk"]


def test_a_zip_may_hold_several_layers(tmp_path: Path) -> None:
    layer("a.geojson")(tmp_path)
    frame = gpd.GeoDataFrame({"name": ["B"]}, geometry=[Point(DEGREES[0])], crs=4326)
    frame.to_file(tmp_path / "b.geojson")
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.geojson", "b.geojson"):
            archive.write(tmp_path / name, f"places/{name}")
    table = read_places(path)
    assert table.rows["name"].tolist() == list(NAMES)
    assert table.parts == ("places/a.geojson", "places/b.geojson")
    assert "places/a.geojson was read" in table.notes[0]
    assert read_places(path, part="places/b.geojson").rows["name"].tolist() == ["B"]


@pytest.mark.parametrize("name", ["list.geojson", "list.kml", "list.gpx", "list.gpkg", "list.shp", "list.fgb"])
def test_a_description_of_other_files_is_no_layer(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text('<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc</SrcDataSource></OGRVRTLayer>')
    with pytest.raises(IntakeError):
        read_places(path)
    path.write_text('{"type": "gdal_streamed_alg", "command_line": "gdal vector read x", "x": {"type": "Feature"}}')
    with pytest.raises(IntakeError):
        read_places(path)
