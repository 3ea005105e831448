"""Whatever may change something is refused when another site sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from asset_map.services.people.entering import enter
from asset_map.services.workspace import Workspace
from asset_map.web.form_token import TOKEN_FIELD, for_whom, form_token
from asset_map.web.from_here import From, where_from
from asset_map.web.plain_page import TEMPLATES
from asset_map.web.routes import middleware, routes
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.fixtures.cookies import kept_by_browser

ELSEWHERE = (
    {"origin": "https://elsewhere.example"},
    {"origin": "http://testserver:8080"},
    {"origin": "http://testserver.elsewhere.example"},
    {"origin": "null"},
    {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize(
    ("said", "scheme", "expected"),
    [
        ({}, "http", From.UNSAID),
        ({"origin": "http://map.example"}, "http", From.HERE),
        ({"origin": "HTTP://MAP.example"}, "http", From.HERE),
        ({"origin": "https://map.example"}, "http", From.HERE),  # behind a proxy that is not trusted
        ({"origin": "http://map.example"}, "https", From.ELSEWHERE),
        ({"origin": "http://map.example"}, "wss", From.ELSEWHERE),
        ({"origin": "http://map.example:81"}, "http", From.ELSEWHERE),
        ({"origin": ""}, "http", From.ELSEWHERE),
        ({"origin": "null"}, "http", From.NOWHERE),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, "http", From.HERE),
        ({"sec-fetch-site": "none"}, "http", From.HERE),
        ({"sec-fetch-site": "cross-site"}, "http", From.ELSEWHERE),
        ({"sec-fetch-site": "same-site", "origin": "http://map.example"}, "http", From.ELSEWHERE),
        ({"sec-fetch-site": "same-origin", "origin": "http://other.example"}, "http", From.ELSEWHERE),
    ],
)
def test_where_a_request_comes_from(said: dict[str, str], scheme: str, expected: From) -> None:
    assert where_from(Headers({"host": "map.example", **said}), scheme=scheme) is expected


@pytest.fixture
def staff(client: TestClient, workspace: Workspace) -> Iterator[TestClient]:
    """Return the browser of somebody who is signed in, which says nothing of where its requests come from."""
    entered = enter(let_in("Effie", workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    del client.headers["origin"]
    client.cookies.set(STAFF_COOKIE, kept_by_browser(STAFF_COOKIE, entered.cookie, workspace))
    for_whom.set(entered.cookie)
    yield client
    for_whom.set("")


def _token(whose: str) -> str:
    before = for_whom.set(whose)
    found = re.search(r'value="([^"]+)"', form_token())
    for_whom.reset(before)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_every_changing_route_refuses_another_site(staff: TestClient, headers: dict[str, str]) -> None:
    own = [route for route in routes() if isinstance(route, Route)]
    assert len([route for route in own if "POST" in (route.methods or ())]) >= 12
    for route in own:
        path = re.sub(r"\{[^}]+\}", "x", route.path)
        for method in CHANGING:
            answer = staff.request(method, path, data={"name": "x"}, headers=headers)
            assert answer.status_code == 403, (method, path)
            assert "another site" in answer.text


def test_a_new_route_of_any_kind_is_refused_too(client: TestClient) -> None:
    reached = []

    async def change(request: object) -> None:
        reached.append(request)

    app = Starlette(
        routes=[Route("/new", change, methods=["POST"]), Mount("/mounted", routes=[Route("/x", change)])],
        middleware=middleware(),
    )
    with TestClient(app) as browser:
        for method, path in (("POST", "/new"), ("DELETE", "/mounted/x"), ("POST", "/nothing")):
            assert browser.request(method, path, headers=ELSEWHERE[0]).status_code == 403
    assert reached == []


def test_a_browser_that_says_nothing_has_to_bring_the_token_of_its_own_form(
    staff: TestClient, workspace: Workspace
) -> None:
    own, path = for_whom.get(), "/mapping/x/glance"
    assert staff.post(path, data={TOKEN_FIELD: _token(own)}).status_code == 404
    assert staff.post(path, data={TOKEN_FIELD: _token(own)}, headers={"origin": "null"}).status_code == 404
    for wrong in ("", "x", _token(""), _token("somebody else"), own):
        assert staff.post(path, data={TOKEN_FIELD: wrong}).status_code == 403
    long = {TOKEN_FIELD: _token(own), "words": "x" * 300_000}
    assert staff.post(path, data=long).status_code == 403
    assert staff.post(path, json={TOKEN_FIELD: _token(own)}).status_code == 403
    assert staff.post(path, data={TOKEN_FIELD: _token(own)}, headers=ELSEWHERE[0]).status_code == 403


def test_without_a_cookie_there_is_nobody_whose_rights_could_be_borrowed(client: TestClient) -> None:
    del client.headers["origin"]
    assert client.post("/check/x", data={"answer": "x"}).status_code == 400
    assert client.post("/check/x", data={"answer": "x"}, headers={"origin": "null"}).status_code == 403


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("**/*.html")), ids=lambda path: path.name)
def test_each_form_that_changes_something_carries_a_token(template: Path) -> None:
    text = template.read_text("utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        assert ("form_token()" in form) == ("post" in form.partition("\n")[0] or "{{ method }}" in form), form[:200]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_socket_is_refused_to_another_site(client: TestClient, headers: dict[str, str]) -> None:
    # The app answers every other socket with 404, or with the screens; refused is what never arrives there.
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/x", headers=headers):
        pass
    assert refused.value.code == 1008
