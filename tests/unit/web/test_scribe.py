"""The scribe's page is for staff, keeps what is sent once, and says what is to be mended."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from asset_map.domain.mapping_session import MappingSession
from asset_map.services.people import invite
from asset_map.services.workspace import Workspace
from asset_map.web.sessions.scribe import FIELDS
from tests.conftest import NOW
from tests.fixtures.mapping_sessions import new_id, open_session_in

HOSTILE = "</script><img src=x onerror=alert(1)> \"'&"


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Return an open session."""
    return open_session_in(workspace)


@pytest.fixture
def page(client: TestClient, session: MappingSession, workspace: Workspace) -> str:
    """Sign in, and return the address of the page."""
    client.get(f"/enter/{invite('Effie', workspace, now=NOW, actor='Morag')}", follow_redirects=False)
    return f"/mapping/{session.session_id}/scribe"


def _typed(number: int, **fields: str) -> dict[str, str]:
    usual = {"sheet": "1", "dot": str(number), "place": "B2", "kind": "story", "words": HOSTILE, "language": "en"}
    return dict.fromkeys(FIELDS, "") | usual | {"contribution_id": new_id(number)} | fields


def test_an_entry_sent_twice_is_kept_once_and_comes_back_as_text(
    client: TestClient, page: str, session: MappingSession, workspace: Workspace
) -> None:
    for _ in range(2):
        answer = client.post(f"{page}/entries", json=_typed(1))
        assert answer.status_code == 200
        (listed,) = answer.json()["entries"]
        assert (listed["words"], listed["square"], listed["dot"]) == (HOSTILE, "B2", "1")
    (kept,) = workspace.store.contributions(session.session_id)
    assert (kept.entered_by, kept.dot, kept.words) == ("Effie", 1, HOSTILE)
    shown = client.get(page, params={"sheet": "1"}).text
    assert "<img" not in shown
    assert "</script><" not in shown


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    client: TestClient, page: str, session: MappingSession, workspace: Workspace
) -> None:
    wrong = _typed(1, offers="zzz", about_dot="9", place="Z99", slip_code="AAAABBBB", dot="no")
    answer = client.post(f"{page}/entries", json=wrong)
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["problems"]} == {"offers", "about_dot"}
    mended = client.post(f"{page}/entries", json=wrong | {"offers": "", "about_dot": ""})
    assert {one["field"] for one in mended.json()["problems"]} >= {"dot", "slip_code"}
    assert workspace.store.contributions(session.session_id) == []


def test_correcting_and_taking_back(
    client: TestClient, page: str, session: MappingSession, workspace: Workspace
) -> None:
    client.post(f"{page}/entries", json=_typed(1))
    client.post(f"{page}/entries", json=_typed(2, about_dot="1", words="No, shut"))
    answer = client.post(f"{page}/entries", json=_typed(1, words="Tea", do="correct"))
    assert [one["words"] for one in answer.json()["entries"]] == ["Tea", "No, shut"]
    assert [one["about_dot"] for one in answer.json()["entries"]] == ["", "1"]
    answer = client.post(f"{page}/entries", json=_typed(1, do="take_back"))
    assert [one["state"] for one in answer.json()["entries"]] == ["taken_back", "kept"]
    assert client.post(f"{page}/entries", json=_typed(1, do="put_back")).json()["entries"][0]["state"] == "kept"
    gone = client.post(f"{page}/entries", json=_typed(9, do="take_back"))
    assert (gone.status_code, "found none" in gone.text) == (422, True)
    assert len(workspace.store.contributions(session.session_id)) == 2


def test_without_scripts_the_form_keeps_and_goes_on_with_the_next_dot(
    client: TestClient, page: str, session: MappingSession, workspace: Workspace
) -> None:
    answer = client.post(page, data=_typed(12))
    assert answer.url.query == b"sheet=1&dot=13"
    assert "&lt;img" in answer.text
    back = client.post(page, data=_typed(13, place="Z99"))
    assert back.status_code == 422
    assert 'value="Z99"' in back.text
    assert [one.dot for one in workspace.store.contributions(session.session_id)] == [12]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"words": 1}', b'{"do": "drop"}', b"x" * 300_000])
def test_what_no_page_sends_is_refused(client: TestClient, page: str, body: bytes) -> None:
    assert client.post(f"{page}/entries", content=body).status_code == 400


def test_a_place_is_said_and_the_sheet_is_printed(client: TestClient, page: str, session: MappingSession) -> None:
    assert "B2" in client.get(f"{page}/places", params={"text": "b2"}).json()["message"]
    assert client.get(f"{page}/places", params={"text": "nowhere at all"}).json()["message"]
    client.post(f"{page}/entries", json=_typed(1))
    made = client.get(f"/mapping/{session.session_id}/read-back", params={"sheet": "1"})
    assert (made.headers["content-type"], made.headers["cache-control"]) == ("application/pdf", "no-store")
    assert made.content.startswith(b"%PDF")


def test_nobody_else_and_no_other_site_types_anything_in(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    page = f"/mapping/{session.session_id}/scribe"
    assert client.get(page).status_code == 404
    assert client.post(page, data=_typed(1)).status_code == 404
    assert client.post(f"{page}/entries", json=_typed(1)).status_code == 401
    assert client.get(f"{page}/places", params={"text": "B2"}).status_code == 401
    assert client.get(f"/mapping/{session.session_id}/read-back").status_code == 404
    client.get(f"/enter/{invite('Effie', workspace, now=NOW, actor='Morag')}", follow_redirects=False)
    elsewhere = {"origin": "http://elsewhere.example"}
    assert client.post(f"{page}/entries", json=_typed(1), headers=elsewhere).status_code == 400
    assert client.post(page, data=_typed(1), headers=elsewhere).status_code == 404
    assert workspace.store.contributions(session.session_id) == []
