"""Records, sessions and places that are called by scripts: none runs in Chromium, on any page and map that is tried."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.workspace import open_workspace
from asset_map.settings import Settings
from tests.browser.serving import serve
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.hostile.corpus import SCRIPTS
from tests.hostile.names import fill, plain_addresses, screen_addresses
from tests.hostile.visiting import Watched


def test_no_name_runs_as_a_script(
    browser: Browser,
    tiny_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = open_workspace(tiny_settings)
    town = fill(workspace)
    link = f"/enter/{let_in(SCRIPTS[2], workspace, now=NOW)}"
    workspace.store.close()
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    served = serve(tiny_settings.home)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        watched = Watched(context)
        watched.visit(served.address, [link])
        watched.join(served.address, town.session.code)
        watched.visit(served.address, plain_addresses(town))
        watched.visit(served.address, screen_addresses(town, every=False), screens=True)
    finally:
        context.close()
        served.stop()
    assert watched.found == []
    assert watched.opened > 100
    assert "Traceback" not in "".join(served.output)
