"""The columns of real lists of assets are suggested right, and their points need no other reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from asset_map.intake.columns import columns_by_field, suggest_columns
from asset_map.intake.tables import read_places

pytestmark = pytest.mark.official

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "ExtraOTInfo")
POINT = {"longitude": ("longitude",), "latitude": ("latitude",)}
NHS = {"name": ("Name",), "postcode": ("Postcode",), "phone": ("Telephone",), **POINT}
TWO_LINES = {"address": ("Address1", "Address2")}
THREE_LINES = {"address": ("Address1", "Address2", "Address3")}

SUGGESTED = {
    "warm_spaces_scotland_2026-08.csv": {
        "name": ("title",),
        "address": ("address",),
        "postcode": ("postcode",),
        "summary": ("description",),
        "opening_times": ("hours_text",),
        "web": ("url",),
        **POINT,
    },
    "nhsggc_dentists_2020-07.csv": NHS | TWO_LINES | {"web": ("Website",), "opening_times": WEEK},
    "nhsggc_gps_2020-07.csv": NHS | THREE_LINES | {"web": ("Website",), "opening_times": WEEK},
    "nhsggc_opticians_2020-07.csv": NHS | THREE_LINES | {"web": ("Website",), "opening_times": WEEK},
    "nhsggc_hospitals_2020-07.csv": NHS | {"address": ("Address1",), "web": ("Website",), "summary": ("Services",)},
    "nhsggc_shclinics_2020-07.csv": NHS | THREE_LINES | {"opening_times": WEEK, "summary": ("Services",)},
    "points_scotland_hospitals24.json": {
        "name": ("sitename",),
        "source_id": ("sitecode",),
        "postcode": ("postcode",),
        "address": ("address",),
        "category": ("type",),
        "uprn": ("uprn",),
    },
}


@pytest.mark.parametrize("file_name", SUGGESTED)
def test_the_columns_of_a_real_list_are_suggested_right(official_data: Path, file_name: str) -> None:
    table = read_places(official_data / file_name)
    matches = suggest_columns(table.rows, has_geometry=table.geometry_bng is not None)
    assert [match.column for match in matches] == list(table.rows.columns)
    assert columns_by_field(matches) == SUGGESTED[file_name]
