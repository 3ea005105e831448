"""Taking in a list on its screen: seen, corrected, stored when somebody says so, and taken back."""

from __future__ import annotations

import time
from io import BytesIO
from typing import NoReturn

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.protection import Audience
from asset_map.geography.coordinates import degrees_to_metres
from asset_map.pages.components import list_work
from asset_map.pages.components.list_downloads import without_formulas
from asset_map.services.lists.job import Tell
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

GOOD = [
    {"Name": "North Library", "Category": "Library", "Postcode": "ZZ1 1AA"},
    {"Name": "South Library", "Category": "Library", "Postcode": "ZZ1 1AB"},
]


@pytest.fixture(autouse=True)
def _somebody(sign_in: SignIn) -> None:
    sign_in("Morag")


def _csv(rows: list[dict[str, str]]) -> bytes:
    return pd.DataFrame(rows).to_csv(index=False).encode()


def _upload(content: bytes, name: str = "libraries.csv") -> AppTest:
    page = run_screen("take_in_a_list")
    page.file_uploader[0].upload(name, content, "application/octet-stream").run()
    return _settled(page)


def _settled(page: AppTest) -> AppTest:
    """Look again until nothing is worked on any longer."""
    for _time in range(20):
        if not any(button.label == "Cancel" for button in page.button):
            break
        page.run()
    assert not page.exception
    return page


def _press(page: AppTest, label: str) -> AppTest:
    button = next(one for one in page.button if one.label == label)
    assert not button.disabled
    button.click().run()
    return _settled(page)


def _labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def _names(workspace: Workspace) -> list[str]:
    return sorted(workspace.store.read_assets(Audience.STAFF, zone_system="demo")["name"])


def test_a_good_list_goes_in_with_one_press(workspace: Workspace) -> None:
    page = _upload(_csv(GOOD))
    assert page.subheader[0].value == "2 rows: 2 to be added"
    assert _names(workspace) == []
    _press(page, "Take in 2 records")
    assert _names(workspace) == ["North Library", "South Library"]
    assert "“libraries” is taken in: 2 records added" in texts(page)


def test_reading_is_stopped_and_the_file_stays(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_for_ever(*_: object, tell: Tell, **__: object) -> NoReturn:
        while True:
            tell("reading", 0.1)
            time.sleep(0.01)

    page = run_screen("take_in_a_list")
    with monkeypatch.context() as slow:
        slow.setattr(list_work, "look", look_for_ever)
        page.file_uploader[0].upload("libraries.csv", _csv(GOOD), "text/csv").run()
        next(button for button in page.button if button.label == "Cancel").click().run()
        _settled(page)
    assert "Reading was stopped. Your file is still here." in texts(page)
    _press(page, "Read it")
    assert page.subheader[0].value == "2 rows: 2 to be added"
    assert _names(workspace) == []


def test_the_public_sees_no_list(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asset_map.pages.components.who.staff_cookie", lambda: "")
    page = run_screen("take_in_a_list")
    assert "This screen is for staff" in texts(page)
    assert not page.file_uploader


def test_without_a_list_there_is_only_the_choice_of_one() -> None:
    page = run_screen("take_in_a_list")
    assert [one.value for one in page.subheader] == ["Choose the list"]
    assert not page.expander


def test_an_upload_outlasts_a_reload_and_is_thrown_away_when_asked(workspace: Workspace) -> None:
    _upload(_csv(GOOD))
    again = _settled(run_screen("take_in_a_list"))
    assert "libraries" in texts(again)
    assert again.subheader[0].value == "2 rows: 2 to be added"
    _press(again, "Choose another file")
    assert [one.value for one in again.subheader] == ["Choose the list"]
    assert list((workspace.settings.home / "incoming").iterdir()) == []
    assert _names(workspace) == []


def test_nothing_said_of_kind_and_offer_is_asked_for_before_anything_goes_in(workspace: Workspace) -> None:
    page = _upload(_csv([{"Name": "Wheel", "Postcode": "ZZ1 1AA"}]), "xyz.csv")
    button = next(one for one in page.button if one.label.startswith("Take in"))
    assert button.disabled
    assert "Choose a kind and what they offer first." in texts(page)
    next(one for one in page.selectbox if one.label == "Kind").select("place").run()
    page = _settled(page)
    next(one for one in page.multiselect if one.label == "What they offer").select("meet").run()
    _press(_settled(page), "Take in 1 record")
    assert _names(workspace) == ["Wheel"]


def test_what_the_files_name_says_is_filled_in_with_its_reason(workspace: Workspace) -> None:
    page = _upload(_csv([{"Name": "Wheel", "Postcode": "ZZ1 1AA"}]), "Libraries 2026.csv")
    assert "Suggested by" in texts(page)
    _press(page, "Take in 1 record")
    kept = workspace.store.read_assets(Audience.STAFF, zone_system="demo").iloc[0]
    assert kept["name"] == "Wheel"
    assert kept["offers"]
    assert kept["source"] == "Libraries 2026"


def _degrees(east_m: float, north_m: float) -> tuple[str, str]:
    longitude, latitude = degrees_to_metres().transform(WEST_M + east_m, SOUTH_M + north_m, direction="INVERSE")
    return f"{latitude:.6f}", f"{longitude:.6f}"


def test_swapped_columns_are_only_suggested_with_a_picture(workspace: Workspace) -> None:
    rows = []
    for number in range(4):
        latitude, longitude = _degrees(300.0 + 500 * number, 500.0)
        rows.append({"Name": f"Library {number}", "Category": "Library", "Latitude": longitude, "Longitude": latitude})
    page = _upload(_csv(rows))
    assert "The places look wrong as they stand" in texts(page)
    pictures = [one.proto.body for one in page.get("html") if "data:image/svg" in one.proto.body]
    assert "as suggested (filled)" in pictures[0]
    assert "4 left out" in page.subheader[0].value
    _press(page, "Use the suggested reading")
    assert page.subheader[0].value == "4 rows: 4 to be added"
    _press(page, "Take in 4 records")
    assert len(_names(workspace)) == 4


def test_a_reading_can_be_left_as_it_is() -> None:
    latitude, longitude = _degrees(500.0, 500.0)
    rows = [{"Name": "Library", "Category": "Library", "Latitude": longitude, "Longitude": latitude}]
    page = _press(_upload(_csv(rows)), "Leave as it is")
    assert "Use the suggested reading" not in _labels(page)


def test_a_row_that_is_left_out_is_mended_on_the_screen(workspace: Workspace) -> None:
    page = _upload(_csv([*GOOD, {"Name": "East Library", "Category": "Library", "Postcode": "ZZ9 9ZZ"}]))
    assert page.subheader[0].value == "3 rows: 2 to be added, 1 left out"
    next(one for one in page.text_input if one.label == "Postcode, row 4").input("ZZ1 1AB")
    _press(page, "Apply and check again")
    assert page.subheader[0].value.startswith("3 rows: 3 to be added")
    _press(page, "Take in 3 records")
    assert "East Library" in _names(workspace)


def test_a_row_without_kind_and_offer_is_given_them_on_the_screen(workspace: Workspace) -> None:
    page = _upload(_csv([*GOOD, {"Name": "Wheel", "Category": "xyzzy", "Postcode": "ZZ1 1AB"}]))
    assert page.subheader[0].value == "3 rows: 2 to be added, 1 left out"
    next(one for one in page.selectbox if one.label == "Kind, row 4").select("place")
    next(one for one in page.multiselect if one.label == "What it offers, row 4").select("meet")
    _press(page, "Apply and check again")
    _press(page, "Take in 3 records")
    assert "Wheel" in _names(workspace)


def test_a_twin_is_taken_when_asked() -> None:
    twin = GOOD[0] | {"Description": "Books and warmth"}
    page = _upload(_csv([GOOD[0] | {"Description": "Books"}, twin]))
    assert page.subheader[0].value == "2 rows: 1 to be added, 1 left out"
    next(one for one in page.checkbox if one.label.startswith("Take row")).check()
    _press(page, "Apply and check again")
    assert page.subheader[0].value.startswith("2 rows: 2 to be added")


def test_columns_and_words_are_corrected_and_kept_under_a_name() -> None:
    rows = [
        {"Venue": "Wheel", "What": "xyzzy", "Postcode": "ZZ1 1AA"},
        {"Venue": "Nut", "What": "xyzzy", "Postcode": "ZZ1 1AB"},
    ]
    page = _upload(_csv(rows), "xyz.csv")
    next(one for one in page.selectbox if one.label == "What “Venue” holds").select("name")
    next(one for one in page.selectbox if one.label == "What “What” holds").select("category")
    _press(page, "Use these columns")
    next(one for one in page.selectbox if one.label == "Kind for “xyzzy”").select("place")
    next(one for one in page.multiselect if one.label == "Offers for “xyzzy”").select("meet")
    _press(page, "Use these meanings")
    assert page.subheader[0].value == "2 rows: 2 to be added"
    next(one for one in page.text_input if one.label == "Name").input("Wheels")
    _press(page, "Save how this list is read")
    _press(page, "Choose another file")
    other = _upload(_csv([rows[0] | {"Venue": "Bolt"}]), "abc.csv")
    _press(other, "Read as before: Wheels")
    assert other.subheader[0].value == "1 row: 1 to be added"
    assert "Read as “Wheels”" in texts(other)


def test_a_newer_edition_updates_and_says_what_vanished(workspace: Workspace) -> None:
    rows = [one | {"id": str(number)} for number, one in enumerate(GOOD)]
    _press(_press(_upload(_csv(rows)), "Take in 2 records"), "Take in another list")
    page = _upload(_csv([rows[0] | {"Name": "North Library and Café"}]), "libraries 2027.csv")
    _press(page, "It is a newer edition of it")
    assert page.subheader[0].value.startswith("1 row: 0 to be added, 1 to be updated")
    groups = next(one for one in page.selectbox if one.label == "Which rows")
    groups.select(next(option for option in groups.options if option.startswith("In this list no more"))).run()
    assert "nothing is deleted" in texts(page)
    _press(page, "Update 1 record")
    assert _names(workspace) == ["North Library and Café", "South Library"]


def test_the_very_same_file_says_so_and_adds_nothing() -> None:
    _press(_press(_upload(_csv(GOOD)), "Take in 2 records"), "Take in another list")
    page = _upload(_csv(GOOD))
    assert "This very file was taken in on" in texts(page)
    assert "There is nothing new in this list." in texts(page)


def test_a_list_is_taken_back_after_its_plan_was_shown(workspace: Workspace) -> None:
    page = _press(_upload(_csv(GOOD)), "Take in 2 records")
    _press(page, "Undo this import")
    assert "2 records go" in texts(page)
    assert len(_names(workspace)) == 2
    _press(page, "Yes, undo this list")
    assert "“libraries” is undone" in texts(page)
    assert _names(workspace) == []


def test_a_complete_list_says_where_there_is_nothing(workspace: Workspace) -> None:
    page = _upload(_csv(GOOD))
    next(one for one in page.radio if one.label == "Is this list complete?").set_value("yes")
    next(one for one in page.multiselect if one.label == "Complete for").set_value(["learn"])
    _press(page, "Use this answer")
    assert "4 zones and offers will count as looked at" in texts(page)
    _press(page, "Take in 2 records")
    assert len(workspace.store.read_looks(Audience.STAFF)) == 4


def test_a_list_that_cannot_be_complete_says_why_and_goes_in_otherwise() -> None:
    page = _upload(_csv([*GOOD, {"Name": "Lost", "Category": "Library", "Postcode": "nowhere"}]))
    next(one for one in page.radio if one.label == "Is this list complete?").set_value("yes")
    next(one for one in page.multiselect if one.label == "Complete for").set_value(["learn"])
    _press(page, "Use this answer")
    assert "cannot be placed" in texts(page)
    assert next(one for one in page.button if one.label.startswith("Take in")).disabled
    next(one for one in page.radio if one.label == "Is this list complete?").set_value("no")
    _press(page, "Use this answer")
    assert not next(one for one in page.button if one.label.startswith("Take in")).disabled


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("libraries.xlsx", b"PK\x03\x04 half a zip", "libraries"),
        ("page.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("empty.csv", b"  \n", "empty"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, told: str, workspace: Workspace) -> None:
    page = _upload(content, name)
    assert told in "".join(str(one.value) for one in page.error)
    assert "Choose another file" in _labels(page)
    assert _names(workspace) == []


def test_a_workbook_with_two_sheets_lets_one_be_chosen() -> None:
    buffer = BytesIO()
    with pd.ExcelWriter(buffer) as book:
        pd.DataFrame([*GOOD, GOOD[0] | {"Name": "C"}]).to_excel(book, sheet_name="Big", index=False)
        pd.DataFrame(GOOD).to_excel(book, sheet_name="Small", index=False)
    page = _upload(buffer.getvalue(), "libraries.xlsx")
    assert page.subheader[0].value.startswith("3 rows")
    next(one for one in page.selectbox if one.label == "Sheet or layer").select("Small")
    _press(page, "Use these choices")
    assert page.subheader[0].value.startswith("2 rows")


def test_records_that_changed_meanwhile_are_looked_at_again_before_anything_goes_in(workspace: Workspace) -> None:
    one, other = _upload(_csv(GOOD)), _settled(run_screen("take_in_a_list"))
    _press(one, "Take in 2 records")
    other.run()
    assert _names(workspace) == ["North Library", "South Library"]
    assert "is taken in" in texts(_settled(other))


def test_no_cell_of_a_download_is_a_formula_and_numbers_stay_as_they_are() -> None:
    rows = pd.DataFrame(
        {"a": ["=cmd|' /C calc'!A0", "-4.25", "+44 (0)141 000 0000", "-1+cmd", "@x", "Hall"]}, dtype="str"
    )
    assert without_formulas(rows)["a"].tolist() == [
        "'=cmd|' /C calc'!A0", "-4.25", "+44 (0)141 000 0000", "'-1+cmd", "'@x", "Hall",
    ]  # fmt: skip


def test_a_row_goes_in_without_the_field_that_is_wrong_in_it(workspace: Workspace) -> None:
    page = _upload(_csv([GOOD[0] | {"Web": ""}, GOOD[1] | {"Web": "Monday to Friday"}]))
    assert page.subheader[0].value == "2 rows: 1 to be added, 1 left out"
    next(one for one in page.checkbox if one.label.startswith("Take in 1 row without a field")).check().run()
    page = _settled(page)
    assert page.subheader[0].value == "2 rows: 2 to be added, 1 needs a look"
    assert "Monday to Friday" in texts(page)
    _press(page, "Take in 2 records")
    assert _names(workspace) == ["North Library", "South Library"]
