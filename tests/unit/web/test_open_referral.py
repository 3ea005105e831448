"""The Open Referral feed: as the standard has it, the same over HTTP and in a file, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.cli_export import Written
from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.links import Relation
from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format
from asset_map.intake.tables import read_places
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.import_assets import ImportRequest, plan_import, store_import
from asset_map.services.links import link
from asset_map.services.look import view_assets
from asset_map.services.open_referral_feed import write_open_referral
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from asset_map.web.routes import middleware, routes
from tests.conftest import NOW, TODAY
from tests.fixtures import open_referral as standard
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M

FULL: dict[str, Any] = {
    "name": "Tiny Advice",
    "kind": "institution",
    "offers": ("money", "digital"),
    "summary": "Advice and a kettle",
    "address": "1 Fable Street, Tiny Town",
    "postcode": "ZZ1 1AA",
    "opening_times": "Monday to Friday 9:30-17:00, Saturday 10am-1pm",
    "cost": "Free",
    "who_for": "Anybody over 16",
    "phone": "0141 496 0001, 0141 496 0002",
    "email": "hello@advice.example",
    "web": "https://advice.example",
    "also_known_as": "The advice shop",
    "languages": "English, Polish",
    "age_from": "16",
    "age_to": "99",
    "referral": "Walk in",
    "access_features": ("step_free=yes", "hearing_loop=no"),
    "accessed": ("in_person", "phone"),
    "uprn": "906700000001",
    "capacity": "12",
    "capacity_unit": "places",
    "story": "Begun in a bakery",
    "contact_person": "Isa Xyzzy",
    "consent_for": "contact",
    "consent_wording": "You may keep my name",
    "consent_given_on": "2026-01-02",
}
OTHERS: tuple[dict[str, Any], ...] = (
    {"name": "Swap shop", "kind": "exchange", "offers": ("share",), "opening_times": "By arrangement", "cost": "£2.50"},
    {"name": "Chess club", "kind": "association", "offers": ("meet",), "protection": "area"},
    {"name": "Ice rink", "kind": "institution", "offers": ("sport",), "status": "seasonal", "season_from": "6",
     "season_to": "8"},
    {"name": "Old pool", "kind": "institution", "offers": ("sport",), "status": "closed"},
    {"name": "Hidden help", "kind": "institution", "offers": ("food",), "protection": "partners"},
    {"name": "A bench", "kind": "place", "offers": ("meet",)},
)  # fmt: skip


def keep(workspace: Workspace, x: float, **fields: Any) -> Asset:  # noqa: ANN401
    place = {"easting": str(WEST_M + x * SIDE_M), "northing": str(SOUTH_M + 0.5 * SIDE_M)}
    made = record(AssetDraft(**(place | fields)), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, Recorded), made
    return made.asset


@pytest.fixture(scope="module")
def town(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Open a workspace on the tiny town, with services of all sorts; nothing is changed in it."""
    database = tmp_path_factory.mktemp("feed") / "feed.db"
    workspace = open_workspace(read_settings(tiny_home, f"sqlite:///{database}"))
    advice = keep(workspace, 0.1, **FULL)
    others = [keep(workspace, 0.2 + 0.1 * number, **fields) for number, fields in enumerate(OTHERS)]
    link(advice.asset_id, Relation.RUNS, others[0].asset_id, workspace, now=NOW, actor=somebody("Morag"))
    link(others[4].asset_id, Relation.RUNS, others[1].asset_id, workspace, now=NOW, actor=somebody("Morag"))
    yield workspace
    workspace.store.close()


@pytest.fixture
def feed(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return a program that reads the feed."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(town.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", town.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    app = Starlette(routes=routes(), middleware=middleware())
    with TestClient(app, base_url="https://map.example/openreferral") as client:
        yield client


def contents(feed: TestClient, path: str, **query: object) -> list[Any]:
    answer = feed.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["contents"])


def names(feed: TestClient, **query: object) -> list[str]:
    return [one["name"] for one in contents(feed, "/services", **query)]


@pytest.mark.parametrize(
    ("path", "one_schema", "in_list"),
    [
        ("/services", standard.SERVICE, standard.SERVICE),
        ("/service_at_locations", standard.AT_LOCATION_WITH_SERVICE, standard.AT_LOCATION_WITH_SERVICE),
        ("/organizations", standard.ORGANISATION_WITH_SERVICES, standard.ORGANISATION_WITH_SERVICES),
        ("/taxonomies", standard.TAXONOMY, standard.TAXONOMY),
        ("/taxonomy_terms", standard.TERM, standard.TERM),
    ],
)
def test_every_list_and_everything_in_it_is_as_the_standard_has_it(
    feed: TestClient, path: str, one_schema: standard.Schema, in_list: standard.Schema
) -> None:
    first = feed.get(path, params={"per_page": 2}).json()
    standard.check(first, standard.page(in_list))
    pages = [
        feed.get(path, params={"per_page": 2, "page": number + 1}).json() for number in range(first["total_pages"])
    ]
    ids = [one["id"] for page in pages for one in page["contents"]]
    assert len(ids) == len(set(ids)) == first["total_items"]
    assert [page["last_page"] for page in pages] == [False] * (len(pages) - 1) + [True]
    for one in ids:
        standard.check(feed.get(f"{path}/{one}").json(), one_schema)
    beyond = feed.get(path, params={"page": 999}).json()
    assert (beyond["empty"], beyond["size"], beyond["total_items"]) == (True, 0, len(ids))
    assert feed.get(f"{path}/{'0' * 8}-0000-5000-8000-{'0' * 12}").status_code == 404


def test_the_first_address_leads_to_the_others_from_any_page(feed: TestClient) -> None:
    answer = feed.get("/")
    standard.check(answer.json(), standard.ABOUT)
    assert answer.headers["access-control-allow-origin"] == "*"
    document = feed.get(answer.json()["openapi_url"]).json()
    assert document["servers"] == [{"url": "https://map.example/openreferral"}]
    lists = [path for path in document["paths"] if "{" not in path]
    assert {feed.get(path).status_code for path in lists} == {200}
    assert feed.get("/nonsense").status_code == 404
    again = feed.get("/services", headers={"if-none-match": feed.get("/services").headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_service_says_what_is_known_of_it_and_nobody_by_name(feed: TestClient) -> None:
    found = {one["name"]: one for one in contents(feed, "/services", full="true")}
    assert list(found) == ["Chess club", "Ice rink", "Old pool", "Swap shop", "Tiny Advice"]
    advice = found["Tiny Advice"]
    assert (advice["status"], advice["assured_date"]) == ("active", TODAY.isoformat())
    assert (advice["minimum_age"], advice["maximum_age"]) == (16, 99)
    assert [(one["byday"], one["opens_at"], one["closes_at"]) for one in advice["schedules"]] == [
        ("MO,TU,WE,TH,FR", "09:30", "17:00"),
        ("SA", "10:00", "13:00"),
    ]
    assert [one["number"] for one in advice["contacts"][0]["phones"]] == ["0141 496 0001", "0141 496 0002"]
    assert [(one["name"], one["code"]) for one in advice["languages"]] == [("English", "en"), ("Polish", "pl")]
    assert advice["cost_options"][0]["amount"] == 0
    terms = [one["taxonomy_term"] for one in advice["attributes"]]
    assert [term["code"] for term in terms] == ["institution", "money", "digital"]
    location = advice["service_at_locations"][0]["location"]
    assert (location["external_identifier"], location["external_identifier_type"]) == ("906700000001", "UPRN")
    address = location["addresses"][0]
    assert (address["address_1"], address["city"], address["postal_code"]) == ("1 Fable Street", "Tiny Town", "ZZ1 1AA")
    assert {one["description"].rpartition(": ")[2] for one in location["accessibility"]} == {"yes", "no"}
    swap = found["Swap shop"]
    assert swap["organization"]["name"] == "Tiny Advice"
    assert [one.get("description") for one in swap["schedules"]] == ["By arrangement"]
    assert swap["cost_options"][0]["amount"] == 2.5
    assert "service_at_locations" not in found["Chess club"]
    assert found["Chess club"]["organization"]["name"] == "Chess club"  # who runs it is known to partners only
    assert found["Old pool"]["status"] == "defunct"
    assert found["Ice rink"]["status"] in {"active", "temporarily closed"}
    assert "Xyzzy" not in json.dumps(found)


def test_services_are_found_as_the_standard_lets_people_ask(feed: TestClient) -> None:
    terms = {one["code"]: one for one in contents(feed, "/taxonomy_terms", per_page=500)}
    advice = contents(feed, "/services", search="kettle")[0]
    assert advice["name"] == "Tiny Advice"
    assert names(feed, taxonomy_term_id=terms["money"]["id"]) == ["Tiny Advice"]
    assert len(names(feed, taxonomy_id=terms["money"]["taxonomy_id"])) == 5
    assert names(feed, organization_id=advice["organization_id"]) == ["Swap shop", "Tiny Advice"]
    assert names(feed, minimum_age=16) == names(feed, maximum_age=99) == ["Tiny Advice"]
    assert names(feed, minimum_age=17) == names(feed, maximum_age=98) == []
    assert names(feed, day="SA", start_time="10:00", end_time="13:00") == ["Tiny Advice"]
    assert names(feed, day="Saturday", start_time="10:01") == names(feed, day="SU") == []
    near = {"postcode": "zz11aa", "proximity": 150}
    found = contents(feed, "/service_at_locations", **near)
    assert [one["service"]["name"] for one in found] == names(feed, **near) == ["Ice rink", "Old pool"]
    assert names(feed, postcode="ZZ1 1AA", proximity=0) == ["Old pool"]


@pytest.mark.parametrize(
    "query", ["page=0", "per_page=x", "full=maybe", "day=XX", "start_time=25:00", "postcode=G1", "minimum_age=-1"]
)
def test_a_value_that_cannot_be_read_is_told(feed: TestClient, query: str) -> None:
    answer = feed.get(f"/services?{query}")
    assert answer.status_code == 400
    assert "found “" in answer.json()["error"]


def test_a_file_of_all_is_the_same_twice_and_is_read_back_to_the_same_assets(
    town: Workspace, tiny: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "feed.json"
    assert write_open_referral(town, today=TODAY, out=out) == 5
    written = out.read_bytes()
    write_open_referral(town, today=TODAY, out=out)
    assert out.read_bytes() == written
    whole = json.loads(written)
    assert {"audience", "as_of", "edition", "coverage", "software_version"} <= set(whole["run_card"])
    standard.check({key: whole[key] for key in (*standard.PAGE, "contents")}, standard.page(standard.SERVICE))

    plan = plan_import(ImportRequest(path=out), tiny, now=NOW, actor=somebody("Ailsa"))
    report = store_import(plan, tiny, now=NOW, actor=somebody("Ailsa"))
    assert report.refused_by_problem == {"no_place": 1}  # what is known by its zone alone
    before, after = (
        view_assets(one, Audience.PUBLIC, today=TODAY).set_index("name").sort_index() for one in (town, tiny)
    )
    same = before.loc[after.index]
    assert list(after.index) == ["Ice rink", "Old pool", "Swap shop", "Tiny Advice"]
    told_apart = {"asset_id", "source", "located_by", "precision", "checked_how", "licence", "geometry"}
    for column in before.columns.difference(list(told_apart)):
        assert after[column].tolist() == same[column].tolist() or after[column].equals(same[column]), column
    assert shapely.distance(after.geometry.to_numpy(), same.geometry.to_numpy()).max() < 0.02


def test_who_knows_the_standard_alone_reads_as_much_as_it_can_say(town: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "feed.json"
    write_open_referral(town, today=TODAY, out=out)
    services = [
        {key: value for key, value in one.items() if key != "asset_map"}
        for one in json.loads(out.read_text())["contents"]
    ]
    out.write_text(json.dumps({"contents": services}))
    rows = {row["name"]: row for row in read_places(out).rows.to_dict("records")}
    assert {name: row["status"] for name, row in rows.items()} == {
        "Chess club": "active", "Ice rink": rows["Ice rink"]["status"], "Old pool": "closed", "Swap shop": "active",
        "Tiny Advice": "active",
    }  # fmt: skip
    told = {name: rows["Tiny Advice"][name] for name in ("category", "opening_times", "phone", "postcode", "address")}
    labels = [town.classification.kinds["institution"].label, *map(town.classification.offer_label, FULL["offers"])]
    assert told == {
        "category": ";".join(labels),
        "opening_times": "MO,TU,WE,TH,FR 09:30–17:00; SA 10:00–13:00",
        "phone": FULL["phone"],
        "postcode": FULL["postcode"],
        "address": FULL["address"],
    }
    assert rows["Swap shop"]["opening_times"] == "By arrangement"


def test_every_format_of_layers_can_be_named_in_a_terminal() -> None:
    assert {one.value for one in Written} == {one.value for one in Format} | {"oruk"}
