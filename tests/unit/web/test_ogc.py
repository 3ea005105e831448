"""The live layers, read by GDAL from a running server and asked as clients ask."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import geopandas as gpd
import httpx2
import jsonschema
import pandas as pd
import pyogrio
import pytest
import shapely

from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.services.features.collections import COLLECTIONS, layer_of
from asset_map.services.features.systems import SYSTEMS
from asset_map.services.look import Question, view_assets
from asset_map.services.partner_keys import new_key
from asset_map.services.take_away.asked import Taken
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.browser.serving import serve
from tests.conftest import NOW, skip_or_fail
from tests.fixtures.actors import somebody

SMALL_PAGE = "3"
CENTIMETRE_DEG = 1e-7
LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"
NATIONAL_GRID = "http://www.opengis.net/def/crs/EPSG/0/27700"


@dataclass(frozen=True)
class Town:
    """The tiny town on a server."""

    address: str
    workspace: Workspace
    http: httpx2.Client

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """Ask for a path below the service."""
        return self.http.get(f"{self.address}{path}", headers=headers)


@pytest.fixture(scope="module")
def town(reach_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Serve the town whose reach was worked by hand."""
    home = tmp_path_factory.mktemp("ogc") / "home"
    shutil.copytree(reach_home, home)
    served = serve(home)  # a process of its own: GDAL holds the interpreter while it waits for an answer
    workspace = open_workspace(read_settings(home))
    with httpx2.Client() as http:
        yield Town(f"{served.address.replace('localhost', '127.0.0.1')}/ogc", workspace, http)
    workspace.store.close()
    served.stop()


def _taken(name: str, town: Town, offer: str = "") -> pd.DataFrame | gpd.GeoDataFrame:
    question = Question(offer, Audience.PUBLIC, _today())
    taken = Taken(what=COLLECTIONS[name].what, question=question)
    return layer_of(COLLECTIONS[name], taken, town.workspace)[1].rows


def _today() -> dt.date:
    return local_date(dt.datetime.now(dt.UTC))


def _written(column: pd.Series) -> list[object]:
    """Return values as any reader gives them: days without a time, whole numbers as numbers, missing as None."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype) or str(column.dtype).startswith("date32"):
        column = pd.to_datetime(column).dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_numeric_dtype(column.dtype):
        column = column.astype("Float64").round(9)
    return column.astype("object").where(column.notna(), None).tolist()


def test_gdal_lists_the_layers(town: Town) -> None:
    assert [name for name, _ in pyogrio.list_layers(f"OAPIF:{town.address}")] == list(COLLECTIONS)


@pytest.mark.parametrize("offer", ["", "meet"])
@pytest.mark.parametrize("name", list(COLLECTIONS))
def test_gdal_pages_through_a_layer_and_gets_what_files_hold(town: Town, name: str, offer: str) -> None:
    source = f"OAPIF:{town.address}" + (f"/offers/{offer}" if offer else "")
    read, rows = pyogrio.read_dataframe(source, layer=name, PAGE_SIZE=SMALL_PAGE), _taken(name, town, offer)
    names = [one for one in rows.columns if one != "geometry"]
    if len(rows):
        assert [one for one in read.columns if one not in {"id", "geometry"}] == names
    for one in names:
        assert _written(read[one]) == _written(rows[one]), one
    if isinstance(rows, gpd.GeoDataFrame):
        assert read.crs == rows.crs
        placed = rows.geometry.notna().to_numpy()
        assert list(read.geometry.notna()) == list(placed)
        apart = shapely.hausdorff_distance(read.geometry[placed].to_numpy(), rows.geometry[placed].to_numpy())
        assert (apart < 0.001).all()


def test_gdals_own_commands_list_and_page(town: Town, tmp_path: Path) -> None:
    commands = {name: shutil.which(name) for name in ("ogrinfo", "ogr2ogr")}
    if None in commands.values():
        skip_or_fail("GDAL's commands (Debian's gdal-bin) are not here")
    source = f"OAPIF:{town.address}"

    def said(*words: str) -> str:
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout  # our own words

    listed = said(str(commands["ogrinfo"]), "-q", source)
    assert [line.split(": ")[1].split(" (")[0] for line in listed.splitlines()] == list(COLLECTIONS)
    out = tmp_path / "read.gpkg"
    said(str(commands["ogr2ogr"]), "-oo", f"PAGE_SIZE={SMALL_PAGE}", str(out), source, "assets", "zones")
    for name in ("assets", "zones"):
        read, rows = gpd.read_file(out, layer=name), _taken(name, town)
        key = "asset_id" if name == "assets" else "zone_code"
        assert read[key].tolist() == rows[key].tolist()
        placed = rows.geometry.notna().to_numpy()
        there, here = read.geometry.to_crs(4326)[placed], rows.geometry.to_crs(4326)[placed]
        assert (shapely.hausdorff_distance(there.to_numpy(), here.to_numpy()) < 1e-7).all()


def test_gdal_gets_the_assets_of_the_store_and_no_protected_one(town: Town) -> None:
    read = pyogrio.read_dataframe(f"OAPIF:{town.address}", layer="assets", PAGE_SIZE=SMALL_PAGE)
    stored = view_assets(town.workspace, Audience.PUBLIC, today=_today())
    assert sorted(read["asset_id"]) == sorted(stored["asset_id"])
    assert len(stored) < len(view_assets(town.workspace, Audience.STAFF, today=_today()))
    assert set(read.geometry.geom_type) == {"Point", "LineString", "Polygon"}


@pytest.mark.parametrize("system", ["OGC:CRS84", "EPSG:4326"])
def test_both_orders_of_axes_are_the_same_places_to_gdal(town: Town, system: str) -> None:
    read = pyogrio.read_dataframe(f"OAPIF:{town.address}", layer="zones", CRS=system)
    degrees = _taken("zones", town).to_crs(4326)
    assert (shapely.hausdorff_distance(read.geometry.to_numpy(), degrees.geometry.to_numpy()) < CENTIMETRE_DEG).all()


@pytest.mark.parametrize(
    ("layer", "where"),
    [
        ("assets", "decile = 1"),
        ("assets", "kind = 'place' AND usable = 1"),
        ("assets", "status = 'closed'"),
        ("assets", "last_checked >= '2026-11-01'"),
        ("assets", "last_checked <= '2026-11-01'"),
        ("coverage_ledger", "coverage = 'not_looked' AND zone_code = 'DEMO0003'"),
    ],
)
def test_what_gdal_lets_the_server_choose_is_what_it_would_choose_itself(town: Town, layer: str, where: str) -> None:
    source = f"OAPIF:{town.address}"
    whole = pyogrio.read_dataframe(source, layer=layer)
    chosen = whole.query(where.replace(" = ", " == ").replace(" AND ", " and "))
    read = pyogrio.read_dataframe(source, layer=layer, where=where)
    assert list(read["id"]) == list(chosen["id"])


@pytest.mark.parametrize("system", list(SYSTEMS))
def test_a_box_holds_what_touches_it(town: Town, system: str) -> None:
    zones = _taken("zones", town)
    west, south, east, north = zones.loc[zones["zone_code"] == "DEMO0001"].total_bounds
    inner = gpd.GeoSeries([shapely.box(west + 300, south + 300, east - 300, north - 300)], crs=27700)
    low_x, low_y, high_x, high_y = inner.to_crs(27700 if system == NATIONAL_GRID else 4326).total_bounds
    box = (low_y, low_x, high_y, high_x) if system == LATITUDE_FIRST else (low_x, low_y, high_x, high_y)
    answer = town.get(f"/collections/zones/items?bbox={','.join(map(str, box))}&bbox-crs={system}&crs={system}")
    assert answer.headers["content-crs"] == f"<{system}>"
    (feature,) = answer.json()["features"]
    assert feature["id"] == "DEMO0001"
    shape = shapely.box(*(box[1], box[0], box[3], box[2]) if system == LATITUDE_FIRST else box)
    zone = shapely.geometry.shape(feature["geometry"])
    zone = shapely.transform(zone, lambda points: points[:, ::-1]) if system == LATITUDE_FIRST else zone
    assert zone.covers(shape)
    assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_geometry(zone, 0)))


@pytest.mark.parametrize(("box", "found"), [("-180,-90,180,90", 6), ("170,-90,-170,90", 0), ("-9,49,0,2,61,9", 6)])
def test_a_box_may_hold_the_world_go_round_its_back_or_have_heights(town: Town, box: str, found: int) -> None:
    assert town.get(f"/collections/zones/items?bbox={box}").json()["numberMatched"] == found


@pytest.mark.parametrize(
    "start", ["/collections/assets/items?limit=3", "/collections/coverage_ledger/items?offer=meet&limit=4"]
)
def test_pages_link_to_each_other_and_hold_each_feature_once(town: Town, start: str) -> None:
    pages, path = [], start
    while path:
        page = town.get(path).json()
        assert page["numberReturned"] == len(page["features"])
        links = {one["rel"]: one["href"].removeprefix(town.address) for one in page["links"]}
        assert links["self"] == path
        assert ("prev" in links) == bool(pages)
        pages.append(page)
        path = links.get("next", "")
    ids = [feature["id"] for page in pages for feature in page["features"]]
    assert len(pages) > 1
    assert len(ids) == len(set(ids)) == pages[0]["numberMatched"]


def test_a_feature_is_found_by_its_id_with_how_it_was_worked_out(town: Town) -> None:
    listed = town.get("/offers/meet/collections/zones/items?limit=1").json()["features"][0]
    alone = town.get(f"/offers/meet/collections/zones/items/{listed['id']}").json()
    assert listed == {name: alone[name] for name in listed}
    card = alone["asset_map"]["run_card"]
    for name in ("edition", "boundary_vintage", "distances_m", "audience", "as_of", "coverage", "software_version"):
        assert card[name], name


@pytest.mark.parametrize(
    "path",
    [
        "/collections/assets/items?nothing=1",
        "/collections/assets/items?limit=0",
        "/collections/assets/items?limit=many",
        "/collections/assets/items?offset=-1",
        "/collections/assets/items?bbox=1,2,3",
        "/collections/assets/items?bbox=1,2,nan,4",
        "/collections/assets/items?bbox=1,4,3,2",
        "/collections/assets/items?bbox-crs=EPSG:4326",
        "/collections/assets/items?crs=http://www.opengis.net/def/crs/EPSG/0/3857",
        "/collections/assets/items?datetime=yesterday",
        "/collections/assets/items?datetime=2026-02-01/2026-01-01",
        "/collections/assets/items?datetime=2026-02-30",
        "/collections/assets/items?offer=nothing",
        "/collections/assets/items?decile=most",
        "/collections/assets/items?usable=perhaps",
        "/collections/assets/items?f=html",
        "/collections/assets/items?as_of=2999-01-01",
        "/collections/zones/items?coverage=found",
        "/collections/zones/items?distance=far",
        "/collections/neighbourhoods/items?neighbourhood=nowhere",
        "/offers/food/collections/zones/items?offer=meet",
        "?nothing=1",
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(town: Town, path: str) -> None:
    answer = town.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["status"] == 400
    assert answer.json()["code"] == "InvalidParameterValue"
    assert len(answer.json()["detail"]) > 20


@pytest.mark.parametrize(
    "path", ["/collections/nothing", "/collections/assets/items/nothing", "/offers/nothing", "/nothing/at/all"]
)
def test_what_is_not_there_is_not_found(town: Town, path: str) -> None:
    answer = town.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


def test_what_a_client_has_is_not_sent_again(town: Town) -> None:
    path = "/collections/assets/items?limit=2"
    first = town.get(path)
    assert first.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in first.headers["vary"]
    again = town.get(path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = town.get("/collections/assets/items?limit=3", **{"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    assert town.http.head(f"{town.address}{path}").headers["etag"] == first.headers["etag"]


def test_the_landing_page_is_for_programs_and_for_people(town: Town) -> None:
    assert town.get("", Accept="text/html,*/*;q=0.8").text.startswith("<!doctype html>")
    links = {one["rel"]: one for one in town.get("").json()["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    for one in links.values():
        answer = town.http.get(one["href"])
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (
            200,
            one["type"].partition(";")[0],
        )


def test_every_path_and_parameter_of_the_description_is_answered(town: Town) -> None:
    api = town.get("/api").json()
    assert api["openapi"].startswith("3.0.")
    shared, usual = (
        api["components"]["parameters"],
        {"distance": "600", "datetime": "2026-01-01/..", "as_of": "2026-11-20"},
    )
    for path, said in api["paths"].items():
        for one in said["get"]["parameters"]:
            known = shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
            if known["in"] == "path" or "{" in path:
                continue
            schema, name = known["schema"], known["name"]
            value = schema.get("default") or schema.get("enum", [None])[0] or usual.get(name)
            value = "-9,49,2,61" if name == "bbox" else "true" if schema["type"] == "boolean" else value or "1"
            if name in {"edition", "neighbourhood"} or (name == "coverage" and "ledger" not in path):
                continue  # made-up values are refused, and without an offer there is no such column
            answer = town.get(f"{path.rstrip('/')}?{name}={value}")
            assert answer.status_code == 200, (path, name, value, answer.text)


@pytest.mark.parametrize("name", list(COLLECTIONS))
def test_features_are_as_their_schema_says(town: Town, name: str) -> None:
    collection = town.get(f"/offers/meet/collections/{name}").json()
    links = {one["rel"]: one["href"] for one in collection["links"]}
    schema = town.http.get(links["describedby"]).json()
    described = schema["properties"]["properties"]["properties"]
    for feature in town.http.get(links["items"]).json()["features"]:
        given = {key: value for key, value in feature["properties"].items() if value is not None}
        assert set(feature["properties"]) == set(described)
        jsonschema.validate(feature | {"properties": given}, schema)
    assert dict(parse_qsl(urlsplit(links["items"]).query)) == {}


def test_a_key_opens_what_partners_see_and_is_kept_by_nobody_else(town: Town) -> None:
    key = new_key("Fable Leisure", town.workspace, now=NOW, actor=somebody("test"))
    public = town.get("/collections/assets/items")
    opened = town.get("/collections/assets/items", Authorization=f"Bearer {key}")
    assert opened.json()["asset_map"]["run_card"]["audience"] == "partners"
    assert opened.headers["cache-control"] == "private, no-cache"
    assert "access-control-allow-origin" not in opened.headers
    assert "Authorization" in public.headers["vary"]
    assert "X-API-Key" in public.headers["vary"]
    read = pyogrio.read_dataframe(f"OAPIF:{town.address}", layer="assets", PAGE_SIZE=SMALL_PAGE, USERPWD=f"gdal:{key}")
    seen = view_assets(town.workspace, Audience.PARTNERS, today=_today())
    assert sorted(read["asset_id"]) == sorted(seen["asset_id"])
    assert len(seen) > public.json()["numberMatched"]
    assert key not in opened.text
    refused = town.get("/collections/assets/items", Authorization="Bearer nothing")
    assert (refused.status_code, refused.json()["status"]) == (401, 401)
    assert refused.headers["www-authenticate"]
