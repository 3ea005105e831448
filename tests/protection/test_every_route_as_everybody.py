"""Every HTTP route is asked as everybody: the public, a resident's phone, staff, a partner, and with wrong cookies.

What each reaches is a table, written by hand. A route that is not in it fails its test until somebody says for whom it
is; one that a wrong cookie opens, or that answers a method it does not list, fails too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map.domain import guessing
from asset_map.domain.asset import AssetDraft
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import GIVEN_ROLES, Grant, Rights, Role
from asset_map.services.backup.kept import back_up_by_hand
from asset_map.services.check_links import make_check_link
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.partner_keys import new_key, withdraw_key
from asset_map.services.people.entering import enter
from asset_map.services.people.inviting import invite
from asset_map.services.people.leaving import let_go
from asset_map.services.photos import add_photo
from asset_map.services.record import Recorded, record
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import Joined, join
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import prepare
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings
from asset_map.web.routes import middleware, routes
from asset_map.web.sessions.who import SESSION_COOKIE
from asset_map.web.signed_cookies import sealed_cookie
from asset_map.web.who import STAFF_COOKIE
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import draft_of_session, said
from tests.fixtures.pictures import telling_jpeg

MARKER = "zqxmarker"
MORAG = somebody("Morag")
NOT_LET_IN = {401, 403, 404, 405}
A_DAY = dt.timedelta(days=1)

PUBLIC, PHONE, NOBODY = "everybody", "a phone of the session", "nobody"
SESSIONS, CHECKERS, SEEING = "who may hold sessions", "who may check records", "who may see what is protected"
KEEPERS = "stewards who may see what is protected"

READ: Mapping[str, str] = {
    "/photos/{photo_id}": SEEING,  # of a protected record
    "/print/to-check": CHECKERS,
    "/backups/{name}": KEEPERS,
    "/session": PHONE,
    "/session/add": PHONE,
    "/session/ground.json": PHONE,
    "/session/mine": PHONE,
    "/session/news": PHONE,
    "/session/places": PHONE,
    "/session/room": PHONE,
    **dict.fromkeys(
        (
            "/embed/{rest:path}", "/print/{rest:path}", "/photos/{rest:path}", "/export/{rest:path}",
            "/openreferral/{rest:path}", "/ogc/{rest:path}", "/maps/{rest:path}", "/api/{rest:path}",
            "/openreferral/taxonomies/{id}", "/openreferral/taxonomy_terms/{id}", "/openreferral/organizations/{id}",
            "/auth/{rest:path}", "/sign-in", "/oauth2callback",  # no provider is set up here
            "/openreferral/services/{id}", "/openreferral/service_at_locations/{id}",  # none is kept here
            "/said/{session_id}", "/said/{session_id}/poster.pdf", "/said/{session_id}/short.txt",
        ),
        NOBODY,
    ),
}  # fmt: skip
"""Who reaches what by reading. Below ``/mapping/`` all is for who may hold sessions; the rest for everybody."""

CHANGED: Mapping[str, str] = {
    "/enter/{token}": PUBLIC,  # the token is what opens it, as with the next two
    "/check/{token:path}": PUBLIC,
    "/j/{code}": PUBLIC,
    "/photos/of/{asset_id}": SEEING,  # of a protected record
    "/session/add": PHONE,
    "/session/contributions": PHONE,
    "/session/language": PHONE,
    "/session/matters": PHONE,
    "/session/mine": PHONE,
    "/mapping/{session_id}/glance": SESSIONS,
    "/mapping/{session_id}/print/{piece}": SESSIONS,
    "/mapping/{session_id}/scribe": SESSIONS,
    "/mapping/{session_id}/scribe/entries": SESSIONS,
}
"""Who reaches what by changing something."""

EVERYBODY_ELSE = {
    "/healthz", "/export", "/j", "/j/{code}", "/slip", "/slip/{code}", "/said", "/enter/{token}", "/check/{token:path}",
    "/print/walk", "/session/style.css", "/data-protection",
}  # fmt: skip
PUBLIC_ROOTS = (
    "/maps/", "/embed/", "/neighbourhood/", "/report/", "/export/", "/openreferral", "/said/", "/ogc", "/plain/",
    "/healthz/",
)  # fmt: skip
"""What is for everybody, by its address and by how its address begins."""


@dataclass(frozen=True)
class Town:
    """What there is to be reached, and by whom.

    Parameters
    ----------
    values
        What stands in addresses, by name.
    callers
        What each caller sends, by what they are.
    """

    values: Mapping[str, str]
    callers: Mapping[str, Mapping[str, str]]


def _sends(**cookies: str) -> dict[str, str]:
    return {"cookie": "; ".join(f"asset_map_{name}={value}" for name, value in cookies.items())}


def _session(workspace: Workspace, now: dt.datetime) -> tuple[MappingSession, Joined]:
    made = prepare(replace(draft_of_session(), title="Tea"), workspace, now=now, actor=MORAG)
    assert isinstance(made, MappingSession), made
    session = open_session(made, workspace, now=now, actor=MORAG)
    joined = join(session, "en", workspace, now=now)
    contribute(said(1, "A bench"), joined.participant, workspace, now=now)
    return session, joined


def _entered(name: str, rights: Rights, workspace: Workspace, now: dt.datetime) -> str:
    entered = enter(invite(name, workspace, now=now, actor=MORAG, rights=rights), workspace, now=now)
    assert entered is not None
    return entered.cookie


def _callers(workspace: Workspace, joined: Joined, now: dt.datetime) -> dict[str, Mapping[str, str]]:
    cookies = {}
    for name in ("Effie", "Iain"):
        entered = enter(let_in(name, workspace, now=now), workspace, now=now)
        assert entered is not None
        cookies[name] = entered.cookie
    let_go("Iain", workspace, now=now, actor=MORAG)
    entered = enter(let_in("Rhona", workspace, now=now), workspace, now=now - 400 * A_DAY)
    assert entered is not None

    def staff(value: str, *, under: str = STAFF_COOKIE, until: dt.datetime = now + A_DAY) -> str:
        return sealed_cookie(under, value, workspace, until=until)

    phone = sealed_cookie(SESSION_COOKIE, joined.cookie, workspace, until=now + A_DAY)
    effie = staff(cookies["Effie"])
    gone = new_key("A charity", workspace, now=now, actor=MORAG)
    withdraw_key("A charity", workspace, now=now, actor=MORAG)
    roles = {}
    for role in GIVEN_ROLES:
        rights = Rights(grants=(Grant(role=role),))
        roles[role.value] = _sends(staff=staff(_entered(f"Somebody {role.value}", rights, workspace, now)))
    seeing = Rights(grants=(Grant(role=Role.REVIEWER),), sees_protected=True)
    roles["reviewer with the right"] = _sends(staff=staff(_entered("Seonaid", seeing, workspace, now)))
    return {
        **roles,
        "public": {},
        "resident": _sends(session=phone),
        "staff": _sends(staff=effie),
        "partner": {"x-api-key": new_key("The board", workspace, now=now, actor=MORAG)},
        "partner of before": {"x-api-key": gone},
        "unsigned": _sends(staff=cookies["Effie"], session=joined.cookie),
        # Not the last letter: two of its bits mean nothing, and another letter may be the same signature.
        "forged": _sends(staff=f"{effie[:-2]}{'A' if effie[-2] != 'A' else 'B'}{effie[-1]}", session=f"{phone}x"),
        "expired": _sends(
            staff=staff(cookies["Effie"], until=now - A_DAY),
            session=sealed_cookie(SESSION_COOKIE, joined.cookie, workspace, until=now - A_DAY),
        ),
        "swapped": _sends(staff=phone, session=effie, browser=effie),
        "signed in too long ago": _sends(staff=staff(entered.cookie)),
        "has left": _sends(staff=staff(cookies["Iain"])),
    }


@pytest.fixture
def town(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Fill a town with one of everything, by today's clock, as the routes read it."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    for most in ("MOST_LATELY", "MOST_IN_A_DAY", "MOST_OF_ALL_IN_A_DAY"):
        monkeypatch.setattr(guessing, most, 1_000_000)
    now = dt.datetime.now(dt.UTC)
    workspace = open_workspace(tiny_settings)
    token = let_in("Morag", workspace, now=now)
    ids = []
    for name, level in (("Library", "public"), (f"{MARKER} kitchen", "partners")):
        draft = AssetDraft(name=name, kind="place", offers=("food",), postcode="ZZ1 1AA", protection=level)
        made = record(draft, workspace, now=now, actor=MORAG)
        assert isinstance(made, Recorded), made
        ids.append(made.asset.asset_id)
    session, joined = _session(workspace, now)
    photo = add_photo(ids[1], telling_jpeg(), "A door", workspace, now=now, actor=MORAG)
    zone = str(workspace.geography.zones_bng.index[0])
    values = {
        "neighbourhood_id": zone, "photo_id": photo.photo_id, "asset_id": ids[1],
        "rest": "nothing", "id": "nothing",
        "token": token, "code": session.code or "", "session_id": session.session_id, "piece": "dots",
        "offer": "food", "collection_id": "zones", "feature_id": zone, "file": "assets.csv",
        "check": make_check_link(ids[0], workspace=workspace, now=now, actor=MORAG),
        "slip": joined.participant.slip_code,
        "name": back_up_by_hand(workspace, now=now, actor=MORAG).file.name,
    }  # fmt: skip
    yield Town(values, _callers(workspace, joined, now))
    workspace.store.close()


@pytest.fixture
def browser(town: Town) -> Iterator[TestClient]:
    """Return what asks: as a page of this server says where it comes from, and keeping no cookie between questions."""
    app = Starlette(routes=routes(), middleware=middleware())
    with TestClient(app, headers={"origin": "http://testserver"}, follow_redirects=False) as client:
        yield client


def _path(route: Route, town: Town) -> str:
    values = dict(town.values)
    if route.path.startswith("/check/"):
        values["token"] = values["check"]
    if route.path.startswith("/slip/"):
        values["code"] = values["slip"]
    return str(route.url_path_for(route.name, **{name: values[name] for name in route.param_convertors}))


def _own(method: str) -> list[Route]:
    return [route for route in routes() if isinstance(route, Route) and method in (route.methods or ())]


def _ask(browser: TestClient, method: str, path: str, sends: Mapping[str, str]) -> Response:
    browser.cookies.clear()
    headers = dict(sends)
    query = {"offer": "food"} if path in {"/maps/strengths", "/maps/strengths.json", "/embed/strengths"} else {}
    query |= {"for": "staff"} if path.startswith("/mapping/") and "/report" in path else {}
    query |= {"zone": "DEMO0001"} if path == "/print/walk" else {}
    if path.startswith("/photos/of/"):
        headers |= {"content-type": "application/octet-stream", "x-photo-alt": "A door"}
        return browser.request(method, path, headers=headers, content=telling_jpeg())
    if path.endswith(("/contributions", "/entries")) and method == "POST":
        return browser.request(method, path, headers=headers, json={"kind": "story"})
    data = {"language": "en", "do": "hide", "answer": "still_right", "seen": "1"} if method == "POST" else None
    return browser.request(method, path, headers=headers, params=query, data=data)


def _for_whom(path: str) -> str:
    if path in READ:
        return READ[path]
    if path.startswith("/mapping/"):
        return SESSIONS
    assert path in EVERYBODY_ELSE or path.startswith(PUBLIC_ROOTS), f"say for whom {path} is"
    return PUBLIC


WITH_KEYS = ("/export", "/ogc")
"""Where a key opens more, and one that holds no longer opens nothing."""

SLOW = (".pdf",)
"""What is typeset is asked by a few of the callers, where it is for everybody."""

FEW = ("public", "staff", "planner", "forged")

WHO_IS_LET_IN: Mapping[str, set[str]] = {
    SESSIONS: {"staff", "facilitator", "steward"},
    CHECKERS: {"staff", "connector", "facilitator", "reviewer", "steward", "reviewer with the right"},
    SEEING: {"staff", "reviewer with the right"},
    KEEPERS: {"staff"},
    PHONE: {"resident"},
    NOBODY: set(),
}


def _expected(for_whom: str, path: str, town: Town) -> set[str]:
    if for_whom != PUBLIC:
        return set(WHO_IS_LET_IN[for_whom])
    return set(town.callers) - ({"partner of before"} if path.startswith(WITH_KEYS) else set())


def test_who_reaches_what_by_reading(town: Town, browser: TestClient) -> None:
    wrong = []
    for route in _own("GET"):
        path = _path(route, town)
        expected = _expected(_for_whom(route.path), route.path, town)
        is_slow = route.path.endswith(SLOW) and _for_whom(route.path) == PUBLIC
        for name, sends in town.callers.items():
            if is_slow and name not in FEW:
                continue
            answer = _ask(browser, "GET", path, sends)
            is_let_in = answer.status_code not in NOT_LET_IN
            if is_let_in != (name in expected) or answer.status_code >= 500:
                wrong.append((route.path, name, int(answer.status_code)))
            may_know = WHO_IS_LET_IN[SEEING] | ({"partner"} if route.path.startswith(WITH_KEYS) else set())
            if name not in may_know and MARKER.encode() in answer.content:
                wrong.append((route.path, name, "tells of what is protected"))
    assert wrong == []


def test_who_reaches_what_by_changing(town: Town, browser: TestClient) -> None:
    assert {route.path for route in _own("POST")} == set(CHANGED)
    wrong = []
    for route in _own("POST"):
        path, expected = _path(route, town), _expected(CHANGED[route.path], route.path, town)
        for name, sends in town.callers.items():
            answer = _ask(browser, "POST", path, sends)
            if (answer.status_code not in NOT_LET_IN) != (name in expected) or answer.status_code >= 500:
                wrong.append((route.path, name, answer.status_code))
            assert MARKER not in answer.text
    assert wrong == []


def test_no_route_answers_a_method_that_it_does_not_list(town: Town, browser: TestClient) -> None:
    answered = []
    for route in [route for route in routes() if isinstance(route, Route)]:
        for method in {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - set(route.methods or ()):
            answer = _ask(browser, method, _path(route, town), town.callers["staff"])
            if answer.status_code not in {404, 405}:
                answered.append((method, route.path, answer.status_code))
    assert answered == []


def test_what_is_protected_is_there_to_be_found(town: Town, browser: TestClient) -> None:
    assert MARKER in _ask(browser, "GET", "/export/assets.csv", town.callers["partner"]).text
    assert MARKER not in _ask(browser, "GET", "/export/assets.csv", town.callers["staff"]).text
