"""Screens without a browser: what they show, and who looks at them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from asset_map.pages.components import asset_form, who
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.people.entering import enter
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, bundled
from tests.fixtures.actors import let_in

SignIn = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_searched_once() -> Iterator[None]:
    """Have Streamlit look through the installed packages for components once, and not for each run of a screen."""
    with pytest.MonkeyPatch.context() as patched:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def served(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Let the screens show the tiny town, in which nothing is recorded, to the public."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    # AppTest has no cookies, so what the browser keeps is given here.
    monkeypatch.setattr(asset_form, "owner", lambda: "browser of the test")
    monkeypatch.setattr(who, "staff_cookie", lambda: "")
    return tiny_settings


@pytest.fixture
def workspace(served: Settings) -> Iterator[Workspace]:
    """Open what the screens show."""
    opened = open_workspace(served)
    yield opened
    opened.store.close()


@pytest.fixture
def sign_in(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Return a function that lets a named person look at the screens from now on."""

    def as_person(name: str) -> None:
        now = who.now()
        entered = enter(let_in(name, workspace, now=now), workspace, now=now)
        assert entered is not None
        monkeypatch.setattr(who, "staff_cookie", lambda: entered.cookie)

    return as_person


def run_screen(screen: str, **query: str) -> AppTest:
    """Run a screen as it stands at an address."""
    app = AppTest.from_file(str(bundled("app.py")), default_timeout=60)
    if screen != "map_and_list":
        app.switch_page(f"asset_map/pages/{screen}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def texts(page: AppTest) -> str:
    """Return the words on a screen."""
    shown = [*page.title, *page.subheader, *page.markdown, *page.caption, *page.info, *page.error, *page.success]
    return "\n".join(str(one.value) for one in [*shown, *page.warning])
