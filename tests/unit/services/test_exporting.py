"""Every field goes into a file as text that can be read again, and lines and areas unless they are protected."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.exports.formats import What
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import Question
from asset_map.services.map_pages import places_page
from asset_map.services.record import Recorded, record
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.taking import first_layer, take
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

PUBLIC = Question("", Audience.PUBLIC, TODAY)
PATCH = shapely.Polygon([(0.31234, 0.22345), (0.71234, 0.22345), (0.51234, 0.68765)])


def drawn(shape_km: shapely.Geometry) -> tuple[str, shapely.Geometry]:
    """Return a shape, given in kilometres from the corner of the town, as GeoJSON in degrees, and in metres."""
    metres = shapely.transform(shape_km, lambda km: km * 1000 + [WEST_M, SOUTH_M])
    return shapely.to_geojson(gpd.GeoSeries([metres], crs=27700).to_crs(4326).iloc[0]), metres


def add(workspace: Workspace, name: str, shape_km: shapely.Geometry, **fields: object) -> shapely.Geometry:
    text, metres = drawn(shape_km)
    draft = AssetDraft(**({"kind": "place"} | fields), name=name, offers=("green", "meet"), shape=text)
    outcome = record(draft, workspace, now=NOW, actor=somebody("connector"))
    assert isinstance(outcome, Recorded), outcome
    return metres


def cells(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str, keep_default_na=False, engine="openpyxl")
    return pd.DataFrame(first_layer(path).drop(columns="geometry"))


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "geojson"])
def test_a_layer_holds_lines_and_areas_as_they_were_drawn(tiny: Workspace, tmp_path: Path, ending: str) -> None:
    line = add(tiny, "Burn path", shapely.LineString([(0.2, 0.2), (0.8, 0.2), (0.8, 0.9)]))
    area = add(tiny, "Green", PATCH)
    report = take(What.ASSETS, PUBLIC, tiny, out=tmp_path / f"out.{ending}")
    assert (report.rows, report.without_place) == (2, 0)
    layer = _as_drawn(tmp_path / f"out.{ending}")
    assert layer["name"].tolist() == ["Burn path", "Green"]
    assert layer.geometry.hausdorff_distance(gpd.GeoSeries([line, area], crs=27700)).max() < 0.02


def _as_drawn(path: Path) -> gpd.GeoDataFrame:
    if path.suffix != ".gpkg":
        return gpd.read_file(path).to_crs(27700)
    points = gpd.read_file(path, layer="assets")
    assert points["name"].tolist() == ["Burn path", "Green"]
    assert set(points.geom_type) == {"Point"}
    return pd.concat([gpd.read_file(path, layer=name) for name in ("asset_lines", "asset_areas")], ignore_index=True)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_holds_a_point_on_each_and_says_what_it_is(tiny: Workspace, tmp_path: Path, ending: str) -> None:
    line = add(tiny, "Burn path", shapely.LineString([(0.2, 0.2), (0.8, 0.2), (0.8, 0.9)]))
    area = add(tiny, "Green", PATCH)
    add(tiny, "Knitters", PATCH, kind="association")
    take(What.ASSETS, PUBLIC, tiny, out=tmp_path / f"out.{ending}")
    table = cells(tmp_path / f"out.{ending}")
    assert table["geometry_type"].tolist() == ["line", "area", ""]
    assert table.loc[2, ["latitude", "longitude"]].tolist() == ["", ""]
    longitude, latitude = (table[name].iloc[:2].astype("float64") for name in ("longitude", "latitude"))
    points = gpd.GeoSeries.from_xy(longitude, latitude, crs=4326).to_crs(27700)
    assert points.distance(gpd.GeoSeries([line, area], crs=27700)).max() < 0.02


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "fgb", "geojson"])
def test_lists_and_answers_are_text_and_formulas_are_guarded(tiny: Workspace, tmp_path: Path, ending: str) -> None:
    words = {
        "accessed": ("in_person", "online"),
        "access_features": ("step_free=yes", "hearing_loop=no"),
        "story": "=1+1",
        "capacity": "30",
        "capacity_unit": "people",
        "season_from": "4",
        "season_to": "9",
        "consent_given_on": "2026-01-02",
    }
    add(tiny, "Green", PATCH, **words)
    add(tiny, "Plain", PATCH)
    out = tmp_path / f"out.{ending}"
    take(What.ASSETS, Question("", Audience.STAFF, TODAY), tiny, out=out)
    table = cells(out)
    green, plain = (table.loc[position] for position in (0, 1))
    assert green["offers"] == "green;meet"
    assert (green["accessed"], green["access_features"]) == ("in_person;online", "hearing_loop=no;step_free=yes")
    assert (plain["accessed"], plain["access_features"], plain["story"]) == ("", "", "")
    assert green["story"] == ("'=1+1" if ending in {"csv", "xlsx"} else "=1+1")
    assert (float(green["capacity"]), float(green["season_from"])) == (30, 4)
    assert str(green["consent_given_on"])[:10] == "2026-01-02"
    assert str(green["last_checked"])[:10] == TODAY.isoformat()


def _shapes(path: Path) -> str:
    layers = [gpd.read_file(path, layer=name) for name in pyogrio.list_layers(path)[:, 0]]
    return "".join(layer.geometry.to_wkt().to_csv() for layer in layers if "geometry" in layer)


@pytest.mark.parametrize("level", ["area", "partners"])
def test_the_public_gets_nothing_of_the_shape_of_what_is_protected(tiny: Workspace, tmp_path: Path, level: str) -> None:
    question = Question("green", Audience.PUBLIC, TODAY)
    in_degrees = gpd.GeoSeries([drawn(PATCH)[1]], crs=27700).to_crs(4326).iloc[0]
    corners = [*shapely.get_coordinates(in_degrees)[:3], *shapely.get_coordinates(drawn(PATCH)[1])[:3]]
    telling = {f"{number:.9f}"[: 8 if abs(number) < 100 else 7] for corner in corners for number in corner}

    def outputs() -> dict[str, str]:
        texts = {
            "places": places_page(Wanted(), question, tiny),
            "strengths": strengths_page(MapQuestion(question), tiny, files="inlined"),
            "frame": find_assets(Wanted(), tiny, audience=Audience.PUBLIC, today=TODAY).to_csv(),
        }
        for ending in ("csv", "geojson", "gpkg", "fgb"):
            out = tmp_path / f"out.{ending}"
            take(What.ASSETS, question, tiny, out=out)
            layer = "" if ending == "csv" else _shapes(out)
            texts[ending] = out.read_bytes().decode("latin-1") + layer
        return texts

    add(tiny, "Hidden patch", PATCH, protection=level)
    for name, text in outputs().items():
        assert not [number for number in telling if number in text], name
        assert "POLYGON" not in text, name
    add(tiny, "Shown patch", PATCH)
    shown = outputs()
    assert "POLYGON" in shown["gpkg"]
    assert [number for number in telling if number in shown["geojson"]]
