"""A resident's phone asks every route of the server, with every method: it reaches its own session and nothing else."""

from __future__ import annotations

import hashlib
import itertools
import runpy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
import shapely
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from asset_map.domain.asset import Asset, LocatedBy, Precision
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Level
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.people.entering import who
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import prepare
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, bundled
from asset_map.web.routes import middleware, routes
from asset_map.web.sessions.who import SESSION_COOKIE
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import draft_of_session, new_id, said

MARKER = "zqxmarker"
PROTECTED_ID = f"{MARKER}asset"
THEIRS, OTHERS, OWN = new_id(1), new_id(2), new_id(3)

CHANGED_BY_A_RESIDENT = {
    "/j/{code}",
    "/session/add",
    "/session/contributions",
    "/session/language",
    "/session/matters",
    "/session/mine",
}
"""The only routes by which a phone changes anything. Another one that does is a fault until it is listed here."""

OF_STREAMLIT = {
    "/_stcore/health": "says that it runs",
    "/_stcore/host-config": "how the page may be framed",
    "/_stcore/metrics": "counts of caches",
    "/_stcore/stream": "a visitor's own screens; who is signed in is asked of the cookie of staff",
    "/_stcore/upload_file/{session_id}/{file_id}": "a visitor's own uploads, by the random id of an open screen",
    "/_stcore/bidi-components/{path:path}": "scripts and styles",
    "/component/{path:path}": "scripts and styles",
    "/media/{file_id:path}": "downloads of a visitor's own screens, by a digest of what is in them",
    "/auth/login": "not set up",
    "/auth/logout": "not set up",
    "/oauth2callback": "not set up",
    "/_stcore/agent/interact": "switched off",
    "/_stcore/agent/openapi.json": "switched off",
    "/_stcore/agent/mcp": "switched off",
    "": "the files of the front end",
}
"""What Streamlit serves beside our routes, and why a phone may ask. A new one is a fault until it stands here."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@pytest.fixture
def workspace(tiny_settings: Settings) -> Iterator[Workspace]:
    """Open a store with a protected record and somebody from staff."""
    workspace = open_workspace(tiny_settings)
    hidden = Asset(
        asset_id=PROTECTED_ID,
        name=f"{MARKER} refuge",
        kind="place",
        offers=("safety",),
        geometry_bng=shapely.to_wkb(shapely.Point(40_500.0, 640_500.0)),
        precision=Precision.EXACT,
        located_by=LocatedBy.MAP,
        zones={"demo": "DEMO0001"},
        recorded_by="Morag",
        recorded_at=NOW,
        last_checked=TODAY,
        protection=Level.PARTNERS,
    )
    workspace.store.add_assets([hidden], event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    let_in("Morag", workspace, now=NOW)
    yield workspace
    workspace.store.close()


def _session(workspace: Workspace, title: str) -> MappingSession:
    draft = replace(draft_of_session(), title=title, glance_first=True)
    made = prepare(draft, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    return open_session(made, workspace, now=NOW, actor=somebody("Morag"))


@pytest.fixture
def other_session(workspace: Workspace) -> MappingSession:
    """Return another open session in which somebody said something."""
    session = _session(workspace, f"{MARKER} elsewhere")
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(said(1, f"{MARKER} words of theirs"), phone, workspace, now=NOW)
    return session


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Return the session of the phone, in which somebody else said what nobody has glanced at yet."""
    session = _session(workspace, "Ours")
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(said(2, f"{MARKER} not looked at"), phone, workspace, now=NOW)
    return session


@pytest.fixture
def phone(
    workspace: Workspace, session: MappingSession, tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """Return the browser of a phone that joined."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    app = Starlette(routes=routes(), middleware=middleware())
    with TestClient(app, headers={"origin": "http://testserver"}, follow_redirects=False) as client:
        assert client.post(f"/j/{session.code}", data={"language": "en"}).status_code == 303
        yield client


def _paths(route: Route, guesses: list[str]) -> Iterator[str]:
    names = list(route.param_convertors)
    for values in itertools.product(guesses, repeat=len(names)):
        yield str(route.url_path_for(route.name, **dict(zip(names, values, strict=True))))


def _state(workspace: Workspace) -> str:
    """Return a digest of everything that is kept, but for the note of which files were taken away."""
    path = workspace.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        left_out = ("attempts", "kept_secrets", 'INTO "files_made"')
        kept = [line for line in connection.iterdump() if not any(one in line for one in left_out)]
        return hashlib.sha256("\n".join(kept).encode()).hexdigest()


def _guesses(session: MappingSession, other: MappingSession, workspace: Workspace) -> list[str]:
    theirs = workspace.store.participants(other.session_id)[0]
    return [session.session_id, other.session_id, OTHERS, PROTECTED_ID, theirs.slip_code]


def _bodies(session: MappingSession, other: MappingSession) -> list[dict[str, object]]:
    ids = {"contribution_id": THEIRS, "session_id": other.session_id, "about_id": THEIRS}
    words = {"words": "taken over", "kind": "story", "language": "en", "name": "x", "answer": "still_right"}
    return [{"do": do} | ids | words for do in ("show", "hide", "take_back", "put_back", "matters", "no_longer")]


def _own_routes() -> list[Route]:
    return [route for route in routes() if isinstance(route, Route)]


def test_every_route_is_of_a_kind_that_is_walked() -> None:
    for route in routes():
        assert isinstance(route, Route) or (isinstance(route, Mount) and route.path == "/vendor"), route
    listed = {route.path for route in _own_routes()}
    assert listed >= CHANGED_BY_A_RESIDENT


def test_no_route_of_streamlit_tells_or_changes_anything(
    workspace: Workspace, session: MappingSession, other_session: MappingSession, phone: TestClient
) -> None:
    app = runpy.run_path(str(bundled("app.py")), run_name="asset_map_app")["server"]()
    guesses, before = _guesses(session, other_session, workspace), _state(workspace)
    found, told = set(), []
    with TestClient(app, cookies=phone.cookies, follow_redirects=False) as browser:
        ours = {id(route) for route in app._user_routes}
        for route in app._starlette_app.routes:
            path = getattr(route, "path", "")
            if id(route) in ours:
                continue
            found.add(path)
            if isinstance(route, Route):
                for asked in _paths(route, guesses):
                    for method in METHODS:
                        answer = browser.request(
                            method, asked, json=None if method in {"GET", "HEAD"} else {"run": MARKER}
                        )
                        if MARKER in answer.text.replace(PROTECTED_ID, "") and answer.status_code < 400:
                            told.append((method, asked))
                        is_off = answer.status_code >= 400 or not answer.text or "switched off" in answer.text
                        assert is_off or "/agent/" not in path, (method, asked, answer.text[:300])
    assert found == set(OF_STREAMLIT)
    assert told == []
    assert _state(workspace) == before


def test_a_phone_reads_nothing_but_its_own_session(
    phone: TestClient, session: MappingSession, other_session: MappingSession, workspace: Workspace
) -> None:
    guesses = _guesses(session, other_session, workspace)
    told = []
    for route in _own_routes():
        for path in _paths(route, guesses):
            for query in ({}, {"id": PROTECTED_ID, "session": other_session.session_id, "q": MARKER}):
                answer = phone.get(path, params=query)
                is_of_staff = path.startswith(("/mapping/", "/print/"))
                # A slip's own code is what opens it; guessing one is met by the limit on wrong codes.
                is_slip = path.startswith("/slip/")
                shown = answer.content + repr(sorted(answer.headers.items())).encode()
                for given in (*guesses, *query.values()):
                    shown = shown.replace(given.encode(), b"")
                if (MARKER.encode() in shown and not is_slip) or (is_of_staff and answer.status_code < 400):
                    told.append((path, answer.status_code))
    assert told == []


def test_no_method_of_any_other_route_changes_anything(
    phone: TestClient, session: MappingSession, other_session: MappingSession, workspace: Workspace
) -> None:
    guesses = [*_guesses(session, other_session, workspace)[:3], PROTECTED_ID]
    before = _state(workspace)
    for route in _own_routes():
        if route.path in CHANGED_BY_A_RESIDENT:
            continue
        for path in _paths(route, guesses):
            for method in METHODS:
                bodies = _bodies(session, other_session)[:2] if method == "POST" else [{}]
                for body in bodies:
                    phone.request(method, path, data=body or None)
                    phone.request(method, path, json=body or None)
        assert _state(workspace) == before, route.path


def test_what_a_phone_may_change_is_its_own_session(
    phone: TestClient, session: MappingSession, other_session: MappingSession, workspace: Workspace
) -> None:
    assert phone.post("/session/contributions", json=_entry(OWN)).status_code == 200
    theirs = workspace.store.contributions(other_session.session_id)
    not_looked_at = workspace.store.contribution(OTHERS)
    sessions = workspace.store.mapping_sessions()
    for path in sorted(CHANGED_BY_A_RESIDENT - {"/j/{code}"}):
        for body in _bodies(session, other_session):
            for target in (THEIRS, OTHERS):
                phone.post(path, data=body | {"contribution_id": target})
                phone.post(path, json=body | {"contribution_id": target})
    assert workspace.store.contributions(other_session.session_id) == theirs
    assert workspace.store.matters(other_session.session_id) == {}
    assert workspace.store.contribution(OTHERS) == not_looked_at
    assert workspace.store.mapping_sessions() == sessions
    kept = workspace.store.contribution(OWN)
    assert kept is not None
    assert (kept.session_id, kept.words) == (session.session_id, "ours")


def test_the_cookie_of_a_phone_opens_no_page_of_staff(
    phone: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    cookie = phone.cookies[SESSION_COOKIE]
    assert who(cookie, workspace, now=NOW) is None
    phone.cookies.set("asset_map_staff", cookie)
    for page in ("room", "glance", "news", "print", "scribe", "scribe/entries", "scribe/places"):
        assert phone.get(f"/mapping/{session.session_id}/{page}").status_code == 404


def _entry(contribution_id: str) -> dict[str, object]:
    return {"contribution_id": contribution_id, "kind": "story", "words": "ours", "language": "en"}
