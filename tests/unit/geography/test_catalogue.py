from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from asset_map.errors import GeographyError
from asset_map.geography.catalogue import Catalogue, find_column, read_catalogue
from asset_map.settings import bundled


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("S01006506", "datazone2011"),
        ("S01013481", "datazone2011"),
        ("S01013482", "datazone2022"),
        ("S01020873", "datazone2022"),
        ("S01006505", None),
        ("S01020874", None),
        ("DEMO0099", "demo"),
        ("DEMO0100", None),
        ("95AA01S1", "soa2001"),
    ],
)
def test_a_scottish_code_tells_its_vintage(catalogue: Catalogue, code: str, system: str | None) -> None:
    holding = [one.id for one in catalogue.systems.values() if one.holds(pd.Series([code])).all()]
    assert holding == ([system] if system else [])


def test_a_missing_code_belongs_nowhere(catalogue: Catalogue) -> None:
    codes = pd.Series(["S01006506", None], dtype="string")
    assert catalogue.systems["datazone2011"].holds(codes).tolist() == [True, False]


@pytest.mark.parametrize(
    ("columns", "edition"),
    [
        (["Data_Zone", "SIMD2020v2_Rank", "SIMD2020v2_Decile"], "simd2020v2"),
        (["datazone", "rankv2", "decilev2"], "simd2020v2"),
        (["DataZone", "Rankv2"], "simd2020v2"),
        (["DataZone", "SIMD2020V2Rank", "SIMD2020V2CountryDecile"], "simd2020v2-phs"),
        (["DataZone", "Name"], None),
        (["DataZone", "SIMD2020v2_Rank_of_something"], None),
    ],
)
def test_an_edition_is_known_by_its_columns(catalogue: Catalogue, columns: list[str], edition: str | None) -> None:
    offered = catalogue.editions_of(catalogue.systems["datazone2011"])
    assert [one.id for one in offered if one.recognises(columns)] == ([edition] if edition else [])


@pytest.mark.parametrize(
    ("domain", "spelling"),
    [
        ("income", "SIMD2020v2_Income_Domain_Rank"),
        ("income", "incrankv2"),
        ("employment", "SIMD2020_Employment_Domain_Rank"),
        ("employment", "EmpRank"),
        ("health", "hlthrank"),
        ("access", "gaccrank"),
        ("housing", "HouseRank"),
    ],
)
def test_domains_are_known_in_every_published_spelling(catalogue: Catalogue, domain: str, spelling: str) -> None:
    assert find_column([spelling], catalogue.editions["simd2020v2"].domain_columns[domain]) == spelling


def test_the_two_decile_definitions_are_told_apart(catalogue: Catalogue) -> None:
    assert catalogue.editions["simd2020v2"].decile_definition == "by number of zones"
    assert catalogue.editions["simd2020v2-phs"].decile_definition == "by population"


def test_every_nation_has_an_index(catalogue: Catalogue) -> None:
    countries = {catalogue.systems[edition.zone_system].country for edition in catalogue.editions.values()}
    assert countries == {"Scotland", "England and Wales", "Northern Ireland", "Nowhere"}
    assert [system.id for system in catalogue.systems.values() if system.fictional] == ["demo"]


def test_find_column_prefers_the_first_spelling_and_keeps_the_table_s_own() -> None:
    assert find_column(["B", " dataZONE "], ["DataZone", "b"]) == " dataZONE "
    assert find_column(["DataZoneX"], ["DataZone"]) is None


def test_an_edition_on_unknown_zones_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[[edition]]\nid = "x"\nname = "X"\nzone_system = "nowhere"\nzones = 3\n'
        'decile_definition = "by number of zones"\nrank_columns = ["r"]\ndecile_columns = []\n'
    )
    with pytest.raises(GeographyError, match="x names the zone system nowhere, which no file describes"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    "text", ["[[edition", '[[zone_system]]\nid = "x"\n', '[[edition]]\nid = "x"\ncolour = "red"\n']
)
def test_a_faulty_description_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "faulty.toml").write_text(text)
    with pytest.raises(GeographyError, match=r"faulty\.toml does not describe"):
        read_catalogue(tmp_path)


def test_an_id_stands_once(tmp_path: Path) -> None:
    text = bundled("data/geography/demo.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    (tmp_path / "b.toml").write_text(text, encoding="utf-8")
    with pytest.raises(GeographyError, match=r"b\.toml describes demo a second time"):
        read_catalogue(tmp_path)
