"""Signing in by OpenID Connect in a browser: screens and plain pages know the same person, until a steward ends it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asset_map.services.people.openid_settings import IN_ENVIRONMENT
from tests.browser.conftest import Visit
from tests.browser.serving import Served, free_port, serve
from tests.fixtures.openid_provider import CLIENT_ID, CLIENT_SECRET, Provider, provider

ADA = {"sub": "1001", "email": "ada@council.example", "email_verified": True}
BOB = {"sub": "1002", "email": "bob@council.example", "email_verified": True}
LONG_MS = 60_000


@dataclass(frozen=True)
class Signing:
    """A server, and the provider that its people sign in with.

    Parameters
    ----------
    served, council
        The two.
    """

    served: Served
    council: Provider


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signing]:
    """Serve the demo town with a provider of sign-in, in which Ada is known and Bob is not."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    _terminal(home, "invite", "Ada Dundas", "--email", "ada@council.example")
    with provider({"Ada": ADA, "Bob": BOB}) as council, pytest.MonkeyPatch.context() as patched:
        said = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "server_metadata_url": council.metadata_url,
            "redirect_uri": f"http://localhost:{port}/oauth2callback",
        }
        for name, value in said.items():
            patched.setenv(IN_ENVIRONMENT[name], value)
        served = serve(home, port=port)
        yield Signing(served, council)
        served.stop()


def test_somebody_who_was_invited_signs_in_for_screens_and_plain_pages_until_a_steward_ends_it(
    signing: Signing, visit: Visit
) -> None:
    page = _sign_in(visit, signing, "Ada")
    expect(page.get_by_role("button", name="Sign out, Ada Dundas")).to_be_visible(timeout=LONG_MS)
    page.goto(f"{signing.served.address}/people")
    expect(page.get_by_text("Signs in as ada@council.example")).to_be_visible(timeout=LONG_MS)
    sheet = f"{signing.served.address}/print/to-check"
    assert page.request.get(sheet).status == 200
    kept = {cookie["name"]: cookie for cookie in visit.context.cookies()}
    assert kept["asset_map_staff"]["httpOnly"]
    assert not [name for name in kept if name.startswith("_streamlit_user")]
    _terminal(signing.served.home, "sign-out", "Ada Dundas")
    assert page.request.get(sheet).status != 200
    page.goto(f"{signing.served.address}/records")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible(timeout=LONG_MS)
    assert visit.elsewhere == []


def test_somebody_who_was_not_is_told_kindly_and_stays_the_public(signing: Signing, visit: Visit) -> None:
    page = _sign_in(visit, signing, "Bob")
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page.get_by_text("bob@council.example")).to_be_visible()
    assert "asset_map_staff" not in {cookie["name"] for cookie in visit.context.cookies()}


def _sign_in(visit: Visit, signing: Signing, name: str) -> Page:
    """Sign in from a screen, and return the page on which that ended."""
    page = visit.page()
    page.goto(f"{signing.served.address}/records")
    link = page.get_by_role("link", name="Sign in")
    expect(link).to_be_visible(timeout=LONG_MS)
    with visit.context.expect_page() as opened:  # Streamlit opens links in a page of their own
        link.click()
    opened.value.get_by_role("link", name=f"Sign in as {name}").click()
    opened.value.wait_for_url(re.compile(re.escape(signing.served.address)))
    return opened.value


def _terminal(home: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "asset_map", "people", *arguments, "--demo", "--home", str(home)],
        check=True,
        capture_output=True,
    )
