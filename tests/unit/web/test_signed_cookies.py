"""Cookies that we set come back as they were set, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from asset_map.logs import Fact
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.signing import the_secret
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings
from asset_map.web.logged import Logged, Refusals
from asset_map.web.signed_cookies import LONGEST_COOKIE, SignedCookies, sealed_cookie
from tests.conftest import NOW

A_DAY = dt.timedelta(days=1)
A_SECOND = dt.timedelta(seconds=1)
NAME, OTHER = "asset_map_a", "asset_map_b"


class Clock:
    """Tells what it is told."""

    now = NOW

    def __call__(self) -> dt.datetime:
        """Return the moment."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands."""
    return Clock()


@pytest.fixture
def workspace(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Open the store that is served."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    workspace = open_workspace(tiny_settings)
    yield workspace
    workspace.store.close()


async def _set(request: Request) -> Response:
    answer = Response()
    for name in (NAME, "another"):
        answer.set_cookie(name, "value", max_age=int(A_DAY.total_seconds()), httponly=True, samesite="lax")
    return answer


async def _say(request: Request) -> Response:
    return JSONResponse(request.cookies)


async def _say_on(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json(socket.cookies)
    await socket.close()


def _browser(clock: Clock, scheme: str = "http") -> TestClient:
    app = Starlette(routes=[Route("/set", _set), Route("/say", _say), WebSocketRoute("/socket", _say_on)])
    app.add_middleware(SignedCookies, clock=clock)
    return TestClient(app, base_url=f"{scheme}://testserver")


def _told(browser: TestClient, cookie: str) -> dict[str, str]:
    told: dict[str, str] = browser.get("/say", headers={"cookie": cookie.encode()}).json()
    return told


def test_a_cookie_comes_back_until_it_ends_and_scripts_see_none(workspace: Workspace, clock: Clock) -> None:
    browser = _browser(clock)
    own, another = browser.get("/set").headers.get_list("set-cookie")
    assert own.startswith(f"{NAME}=")
    assert another.startswith("another=value;")
    assert all(word in own for word in ("HttpOnly", "SameSite=lax"))
    assert "Secure" not in own
    kept = own.partition(";")[0]
    assert _told(browser, f"x=y; {kept}") == {"x": "y", NAME: "value"}
    with browser.websocket_connect("/socket", headers={"cookie": kept}) as socket:
        assert socket.receive_json() == {NAME: "value"}
    clock.now = NOW + A_DAY - A_SECOND
    assert _told(browser, kept) == {NAME: "value"}
    clock.now = NOW + A_DAY
    assert _told(browser, kept) == {}


def test_by_https_every_cookie_is_for_https_alone(workspace: Workspace, clock: Clock) -> None:
    assert all("; Secure" in one for one in _browser(clock, "https").get("/set").headers.get_list("set-cookie"))


def test_what_we_did_not_set_under_that_name_never_arrives(workspace: Workspace, clock: Clock) -> None:
    browser, until = _browser(clock), NOW + A_DAY
    own, swapped = (sealed_cookie(name, "value", workspace, until=until) for name in (NAME, OTHER))
    later = own.replace(own.partition(".")[0], str(int(until.timestamp()) + 1))
    of_another_key = sealed_cookie(NAME, "x" * LONGEST_COOKIE, workspace, until=until)
    for forged in ("value", "", swapped, later, own[:-1], f"{own}x", of_another_key, "é", '"', "=" * 9):
        assert _told(browser, f"{NAME}={forged}; x=y") == {"x": "y"}, forged
    assert _told(browser, f"{NAME}=tossed; {NAME}={own}; {NAME}=tossed") == {NAME: "value"}


def test_every_process_signs_with_the_same_key_and_another_store_with_another(
    workspace: Workspace, wide: Workspace, clock: Clock
) -> None:
    again = open_workspace(workspace.settings)
    assert the_secret("signing", again) == the_secret("signing", workspace) != the_secret("signing", wide)
    again.store.close()
    assert _told(_browser(clock), f"{NAME}={sealed_cookie(NAME, 'value', wide, until=NOW + A_DAY)}") == {}


def test_while_the_store_is_away_everybody_is_the_public(
    workspace: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _browser(clock).get("/set").headers["set-cookie"].partition(";")[0]
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert _told(_browser(clock), f"{kept}; x=y") == {"x": "y"}
    assert [one.partition("=")[0] for one in _browser(clock).get("/set").headers.get_list("set-cookie")] == ["another"]


async def _unknown(_: Request) -> Response:
    return Response(status_code=404)


def test_what_is_refused_is_told_by_the_pattern_of_its_address_with_cookies_too(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    refusals = Refusals()
    app = Starlette(
        routes=[Route("/enter/{token}", _unknown)],
        middleware=[Middleware(Logged, refusals=refusals), Middleware(SignedCookies)],
    )
    seal = sealed_cookie(NAME, "value", workspace, until=dt.datetime.now(dt.UTC) + A_DAY)
    TestClient(app, cookies={NAME: seal}).get("/enter/Hidden")
    with caplog.at_level("WARNING"):
        refusals.tell(now=True)
    told = [record.facts for record in caplog.records if record.name == "asset_map"]
    assert [facts[Fact.ROUTE] for facts in told] == ["/enter/{token}"]
