"""Whatever breaks, who asked sees a page of ours, and neither it nor the log tells what was asked."""

from __future__ import annotations

import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map.logs import LineOfJson
from asset_map.services.people.entering import enter
from asset_map.services.workspace import Workspace
from asset_map.web.routes import middleware
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.fixtures.cookies import kept_by_browser

MARKER = "zqxmarker"


async def _break(request: Request) -> Response:
    raise RuntimeError(f"{MARKER} {request.url} {request.cookies}")


async def _break_off(_: Request) -> Response:
    async def parts() -> object:  # an async generator
        yield b"begun"
        raise RuntimeError(MARKER)

    return StreamingResponse(parts())  # type: ignore[arg-type]


def _browser() -> TestClient:
    own = [Route("/break/{word}", _break, methods=["GET", "POST"]), Route("/break-off", _break_off)]
    return TestClient(Starlette(routes=own, middleware=middleware()), headers={"origin": "http://testserver"})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_is_answered_in_words_and_told_without_them(
    client: TestClient, workspace: Workspace, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    entered = enter(let_in("Morag", workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    cookie = {"cookie": f"{STAFF_COOKIE}={kept_by_browser(STAFF_COOKIE, entered.cookie, workspace)}"}
    with caplog.at_level(logging.DEBUG):
        answer = _browser().request(
            method, f"/break/{MARKER}?name={MARKER}", headers=cookie, data={"x": MARKER} if method == "POST" else None
        )
    assert (answer.status_code, "This did not work" in answer.text) == (500, True)
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src" not in answer.headers["content-security-policy"]
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    logged = " ".join(LineOfJson().format(record) for record in ours)
    assert "RuntimeError" in logged
    for hidden in (MARKER, entered.cookie, "Traceback"):
        assert hidden not in answer.text
        assert hidden not in logged


def test_an_answer_that_had_begun_is_cut_off(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Exception, match=r"^$") as broken:
        _browser().get("/break-off")
    logged = " ".join(LineOfJson().format(record) for record in caplog.records)
    assert MARKER not in f"{broken.value!r} {logged}"


def test_by_https_a_browser_is_told_to_stay_with_it_and_to_ask_for_little(client: TestClient) -> None:
    plain = client.get("/").headers
    assert "strict-transport-security" not in plain
    assert "geolocation=(self)" in plain["permissions-policy"]
    assert "microphone=(self)" in plain["permissions-policy"]
    secure = client.get("https://testserver/").headers
    assert secure["strict-transport-security"] == "max-age=31536000"
    assert secure["cross-origin-opener-policy"] == "same-origin"
    assert "; Secure" in secure["set-cookie"]


def test_a_file_for_a_screen_is_taken_from_staff_alone(client: TestClient, workspace: Workspace) -> None:
    path, file = "/_stcore/upload_file/session/file", {"file": b"x"}
    refused = client.put(path, files=file)
    assert (refused.status_code, refused.headers["connection"]) == (403, "close")
    assert "Only staff" in refused.text
    entered = enter(let_in("Morag", workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    client.cookies.set(STAFF_COOKIE, entered.cookie)
    assert "Only staff" in client.put(path, files=file).text  # not signed
    client.cookies.set(STAFF_COOKIE, kept_by_browser(STAFF_COOKIE, entered.cookie, workspace))
    assert client.put(path, files=file).status_code == 404  # let through to Streamlit, which is not there
