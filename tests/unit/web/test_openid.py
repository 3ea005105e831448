"""Signing in by OpenID Connect, against a provider that runs in the test."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from asset_map.domain.identity import identity_of_email, identity_of_subject
from asset_map.services.people.entering import who
from asset_map.services.people.leaving import let_go
from asset_map.services.people.openid_settings import IN_ENVIRONMENT
from asset_map.services.workspace import Workspace
from asset_map.web.openid import BEGUN_COOKIE
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.cookies import set_by
from tests.fixtures.openid_provider import CLIENT_ID, CLIENT_SECRET, Provider, provider

ADA = {"sub": "1001", "email": "Ada@Council.example", "email_verified": True}
BOB = {"sub": "1002", "email": "bob@council.example", "email_verified": False}
CALLBACK = "http://localhost:8501/oauth2callback"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """Run a provider."""
    with provider({"Ada": ADA, "Bob": BOB}) as made:
        yield made


@pytest.fixture
def council(running: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Let the server sign people in with it."""
    said = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": running.metadata_url,
        "redirect_uri": CALLBACK,
    }
    for name, value in said.items():
        monkeypatch.setenv(IN_ENVIRONMENT[name], value)
    key = running.key
    yield running
    running.changes, running.told, running.key = {}, {}, key


def _begin(client: TestClient) -> str:
    answer = client.get("/sign-in", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    cookie = SimpleCookie(answer.headers["set-cookie"])[BEGUN_COOKIE]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "lax", "/oauth2callback")
    return str(answer.headers["location"])


def _come_back(client: TestClient, address: str, name: str) -> httpx2.Response:
    sent = httpx2.get(f"{address}&{urlencode({'as': name})}")
    answer: httpx2.Response = client.get(
        sent.headers["location"].removeprefix("http://localhost:8501"), follow_redirects=False
    )
    return answer


def test_who_was_invited_by_their_address_comes_in_with_a_cookie_like_that_of_a_link(
    council: Provider, client: TestClient, workspace: Workspace
) -> None:
    let_in("Iain", workspace, now=NOW)
    let_in("Ada Dundas", workspace, now=NOW, identity=identity_of_email("ada@council.example"))
    answer = _come_back(client, _begin(client), "Ada")
    assert (answer.status_code, answer.headers["location"]) == (303, "/records")
    headers = answer.headers.get_list("set-cookie")
    cookies = {name: one for header in headers for name, one in SimpleCookie(header).items()}
    kept = set_by(cookies[STAFF_COOKIE].OutputString(), STAFF_COOKIE, workspace)
    person = who(kept, workspace, now=NOW)
    assert person is not None
    assert person.name == "Ada Dundas"
    assert cookies[BEGUN_COOKIE]["max-age"] == "0"
    assert not [name for name in cookies if name.startswith("_streamlit")]
    let_go("Ada Dundas", workspace, now=NOW, actor=somebody("Steward"))
    assert who(kept, workspace, now=NOW) is None
    assert _come_back(client, _begin(client), "Ada").status_code == 403


def test_who_was_invited_by_their_id_needs_no_address(
    council: Provider, client: TestClient, workspace: Workspace
) -> None:
    let_in("Bob", workspace, now=NOW, identity=identity_of_subject("1002"))
    assert _come_back(client, _begin(client), "Bob").status_code == 303


def test_an_address_that_the_provider_has_not_checked_lets_nobody_in(
    council: Provider, client: TestClient, workspace: Workspace
) -> None:
    let_in("Bob", workspace, now=NOW, identity=identity_of_email("bob@council.example"))
    answer = _come_back(client, _begin(client), "Bob")
    assert answer.status_code == 403
    assert "has not checked" in answer.text
    assert "1002" in answer.text
    assert STAFF_COOKIE not in answer.headers.get("set-cookie", "")


def test_an_address_may_come_with_the_second_answer_of_the_provider_alone(
    council: Provider, client: TestClient, workspace: Workspace
) -> None:
    let_in("Ada Dundas", workspace, now=NOW, identity=identity_of_email("ada@council.example"))
    council.people["Thin"] = {"sub": "1001"}
    council.told = {**ADA, "sub": "1002"}
    assert _come_back(client, _begin(client), "Thin").status_code == 403, "of somebody else"
    council.told = ADA
    assert _come_back(client, _begin(client), "Thin").status_code == 303


def test_who_was_not_invited_is_told_what_to_say_to_a_steward(
    council: Provider, client: TestClient, workspace: Workspace
) -> None:
    answer = _come_back(client, _begin(client), "Ada")
    assert answer.status_code == 403
    assert "nobody has invited you" in answer.text
    assert "Ada@Council.example" in answer.text
    assert "script" not in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another server"},
        {"aud": ["another server", CLIENT_ID], "azp": "another server"},
        {"nonce": "of another sign-in"},
        {"exp": 1},
    ],
)
def test_a_token_that_was_not_made_for_this_sign_in_lets_nobody_in(
    council: Provider, client: TestClient, workspace: Workspace, changes: dict[str, object]
) -> None:
    let_in("Ada Dundas", workspace, now=NOW, identity=identity_of_subject("1001"))
    address = _begin(client)
    council.changes = changes
    answer = _come_back(client, address, "Ada")
    assert answer.status_code == 502
    assert STAFF_COOKIE not in answer.headers.get("set-cookie", "")


def test_a_token_signed_by_another_lets_nobody_in(council: Provider, client: TestClient, workspace: Workspace) -> None:
    let_in("Ada Dundas", workspace, now=NOW, identity=identity_of_subject("1001"))
    shown = council.key.as_dict(private=False)
    council.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
    council.shown = shown
    try:
        assert _come_back(client, _begin(client), "Ada").status_code == 502
    finally:
        council.shown = None


def test_what_was_begun_elsewhere_or_changed_on_the_way_is_not_finished_here(
    council: Provider, client: TestClient, workspace: Workspace
) -> None:
    let_in("Ada Dundas", workspace, now=NOW, identity=identity_of_subject("1001"))
    sent = httpx2.get(f"{_begin(client)}&as=Ada").headers["location"].removeprefix("http://localhost:8501")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    for query in ({}, {"code": asked["code"]}, asked | {"state": "guess"}, {"error": "access_denied"} | asked):
        assert client.get(f"/oauth2callback?{urlencode(query)}").status_code == 403
    kept = client.cookies.get(BEGUN_COOKIE)
    client.cookies.clear()
    assert client.get(sent).status_code == 403, "without the cookie"
    client.cookies.set(BEGUN_COOKIE, f"{kept}x", domain="testserver.local", path="/oauth2callback")
    assert client.get(sent).status_code == 403, "with a forged one"
    client.cookies.clear()
    client.cookies.set(BEGUN_COOKIE, str(kept), domain="testserver.local", path="/oauth2callback")
    assert client.get(sent, follow_redirects=False).status_code == 303
    assert client.get(sent, follow_redirects=False).status_code in {403, 502}, "twice"


def test_a_provider_that_does_not_answer_is_said(
    council: Provider, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(IN_ENVIRONMENT["server_metadata_url"], "http://127.0.0.1:9/.well-known/openid-configuration")
    answer = client.get("/sign-in", follow_redirects=False)
    assert answer.status_code == 502
    assert "personal links go on working" in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/oauth2callback?code=x&state=y"])
def test_nothing_is_begun_where_it_is_not_set_up(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert "Open your personal link" in answer.text


@pytest.mark.parametrize("path", ["/auth/login?provider=x", "/auth/logout"])
def test_what_streamlit_would_offer_beside_it_is_closed(client: TestClient, path: str) -> None:
    assert client.get(path, follow_redirects=False).status_code == 404
