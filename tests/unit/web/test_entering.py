"""Coming in by a personal link."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from starlette.testclient import TestClient

from asset_map.services.people import who
from asset_map.services.workspace import Workspace
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.fixtures.cookies import set_by


def test_a_personal_link_leaves_a_cookie_that_scripts_cannot_read(client: TestClient, workspace: Workspace) -> None:
    token = let_in("Morag", workspace, now=NOW)
    answer = client.get(f"/enter/{token}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/records")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = SimpleCookie(answer.headers["set-cookie"])[STAFF_COOKIE]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    person = who(set_by(answer.headers["set-cookie"], STAFF_COOKIE, workspace), workspace, now=NOW)
    assert person is not None
    assert person.name == "Morag"


@pytest.mark.parametrize("token", ["guess", "demo-morag", "%00"])
def test_another_link_leaves_none(client: TestClient, workspace: Workspace, token: str) -> None:
    let_in("Morag", workspace, now=NOW)
    answer = client.get(f"/enter/{token}", follow_redirects=False)
    assert answer.status_code == 404
    assert STAFF_COOKIE not in answer.headers.get("set-cookie", "")
    assert "does not work any longer" in answer.text
