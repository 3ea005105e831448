"""Files that other tools open."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPolygon, Point, box

from asset_map.errors import UserError
from asset_map.exports.files import write_layer, write_rows, write_text
from asset_map.exports.formulas import guard_formulas


def _layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=[Point(259000, 665000), None], crs=27700)


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    write_layer(_layer(), tmp_path / "out.geojson")
    written = json.loads((tmp_path / "out.geojson").read_text("utf-8"))
    assert "crs" not in written
    longitude, latitude = written["features"][0]["geometry"]["coordinates"]
    assert (round(longitude, 3), round(latitude, 3)) == (-4.254, 55.858)
    assert written["features"][1]["geometry"] is None


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_layers_are_read_back_in_metres(tmp_path: Path, ending: str) -> None:
    layer = _layer().iloc[:1]
    write_layer(layer, tmp_path / f"out.{ending}")
    back = gpd.read_file(tmp_path / f"out.{ending}")
    assert back.crs.to_epsg() == 27700
    assert back.geometry.iloc[0].equals(layer.geometry.iloc[0])


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "geojson"])
def test_one_layer_holds_points_lines_and_areas(tmp_path: Path, ending: str) -> None:
    shapes = [
        Point(259000, 665000),
        LineString([(259000, 665000), (259100, 665000)]),
        box(259000, 665000, 259009, 665009),
        None,
    ]
    shapes.append(MultiPolygon([box(259000, 665000, 259010, 665010), box(259020, 665000, 259030, 665010)]))
    layer = gpd.GeoDataFrame({"name": list("ABCDE")}, geometry=shapes, crs=27700)
    write_layer(layer, tmp_path / f"out.{ending}")
    back = gpd.read_file(tmp_path / f"out.{ending}").to_crs(27700)
    assert back["name"].tolist() == layer["name"].tolist()
    assert back.geom_type.tolist() == layer.geom_type.tolist()
    off_m = back.geometry.dropna().hausdorff_distance(layer.geometry.dropna())
    assert off_m.max() < 0.02


def test_a_layer_may_have_columns_called_like_those_of_a_geopackage(tmp_path: Path) -> None:
    layer = _layer().assign(fid=["x", "y"], FID_=["1", "2"], geom="g")
    write_layer(layer, tmp_path / "out.gpkg")
    back = gpd.read_file(tmp_path / "out.gpkg")
    assert back[["name", "fid", "FID_", "geom"]].to_numpy().tolist() == [["A", "x", "1", "g"], ["B", "y", "2", "g"]]


def test_flatgeobuf_keeps_the_order_of_the_rows(tmp_path: Path) -> None:
    names = [str(n) for n in range(50)]
    points = gpd.points_from_xy([(n * 7919) % 50_000 for n in range(50)], [(n * 104_729) % 50_000 for n in range(50)])
    write_layer(gpd.GeoDataFrame({"name": names}, geometry=points, crs=27700), tmp_path / "out.fgb")
    assert gpd.read_file(tmp_path / "out.fgb")["name"].tolist() == names


def test_an_unknown_ending_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="gpkg"):
        write_layer(_layer(), tmp_path / "out.doc")
    assert list(tmp_path.iterdir()) == []


def test_csv_is_read_back_by_spreadsheets_and_pandas(tmp_path: Path) -> None:
    rows = pd.DataFrame({"name": ['Café "Fèis"', "a,b\nc"]})
    write_rows(rows, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "out.csv")["name"].tolist() == rows["name"].tolist()


def test_a_workbook_is_written_whatever_stands_in_the_rows(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 7, 1, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    rows = pd.DataFrame({"na\x0bme": ["A\x0bB", "C\nD"], "at": [moment, None], "n": [1, 2], "mixed": ["\x01", 3]})
    write_rows(rows, tmp_path / "out.xlsx")
    back = pd.read_excel(tmp_path / "out.xlsx", keep_default_na=False, engine="openpyxl")
    assert back["name"].tolist() == ["AB", "C\nD"]
    assert back["at"].iloc[0] == pd.Timestamp("2026-07-01 09:30")
    assert back["mixed"].tolist() == ["", 3]


@pytest.mark.parametrize("name", ["report.pdf", "report", "folder.csv", "missing/report.csv"])
def test_a_table_that_cannot_be_written_is_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UserError, match=r"Change the ending|[Cc]hoose another"):
        write_rows(pd.DataFrame({"a": [1]}), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_what_the_disk_says_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_text("x", tmp_path / ("n" * 300 + ".html"))
    assert list(tmp_path.iterdir()) == []


def test_texts_that_spreadsheets_would_run_are_defused() -> None:
    rows = pd.DataFrame({"name": ["=cmd|' /C calc'!A0", "+44", "-1", "@x", "fine", None], "n": [1, -2, 3, 4, 5, 6]})
    guarded = guard_formulas(rows)
    assert guarded["name"].tolist()[:5] == ["'=cmd|' /C calc'!A0", "'+44", "'-1", "'@x", "fine"]
    assert pd.isna(guarded["name"].iloc[5])
    assert guarded["n"].tolist() == [1, -2, 3, 4, 5, 6]
