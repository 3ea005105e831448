"""What is served beside the screens, asked as a browser asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from asset_map import __version__
from asset_map.domain.asset import AssetDraft
from asset_map.services.map_pages import ground
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from asset_map.web.middleware import BROWSER_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.cookies import kept_by_browser, set_by


def _damage_the_store(settings: Settings) -> None:
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    for file in {database, *database.parent.glob(f"{database.name}*")}:
        file.write_bytes(b"this is no database at all" * 1000)


def test_health_is_told_by_reading_and_writing(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": __version__}


def test_health_fails_when_the_store_cannot_be_used(client: TestClient, tiny_settings: Settings) -> None:
    _damage_the_store(tiny_settings)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "reason": "The store is damaged, or no store is in its place."}


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "path", ["/maps/strengths?offer=food", "/maps/places", "/ogc/collections/assets/items?limit=1"]
)
def test_a_map_that_cannot_be_made_now_may_be_asked_for_again(
    client: TestClient, tiny_settings: Settings, path: str
) -> None:
    assert client.get(path).status_code == 200
    _damage_the_store(tiny_settings)
    answer = client.get(path)
    assert answer.status_code == 503
    assert str(tiny_settings.home) not in answer.text


def test_a_store_that_cannot_be_opened_is_503_on_every_map(client: TestClient, tiny_settings: Settings) -> None:
    _damage_the_store(tiny_settings)
    assert client.get("/maps/ground.json").status_code == 503


@pytest.mark.parametrize(
    "address", ["/maps/strengths?offer=food&distance=400&theme=reach&framed=1", "/maps/places?kind=place&framed=1"]
)
def test_what_a_page_is_told_to_show_next_is_what_a_page_of_its_own_would_show(
    client: TestClient, address: str
) -> None:
    page = client.get(address).text
    block = page.split('<script type="application/json" id="layer">')[1].split("</script>")[0]
    change = client.get(address.replace("?", ".json?"))
    assert change.headers["content-type"] == "application/json"
    whole = json.loads(block)
    assert whole | change.json() == whole
    assert set(whole) - set(change.json()) == {"bounds", "shapes", "marks", "context", "words"}


def test_the_ground_is_written_once(tiny: Workspace) -> None:
    assert ground(tiny) is ground(tiny)


def test_the_ground_is_there_while_the_store_is_not(client: TestClient, tiny_settings: Settings) -> None:
    drawn = client.get("/maps/ground.json")
    _damage_the_store(tiny_settings)
    again = client.get("/maps/ground.json")
    assert (again.status_code, again.text) == (200, drawn.text)


@pytest.mark.parametrize(
    "path",
    [
        "/maps/strengths?offer=food",
        "/maps/strengths.json?offer=food",
        "/maps/places?search=x&kind=place",
        "/maps/places.json?search=x&kind=place",
        "/maps/ground.json",
    ],
)
def test_a_map_is_sent_again_only_when_it_has_changed(client: TestClient, workspace: Workspace, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    tag = {"if-none-match": first.headers["etag"]}
    assert client.get(path, headers=tag).status_code == 304
    draft = AssetDraft(name="X marks", kind="place", offers=("food",), postcode="ZZ1 1AA")
    assert isinstance(record(draft, workspace, now=NOW, actor=somebody("test")), Recorded)
    assert client.get(path, headers=tag).status_code == (304 if "ground" in path else 200)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/maps/strengths", "There is no offer"),
        ("/maps/strengths?offer=foof", "There is no offer"),
        ("/maps/strengths.json?offer=foof", "There is no offer"),
        ("/maps/strengths?offer=food&edition=x", "no deprivation edition"),
        ("/maps/nothing", "nothing at this address"),
        ("/api/anything", "nothing at this address"),
        ("/vendor/../../app.py", "Not Found"),
        ("/vendor/%2e%2e/%2e%2e/app.py", "Not Found"),
    ],
)
def test_what_is_not_there_is_404_in_words(client: TestClient, path: str, told: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert told in answer.text


def test_a_browser_keeps_its_name_from_the_last_visit_on(client: TestClient, workspace: Workspace) -> None:
    first = client.get("/")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{BROWSER_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    named = set_by(cookie, BROWSER_COOKIE, workspace)
    assert set_by(client.get("/").headers["set-cookie"], BROWSER_COOKIE, workspace) == named
    page = {"accept": "text/html,*/*", "if-none-match": client.get("/maps/places").headers["etag"]}
    unchanged = client.get("/maps/places", headers=page)
    assert unchanged.status_code == 304
    assert set_by(unchanged.headers["set-cookie"], BROWSER_COOKIE, workspace) == named
    client.cookies.clear()
    for forged in (named, kept_by_browser("asset_map_staff", named, workspace), ""):
        answer = client.get("/", headers={"cookie": f"{BROWSER_COOKIE}={forged}"})
        assert set_by(answer.headers["set-cookie"], BROWSER_COOKIE, workspace) != named
    assert "set-cookie" not in client.get("/healthz").headers


@pytest.mark.parametrize("foreign", ["a/b=1", 'x={"a":1}', "é=1", "nothing", '="', "a=b=c"])
def test_cookies_of_other_programs_on_this_host_do_no_harm(
    client: TestClient, workspace: Workspace, foreign: str
) -> None:
    own = client.get("/").headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    header = f"{foreign}; {own}".encode()
    answer = client.get("/", headers=[(b"cookie", header)])
    assert answer.status_code == 200
    named = set_by(own, BROWSER_COOKIE, workspace)
    assert set_by(answer.headers["set-cookie"], BROWSER_COOKIE, workspace) == named


@pytest.mark.parametrize("path", ["/", "/maps/strengths?offer=food", "/maps/ground.json", "/healthz"])
def test_no_answer_may_run_a_script_of_another_host_or_be_framed_elsewhere(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    allowed = {name: set(sources.split()) for name, sources in policy.items()}
    digests = {source for source in allowed["script-src"] if source.startswith("'sha256-")}
    assert digests
    assert allowed.pop("script-src") - digests <= {"'self'", "blob:", "'wasm-unsafe-eval'"}
    assert allowed.pop("style-src") <= {"'self'", "'unsafe-inline'"}
    assert allowed.get("connect-src", {"'self'"}) == {"'self'"}
    assert allowed["frame-ancestors"] == {"'self'"}
    assert set().union(*allowed.values()) <= {"'self'", "'none'", "data:", "blob:"}
    assert headers["x-content-type-options"] == "nosniff"
