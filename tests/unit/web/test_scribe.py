"""Only staff type in paper; with the script or without it, an entry is kept once and its words stay words."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from asset_map.domain.mapping_session import MappingSession
from asset_map.services.people.leaving import let_go
from asset_map.services.sessions.opening import make_slips
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import new_id, open_session_in

HOSTILE = "</script><script>alert(1)</script> “quoted” ' \" #panic() $x$"


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Return an open session."""
    return open_session_in(workspace)


@pytest.fixture
def staff(client: TestClient, workspace: Workspace) -> TestClient:
    """Return the browser of somebody who works here."""
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    return client


def _page(session: MappingSession) -> str:
    return f"/mapping/{session.session_id}/scribe"


def _entry(number: int = 1, **changes: object) -> dict[str, object]:
    typed = {"sheet": "1", "dot": "1", "place": "B2", "kind": "story", "words": HOSTILE, "language": "en"}
    return {"do": "keep", "contribution_id": new_id(number)} | typed | changes


@pytest.mark.parametrize(
    "path", ["/scribe", "/scribe/entries", "/scribe/places?text=B2", "/read-back", "/read-back?sheet=1"]
)
def test_a_phone_and_the_public_reach_nothing(
    client: TestClient, session: MappingSession, workspace: Workspace, path: str
) -> None:
    for _join in range(2):
        answers = [client.get(f"/mapping/{session.session_id}{path}"), client.post(_page(session), data=_entry())]
        answers.append(client.post(f"{_page(session)}/entries", json=_entry()))
        assert {answer.status_code for answer in answers} == {404}
        assert not any(session.title in answer.text for answer in answers)
        client.post(f"/j/{session.code}", data={"language": "en"})
    assert workspace.store.contributions(session.session_id) == []


def test_what_the_script_sends_twice_is_kept_once(
    staff: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    for _again in range(2):
        answer = staff.post(f"{_page(session)}/entries", json=_entry())
        assert answer.status_code == 200, answer.text
    assert answer.json()["entry"]["square"] == "B2"
    assert len(staff.get(f"{_page(session)}/entries").json()["entries"]) == 1
    [kept] = workspace.store.contributions(session.session_id)
    assert (kept.words, kept.entered_by, kept.sheet, kept.dot) == (HOSTILE, "Effie", "Table 1", 1)
    shown = staff.get(f"{_page(session)}?sheet=1").text
    assert "&lt;script&gt;alert(1)" in shown
    assert "</script><" not in shown
    assert "<script>alert" not in shown


def test_corrections_and_taking_back_go_by_the_script(
    staff: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    was = staff.post(f"{_page(session)}/entries", json=_entry()).json()["entry"]["typed"]
    mended = _entry(do="correct", words="Tea", was=was)
    for _again in range(2):
        assert staff.post(f"{_page(session)}/entries", json=mended).status_code == 200
    late = staff.post(f"{_page(session)}/entries", json=mended | {"words": "Coffee"})
    assert (late.status_code, "Nothing was overwritten" in late.text) == (422, True)
    for do, taken in (("take_back", True), ("put_back", False)):
        answer = staff.post(f"{_page(session)}/entries", json={"do": do, "contribution_id": new_id(1)})
        assert answer.json()["entry"]["is_taken_back"] is taken
    unknown = staff.post(f"{_page(session)}/entries", json={"do": "take_back", "contribution_id": new_id(7)})
    assert unknown.status_code == 409
    assert [one.words for one in workspace.store.contributions(session.session_id)] == ["Tea"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"null", b'{"do": "keep", "words": 1}', b'{"do": "burn"}', b'{"do": ["keep"]}',
        b'{"do": "keep", "offers": [1]}', b'{"do": "correct"}', b'{"do": "correct", "was": "x"}', b"[" * 100_000,
        b"x" * 300_000,
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(
    staff: TestClient, session: MappingSession, workspace: Workspace, body: bytes
) -> None:
    answer = staff.post(f"{_page(session)}/entries", content=body)
    assert answer.status_code == 400
    assert answer.json()["problems"]
    assert workspace.store.contributions(session.session_id) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "Z99"}, "place"),
        ({"dot": "x"}, "dot"),
        ({"dot": "９"}, "dot"),
        ({"kind": ""}, "kind"),
        ({"words": "x" * 1001}, "words"),
        ({"slip_code": "AAAA-AAAA"}, "slip_code"),
        ({"about_dot": "9"}, "about_dot"),
        ({"sheet": "x" * 21}, "sheet"),
        ({"contribution_id": "1"}, "contribution_id"),
    ],
)
def test_what_cannot_be_kept_comes_back_beside_its_field_with_the_script_and_without(
    staff: TestClient, session: MappingSession, changes: dict[str, object], field: str
) -> None:
    answer = staff.post(f"{_page(session)}/entries", json=_entry(**changes))
    assert answer.status_code == 422
    assert field in {one["field"] for one in answer.json()["problems"]}
    page = staff.post(_page(session), data=_entry(**changes))
    assert page.status_code == 422
    if "words" not in changes:
        assert "&lt;script&gt;alert(1)" in page.text
    if field != "contribution_id":
        assert f'aria-describedby="wrong-{field}' in page.text


def test_without_scripts_the_form_keeps_corrects_and_takes_back(
    staff: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    [code] = make_slips(session, 1, workspace, now=NOW, actor=somebody("Morag"))
    after = staff.post(_page(session), data=_entry(slip_code=code))
    assert (after.url.path, dict(after.url.params)) == (_page(session), {"sheet": "1", "dot": "2"})
    assert "On this sheet: 1" in after.text
    assert code not in after.text
    again = staff.post(_page(session), data=_entry(2))
    assert "was typed already" in again.text
    staff.post(_page(session), data=_entry(2, same_dot="yes"))
    form = staff.get(f"{_page(session)}?correct={new_id(1)}").text
    found = re.search(r'name="was" value="([^"]+)"', form)
    assert found is not None
    was = found[1].replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'")
    staff.post(_page(session), data=_entry(do="correct", words="Tea", was=was))
    staff.post(_page(session), data={"do": "take_back", "contribution_id": new_id(2), "sheet": "Table 1"})
    kept = {one.contribution_id: one for one in workspace.store.contributions(session.session_id)}
    assert (kept[new_id(1)].words, kept[new_id(1)].slip_code) == ("Tea", code)
    assert kept[new_id(2)].taken_back_at is not None


def test_another_site_and_who_was_let_go_type_nothing_in(
    staff: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    elsewhere = {"origin": "http://elsewhere.example"}
    assert staff.post(f"{_page(session)}/entries", json=_entry(), headers=elsewhere).status_code == 403
    assert staff.post(_page(session), data=_entry(), headers=elsewhere).status_code == 403
    let_in("Morag", workspace, now=NOW)
    let_go("Effie", workspace, now=NOW, actor=somebody("Morag"))
    assert staff.post(f"{_page(session)}/entries", json=_entry()).status_code == 404
    assert workspace.store.contributions(session.session_id) == []


def test_a_place_in_words_is_told_an_unknown_one_says_what_to_try_and_the_sheet_is_printed(
    staff: TestClient, session: MappingSession
) -> None:
    assert staff.get(f"{_page(session)}/places?text=b2").json()["places"] == ["Square B2 of the grid"]
    staff.post(f"{_page(session)}/entries", json=_entry())
    made = staff.get(f"/mapping/{session.session_id}/read-back?sheet=1")
    assert (made.headers["content-type"], made.headers["cache-control"]) == ("application/pdf", "no-store")
    assert made.content.startswith(b"%PDF")
    unknown = staff.get(f"{_page(session)}/places?text=nowhere").json()
    assert (unknown["places"], bool(unknown["message"])) == ([], True)
