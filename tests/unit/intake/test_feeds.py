"""Feeds: Open Referral UK, HSDS, ALISS and plain lists of records as JSON."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asset_map.errors import IntakeError
from asset_map.intake.tables import PlacesTable, read_places
from tests.fixtures.lists import ALISS_SERVICES, HSDS_SERVICES, NAMES, csv_text, hsds_zip

ADDRESS = {"address_1": "1 Fable Street", "city": "Tiny", "postal_code": "ZZ1 1AA", "country": "GB"}
SERVICE: dict[str, Any] = {
    "id": "s1",
    "name": "Lunch club",
    "alternate_name": "The soup",
    "description": "Soup and a piano",
    "url": "https://example.org/soup",
    "email": "soup@example.org",
    "status": "temporarily closed",
    "assured_date": "2026-05-01",
    "minimum_age": 60.0,
    "fees_description": "Free",
    "eligibility_description": "Anybody over 60",
    "organization": {"id": "o1", "name": "Tiny Town Trust", "website": "https://example.org"},
    "contacts": [{"name": "Isa", "email": "isa@example.org", "phones": [{"number": "0141 496 0099"}]}],
    "phones": [{"number": "0141 496 0001"}],
    "languages": [{"code": "pl", "name": "Polish"}],
    "attributes": [{"taxonomy_term": {"name": "Food"}}, {"taxonomy_term": {"name": "Older; people"}}],
    "schedules": [{"byday": "TU,TH", "opens_at": "12:00", "closes_at": "14:00"}],
    "service_at_locations": [
        {"id": "x1", "location": {"id": "l1", "name": "Hall", "latitude": 55.52535, "longitude": -7.69937,
                                  "addresses": [ADDRESS], "external_identifier": "906700000001",
                                  "external_identifier_type": "UK UPRN"}},
        {"id": "x2", "phones": [{"number": "0141 496 0002"}], "schedules": [{"description": "By appointment"}],
         "location": {"id": "l2", "location_type": "virtual"}},
        {"id": "x3", "location": {"id": "l3", "location_type": "postal", "addresses": [ADDRESS]}},
    ],
}  # fmt: skip


def _read(folder: Path, content: object) -> PlacesTable:
    path = folder / "list.json"
    path.write_text(json.dumps(content), "utf-8")
    return read_places(path)


def test_a_service_has_a_row_for_each_of_its_places(tmp_path: Path) -> None:
    table = _read(tmp_path, {"contents": [HSDS_SERVICES[0], SERVICE]})
    rows = table.rows.to_dict("records")
    assert [row["source_id"] for row in rows] == ["service-1", "s1/l1", "s1/l2"]
    assert table.row_numbers.tolist() == [1, 2, 2]
    assert {key: value for key, value in rows[1].items() if value} == {
        "source_id": "s1/l1",
        "name": "Lunch club",
        "also_known_as": "The soup",
        "category": "Food;Older, people",
        "summary": "Soup and a piano",
        "status": "temporarily_closed",
        "web": "https://example.org/soup",
        "email": "soup@example.org",
        "cost": "Free",
        "who_for": "Anybody over 60",
        "age_from": "60",
        "languages": "Polish",
        "last_checked": "2026-05-01",
        "organisation": "Tiny Town Trust",
        "place": "Hall",
        "address": "1 Fable Street, Tiny",
        "postcode": "ZZ1 1AA",
        "latitude": "55.52535",
        "longitude": "-7.69937",
        "uprn": "906700000001",
        "phone": "0141 496 0001",
        "opening_times": "TU,TH 12:00–14:00",
    }
    online = rows[2]
    assert (online["accessed"], online["phone"], online["opening_times"]) == (
        "online",
        "0141 496 0002",
        "By appointment",
    )
    assert "1 services of list.json name no place" in table.notes[0]


def test_a_named_person_of_a_feed_is_not_taken(tmp_path: Path) -> None:
    only_contact = {key: value for key, value in SERVICE.items() if key not in {"phones", "email"}}
    text = _read(tmp_path, [only_contact]).rows.to_csv()
    assert "Isa" not in text
    assert "isa@" not in text
    assert "0099" not in text


@pytest.mark.parametrize(
    ("told", "kept"),
    [("active", "active"), ("Inactive", "closed"), ("defunct", "closed"), ("temporarily closed", "temporarily_closed"),
     ("odd", "odd")],
)  # fmt: skip
def test_the_status_is_told_in_our_words(tmp_path: Path, told: str, kept: str) -> None:
    assert _read(tmp_path, [{**SERVICE, "status": told}]).rows["status"].unique().tolist() == [kept]


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda services: {"contents": services, "totalItems": 3},
        lambda services: {"content": services, "totalElements": 3},
        lambda services: services,
        lambda services: {"services": services},
    ],
)
def test_pages_of_a_feed_may_be_wrapped_in_many_ways(tmp_path: Path, wrapped: Callable[[object], object]) -> None:
    assert _read(tmp_path, wrapped(HSDS_SERVICES)).rows["name"].tolist() == list(NAMES)


def test_a_single_service_is_a_list_of_one(tmp_path: Path) -> None:
    assert _read(tmp_path, HSDS_SERVICES[1]).rows["name"].tolist() == [NAMES[1]]


def test_the_first_edition_of_the_uk_standard_is_read(tmp_path: Path) -> None:
    service = {
        "id": "1", "name": "Lunch club", "status": "active",
        "eligibilitys": [{"eligibility": "Over 60", "minimum_age": 60}],
        "service_taxonomys": [{"taxonomy": {"name": "Food"}}],
        "contacts": [{"phones": [{"number": "0141 496 0001"}]}],
        "regular_schedules": [{"weekday": "Tuesday", "opens_at": "12:00", "closes_at": "14:00"}],
        "service_at_locations": [{"location": {"id": "l", "latitude": 55.5, "longitude": -7.7,
                                               "physical_addresses": [ADDRESS]}}],
    }  # fmt: skip
    row = _read(tmp_path, {"content": [service]}).rows.iloc[0]
    assert row[["category", "who_for", "age_from", "phone", "opening_times", "postcode"]].tolist() == [
        "Food", "Over 60", "60", "0141 496 0001", "Tuesday 12:00–14:00", "ZZ1 1AA",
    ]  # fmt: skip


def test_tables_in_a_zip_say_the_same_as_the_feed(tmp_path: Path) -> None:
    table = read_places(hsds_zip()(tmp_path))
    assert table.rows["name"].tolist() == list(NAMES)
    assert table.rows["organisation"].tolist() == ["Tiny Town"] * 3
    assert table.row_numbers.tolist() == [1, 2, 3]


def test_tables_are_joined_by_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    tables = {
        "service.csv": csv_text([("s1", "A", "defunct"), ("s2", "B", "active")], ("id", "name", "status")),
        "location.csv": csv_text([("l1", 55.5), ("l2", 55.6)], ("id", "latitude")),
        "service_at_location.csv": csv_text(
            [("x1", "s1", "l1"), ("x2", "s1", "l2"), ("x3", "s2", "l2")], ("id", "service_id", "location_id")
        ),
        "address.csv": csv_text([("l2", "2 Fable Street", "ZZ1 1AB")], ("location_id", "address_1", "postal_code")),
        "phone.csv": csv_text([("p", "s2", "", "1"), ("q", "", "x1", "2")],
                              ("id", "service_id", "service_at_location_id", "number")),
        "attribute.csv": csv_text([("s1", "t1"), ("s1", "t2")], ("link_id", "taxonomy_term_id")),
        "taxonomy_term.csv": csv_text([("t1", "Food"), ("t2", "Meeting")], ("id", "name")),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    rows = read_places(path).rows
    assert rows[["source_id", "status", "category", "postcode", "latitude", "phone"]].to_numpy().tolist() == [
        ["s1/l1", "closed", "Food;Meeting", "", "55.5", "2"],
        ["s1/l2", "closed", "Food;Meeting", "ZZ1 1AB", "55.6", ""],
        ["s2", "active", "", "ZZ1 1AB", "55.6", "1"],
    ]


def test_an_answer_of_aliss_has_a_row_for_each_place(tmp_path: Path) -> None:
    service = {
        **ALISS_SERVICES[0],
        "phone": "0141 496 0001", "email": "a@example.org", "url": "https://example.org",
        "categories": [{"name": "Food"}, {"name": "Activity"}],
        "service_areas": [{"name": "Tiny Town"}], "last_updated": "2026-05-01T10:00:00Z",
        "locations": [
            {"id": "l1", "formatted_address": "1 Fable Street", "postal_code": "ZZ1 1AA", "latitude": 55.5},
            {"id": "l2", "formatted_address": "2 Fable Street", "postal_code": "ZZ1 1AB", "latitude": 55.6},
        ],
    }  # fmt: skip
    nowhere = {"id": "n", "name": "Helpline", "organisation": {"name": "T"}, "locations": [], "description": "Call"}
    table = _read(tmp_path, {"count": 2, "data": [service, nowhere]})
    assert table.rows["source_id"].tolist() == ["aliss-1/l1", "aliss-1/l2", "n"]
    assert table.rows["category"].tolist() == ["Food;Activity", "Food;Activity", ""]
    assert table.rows["postcode"].tolist() == ["ZZ1 1AA", "ZZ1 1AB", ""]
    assert table.row_numbers.tolist() == [1, 1, 2]
    assert "1 services of list.json name no place" in table.notes[0]


def test_a_table_of_aliss_is_a_table(tmp_path: Path) -> None:
    header = (
        "id", "formatted_address", "name", "locality", "region", "postal_code", "country", "latitude", "longitude",
        "organisation_name", "organisation_id", "organisation_permalink",
    )  # fmt: skip
    row = ("1", "1 Fable Street", "Hall", "Tiny", "Town", "ZZ1 1AA", "GB", 55.5, -7.7, "Trust", "2", "trust")
    (tmp_path / "list.csv").write_text(csv_text([row], header), "utf-8")
    assert read_places(tmp_path / "list.csv").rows["organisation_name"].tolist() == ["Trust"]


def test_plain_records_are_rows(tmp_path: Path) -> None:
    table = _read(
        tmp_path, [{"name": "A", "lat": 55.5, "n": 7.0, "open": True, "tags": ["x"]}, {"name": "B\ud800", "n": None}]
    )
    assert table.rows.to_dict("list") == {
        "name": ["A", "B?"], "lat": ["55.5", ""], "n": ["7", ""], "open": ["yes", ""], "tags": ['["x"]', ""],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[]", "an empty list"),
        (b"7", "a single value"),
        (b"[1, 2]", "records that are no places"),
        (b'{"error": "no key"}', "no key"),
        (b'{"contents": []}', "lists no services"),
        (b'[{"name": "A"', "it breaks off"),
        (b'[{"name": "A"} x]', "does not go on"),
        (b'["\xff"]', "broken letters"),
        (b"[" * 100_000, "no list of places|not whole JSON"),
    ],
)
def test_json_that_is_no_list_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=told):
        read_places(path)
