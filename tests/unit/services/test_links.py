"""Tying records together, and the network of a neighbourhood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.links import End, Relation
from asset_map.domain.protection import Audience, Level
from asset_map.errors import NotAllowedError, UserError
from asset_map.services import links
from asset_map.services.links import link, links_of, network, put_back, relation_words, seems_unusual, unlink
from asset_map.services.neighbourhoods import neighbourhoods
from asset_map.services.record import Recorded, record
from asset_map.services.versions import versions_of
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody


@pytest.fixture
def ids(tiny: Workspace) -> dict[str, str]:
    """Record four things in two zones, one of them for partners only."""
    made = {}
    for name, postcode in (("Hall", "ZZ1 1AA"), ("Club", "ZZ1 1AA"), ("Bank", "ZZ1 1AB"), ("Refuge", "ZZ1 1AB")):
        draft = AssetDraft(name=name, kind="institution", offers=("meet",), postcode=postcode)
        kept = record(draft, tiny, now=NOW, actor=somebody("test"))
        assert isinstance(kept, Recorded), kept
        made[name] = kept.asset.asset_id
    refuge = replace(tiny.store.asset(made["Refuge"]), protection=Level.PARTNERS)
    tiny.store.change_asset(refuge, event=AuditEvent(at=NOW, actor="test", action=Action.RAISED))
    return made


def _link(workspace: Workspace, first: str, relation: Relation, second: str, note: str = "") -> str:
    return link(first, relation, second, workspace, note=note, now=NOW, actor=somebody("Morag")).link_id


def _said(asset_id: str, workspace: Workspace, audience: Audience = Audience.PUBLIC) -> list[str]:
    return [f"{tie.words} {tie.other.name}" for tie in links_of(asset_id, workspace, audience=audience)]


def test_a_link_reads_from_both_sides(tiny: Workspace, ids: dict[str, str]) -> None:
    _link(tiny, ids["Club"], Relation.RUNS, ids["Hall"], note="  on   Mondays ")
    _link(tiny, ids["Hall"], Relation.SHARES_SPACE_WITH, ids["Bank"])
    assert _said(ids["Club"], tiny) == ["runs Hall"]
    assert _said(ids["Hall"], tiny) == ["is run by Club", "shares space with Bank"]
    assert _said(ids["Bank"], tiny) == ["shares space with Hall"]
    ties = links_of(ids["Club"], tiny, audience=Audience.STAFF)
    assert [(tie.note, tie.added_by) for tie in ties] == [("on Mondays", "Morag")]
    assert links_of(ids["Club"], tiny, audience=Audience.PUBLIC)[0].added_by == ""
    assert set(relation_words()) == set(Relation)


def test_both_histories_tell_of_it_and_the_record_is_as_it_was(tiny: Workspace, ids: dict[str, str]) -> None:
    before = tiny.store.asset(ids["Club"])
    made = _link(tiny, ids["Club"], Relation.MEETS_AT, ids["Hall"], note="Upstairs")
    taken = unlink(made, tiny, now=NOW, actor=somebody("Iain"))
    for name in ("Club", "Hall"):
        told = [(one.event.action, one.event.actor, one.event.reason) for one in tiny.store.history(ids[name])][-2:]
        words = "“Club” meets at “Hall”: Upstairs"
        assert told == [(Action.LINKED, "Morag", words), (Action.UNLINKED, "Iain", words)]
    assert versions_of(tiny.store.history(ids["Club"]))[-1].after == before == tiny.store.asset(ids["Club"])
    assert _said(ids["Club"], tiny) == []
    put_back(taken, tiny, now=NOW, actor=somebody("Iain"))
    assert _said(ids["Club"], tiny) == ["meets at Hall"]
    with pytest.raises(NotAllowedError, match="already"):
        put_back(taken, tiny, now=NOW, actor=somebody("Iain"))
    unlink(made, tiny, now=NOW, actor=somebody("Iain"))
    with pytest.raises(UserError, match="any longer"):
        unlink(made, tiny, now=NOW, actor=somebody("Iain"))


def test_an_overlong_note_is_refused(tiny: Workspace, ids: dict[str, str]) -> None:
    _link(tiny, ids["Club"], Relation.RUNS, ids["Hall"], note="x" * 200)
    with pytest.raises(UserError, match="201"):
        _link(tiny, ids["Club"], Relation.FUNDS, ids["Hall"], note="x" * 201)


def test_the_network_of_a_neighbourhood_has_what_begins_or_ends_there(tiny: Workspace, ids: dict[str, str]) -> None:
    _link(tiny, ids["Club"], Relation.RUNS, ids["Hall"])
    _link(tiny, ids["Bank"], Relation.FUNDS, ids["Club"])
    _link(tiny, ids["Refuge"], Relation.REFERS_TO, ids["Bank"])

    def drawn(*zones: str, audience: Audience = Audience.PUBLIC) -> list[str]:
        found = network(tiny, audience=audience, zones=zones, today=TODAY)
        assert found.links == found.drawn
        return [f"{one.first.name} {one.link.relation} {one.second.name}" for one in found.links]

    assert drawn() == ["Bank funds Club", "Club runs Hall"]
    assert drawn("DEMO0005") == ["Bank funds Club"]
    assert drawn("DEMO0002") == []
    assert drawn("DEMO0005", audience=Audience.STAFF) == ["Bank funds Club", "Refuge refers_to Bank"]


def test_a_picture_shows_the_records_with_the_most_links(
    tiny: Workspace, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _link(tiny, ids["Club"], Relation.RUNS, ids["Hall"])
    _link(tiny, ids["Club"], Relation.MEETS_AT, ids["Hall"])
    _link(tiny, ids["Bank"], Relation.FUNDS, ids["Club"])
    monkeypatch.setattr(links, "MOST_DRAWN", 2)
    found = network(tiny, audience=Audience.PUBLIC, zones=(), today=TODAY)
    assert (found.assets, found.assets_drawn, len(found.links)) == (3, 2, 3)
    assert {one.link.relation for one in found.drawn} == {Relation.RUNS, Relation.MEETS_AT}


def test_an_unusual_link_is_noticed() -> None:
    park, club = (End(asset_id=kind, name=kind, kind=kind) for kind in ("place", "association"))
    assert seems_unusual(park, Relation.FUNDS, club)
    assert not seems_unusual(club, Relation.RUNS, park)


def test_zones_that_differ_by_their_number_are_one_neighbourhood(tiny: Workspace) -> None:
    found = neighbourhoods(tiny)
    assert found == {"Tiny Town": ("DEMO0001", "DEMO0002", "DEMO0003", "DEMO0004", "DEMO0005", "DEMO0006")}
