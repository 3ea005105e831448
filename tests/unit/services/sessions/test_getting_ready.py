"""What is said before a session: where nobody looked, how the area lies, and whether phones reach the laptop."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
import shapely

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Audience
from asset_map.services.sessions import room_address as addresses
from asset_map.services.sessions.getting_ready import area_picture, not_heard
from asset_map.services.sessions.prepare import zones_of_outline
from asset_map.services.sessions.prompts import PROMPTS_BY_THEME, prompts_of
from asset_map.services.sessions.room_address import is_answered, room_address
from asset_map.services.sessions.shown import in_degrees
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY


def _look(workspace: Workspace, zone: str, offer: str) -> None:
    look = Look(
        zone_code=zone,
        offer=offer,
        result=LookResult.NONE,
        method=LookMethod.WALKABOUT,
        looked_on=TODAY,
        looked_by="Morag",
    )
    workspace.store.add_looks([look], event=AuditEvent(at=NOW, actor="Morag", action=Action.LOOKED))


def test_where_nobody_looked_is_told_by_zone_and_by_theme(tiny: Workspace) -> None:
    zones = [str(code) for code in tiny.geography.zones_bng.index]
    nobody = not_heard(zones, ["food", "play"], tiny, audience=Audience.STAFF, today=TODAY)
    assert (nobody.zones, len(nobody.zones_unheard)) == (6, 6)
    assert dict(nobody.offers_unheard) == {"food": 6, "play": 6}
    for zone in zones[:4]:
        _look(tiny, zone, "food")
    some = not_heard(zones, ["food", "play"], tiny, audience=Audience.STAFF, today=TODAY)
    assert len(some.zones_unheard) == 2
    assert some.offers_unheard == (("play", 6),)
    assert not_heard(zones[:1], ["food"], tiny, audience=Audience.STAFF, today=TODAY).zones_unheard == ()


def test_an_area_without_zones_has_nothing_to_tell(tiny: Workspace) -> None:
    nothing = not_heard([], ["food"], tiny, audience=Audience.STAFF, today=TODAY)
    assert (nothing.zones, nothing.zones_unheard, nothing.offers_unheard) == (0, (), ())
    assert area_picture([], "Nowhere", tiny) == ""


def test_the_picture_names_the_area_as_text(tiny: Workspace) -> None:
    picture = area_picture(["DEMO0001"], "<b>Ours</b>", tiny)
    assert picture.startswith("<svg")
    assert "<b>" not in picture


def test_a_drawn_area_has_the_zones_it_lies_in(tiny: Workspace) -> None:
    zone = tiny.geography.zones_bng.geometry["DEMO0001"]
    inside = shapely.to_geojson(in_degrees(shapely.buffer(zone.representative_point(), 50)))
    assert zones_of_outline(inside, tiny) == ("DEMO0001",)
    for unfinished in ("", " ", "{", '{"type": "Point", "coordinates": [0, 0]}'):
        assert zones_of_outline(unfinished, tiny) == ()


def test_questions_keep_their_theme_and_stand_once() -> None:
    food = PROMPTS_BY_THEME["food"]
    made = prompts_of([" Our own? ", food, "", food])
    assert [(one.theme, one.text) for one in made] == [("", "Our own?"), ("food", food)]


def test_every_theme_of_the_usual_vocabulary_has_a_question(tiny: Workspace) -> None:
    assert set(PROMPTS_BY_THEME) == set(tiny.classification.offers)


def test_a_server_that_listens_is_found_and_one_that_does_not_is_not() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert is_answered(address)
    assert not is_answered(address)
    assert not is_answered("")


def test_a_laptop_in_no_network_has_no_address_for_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_own_number", lambda: "")
    assert room_address("http://localhost:8501/") == ""
    assert room_address("http://192.168.0.10:8501/x") == "http://192.168.0.10:8501"
