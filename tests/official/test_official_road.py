"""The main road on real data: install Glasgow, join lists, import, map, export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format, What
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.import_assets import ImportRequest, plan_import, store_import
from asset_map.services.join import join_file
from asset_map.services.look import Question, answer
from asset_map.services.record import Recorded, record
from asset_map.services.strengths_map import MapQuestion, write_strengths_page
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.file import export_file
from asset_map.services.take_away.making import make_export
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.official

LISTS = {
    "nhsggc_gps_2020-07.csv": 143,
    "nhsggc_dentists_2020-07.csv": 159,
    "nhsggc_opticians_2020-07.csv": 87,
    "nhsggc_hospitals_2020-07.csv": 13,
    "nhsggc_shclinics_2020-07.csv": 14,
    "warm_spaces_scotland_2026-08.csv": 57,
}
HOSTILE = "<img src=x onerror=alert(1)> ${alert(1)} `tick` </script>"


@pytest.fixture(scope="module")
def glasgow(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Install Glasgow from the official downloads."""
    settings = read_settings(tmp_path_factory.mktemp("glasgow"))
    files = AreaFiles(
        official_data / "glasgow-simd-2020v2.geojson",
        [official_data / "simd2020_withinds.csv"],
        [official_data / "codepoint_open_g_2020-08.csv"],
    )
    add_geography(files, settings, now=NOW, actor=somebody("test"), progress=lambda _: None)
    workspace = open_workspace(settings)
    yield workspace
    workspace.store.close()


@pytest.mark.parametrize("name", list(LISTS))
def test_join_gives_the_zones_of_a_plain_spatial_join_and_keeps_every_row(
    glasgow: Workspace, official_data: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "joined.csv"
    report = join_file(official_data / name, glasgow, out=out)
    original = pd.read_csv(official_data / name, dtype=str, keep_default_na=False)
    joined = pd.read_csv(out, dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(joined[original.columns], original)
    assert (report.rows, report.placed) == (len(original), report.rows - report.unplaced)
    points = gpd.GeoSeries.from_xy(
        pd.to_numeric(original["longitude"]), pd.to_numeric(original["latitude"]), crs=4326
    ).to_crs(27700)
    zones = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").to_crs(27700)[["datazone", "geometry"]]
    zones["geometry"] = zones.make_valid()
    plain = gpd.sjoin(gpd.GeoDataFrame(geometry=points), zones, predicate="intersects")["datazone"]
    expected = plain.groupby(level=0).min().reindex(original.index).fillna("")
    by_coordinates = joined["placed_by"].ne("postcode")
    edges = shapely.distance(shapely.union_all(zones.boundary.to_numpy()), points.to_numpy())
    compared = by_coordinates & (edges > 0.001)
    assert compared.sum() == len(original)
    assert joined.loc[compared, "zone_code"].tolist() == expected[compared].tolist()
    assert expected.ne("").sum() == LISTS[name]


def test_hospitals_in_metres_are_placed(glasgow: Workspace, official_data: Path, tmp_path: Path) -> None:
    report = join_file(official_data / "points_scotland_hospitals24.json", glasgow, out=tmp_path / "h.gpkg")
    assert (report.rows, report.placed, report.unplaced_by_problem) == (309, 38, {"outside_area": 271})
    assert len(gpd.read_file(tmp_path / "h.gpkg")) == 309


def test_gps_are_imported_and_mapped_in_one_file_without_the_internet(
    glasgow: Workspace, official_data: Path, tmp_path: Path
) -> None:
    request = ImportRequest(
        path=official_data / "nhsggc_gps_2020-07.csv",
        kind="institution",
        offers=("health",),
        source="NHSGGC July 2020",
    )
    plan = plan_import(request, glasgow, now=NOW, actor=somebody("test"))
    report = store_import(plan, glasgow, now=NOW, actor=somebody("test"))
    assert report.rows == report.added + report.refused == 235
    again = plan_import(request, glasgow, now=NOW, actor=somebody("test")).report
    assert (again.added, again.unchanged + again.refused) == (0, 235)
    result = answer(Question("health", Audience.PUBLIC, TODAY), glasgow)
    assert result.usable == 143
    hostile = AssetDraft(name=HOSTILE, kind="institution", offers=("health",), postcode="G1 1AB")
    assert isinstance(record(hostile, glasgow, now=NOW, actor=somebody("test")), Recorded)
    out = tmp_path / "gps.html"
    drawn = write_strengths_page(MapQuestion(Question("health", Audience.PUBLIC, TODAY)), glasgow, out=out)
    assert (drawn.zones, drawn.usable) == (746, 144)
    html = out.read_text("utf-8")
    assert out.stat().st_size < 1_500_000
    assert (
        re.findall(r"""(?:src|href|url\()\s*=?\s*["']?https?://[^"')\s>]+""", html.replace("https://leafletjs.com", ""))
        == []
    )
    assert "<img src=x" not in html
    assert html.count("</script>") == html.count("<script")


def test_everything_is_taken_away_with_every_official_column_explained(glasgow: Workspace, tmp_path: Path) -> None:
    taken = Taken(what=What.EVERYTHING, question=Question("health", Audience.PUBLIC, TODAY))
    layers = {layer.name: layer for layer in make_export(taken, glasgow).layers}
    assert len(layers["zones"].rows) == len(layers["reach"].rows) == len(layers["coverage"].rows) == 746
    told = {column.name: column.meaning for column in layers["zones"].columns}
    assert "As its source gives it." not in told.values()
    report = export_file(taken, glasgow, out=tmp_path / "glasgow.gpkg", made_in=Format.GEOPACKAGE)
    zones = gpd.read_file(tmp_path / "glasgow.gpkg", layer="zones").set_index("zone_code")
    bng = glasgow.geography.zones_bng
    assert report.layers["zones"] == len(zones)
    assert zones.geometry.geom_equals(bng.geometry.loc[zones.index]).all()
