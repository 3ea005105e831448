"""The list to print: for staff, with what is protected marked, and nothing of it for anybody else."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.testclient import TestClient

from asset_map.domain.asset import AssetDraft
from asset_map.services.people.entering import enter
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.web import printing
from asset_map.web.who import STAFF_COOKIE
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.cookies import kept_by_browser

NOW = dt.datetime.now(dt.UTC)
LIST = "/print/to-check"
MARK = "Protected: not to be passed on"


def _keep(workspace: Workspace, name: str, **fields: str) -> None:
    given = {"postcode": "ZZ1 1AA", "last_checked": "2020-01-01", "kind": "institution"} | fields
    saved = record(AssetDraft(name=name, offers=("learn",), **given), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(saved, Recorded), saved


@pytest.fixture
def staff(client: TestClient, workspace: Workspace) -> TestClient:
    """Return the browser of somebody who is signed in."""
    entered = enter(let_in("Iain", workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    client.cookies.set(STAFF_COOKIE, kept_by_browser(STAFF_COOKIE, entered.cookie, workspace))
    return client


@pytest.mark.parametrize("path", [LIST, f"{LIST}?kind=institution", "/print/", "/print/anything"])
def test_the_public_is_told_that_it_is_for_staff_and_nothing_else(
    client: TestClient, workspace: Workspace, path: str
) -> None:
    empty = client.get(path)
    _keep(workspace, "Library", address="1 High Street")
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, empty.text)
    assert "for staff" in answer.text


def test_a_cookie_that_holds_no_longer_shows_nothing(staff: TestClient, workspace: Workspace) -> None:
    _keep(workspace, "Library")
    assert "Library" in staff.get(LIST).text
    staff.cookies.set(STAFF_COOKIE, "x" * 43)
    answer = staff.get(LIST)
    assert (answer.status_code, "Library" in answer.text) == (404, False)


def test_each_record_has_its_place_contact_date_and_boxes(staff: TestClient, workspace: Workspace) -> None:
    _keep(workspace, "<b>Library</b>", address="1 High Street", phone="01632 960001", checked_how="phone")
    page = staff.get(LIST)
    assert page.status_code == 200
    for words in ("&lt;b&gt;Library", "1 High Street, ZZ1 1AA", "01632 960001", "1 January 2020 (by phone)"):
        assert words in page.text
    assert "No longer counts as usable" in page.text
    for box in ("still right", "changed", "closed"):
        assert f'<span class="box"></span>{box}' in page.text
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert MARK not in page.text
    assert "Holds protected records" not in page.text


def test_what_is_protected_is_marked_and_said_at_the_top(staff: TestClient, workspace: Workspace) -> None:
    _keep(workspace, "Library")
    _keep(workspace, "Refuge", protection="partners", postcode="ZZ1 1AB")
    _keep(workspace, "Story teller", kind="person", postcode="", protection="unmapped")
    page = staff.get(LIST).text
    assert page.count(MARK) == 2
    assert page.count("Holds protected records: not to be passed on.") == 2  # on top, and on every sheet
    assert "No place is kept" in page


@pytest.mark.parametrize(
    ("query", "names", "words"),
    [
        ("", {"Library", "Garden"}, ""),
        ("?kind=place", {"Garden"}, "Only: Places."),
        ("?zone=DEMO0005&state=stale", {"Garden"}, "Only: Tiny Town - 05, No longer counts as usable."),
        ("?offer=food", set(), "Only: Food."),
        ("?kind=%3Cb%3E", set(), "Only: &lt;b&gt;."),
    ],
)
def test_the_filters_of_the_screen_narrow_the_list(
    staff: TestClient, workspace: Workspace, query: str, names: set[str], words: str
) -> None:
    _keep(workspace, "Library")
    _keep(workspace, "Garden", kind="place", postcode="ZZ1 1AB")
    page = staff.get(f"{LIST}{query}").text
    assert {name for name in ("Library", "Garden") if name in page} == names
    assert words in page
    assert ("Nothing is to be checked here" in page) == (not names)


def test_a_long_list_says_what_it_leaves_out(
    staff: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_PRINTED", 2)
    for number in range(3):
        _keep(workspace, f"Library {number}")
    page = staff.get(LIST).text
    assert "The 2 most pressing of 3 records." in page
    assert page.count("still right") == 2
