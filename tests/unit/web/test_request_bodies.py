"""However much is sent to whatever route, no more is read than the route takes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from asset_map.intake.photos import MOST_UPLOADED_BYTES
from asset_map.services.people.entering import enter
from asset_map.services.workspace import Workspace
from asset_map.web.from_here import MOST_BYTES
from asset_map.web.routes import middleware, routes
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.fixtures.cookies import kept_by_browser

CHUNK = b"a=" + b"x" * (64 * 1024 - 2)
A_GIGABYTE = 1_000_000_000
CHANGING = sorted({route.path for route in routes() if isinstance(route, Route) and "POST" in (route.methods or ())})


@pytest.mark.parametrize("says_where_from", [True, False])
@pytest.mark.parametrize("pattern", CHANGING)
def test_of_a_gigabyte_no_more_is_read_than_is_taken(
    client: TestClient, workspace: Workspace, pattern: str, says_where_from: bool
) -> None:
    entered = enter(let_in("Effie", workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    kind = "application/octet-stream" if pattern.startswith("/photos") else "application/x-www-form-urlencoded"
    headers = {
        "host": "testserver",
        "content-type": kind,
        "cookie": f"{STAFF_COOKIE}={kept_by_browser(STAFF_COOKIE, entered.cookie, workspace)}",
    } | ({"origin": "http://testserver"} if says_where_from else {})
    path = re.sub(r"\{[^}]+\}", "x", pattern)
    read, answer = 0, []

    async def receive() -> Message:
        nonlocal read
        read += len(CHUNK)
        return {"type": "http.request", "body": CHUNK, "more_body": read < A_GIGABYTE}

    async def send(message: Message) -> None:
        answer.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": path,
        "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    app = Starlette(routes=routes(), middleware=middleware())
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may have left a loop running in this thread
        apart.submit(anyio.run, app, scope, receive, send).result()
    most = MOST_UPLOADED_BYTES if pattern.startswith("/photos") and says_where_from else MOST_BYTES
    assert read <= most + len(CHUNK)
    assert 400 <= answer[0]["status"] < 500
