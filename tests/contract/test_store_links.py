"""Links are kept once, told in both histories, and seen by those who may see both ends."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from asset_map.domain.asset import ReviewState
from asset_map.domain.audit import Action
from asset_map.domain.links import Link, Relation
from asset_map.domain.protection import Audience, Level
from asset_map.errors import NotAllowedError, StoreError
from asset_map.store import Store
from tests.contract.store_records import CHANGING, RECORDING, plain_asset

NOWHERE = {"geometry_bng": None, "address": "", "postcode": "", "uprn": "", "zones": {}}
LINKING = replace(CHANGING, action=Action.LINKED, reason="Told by the committee")
UNLINKING = replace(CHANGING, action=Action.UNLINKED)


def tie(store: Store, first: str, relation: Relation, second: str, note: str = "") -> Link:
    link = Link(link_id=uuid.uuid4().hex, from_id=first, relation=relation, to_id=second, note=note)
    store.add_link(link, event=LINKING)
    return link


def told(store: Store, audience: Audience, asset_id: str | None = None) -> list[tuple[str, str, str]]:
    links = store.links(audience, asset_id=asset_id)
    return [(one.first.asset_id, one.link.relation.value, one.second.asset_id) for one in links]


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with a record of every protection, and two that are not shown for another reason."""
    records = [
        plain_asset("hall", name="Hall"),
        plain_asset("library", name="Library"),
        plain_asset("club", name="Club", kind="association", protection=Level.AREA),
        plain_asset("choir", name="Choir", kind="association", protection=Level.AREA),
        plain_asset("refuge", name="XYZZY refuge", protection=Level.PARTNERS),
        plain_asset("gate", name="Gate", protection=Level.UNMAPPED, contact_agreed=True, **NOWHERE),
        plain_asset("person", name="XYZZY person", protection=Level.UNMAPPED, **NOWHERE),
        plain_asset("sent", name="XYZZY sent", review_state=ReviewState.SUBMITTED),
    ]
    store.add_assets(records, event=RECORDING)
    return store


def test_a_link_is_seen_from_both_records_and_told_in_both_histories(filled: Store) -> None:
    link = tie(filled, "library", Relation.RUNS, "hall", "Since May")
    for asset_id in ("library", "hall"):
        seen = filled.links(Audience.STAFF, asset_id=asset_id)
        assert [(one.first.name, one.second.name, one.link.note, one.link.added_by) for one in seen] == [
            ("Library", "Hall", "Since May", "Iain")
        ]
        last = filled.history(asset_id)[-1]
        assert last.event == LINKING
        assert last.after == {"link": {"from_id": "library", "relation": "runs", "to_id": "hall", "note": "Since May"}}
    assert told(filled, Audience.STAFF, "club") == []
    assert filled.link(link.link_id) == replace(link, added_by="Iain")
    before = filled.version()
    filled.remove_link(link, event=UNLINKING)
    assert filled.version() == before + 1
    assert told(filled, Audience.STAFF) == []
    assert [filled.history(asset_id)[-1].event for asset_id in ("library", "hall")] == [UNLINKING] * 2
    assert filled.link(link.link_id) is None
    with pytest.raises(StoreError, match="any longer"):
        filled.remove_link(link, event=UNLINKING)


def test_what_is_mutual_is_kept_once_whoever_is_named_first(filled: Store) -> None:
    tie(filled, "library", Relation.SHARES_SPACE_WITH, "hall")
    for first, second in (("library", "hall"), ("hall", "library")):
        with pytest.raises(NotAllowedError, match="already"):
            tie(filled, first, Relation.SHARES_SPACE_WITH, second)
    assert told(filled, Audience.STAFF) == [("hall", "shares_space_with", "library")]
    tie(filled, "library", Relation.RUNS, "hall")
    tie(filled, "hall", Relation.RUNS, "library")
    assert len(told(filled, Audience.STAFF)) == 3


def test_what_cannot_be_linked_is_refused_and_leaves_no_trace(filled: Store) -> None:
    gone = filled.asset("library")
    filled.change_asset(replace(gone, review_state=ReviewState.ARCHIVED), event=CHANGING)
    filled.change_asset(replace(filled.asset("choir"), merged_into="club"), event=CHANGING)
    before = filled.version(), len(filled.history("hall"))
    for other, why in (("hall", "same one"), ("library", "archived"), ("choir", "merged"), ("nobody", "none")):
        with pytest.raises((NotAllowedError, StoreError), match=why):
            tie(filled, "hall", Relation.RUNS, other)
    with pytest.raises(StoreError, match="note"):
        tie(filled, "hall", Relation.RUNS, "club", "\x00")
    assert (filled.version(), len(filled.history("hall"))) == before


def test_only_who_sees_both_ends_sees_a_link(filled: Store) -> None:
    for other in ("club", "refuge", "gate", "person", "sent"):
        tie(filled, "hall", Relation.FUNDS, other)
    assert told(filled, Audience.PUBLIC) == [("hall", "funds", "club"), ("hall", "funds", "gate")]
    assert told(filled, Audience.PARTNERS) == [*told(filled, Audience.PUBLIC), ("hall", "funds", "refuge")]
    assert len(told(filled, Audience.STAFF)) == 5
    public = [*filled.links(Audience.PUBLIC), *filled.links(Audience.PUBLIC, asset_id="hall")]
    assert all(word not in str(public) for word in ("XYZZY", "refuge", "person", "sent", "Iain"))
    assert told(filled, Audience.PUBLIC, "refuge") == []


@pytest.mark.parametrize("relation", [Relation.MEETS_AT, Relation.SHARES_SPACE_WITH])
def test_a_link_never_tells_a_place_that_is_not_shown(filled: Store, relation: Relation) -> None:
    for first, second in (("club", "hall"), ("gate", "hall"), ("gate", "club"), ("choir", "club"), ("library", "hall")):
        tie(filled, first, relation, second)
    public = {frozenset((first, second)) for first, _, second in told(filled, Audience.PUBLIC)}
    assert public == {frozenset(("choir", "club")), frozenset(("library", "hall"))}
    assert told(filled, Audience.PUBLIC, "gate") == []
    partners = {frozenset((first, second)) for first, _, second in told(filled, Audience.PARTNERS)}
    assert partners == {*public, frozenset(("club", "hall"))}
    assert len(told(filled, Audience.STAFF)) == 5


def test_links_follow_what_becomes_of_their_records(filled: Store) -> None:
    tie(filled, "library", Relation.RUNS, "hall")
    filled.change_asset(replace(filled.asset("hall"), protection=Level.PARTNERS), event=CHANGING)
    assert told(filled, Audience.PUBLIC) == []
    assert told(filled, Audience.PARTNERS) == [("library", "runs", "hall")]
    filled.change_asset(replace(filled.asset("library"), review_state=ReviewState.ARCHIVED), event=CHANGING)
    assert told(filled, Audience.PARTNERS) == []
