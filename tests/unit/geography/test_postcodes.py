from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.postcode import postcode_key
from asset_map.errors import GeographyError
from asset_map.geography.postcodes import postcode_keys, read_postcodes

CODE_POINT = (
    '"G1  1AB",10,259624,665340,"S92000003","","S08000031","","S12000049","S13002976"\n'
    '"G12 8QQ",10,256700,666600,"S92000003","","S08000031","","S12000049","S13002976"\n'
    '"AB101ZZ",90,0,0,"S92000003","","S08000031","","S12000033","S13002842"\n'
)
DIRECTORY = (
    "Postcode,DateOfIntroduction,DateOfDeletion,GridReferenceEasting,GridReferenceNorthing,DataZone2011Code,DataZone2022Code\n"
    "G1 1AB,1/8/1973 0:00:00,,259624,665340,S01010265,S01017600\n"
    "G1 1AA,1/8/1973 0:00:00,1/7/1997 0:00:00,259600,665300,S01010265,S01017600\n"
    "G1 1AC,1/8/1973 0:00:00,,,,,\n"
)


def _written(folder: Path, text: str, name: str = "postcodes.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def _expected_glasgow() -> pd.DataFrame:
    index = pd.Index(["G11AB", "G128QQ"], name="postcode")
    return pd.DataFrame({"easting_m": [259624.0, 256700.0], "northing_m": [665340.0, 666600.0]}, index=index)


def test_code_point_open_has_no_header_and_padded_postcodes(tmp_path: Path) -> None:
    read = read_postcodes(_written(tmp_path, CODE_POINT))
    pd.testing.assert_frame_equal(read.table, _expected_glasgow())
    assert read.left_out == {"no position": 1}


def test_the_zip_of_code_point_open_is_read_without_its_documents(tmp_path: Path) -> None:
    path = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Data/CSV/ab.csv", CODE_POINT.splitlines()[2] + "\n")
        archive.writestr("Data/CSV/g.csv", "\n".join(CODE_POINT.splitlines()[:2]) + "\n")
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\nPostcode,Quality,Eastings,Northings\n")
    read = read_postcodes(path)
    pd.testing.assert_frame_equal(read.table, _expected_glasgow())
    assert read.left_out == {"no position": 1}


def test_the_scottish_postcode_directory_keeps_zones_and_leaves_out_the_deleted(tmp_path: Path) -> None:
    read = read_postcodes(_written(tmp_path, DIRECTORY))
    assert read.table.index.tolist() == ["G11AB"]
    assert read.table.loc["G11AB"].to_dict() == {
        "easting_m": 259624.0,
        "northing_m": 665340.0,
        "datazone2011": "S01010265",
        "datazone2022": "S01017600",
    }
    assert read.left_out == {"deleted": 1, "no position": 1}


def test_a_postcode_that_came_back_counts_once_as_live(tmp_path: Path) -> None:
    header = "Postcode,DateOfDeletion,GridReferenceEasting,GridReferenceNorthing"
    read = read_postcodes(_written(tmp_path, f"{header}\nG1 1AB,1/7/1997,1,1\nG1 1AB,,259624,665340\n"))
    assert read.table["easting_m"].to_dict() == {"G11AB": 259624.0}
    assert read.left_out == {"deleted": 1}


def test_a_plain_header_is_enough_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    text = (
        "postcode,easting,northing\nXX1 1AA,300100,700200\nnonsense,300100,700200\nXX1 1AB,0,0\nxx11aa,300101,700201\n"
    )
    read = read_postcodes(_written(tmp_path, text))
    assert read.table["easting_m"].to_dict() == {"XX11AA": 300100.0}
    assert read.left_out == {"given more than once": 1, "no position": 1, "not a postcode": 1}
    assert len(read.table) + sum(read.left_out.values()) == 4


def test_parquet_is_read_alike(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"postcode": ["G11AB", "AB101ZZ"], "PQ": [10, 90], "eastings": [259624, 0], "northings": [665340, 0]}
    )
    frame.to_parquet(tmp_path / "postcodes.parquet")
    read = read_postcodes(tmp_path / "postcodes.parquet")
    assert read.table["northing_m"].to_dict() == {"G11AB": 665340.0}
    assert read.left_out == {"no position": 1}


def test_several_directories_make_one(tmp_path: Path) -> None:
    first = _written(tmp_path, CODE_POINT, "g.csv")
    second = _written(tmp_path, "postcode,easting,northing\nG2 1AA,259000,665000\n", "g2.csv")
    assert read_postcodes(first, second).table.index.tolist() == ["G11AB", "G128QQ", "G21AA"]


@pytest.mark.parametrize("text", ["g431lh", "G1  1AB", " FK15 0AQ ", "EC1A 1BB", "nonsense", "", "G1 1A"])
def test_columns_of_postcodes_follow_the_rule_for_one(text: str) -> None:
    key = postcode_keys(pd.Series([text])).iloc[0]
    assert (None if pd.isna(key) else key) == postcode_key(text)


def test_a_missing_postcode_stays_missing() -> None:
    assert postcode_keys(pd.Series(["G1 1AB", None])).isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("postcodes.csv", b"", "is empty"),
        ("postcodes.csv", b"name,place\na,b\n", "should have the columns postcode, easting and northing"),
        ("postcodes.csv", b"<html></html>", "is a web page"),
        ("postcodes.zip", b"PK cut", "not a whole zip file"),
        ("postcodes.parquet", b"PAR1 cut", "not a whole Parquet file"),
        ("postcodes.xlsx", b"PK", r"as \.csv, \.zip or \.parquet"),
    ],
)
def test_a_file_that_is_no_directory_says_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GeographyError, match=message):
        read_postcodes(tmp_path / name)


def test_a_zip_without_tables_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "postcodes.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(GeographyError, match="holds no CSV file of postcodes"):
        read_postcodes(tmp_path / "postcodes.zip")
