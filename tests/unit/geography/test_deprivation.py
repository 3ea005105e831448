from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from asset_map.errors import GeographyError, VintageMismatchError
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.deprivation import EditionTable, combine, editions_in, population_in, read_deprivation
from asset_map.geography.zone_tables import ZoneTable, keyed_by_zone
from asset_map.settings import bundled

HEADER = (
    "Data_Zone,Council_area,Total_population,SIMD2020v2_Rank,SIMD2020v2_Decile,"
    "SIMD2020v2_Income_Domain_Rank,income_rate"
)
ROWS = "S01010000,Glasgow City,802,161,1,23.5,8%\nS01010001,Glasgow City,*,4997,8,5861,*\n"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


def _read(path: Path, catalogue: Catalogue, system: str = "datazone2011") -> tuple[EditionTable, ...]:
    return read_deprivation(path, catalogue=catalogue, system=catalogue.systems[system])


def _written(folder: Path, text: str, *, encoding: str = "utf-8-sig") -> Path:
    path = folder / "simd.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_published_csv_is_read_with_missing_kept_missing(tmp_path: Path, catalogue: Catalogue) -> None:
    (read,) = _read(_written(tmp_path, f"{HEADER}\n{ROWS}"), catalogue)
    expected = pd.DataFrame(
        {
            "rank": [161.0, 4997.0],
            "decile": pd.array([1, 8], dtype="Int64"),
            "population": pd.array([802, None], dtype="Int64"),
            "rank_income": [23.5, 5861.0],
        },
        index=pd.Index(["S01010000", "S01010001"], name="zone_code"),
    )
    assert read.edition.id == "simd2020v2"
    pd.testing.assert_frame_equal(read.table, expected, check_index_type=False)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_notes_above_the_header_are_understood(
    tmp_path: Path, catalogue: Catalogue, separator: str
) -> None:
    text = f"SIMD 2020v2\nPublished June 2020\n\n{HEADER}\n{ROWS}".replace(",", separator)
    (read,) = _read(_written(tmp_path, text, encoding="cp1252"), catalogue)
    assert read.table["rank"].tolist() == [161.0, 4997.0]


def test_a_workbook_may_spread_an_edition_over_sheets_below_titles(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "wimd.xlsx"
    ranks = [["WIMD 2019 ranks", None, None], ["LSOA code", "WIMD 2019 ", "Income"], ["W01000001", 191, 300]]
    deciles = [["Deciles", None], ["LSOA code", "WIMD 2019 overall decile"], ["W01000001", 1]]
    with pd.ExcelWriter(path) as workbook:
        pd.DataFrame([["About"]]).to_excel(workbook, sheet_name="Notes", header=False, index=False)
        pd.DataFrame(ranks).to_excel(workbook, sheet_name="Ranks", header=False, index=False)
        pd.DataFrame(deciles).to_excel(workbook, sheet_name="Deciles", header=False, index=False)
    table, differences = combine(_read(path, catalogue, "lsoa2011"))
    assert table.loc["W01000001", ["rank", "decile", "rank_income"]].tolist() == [191.0, 1, 300.0]
    assert differences == ()


@pytest.mark.parametrize(
    ("rank", "decile"), [(1, 1), (697, 1), (698, 2), (1395, 2), (1396, 3), (3488, 5), (3489, 6), (6279, 10), (6976, 10)]
)
def test_deciles_by_number_of_zones_follow_from_ranks(
    tmp_path: Path, catalogue: Catalogue, rank: int, decile: int
) -> None:
    (read,) = _read(_written(tmp_path, f"Data_Zone,SIMD2020v2_Rank\nS01010000,{rank}\n"), catalogue)
    assert read.table["decile"].tolist() == [decile]


def test_deciles_by_population_are_never_made_from_ranks(tmp_path: Path, catalogue: Catalogue) -> None:
    (read,) = _read(_written(tmp_path, "DataZone,SIMD2020V2Rank\nS01010000,161\n"), catalogue)
    assert read.edition.decile_definition == "by population"
    assert read.table["decile"].isna().tolist() == [True]


def test_another_vintage_is_refused_in_one_sentence_naming_both(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _written(tmp_path, f"{HEADER}\n{ROWS}")
    with pytest.raises(VintageMismatchError) as refused:
        _read(path, catalogue, "datazone2022")
    assert str(refused.value) == (
        "SIMD 2020v2 is keyed by data zones 2011 but the boundaries are data zones 2022: "
        "use boundaries of data zones 2011, or a table for data zones 2022."
    )


def test_an_edition_on_codes_of_another_vintage_is_refused_too(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _written(tmp_path, f"{HEADER}\n{ROWS}".replace("S0101000", "S0101400"))
    with pytest.raises(VintageMismatchError, match="data zones 2011 but the boundaries are data zones 2022"):
        _read(path, catalogue, "datazone2022")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("S01010000,G,802,0,1,1,8%", "from 1 to 6,976, but S01010000 has 0"),
        ("S01010000,G,802,6977,10,1,8%", "from 1 to 6,976, but S01010000 has 6977"),
        ("S01010000,G,802,12.34,1,1,8%", "ranks, not scores"),
        ("S01010000,G,802,161,1,9000,8%", "income rank in simd.csv should be from 1"),
        ("S01010000,G,802,161,11,1,8%", "from 1 to 10, but S01010000 has 11"),
        ("S01010000,G,802,161,0,1,8%", "from 1 to 10, but S01010000 has 0"),
        ("S01010000,G,802,161,10,1,8%\nS01010001,G,802,6900,1,1,8%", "1 being the most deprived"),
        ("S01010000,G,802,first,1,1,8%", "should hold numbers, but holds 'first'"),
        ("S01010000,G,-1,161,1,1,8%", "whole numbers of people"),
        ("S01010000,G,8.5,161,1,1,8%", "whole numbers of people"),
        ("S01010000,G,802,161,1,1,8%\nS01010000,G,802,161,1,1,8%", "S01010000 stand more than once"),
        (",G,802,161,1,1,8%\nS01010000,G,802,161,1,1,8%", "1 rows without a code"),
        ("Scotland,G,802,161,1,1,8%\nS01010000,G,802,161,1,1,8%", "such as 'Scotland'"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, catalogue: Catalogue, rows: str, message: str) -> None:
    with pytest.raises(GeographyError, match=message):
        _read(_written(tmp_path, f"{HEADER}\n{rows}\n"), catalogue)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"<html><body>Not found</body></html>", "is a web page"),
        (b"Data_Zone,SIMD2020v2_Rank\n", "no rows below its header"),
        (b"Data_Zone,Name\nS01010000,Here\n", "holds no known index of deprivation"),
        (b"Place,Rank\nHere,1\n", "holds no known index of deprivation"),
    ],
)
def test_a_file_that_is_no_index_says_why(tmp_path: Path, catalogue: Catalogue, content: bytes, message: str) -> None:
    (tmp_path / "simd.csv").write_bytes(content)
    with pytest.raises(GeographyError, match=message):
        _read(tmp_path / "simd.csv", catalogue)


def test_a_broken_workbook_says_so(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "simd.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(GeographyError, match="not a whole XLSX workbook"):
        _read(tmp_path / "simd.xlsx", catalogue)


def test_a_format_that_is_not_read_says_which_are(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "simd.ods").write_bytes(b"PK")
    with pytest.raises(GeographyError, match=r"expected \.csv or \.xlsx"):
        _read(tmp_path / "simd.ods", catalogue)


def _own_columns(catalogue: Catalogue, rank: int) -> ZoneTable:
    own = pd.DataFrame(
        {"datazone": ["S01010000"], "rankv2": [rank], "decilev2": [1], "emprank": [7.5], "SAPE2017": [9]}
    )
    return keyed_by_zone(own, "zones.shp", catalogue=catalogue)[0]


def test_where_two_files_give_one_edition_the_later_wins_and_the_rest_is_kept(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    own = editions_in(_own_columns(catalogue, 161), catalogue)
    table, differences = combine([*own, *_read(_written(tmp_path, f"{HEADER}\n{ROWS}"), catalogue)])
    assert differences == ()
    assert table.loc["S01010000", ["population", "rank_income", "rank_employment"]].tolist() == [802, 23.5, 7.5]
    assert table.index.tolist() == ["S01010000", "S01010001"]


def test_files_that_disagree_are_reported(tmp_path: Path, catalogue: Catalogue) -> None:
    own = editions_in(_own_columns(catalogue, 162), catalogue)
    table, differences = combine([*own, *_read(_written(tmp_path, f"{HEADER}\n{ROWS}"), catalogue)])
    assert table.loc["S01010000", "rank"] == 161
    assert differences == ("zones.shp and simd.csv differ in the rank of SIMD 2020v2 for 1 zones; simd.csv was used.",)


def test_a_population_carries_what_it_counts(catalogue: Catalogue) -> None:
    own = pd.DataFrame({"DataZone": ["S01010000"], "TotPop2011": [598]})
    keyed = keyed_by_zone(own, "zones.shp", catalogue=catalogue)[0]
    found = population_in(keyed, keyed.system.populations)
    assert found is not None
    assert found[0].tolist() == [598]
    assert found[1] == "census 2011, all residents"
