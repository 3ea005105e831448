"""A browser in front of the routes, and the store behind them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings
from asset_map.web.routes import middleware, routes


@pytest.fixture
def client(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return a browser in front of the routes, serving the tiny town."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    screen = Route("/", lambda _: HTMLResponse("<p>A screen</p>"))
    app = Starlette(routes=[*routes(), screen], middleware=middleware())
    with TestClient(app, headers={"origin": "http://testserver"}) as client:  # as a page of this server says
        yield client


@pytest.fixture
def workspace(tiny_settings: Settings) -> Iterator[Workspace]:
    """Open the store that is served."""
    workspace = open_workspace(tiny_settings)
    yield workspace
    workspace.store.close()
