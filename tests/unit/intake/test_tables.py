"""Reading tables of every spelling, and matching their columns."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from asset_map.errors import IntakeError
from asset_map.intake.columns import match_columns
from asset_map.intake.drafts import drafts_from, fields_of
from asset_map.intake.tables import PlacesTable, read_places


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_tables_are_read_whatever_their_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "places.csv"
    lines = [("Name", "Postcode"), ("Café Fèis", "ZZ1 1AA"), ("007", "")]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    rows = read_places(path).rows
    assert rows.to_dict("list") == {"Name": ["Café Fèis", "007"], "Postcode": ["ZZ1 1AA", ""]}


def test_a_workbook_keeps_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    pd.DataFrame({"Name": ["A", None], "Telephone": ["0141 496 0000", "x"]}).to_excel(path, index=False)
    rows = read_places(path).rows
    assert rows.to_dict("list") == {"Name": ["A", ""], "Telephone": ["0141 496 0000", "x"]}


def test_a_layer_gives_its_points_in_metres(tmp_path: Path) -> None:
    path = tmp_path / "places.gpkg"
    layer = gpd.GeoDataFrame({"Name": ["A", "B"]}, geometry=[Point(1000.5, 2000.25), None], crs=27700)
    layer.to_file(path)
    fields = fields_of(read_places(path))
    assert fields["easting"].tolist() == ["1000.5", ""]
    assert fields["northing"].tolist() == ["2000.25", ""]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("missing.csv", None, "no file"),
        ("empty.csv", b"", "empty"),
        ("page.csv", b"<!DOCTYPE html><html></html>", "not a text table"),
        ("nulls.csv", b"a,b\n\x00,1\n", "not a text table"),
        ("ragged.csv", b"a,b\n1,2\n1,2,3,4\n", "could not be read"),
        ("not_a_book.xlsx", b"PK nonsense", "workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IntakeError, match=told):
        read_places(path)


def test_columns_are_matched_by_the_spellings_that_lists_use() -> None:
    columns = ["Name", "Address1", "Address2", "Postcode", "Telephone", "Website", "longitude", "latitude"]
    assert match_columns(columns) == {
        "name": ("Name",),
        "latitude": ("latitude",),
        "longitude": ("longitude",),
        "postcode": ("Postcode",),
        "phone": ("Telephone",),
        "web": ("Website",),
        "address": ("Address1", "Address2"),
    }


def test_what_a_person_chose_goes_before_what_the_names_say() -> None:
    matched = match_columns(["Name", "Called"], {"Called": "name"})
    assert matched["name"] == ("Called",)


@pytest.mark.parametrize(("asked", "told"), [({"Nome": "name"}, "no column"), ({"Name": "colour"}, "no field")])
def test_a_choice_that_fits_nothing_is_refused_with_what_there_is(asked: dict[str, str], told: str) -> None:
    with pytest.raises(IntakeError, match=told):
        match_columns(["Name"], asked)


def test_rows_keep_their_own_values_before_the_defaults() -> None:
    rows = pd.DataFrame({"name": [" A ", "B"], "kind": ["place", ""], "offer": ["food; meet", ""]})
    drafts = drafts_from(fields_of(PlacesTable(rows)), defaults={"kind": "institution", "offer": "health"})
    assert [(draft.name, draft.kind, draft.offers) for draft in drafts] == [
        ("A", "place", ("food", "meet")),
        ("B", "institution", ("health",)),
    ]
