"""A slip's page tells what became of its own words; the pages for everybody hold nobody's slip and no name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from asset_map.domain import guessing
from asset_map.domain.mapping_session import MappingSession, written_slip_code
from asset_map.domain.protection import Audience
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import close_session, open_session
from asset_map.services.sessions.outcomes import OutcomeDraft, decide, let_be_quoted, tell
from asset_map.services.sessions.record_file import record_json
from asset_map.services.sessions.record_reading import take_in_record
from asset_map.services.sessions.room import hide
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.kept_records import LATER
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

MARKER = "zqxmarker"
WORDS = "<b>A kettle</b>"


@pytest.fixture
def told(workspace: Workspace) -> tuple[MappingSession, str]:
    """Return a closed session of which something is told, and the slip of whoever said it."""
    session = open_session_in(workspace)
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(said(1, WORDS), phone, workspace, now=NOW)
    let_be_quoted(
        workspace.store.contributions(session.session_id)[0],
        workspace,
        may_be_quoted=True,
        now=NOW,
        actor=somebody("M"),
    )
    tell(
        [new_id(1)],
        OutcomeDraft(answer="did", words="Bought it"),
        session,
        workspace,
        now=LATER,
        actor=somebody("Zelda Quill"),
    )
    decide("Tea first", "All said so", "", session, workspace, now=LATER, actor=somebody("Zelda Quill"))
    return close_session(session, workspace, now=LATER, actor=somebody("Zelda Quill")), phone.slip_code


def test_a_slip_leads_to_what_became_of_its_words(client: TestClient, told: tuple[MappingSession, str]) -> None:
    session, slip = told
    typed = client.get("/slip", params={"code": written_slip_code(slip).lower()})
    assert typed.status_code == 200
    assert typed.url.path == f"/slip/{slip}"
    page = typed.text
    for words in ("&lt;b&gt;A kettle&lt;/b&gt;", "Bought it", "Tea first", f"/said/{session.session_id}"):
        assert words in page
    assert "Zelda" not in page
    assert "<script" not in page
    assert typed.headers["x-robots-tag"].startswith("noindex")
    assert typed.headers["cache-control"] == "no-store"
    assert "set-cookie" not in typed.headers


def test_a_slip_page_reads_in_the_language_of_the_person(client: TestClient, told: tuple[MappingSession, str]) -> None:
    for asked in ({"params": {"lang": "ur"}}, {"headers": {"accept-language": "ur, en;q=0.5"}}):
        page = client.get(f"/slip/{told[1]}", **asked).text  # type: ignore[arg-type]
        assert 'dir="rtl"' in page
        assert "آپ نے کہا" in page
        assert "Bought it" in page


def test_wrong_codes_are_answered_kindly_and_limited(
    client: TestClient, told: tuple[MappingSession, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "MOST_LATELY", 3)
    for code in ("AAAA2222", "%F0%9F%92%A9", "x" * 300):
        answer = client.get(f"/slip/{code}")
        assert (answer.status_code, "No slip has this code" in answer.text) == (404, True)
    assert client.get(f"/slip/{told[1]}").status_code == 429
    assert client.get("/j/AAAAAA").status_code == 404  # each kind counts for itself
    assert client.get("/slip", params={"code": "ab"}).status_code == 404


def test_everybody_reads_what_may_be_quoted_without_names_or_slips(
    client: TestClient, told: tuple[MappingSession, str]
) -> None:
    session, slip = told
    page = f"/said/{session.session_id}"
    for address in ("/said", page, f"{page}/short.txt"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not any(secret in answer.text for secret in (slip, written_slip_code(slip), "Zelda", "Morag"))
        assert answer.headers["x-robots-tag"].startswith("noindex")
    assert "&lt;b&gt;A kettle&lt;/b&gt;" in client.get(page).text
    assert "Bought it" in client.get(f"{page}/short.txt").text
    for query in ("", "?large=1", "?lang=ar"):
        poster = client.get(f"{page}/poster.pdf{query}")
        assert (poster.headers["content-type"], poster.content[:4]) == ("application/pdf", b"%PDF")


def test_what_is_held_back_changes_no_byte_of_what_everybody_reads(
    client: TestClient, told: tuple[MappingSession, str], workspace: Workspace
) -> None:
    session, _slip = told
    page = f"/said/{session.session_id}"
    every = ("/said", page, f"{page}/short.txt", f"{page}?lang=pl")

    def read() -> list[str]:
        public = record_json(session, workspace, audience=Audience.PUBLIC, today=TODAY)
        return [public, *(client.get(address).text for address in every)]

    before = read()
    phone = join(
        open_session(session, workspace, now=NOW, actor=somebody("Morag")), "en", workspace, now=NOW
    ).participant
    drafts = (replace(said(2, MARKER), do_not_publish="yes"), said(3, f"{MARKER} refuge"), said(4, MARKER))
    for draft in drafts:
        contribute(draft, phone, workspace, now=NOW)
    hide(new_id(4), session, workspace, now=NOW, actor=somebody("Morag"))
    will = OutcomeDraft(answer="will", words=MARKER, by_when="2100-01-01")
    tell([new_id(2), new_id(3), new_id(4)], will, session, workspace, now=LATER, actor=somebody("Effie"))
    kept = workspace.store.mapping_session(session.session_id)
    assert kept is not None
    close_session(kept, workspace, now=LATER, actor=somebody("Morag"))
    assert read() == before
    assert client.get(f"/slip/{phone.slip_code}").text.count(MARKER) >= 6


def test_nothing_is_told_of_a_session_that_nobody_closed(client: TestClient, workspace: Workspace) -> None:
    session = open_session_in(workspace)
    for page in ("", "/poster.pdf", "/short.txt"):
        assert client.get(f"/said/{session.session_id}{page}").status_code == 404
        assert client.get(f"/said/nowhere{page}").status_code == 404
    assert session.title not in client.get("/said").text
    assert client.get(f"/mapping/{session.session_id}/poster.pdf").status_code == 404


def test_staff_alone_get_the_session_as_a_file_and_it_opens_here(
    client: TestClient, told: tuple[MappingSession, str], workspace: Workspace
) -> None:
    session, slip = told
    address = f"/mapping/{session.session_id}/record.json"
    assert client.get(address).status_code == 404
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}")
    whole = client.get(address)
    assert whole.json()["session"]["facilitator"] == "Morag"
    assert slip not in whole.text
    public = client.get(address, params={"public": "1"})
    assert (public.json()["form"], "Morag" in public.text, "Zelda" in public.text) == ("public", False, False)
    assert client.get(f"/mapping/{session.session_id}/poster.pdf").content[:4] == b"%PDF"
    other = whole.text.replace(session.session_id, "f" * 32).replace(new_id(1), "e" * 32)
    for outcome in (*whole.json()["outcomes"], *whole.json()["decisions"]):
        own = outcome.get("outcome_id") or outcome["decision_id"]
        other = other.replace(own, own[::-1])
    take_in_record(
        other.replace('"language": "en"', '"language": "tlh"').encode(), workspace, now=LATER, actor=somebody("Effie")
    )
    room = client.get(f"/mapping/{'f' * 32}/room")
    assert (room.status_code, 'lang="tlh"' in room.text) == (200, True)
    kept = workspace.store.contribution("e" * 32)
    assert kept is not None
    let_be_quoted(kept, workspace, may_be_quoted=True, now=LATER, actor=somebody("Effie"))
    assert 'lang="tlh"' in client.get(f"/said/{'f' * 32}").text
