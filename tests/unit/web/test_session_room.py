"""The room sees what it may; only staff show and hide, and a phone says once that something matters."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shapely
from starlette.testclient import TestClient

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Level
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import prepare
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.sessions.review_records import InRecord, make_record
from asset_map.services.sessions.room import hide, show
from asset_map.services.sessions.shown import in_degrees, the_room
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import draft_of_session, new_id, open_session_in, said


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Return an open session in which everything waits for a glance, with one thing said."""
    made = prepare(replace(draft_of_session(), glance_first=True), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    opened = open_session(made, workspace, now=NOW, actor=somebody("Morag"))
    phone = join(opened, "en", workspace, now=NOW).participant
    contribute(said(1, "<b>Tea</b>", place=""), phone, workspace, now=NOW)
    return opened


def test_the_facilitator_shows_and_hides_and_the_room_follows(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    client.post(f"/j/{session.code}", data={"language": "en"})
    page = f"/mapping/{session.session_id}"
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    projected = client.get(f"{page}/room").text
    assert "1 waits for the facilitator" in projected
    assert "&gt;Tea" not in projected
    assert "&lt;b&gt;Tea&lt;/b&gt;" in client.get(f"{page}/glance").text
    assert "Tea" not in client.get("/session/room").text
    news = client.get("/session/news").json()["news"]
    client.post(f"{page}/glance", data={"contribution_id": new_id(1), "do": "show"})
    assert client.get("/session/news").json()["news"] != news
    assert "&lt;b&gt;Tea&lt;/b&gt;" in client.get("/session/room").text
    client.post(f"{page}/glance", data={"contribution_id": new_id(1), "do": "hide"})
    assert "Tea" not in client.get("/session/room").text
    assert "&gt;Tea" not in client.get(f"{page}/room").text
    assert "1 hidden" in client.get(f"{page}/glance").text
    unclear = client.post(f"{page}/glance", data={"contribution_id": new_id(1)})
    assert unclear.status_code == 409
    assert "&gt;Tea" not in client.get(f"{page}/room").text
    gone = client.post(f"{page}/glance", data={"contribution_id": new_id(9), "do": "hide"})
    assert (gone.status_code, "found nothing" in gone.text) == (409, True)


def test_something_matters_once_to_a_phone(client: TestClient, session: MappingSession, workspace: Workspace) -> None:
    client.post(f"/j/{session.code}", data={"language": "en"})
    unseen = client.post("/session/matters", data={"contribution_id": new_id(1)})
    assert unseen.status_code == 409
    kept = workspace.store.contribution(new_id(1))
    assert kept is not None
    workspace.store.keep_session(
        replace(session, glance_first=False), event=AuditEvent(at=NOW, actor="Morag", action=Action.CHANGED)
    )
    for _ in range(2):
        assert "Matters to 1 person" in client.post("/session/matters", data={"contribution_id": new_id(1)}).text
    taken = client.post("/session/matters", data={"contribution_id": new_id(1), "do": "no_longer"})
    assert "Matters to" not in taken.text


@pytest.mark.parametrize("words", ["A women's refuge", "The refuge on the corner"])
def test_a_place_of_safety_stands_on_no_projector_also_after_show(
    client: TestClient, session: MappingSession, workspace: Workspace, words: str
) -> None:
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(said(2, words, place=""), phone, workspace, now=NOW)
    page = f"/mapping/{session.session_id}"
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    assert "place of safety" in client.get(f"{page}/glance").text
    for do in ("show", "hide", "show"):
        back = client.post(f"{page}/glance", data={"contribution_id": new_id(2), "do": do, "back": "room"})
        assert back.url.path == f"{page}/room"
        assert "refuge" not in back.text
    assert client.get("/mapping/unknown/news").status_code == 404
    assert client.get("/mapping/unknown/glance").status_code == 404
    strange = client.post(f"{page}/glance", data={"contribution_id": new_id(2), "do": "show", "back": "//elsewhere"})
    assert strange.url.path == f"{page}/glance"


@pytest.mark.parametrize("path", ["room", "news", "glance"])
def test_a_phone_reaches_no_page_of_staff(client: TestClient, session: MappingSession, path: str) -> None:
    client.post(f"/j/{session.code}", data={"language": "en"})
    answer = client.get(f"/mapping/{session.session_id}/{path}")
    assert answer.status_code == 404
    assert "Tea" not in answer.text


def test_a_phone_neither_shows_nor_hides(client: TestClient, session: MappingSession, workspace: Workspace) -> None:
    client.post(f"/j/{session.code}", data={"language": "en"})
    news = workspace.store.news(session.session_id)
    answer = client.post(f"/mapping/{session.session_id}/glance", data={"contribution_id": new_id(1), "do": "show"})
    assert answer.status_code == 404
    assert workspace.store.news(session.session_id) == news


def test_another_site_neither_shows_nor_hides(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    news = workspace.store.news(session.session_id)
    client.post(
        f"/mapping/{session.session_id}/glance",
        data={"contribution_id": new_id(1), "do": "show"},
        headers={"origin": "http://elsewhere.example"},
    )
    assert workspace.store.news(session.session_id) == news


def test_the_projector_numbers_list_and_map_alike_in_the_order_of_showing(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    phone = join(session, "en", workspace, now=NOW).participant
    for number in (2, 3):
        contribute(said(number, f"Thing {number}"), phone, workspace, now=NOW)
    page = f"/mapping/{session.session_id}"
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    for number in (3, 2):
        client.post(f"{page}/glance", data={"contribution_id": new_id(number), "do": "show"})
    numbers = {one.contribution_id: one.room_number for one in the_room(session, workspace).items}
    assert numbers == {new_id(3): 1, new_id(2): 2}
    shown = client.get(f"{page}/room").text
    assert shown.count(">1</text>") == shown.count(">2</text>") == 1
    assert f"/j/{session.code}" in shown or "no network" in shown
    ground = client.get(f"{page}/ground.svg")
    assert (ground.status_code, ground.headers["content-type"]) == (200, "image/svg+xml")
    assert "Thing" not in ground.text


@pytest.mark.parametrize("words", ["A women's refuge", "zqx not for others", "zqx hidden", "zqx taken back"])
def test_what_the_room_may_not_see_changes_no_byte_of_the_projector(
    client: TestClient, session: MappingSession, workspace: Workspace, words: str
) -> None:
    page = f"/mapping/{session.session_id}"
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(said(2, "Open to all"), phone, workspace, now=NOW)
    client.post(f"{page}/glance", data={"contribution_id": new_id(2), "do": "show"})
    hide(new_id(1), session, workspace, now=NOW, actor=somebody("Effie"))
    before = _without_news(client.get(f"{page}/room").text)
    draft = replace(said(3, words), do_not_publish="yes" if "others" in words else "")
    contribute(draft, phone, workspace, now=NOW)
    act = hide if "hidden" in words else show
    act(new_id(3), session, workspace, now=NOW, actor=somebody("Effie"))
    if "taken" in words:
        take_back(new_id(3), phone, workspace, now=NOW)
    assert _without_news(client.get(f"{page}/room").text) == before


def test_lines_and_areas_are_drawn_under_their_numbers(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    west_m, south_m, east_m, north_m = session.grid.bounds_m
    middle = shapely.box(west_m, south_m, east_m, north_m).centroid
    area = middle.buffer(150.0)
    phone = join(session, "en", workspace, now=NOW).participant
    shapes = {"line": shapely.LineString(area.exterior.coords[:20]), "area": area}
    for number, (how, shape) in enumerate(shapes.items(), start=2):
        drawn = shapely.to_geojson(in_degrees(shape))
        idea = replace(said(number, how, place=""), kind="idea", asset_kind="", offers=())
        draft = replace(idea, shape=drawn, how_placed=how)
        contribute(draft, phone, workspace, now=NOW)
    client.get(f"/enter/{let_in('Effie', workspace, now=NOW)}", follow_redirects=False)
    for number in (2, 3):
        show(new_id(number), session, workspace, now=NOW, actor=somebody("Effie"))
    page = client.get(f"/mapping/{session.session_id}/room").text.partition('id="marks"')[2]
    assert (page.count('<path class="along" d="M'), page.count('<path d="M')) == (1, 1)


def _without_news(page: str) -> str:
    return re.sub(r'data-seen="\d+"|"\d+\.[0-9a-f]{32}\.[\w-]+"', "", page)


def test_the_room_forgets_what_became_a_protected_record_and_counts_nothing_that_is_hidden(
    client: TestClient, workspace: Workspace
) -> None:
    opened = open_session_in(workspace)
    phone = join(opened, "en", workspace, now=NOW).participant
    tea = contribute(said(1, "Tea at the house"), phone, workspace, now=NOW)
    assert isinstance(tea, Contribution)
    client.post(f"/j/{opened.code}", data={"language": "en"})
    news = client.get("/session/news").json()
    contribute(replace(said(2, "Keep this"), do_not_publish="yes"), phone, workspace, now=NOW)
    assert client.get("/session/news").json() == news
    assert "Tea at the house" in client.get("/session/room").text
    made = make_record(tea, draft_of(tea, opened, workspace), opened, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, InRecord)
    assert "Tea at the house" in client.get("/session/room").text
    hidden = replace(made.asset, protection=Level.PARTNERS)
    workspace.store.change_asset(hidden, event=AuditEvent(at=NOW, actor="Morag", action=Action.CHANGED))
    assert "Tea at the house" not in client.get("/session/room").text
    assert client.get("/session/news").json() != news
    refused = client.post("/session/matters", data={"contribution_id": tea.contribution_id, "do": "matters"})
    assert refused.status_code == 409
