"""Likely twins: together and alike. Every rule from both of its sides."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.intake.duplicates import (
    NEAR_COMMON_M,
    NEAR_M,
    NEAR_OTHER_POSTCODE_M,
    TWIN_COLUMNS,
    likely_twins,
    prepare,
)
from asset_map.intake.names import learn_words, words_in
from tests.fixtures.respelling import respelled

X_M, Y_M = 259_000.0, 665_000.0


def _places(*rows: dict[str, object], ids: bool = True) -> gpd.GeoDataFrame:
    plain = {"postcode": "", "offers": ("health",), "kind": "institution", "also_known_as": "", "at": (0.0, 0.0)}
    table = pd.DataFrame([plain | row for row in rows])
    points = [None if at is None else shapely.Point(X_M + at[0], Y_M + at[1]) for at in table.pop("at")]
    if ids and "asset_id" not in table:
        table["asset_id"] = [f"a{number}" for number in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:27700")


def _found(candidate: dict[str, object], *known: dict[str, object]) -> list[str]:
    return likely_twins(_places(candidate, ids=False), prepare(_places(*known)))["asset_id"].to_list()


@pytest.mark.parametrize(
    "written",
    [
        "ALLTWELL MEDICAL PRACTICE",
        "Alltwell Med Prac",
        "The Alltwell Practice Ltd",
        "Altwell Medical Practice",
        "Medical Practice Alltwell",
        "Alltwell Medical Centre",
        "Alltwell's Medical Practice (NHS)",
        "Àlltwell Medical-Practice",
    ],
)
def test_another_spelling_nearby_is_a_twin(written: str) -> None:
    assert _found({"name": written, "at": (90, 90)}, {"name": "Alltwell Medical Practice"}) == ["a0"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr J Smeaton & Partners", "Doctor Smeaton and Partners"),
        ("Drs Quill, Fenn & Tarbet", "Dr Quill and Dr Fenn and Dr Tarbet"),
        ("Blue Water Dental", "Bluewater Dental"),
        ("Wren Street Surgery", "Wren St. Surgery"),
        ("Fairly Fixed CIC t/a The Repair Shed", "Repair Shed"),
    ],
)
def test_people_write_one_name_in_two_ways(one: str, other: str) -> None:
    assert _found({"name": one}, {"name": other}) == ["a0"]


def test_another_name_counts_like_the_name() -> None:
    known = {"name": "Ladywell Halls", "also_known_as": "The Tin Tabernacle; Auld Kirk"}
    assert _found({"name": "Auld Kirk"}, known) == ["a0"]
    assert _found({"name": "Something New", "also_known_as": "Tin Tabernacle"}, known) == ["a0"]


@pytest.mark.parametrize(
    "other",
    ["Bramwell Medical Practice", "Dr O Tarbet", "Alltwell Dental Practice", "Pharmacy"],
)
def test_other_names_in_the_same_building_are_no_twins(other: str) -> None:
    assert _found({"name": "Alltwell Medical Practice"}, {"name": other}) == []


@pytest.mark.parametrize(("distance_m", "twins"), [(NEAR_M - 1, ["a0"]), (NEAR_M + 1, [])])
def test_the_same_name_further_away_is_another_place(distance_m: float, twins: list[str]) -> None:
    assert _found({"name": "Alltwell Clinic", "at": (distance_m, 0)}, {"name": "Alltwell Clinic"}) == twins


def test_a_shared_postcode_brings_together_what_lies_apart() -> None:
    candidate = {"name": "Alltwell Clinic", "at": (900, 0), "postcode": "zz11aa"}
    assert _found(candidate, {"name": "Alltwell Clinic", "postcode": "ZZ1 1AA"}) == ["a0"]
    assert _found(candidate, {"name": "Alltwell Clinic", "postcode": "ZZ1 1AB"}) == []


@pytest.mark.parametrize(
    ("distance_m", "twins"), [(NEAR_OTHER_POSTCODE_M - 1, ["a0"]), (NEAR_OTHER_POSTCODE_M + 1, [])]
)
def test_another_postcode_asks_for_more_nearness(distance_m: float, twins: list[str]) -> None:
    candidate = {"name": "Alltwell Clinic", "at": (distance_m, 0), "postcode": "ZZ1 1AB"}
    assert _found(candidate, {"name": "Alltwell Clinic", "postcode": "ZZ1 1AA"}) == twins


@pytest.mark.parametrize(("distance_m", "twins"), [(NEAR_COMMON_M - 1, ["a0"]), (NEAR_COMMON_M + 1, [])])
def test_branches_of_a_chain_are_told_apart_by_where_they_are(distance_m: float, twins: list[str]) -> None:
    branches = [{"name": "Specky Opticians", "at": (5_000.0 * number, 0)} for number in range(8)]
    assert _found({"name": "Specky Opticians Ltd", "at": (distance_m, 0)}, *branches) == twins


def test_a_table_is_compared_with_itself_and_nothing_is_its_own_twin() -> None:
    table = _places(
        {"name": "Specky Opticians"}, {"name": "Specky Opticians", "at": (3_000, 0)}, {"name": "SPECKY OPTICIANS"}
    )
    twins = likely_twins(table, prepare(table))
    assert twins[["candidate", "asset_id"]].to_numpy().tolist() == [[0, "a2"], [2, "a0"]]


def test_of_what_has_no_place_the_name_must_be_nearly_the_same_and_rare() -> None:
    nowhere = {"name": "Aunties of Alltwell", "at": None}
    assert _found({"name": "Alltwell Aunties"}, nowhere) == ["a0"]
    assert _found({"name": "Aunties of Alltwell", "at": None}, nowhere | {"at": (0, 0)}) == ["a0"]
    assert _found({"name": "Alltwell Uncles"}, nowhere) == []
    assert _found({"name": "Community Group"}, {"name": "Community Group", "at": None}) == ["a0"]
    many = [{"name": "Community Group", "at": None} for _ in range(50)]
    assert _found({"name": "Community Group"}, *many) == []


def test_what_gives_nothing_the_same_needs_the_same_name() -> None:
    known = {"name": "Alltwell Community Garden", "offers": ("green",), "kind": "place"}
    other = {"offers": ("food",), "kind": "association"}
    assert _found({"name": "Alltwell", **other}, known) == []
    assert _found({"name": "Alltwell", **other, "offers": ("food", "green")}, known) == ["a0"]
    assert _found({"name": "The Alltwell Community Garden", **other}, known) == ["a0"]


def test_a_park_is_where_any_part_of_it_is() -> None:
    table = _places({"name": "Alltwell Park"})
    table.geometry = [shapely.box(X_M, Y_M, X_M + 800, Y_M + 800)]
    candidate = _places({"name": "Alltwell Pk", "at": (700, 700)}, ids=False)
    assert likely_twins(candidate, prepare(table))["distance_m"].to_list() == [0]


def test_the_likeliest_comes_first() -> None:
    found = _found(
        {"name": "Alltwell Clinic", "at": (0, 0)},
        {"name": "Alltwell Clinic", "at": (150, 0)},
        {"name": "Alltwell Clinic", "at": (10, 0)},
        {"name": "Altwel Clinic", "at": (0, 0)},
    )
    assert found == ["a1", "a0", "a2"]


@pytest.mark.parametrize("name", ["", "  ", "&", "?!", "–"])
def test_a_name_of_no_words_has_no_twins(name: str) -> None:
    assert _found({"name": name}, {"name": name}, {"name": "Alltwell Clinic"}) == []


def test_nothing_recorded_and_nothing_entered_are_no_twins() -> None:
    empty = _places({"name": "x"}).iloc[:0]
    assert _found({"name": "Alltwell Clinic", "postcode": "ZZ1 1AA"}, {"name": "x"}) == []
    for candidates, known in ((empty, empty), (_places({"name": "x"}), empty), (empty, _places({"name": "x"}))):
        twins = likely_twins(candidates, prepare(known))
        assert (len(twins), tuple(twins.columns)) == (0, TWIN_COLUMNS)


def test_words_are_brought_to_one_spelling() -> None:
    assert words_in("The Drs' Café & Health Ctr, 5 St. Mungo St.") == (
        "dr", "cafe", "health", "centre", "5", "st", "mungo",
    )  # fmt: skip
    assert words_in("The Company") == ("the", "company")


def test_the_more_names_hold_a_word_the_less_it_tells() -> None:
    names = pd.Series(["Specky Opticians"] * 30 + ["Alltwell Opticians"], dtype="str")
    vocabulary = learn_words(names, pd.Series("", index=names.index, dtype="str"))
    assert vocabulary.held_by[[vocabulary.numbers[word] for word in ("specky", "alltwell", "opticians")]].tolist() == [
        30, 1, 31,
    ]  # fmt: skip


def _city(count: int, generator: np.random.Generator) -> gpd.GeoDataFrame:
    """Return a made-up city: names of one rare word and two common ones, spread over 20 by 16 kilometres."""
    letters = np.array(list("abdefgiklmnoprstu"))[generator.integers(17, size=(count // 3, 7))]
    rare = letters.view("<U7").ravel().tolist()
    kinds = ["Medical Practice", "Dental Care", "Opticians", "Community Café", "Church Hall"]
    names = [f"{rare[generator.integers(len(rare))].title()} {kinds[generator.integers(5)]}" for _ in range(count)]
    table = pd.DataFrame({"name": names, "postcode": "", "kind": "institution", "also_known_as": ""})
    table["offers"] = [("health",)] * count
    table["asset_id"] = [f"a{number}" for number in range(count)]
    points = shapely.points(generator.uniform(0, 20_000, count) + X_M, generator.uniform(0, 16_000, count) + Y_M)
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:27700")


def test_one_is_found_among_a_hundred_thousand_at_once() -> None:
    generator = np.random.default_rng(7)
    city = _city(100_000, generator)
    known = prepare(city)
    entered = city.iloc[[500, 70_000, 99_999]].drop(columns="asset_id")
    entered["name"] = [respelled(name, generator, changes=2) for name in entered["name"]]
    started = time.perf_counter()
    found = [likely_twins(entered.iloc[[at]], known)["asset_id"].iloc[0] for at in range(3)]
    took_s = (time.perf_counter() - started) / 3
    assert found == ["a500", "a70000", "a99999"]
    assert took_s < 0.5
