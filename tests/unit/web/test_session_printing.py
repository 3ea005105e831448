"""The print pack is for staff, prints what the piece has, and says what is wrong with anything else."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from asset_map.domain.mapping_session import MappingSession
from asset_map.services.sessions.pieces import PIECES
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.fixtures.mapping_sessions import open_session_in


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Return an open session."""
    return open_session_in(workspace)


@pytest.fixture
def staff(client: TestClient, workspace: Workspace) -> TestClient:
    """Return the browser of somebody who works here."""
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    return client


@pytest.mark.parametrize("path", ["print", *(f"print/{piece.code}" for piece in PIECES)])
def test_a_phone_reaches_no_piece(client: TestClient, session: MappingSession, path: str) -> None:
    client.post(f"/j/{session.code}", data={"language": "en"})
    for answer in (
        client.get(f"/mapping/{session.session_id}/{path}"),
        client.post(f"/mapping/{session.session_id}/{path}"),
    ):
        assert answer.status_code in {404, 405}
        assert not answer.content.startswith(b"%PDF")
        assert session.title not in answer.text


def test_the_list_names_each_piece_and_each_makes_a_pdf(staff: TestClient, session: MappingSession) -> None:
    page = staff.get(f"/mapping/{session.session_id}/print", params={"base": "http://10.0.0.5:8501"})
    assert page.status_code == 200
    for piece in PIECES:
        assert piece.what_for in page.text
        address = f"/mapping/{session.session_id}/print/{piece.code}"
        assert f'action="{address}"' in page.text
        answer = staff.post(address) if piece.gives_codes else staff.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"paper": "a7"}, "papers a1, a2, a3; found “a7”"),
        ({"copies": "0"}, "between 1 and 20; found 0"),
        ({"copies": "9" * 4000}, "between 1 and 20; found 999999"),
        ({"copies": "many"}, "found “many”"),
        ({"language": "xx"}, "found “xx”"),
    ],
)
def test_what_a_piece_does_not_have_is_said(
    staff: TestClient, session: MappingSession, asked: dict[str, str], said: str
) -> None:
    answer = staff.get(f"/mapping/{session.session_id}/print/table-sheets", params=asked)
    assert answer.status_code == 422
    assert said in answer.text


def test_no_piece_and_no_session_are_not_there(staff: TestClient, session: MappingSession) -> None:
    assert staff.get(f"/mapping/{session.session_id}/print/cake").status_code == 404
    assert staff.get("/mapping/nonesuch/print").status_code == 404
    assert staff.get("/mapping/nonesuch/print/notice").status_code == 404
