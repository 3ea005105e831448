"""Coming in by a personal link."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from starlette.testclient import TestClient

from asset_map.domain import guessing
from asset_map.services.people.entering import who
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


@pytest.mark.parametrize(
    ("method", "headers", "asked"),
    [
        ("GET", {}, False),
        ("GET", {"sec-fetch-site": "none", "sec-fetch-dest": "document"}, False),
        ("GET", {"sec-fetch-site": "same-origin", "referer": "http://testserver/records"}, False),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, True),
        ("GET", {"sec-fetch-site": "same-site"}, True),
        ("GET", {"referer": "http://mail.example/"}, True),
        ("GET", {"sec-fetch-site": "none", "sec-fetch-dest": "image"}, True),
        ("GET", {"sec-purpose": "prefetch;prerender"}, True),
        ("GET", {"purpose": "prefetch"}, True),
        ("GET", {"x-purpose": "preview"}, True),
        ("HEAD", {}, True),
        ("POST", {"origin": "http://testserver", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_what_looks_ahead_and_other_sites_sign_nobody_in(
    client: TestClient, workspace: Workspace, method: str, headers: dict[str, str], asked: bool
) -> None:
    token = let_in("Morag", workspace, now=NOW)
    answer = client.request(method, f"/enter/{token}", headers=headers, follow_redirects=False)
    assert answer.status_code == (200 if asked else 303)
    assert (STAFF_COOKIE in answer.headers.get("set-cookie", "")) is not asked
    if asked and method == "GET":
        assert '<form method="post">' in answer.text
        assert "Morag" not in answer.text
    wrong = client.request(method, "/enter/guess", headers=headers, follow_redirects=False)
    assert wrong.status_code == (200 if asked else 404)


def test_links_that_open_nothing_come_to_an_end_and_a_right_one_opens_all_the_same(
    client: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "MOST_LATELY", 2)
    statuses = [client.get(f"/enter/guess{number}", follow_redirects=False).status_code for number in range(3)]
    assert statuses == [404, 404, 429]
    token = let_in("Morag", workspace, now=NOW)
    assert client.get(f"/enter/{token}", follow_redirects=False).status_code == 303
