from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from asset_map.errors import GeographyError, VintageMismatchError
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.councils import zones_of_council
from asset_map.geography.lookups import read_lookup, read_lookups
from asset_map.settings import bundled


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


def test_a_csv_lookup_gives_names_councils_and_intermediate_zones(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(
        "DZ22_Code,DZ22_Name,IZ22_Code,IZ22_Name,LA_Code,LA_Name,HB_Name\n"
        'S01013482,Culter - 01,S02002515,"Culter, West",S12000033,Aberdeen City,Grampian\n'
    )
    facts = read_lookup(path, catalogue=catalogue, system=catalogue.systems["datazone2022"])
    assert facts.to_dict("index") == {
        "S01013482": {
            "zone_name": "Culter - 01",
            "council_code": "S12000033",
            "council_name": "Aberdeen City",
            "intermediate_zone_code": "S02002515",
            "intermediate_zone_name": "Culter, West",
        }
    }


def test_a_workbook_lookup_may_repeat_zones_and_name_them_on_other_sheets(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.xlsx"
    output_areas = {
        "OutputArea2011Code": ["S00088956", "S00088957"],
        "DataZone2011Code": ["S01006732"] * 2,
        "IntermediateZone2011Code": ["S02001275"] * 2,
    }
    zones = {"DataZone2011Code": ["S01006732"], "DataZone2011Name": ["Dyce - 01"]}
    larger = {"IntermediateZone2011Code": ["S02001275"], "IntermediateZone2011Name": ["Dyce"]}
    with pd.ExcelWriter(path) as workbook:
        for number, sheet in enumerate((output_areas, zones, larger)):
            pd.DataFrame(sheet).to_excel(workbook, sheet_name=f"Sheet {number}", index=False)
    facts = read_lookup(path, catalogue=catalogue, system=catalogue.systems["datazone2011"])
    assert facts.to_dict("index") == {
        "S01006732": {
            "zone_name": "Dyce - 01",
            "intermediate_zone_code": "S02001275",
            "intermediate_zone_name": "Dyce",
        }
    }


def test_a_lookup_of_another_vintage_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text("DZ22_Code,LA_Name\nS01013482,Aberdeen City\n")
    with pytest.raises(VintageMismatchError, match="keyed by data zones 2022 but the boundaries are data zones 2011"):
        read_lookup(path, catalogue=catalogue, system=catalogue.systems["datazone2011"])


def test_of_a_lookup_of_another_vintage_the_council_names_are_used(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text("DZ22_Code,LA_Code,LA_Name\nS01013482,S12000033,Aberdeen City\n")
    of_2011 = catalogue.systems["datazone2011"]
    looked_up = read_lookups([path], catalogue=catalogue, system=of_2011, council="s12000033")
    assert (looked_up.facts, looked_up.council) == ((), "Aberdeen City")
    assert looked_up.notes == ("lookup.csv is keyed by other zones: only its council names and codes were used.",)


def test_a_lookup_of_another_vintage_without_council_names_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text("DZ22_Code,IZ22_Name\nS01013482,Culter\n")
    with pytest.raises(VintageMismatchError):
        read_lookups([path], catalogue=catalogue, system=catalogue.systems["datazone2011"], council=None)


def test_a_zone_in_two_councils_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text("dz11_code,ltla20_name\nS01006506,Aberdeen City\nS01006506,Moray\n")
    with pytest.raises(GeographyError, match="S01006506 stand more than once"):
        read_lookup(path, catalogue=catalogue, system=catalogue.systems["datazone2011"])


def test_a_table_that_says_nothing_of_zones_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text("ward,colour\nLinn,red\n")
    with pytest.raises(GeographyError, match="is no lookup of zones"):
        read_lookup(path, catalogue=catalogue, system=catalogue.systems["datazone2011"])


FACTS = pd.DataFrame(
    {
        "council_code": ["S12000049", "S12000049", "S12000033", None],
        "council_name": ["Glasgow City", "Glasgow City", "Aberdeen City", None],
    },
    index=["a", "b", "c", "d"],
    dtype="string",
)


@pytest.mark.parametrize("council", ["Glasgow City", "glasgow  city", "S12000049", "s12000049"])
def test_a_council_is_found_by_name_or_code(council: str) -> None:
    assert zones_of_council(FACTS, council).to_dict() == {"a": True, "b": True, "c": False, "d": False}


def test_an_unknown_council_lists_close_matches() -> None:
    with pytest.raises(GeographyError, match=r"called 'Glasgow'\. Close to it: Glasgow City"):
        zones_of_council(FACTS, "Glasgow")
    with pytest.raises(GeographyError, match="Known: Aberdeen City, Glasgow City"):
        zones_of_council(FACTS[["council_name"]], "Xyzzy")


def test_without_councils_a_lookup_is_asked_for() -> None:
    with pytest.raises(GeographyError, match="--lookup"):
        zones_of_council(FACTS[[]], "Glasgow City")
