"""The report of a session by its address and from a terminal: for staff to pass on, or to keep."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Grant, Rights, Role
from asset_map.domain.protection import Audience
from asset_map.services.people.inviting import invite
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.sessions.review_records import InRecord, make_record
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import new_id, open_session_in, said
from tests.unit.test_cli import call

ENDINGS = ("", ".json", ".pdf")


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Open a session in which one thing was said that is not to be published."""
    session = open_session_in(workspace)
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(replace(said(1, "zqxmarker"), do_not_publish="yes"), phone, workspace, now=NOW)
    return session


def test_only_staff_reach_it_and_it_is_for_the_public_unless_asked(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    page = f"/mapping/{session.session_id}/report"
    for ending in ENDINGS:
        for query in ("", "?for=staff"):
            refused = client.get(f"{page}{ending}{query}")
            assert (refused.status_code, "For staff only" in refused.text) == (404, True)
    client.post(f"/j/{session.code}", data={"language": "en"})
    assert client.get(f"{page}?for=staff").status_code == 404
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    assert "zqxmarker" not in client.get(page).text
    assert "Tea and maps" in client.get(page).text
    assert "zqxmarker" in client.get(f"{page}?for=staff").text
    assert client.get(f"{page}.json").json()["said"] == 0
    assert client.get(f"{page}.json?for=staff").json()["said"] == 1
    paper = client.get(f"{page}.pdf")
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get("/mapping/nonesuch/report").status_code == 404


def test_a_facilitator_without_the_right_takes_no_protected_record_away(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    kept = workspace.store.contribution(new_id(1))
    assert kept is not None
    draft = replace(draft_of(kept, session, workspace), name="Refuge", protection="partners")
    made = make_record(kept, draft, session, workspace, now=NOW, actor=somebody("Effie"))
    assert isinstance(made, InRecord)
    addresses = [
        f"/mapping/{session.session_id}/{one}" for one in ("report?for=staff", "report.json?for=staff", "record.json")
    ]
    for sees, is_there in ((True, True), (False, False)):
        rights = Rights(grants=(Grant(role=Role.FACILITATOR),), sees_protected=sees)
        token = invite("Ada", workspace, now=NOW, actor=somebody("test"), rights=rights)
        client.get(f"/enter/{token}", follow_redirects=False)
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, "zqxmarker" in answer.text) == (200, is_there), address
    noted = {one.audience for one in workspace.store.files_made(since=None, audiences=list(Audience))}
    assert noted == {Audience.STAFF, Audience.TEAM}


def test_a_terminal_writes_it_in_three_forms(
    session: MappingSession,
    tiny_settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = ["--home", str(tiny_settings.home)]
    for ending in ("html", "json", "pdf"):
        out = tiny_settings.home / f"report.{ending}"
        code, _, error = call(capsys, monkeypatch, "session", "report", session.session_id, "--out", str(out), *home)
        assert (code, error) == (0, "")
        assert b"zqxmarker" not in out.read_bytes()
    assert "<style>" in (tiny_settings.home / "report.html").read_text("utf-8")
    assert json.loads((tiny_settings.home / "report.json").read_text("utf-8"))["said"] == 0
    out = tiny_settings.home / "report.txt"
    whole = ["session", "report", session.session_id, "--out", str(out), "--audience", "staff", *home]
    assert call(capsys, monkeypatch, *whole, "--format", "json")[0] == 0
    assert "zqxmarker" in out.read_text("utf-8")
    code, _, error = call(capsys, monkeypatch, *whole)
    assert code == 1
    assert "ends in .html, .pdf or .json" in error
