"""Merging: nothing of either record is lost, protection never falls, and it can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import shapely

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow, Precision, ReviewState, without_place
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.merging import TOGETHER, fillers, merged, parted
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, NotAllowedError, UserError
from asset_map.services.history import history, undoable
from asset_map.services.look import view_assets
from asset_map.services.merge import Merged, can_take, merge, sources_of, undo_merge
from asset_map.services.twins import likely_twins
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

LATER = NOW + dt.timedelta(hours=1)
RECORDING = AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED)
POINT = shapely.to_wkb(shapely.Point(40_500, 640_500))


def _asset(asset_id: str, **fields: object) -> Asset:
    plain = Asset(
        asset_id=asset_id,
        name=f"The {asset_id} hall",
        kind="place",
        offers=("meet",),
        geometry_bng=POINT,
        precision=Precision.EXACT,
        zones={"datazone2011": "DEMO0001"},
        recorded_by="Morag",
        recorded_at=NOW,
    )
    return replace(plain, **fields)


KEPT = _asset("kept", cost="Free", phone="1")
OTHER = _asset(
    "other",
    offers=("food", "meet"),
    cost="£2",
    opening_times="Mondays",
    contact_person="Isa",
    consent_for="A name",
    age_from=0,
    access_features={"step_free": True},
    source="A list",
    source_id="x1",
)


@pytest.fixture
def hall(tiny: Workspace) -> Workspace:
    """Return a workspace with two records of one hall."""
    tiny.store.add_assets([KEPT, OTHER], event=RECORDING)
    return tiny


def _merge(workspace: Workspace, *take: str, kept: str = "kept", other: str = "other", reason: str = "Same") -> Merged:
    return merge(
        workspace.store.asset(kept),
        workspace.store.asset(other),
        take=take,
        reason=reason,
        workspace=workspace,
        now=LATER,
        actor=somebody("Morag"),
    )


def _undo(workspace: Workspace, other: str = "other") -> Merged:
    return undo_merge(other, workspace=workspace, now=LATER, actor=somebody("Iain"), reason="Two halls")


def test_the_kept_record_keeps_its_words_and_takes_what_was_chosen(hall: Workspace) -> None:
    done = _merge(hall, "opening_times", "offers", "name", "access_features", "age_from")
    assert done.kept == replace(
        KEPT,
        version=2,
        opening_times="Mondays",
        offers=("meet", "food"),
        also_known_as="The other hall",
        access_features={"step_free": True},
        age_from=0,
    )
    assert done.other == replace(
        OTHER, version=2, review_state=ReviewState.ARCHIVED, review_reason="Same", merged_into="kept"
    )
    assert not done.is_raised


def test_only_what_fills_or_adds_can_be_taken(hall: Workspace) -> None:
    possible = can_take(KEPT, OTHER, hall)
    assert set(possible) == {"name", "offers", "access_features", "opening_times", "contact_person", "age_from"}
    with pytest.raises(UserError, match="found cost"):
        _merge(hall, "cost")
    assert hall.store.asset("kept") == KEPT


def test_what_belongs_together_is_taken_together() -> None:
    empty = _asset("kept", geometry_bng=None, precision=Precision.NONE, zones={})
    full = replace(
        OTHER,
        own_words="a blether",
        own_words_language="sco",
        last_checked=TODAY,
        checked_how=CheckedHow.VISIT,
        capacity=30,
        capacity_unit="people",
        season_from=4,
        season_to=9,
    )
    assert {"geometry_bng", "own_words", "last_checked", "capacity", "season_from"} <= set(fillers(empty, full))
    taken = merged(empty, full, fillers(empty, full))
    for fields in TOGETHER.values():
        for field in fields:
            assert getattr(taken, field) == getattr(full, field), field


def test_half_of_what_belongs_together_keeps_the_other_half_out() -> None:
    assert "capacity" not in fillers(replace(KEPT, capacity_unit="beds"), replace(OTHER, capacity=3))
    assert "contact_person" not in fillers(replace(KEPT, consent_withdrawn_on=TODAY), OTHER)


def test_a_kind_that_is_never_on_a_map_takes_no_place(hall: Workspace) -> None:
    person = _asset("kept", kind="person", geometry_bng=None, zones={}, protection=Level.PARTNERS)
    assert {"geometry_bng", "postcode"}.isdisjoint(can_take(person, replace(OTHER, postcode="ZZ1 1AA"), hall))
    service = replace(person, kind="institution")
    drawn = replace(OTHER, geometry_bng=shapely.to_wkb(shapely.box(0, 0, 1, 1)), postcode="ZZ1 1AA")
    assert "geometry_bng" in can_take(service, OTHER, hall)
    assert "geometry_bng" not in can_take(service, drawn, hall)
    assert "postcode" in can_take(service, drawn, hall)


@pytest.mark.parametrize(("one", "other"), [(Level.PUBLIC, Level.PARTNERS), (Level.PARTNERS, Level.PUBLIC)])
def test_the_stronger_protection_of_the_two_is_kept(tiny: Workspace, one: Level, other: Level) -> None:
    away = replace(OTHER, protection=other, protection_reason="Asked for", protection_set_by="Iain")
    tiny.store.add_assets([replace(KEPT, protection=one), away], event=RECORDING)
    done = _merge(tiny)
    assert (done.kept.protection, done.is_raised) == (Level.PARTNERS, one is Level.PUBLIC)
    if one is Level.PUBLIC:
        assert (done.kept.protection_reason, done.kept.protection_set_by) == ("Asked for", "Iain")
    assert view_assets(tiny, Audience.PUBLIC, today=TODAY).empty


@pytest.mark.parametrize("unmapped", ["kept", "other"])
def test_no_place_is_left_in_either_where_one_may_have_none(tiny: Workspace, unmapped: str) -> None:
    both = [
        without_place(replace(asset, protection=Level.UNMAPPED)) if asset.asset_id == unmapped else asset
        for asset in (replace(KEPT, address="1 Lane"), replace(OTHER, postcode="ZZ1 1AA"))
    ]
    tiny.store.add_assets(both, event=RECORDING)
    assert "geometry_bng" not in can_take(both[0], both[1], tiny)
    _merge(tiny)
    for asset_id in ("kept", "other"):
        asset = tiny.store.asset(asset_id)
        assert (asset.geometry_bng, asset.address, asset.postcode, asset.zones) == (None, "", "", {})
        assert asset.protection is Level.UNMAPPED
        told = str([(one.before, one.after) for one in tiny.store.history(asset_id)])
        assert POINT.hex() not in told
        assert "ZZ1 1AA" not in told
    undone = _undo(tiny)
    assert {undone.kept.protection, undone.other.protection} == {Level.UNMAPPED}


def test_both_histories_tell_of_it(hall: Workspace) -> None:
    _merge(hall, "opening_times")
    kept, other = history("kept", hall, audience=Audience.STAFF)[0], history("other", hall, audience=Audience.STAFF)[0]
    assert (kept.event.action, kept.event.actor) == (Action.MERGED, "Morag")
    assert kept.event.reason == "“The other hall” merged into it: Same"
    assert [(change.field, change.after) for change in kept.changes] == [("opening_times", "Mondays")]
    assert other.event.reason == "Merged into “The kept hall”: Same"
    assert {change.field for change in other.changes} == {"review_state", "review_reason", "merged_into"}
    assert [source.source for source in sources_of("kept", hall)] == ["", "A list"]
    assert undoable("kept", hall, audience=Audience.STAFF) is None


def test_the_merged_record_is_shown_to_nobody_and_is_nobodys_twin(hall: Workspace) -> None:
    _merge(hall)
    assert view_assets(hall, Audience.PUBLIC, today=TODAY)["asset_id"].to_list() == ["kept"]
    draft = AssetDraft(name="The other hall", kind="place", offers=("meet",), easting="40500", northing="640500")
    assert likely_twins(draft, hall, audience=Audience.STAFF, today=TODAY) == ()
    again = _undo(hall)
    assert [twin.asset_id for twin in likely_twins(draft, hall, audience=Audience.STAFF, today=TODAY)] == ["other"]
    assert again.other.review_state is ReviewState.PUBLISHED


def test_undoing_gives_both_back_as_they_were(hall: Workspace) -> None:
    _merge(hall, "opening_times", "offers", "name", "access_features", "contact_person")
    undone = _undo(hall)
    assert undone.kept == replace(KEPT, version=3)
    assert undone.other == replace(OTHER, version=3)
    assert (
        history("kept", hall, audience=Audience.STAFF)[0].event.reason
        == "“The other hall” parted from it again: Two halls"
    )
    assert _merge(hall, "opening_times").kept.opening_times == "Mondays"


def test_undoing_leaves_what_was_changed_since(hall: Workspace) -> None:
    kept = _merge(hall, "opening_times", "offers").kept
    changing = AuditEvent(at=LATER, actor="Iain", action=Action.CHANGED)
    hall.store.change_asset(replace(kept, opening_times="Tuesdays", summary="A hall"), event=changing)
    undone = _undo(hall).kept
    assert (undone.opening_times, undone.summary, undone.offers) == ("Tuesdays", "A hall", ("meet",))


def test_undoing_lowers_no_protection() -> None:
    before = KEPT
    after = merged(before, replace(OTHER, protection=Level.PARTNERS), ["opening_times"])
    assert parted(after, before, after, ["opening_times"]) == replace(before, protection=Level.PARTNERS)


def test_somebody_elses_change_in_the_meantime_is_a_conflict(hall: Workspace) -> None:
    kept, other = hall.store.asset("kept"), hall.store.asset("other")
    changed = hall.store.change_asset(
        replace(other, cost="£3"), event=AuditEvent(at=LATER, actor="Iain", action=Action.CHANGED)
    )
    with pytest.raises(ConflictError):
        merge(kept, other, reason="Same", workspace=hall, now=LATER, actor=somebody("Morag"))
    assert (hall.store.asset("kept"), hall.store.asset("other")) == (kept, changed)


def test_what_cannot_be_merged_is_refused_in_words(tiny: Workspace) -> None:
    tiny.store.add_assets(
        [KEPT, OTHER, _asset("sent", review_state=ReviewState.SUBMITTED), _asset("third")], event=RECORDING
    )
    with pytest.raises(NotAllowedError, match="twice"):
        _merge(tiny, other="kept")
    with pytest.raises(UserError, match="Expected a reason"):
        _merge(tiny, reason="  ")
    with pytest.raises(NotAllowedError, match="other way round"):
        _merge(tiny, kept="sent", other="kept")
    with pytest.raises(NotAllowedError, match="was not"):
        _undo(tiny)
    _merge(tiny)
    for kept, other in (("third", "other"), ("other", "third")):
        with pytest.raises(NotAllowedError, match="archived"):
            _merge(tiny, kept=kept, other=other)
    _merge(tiny, kept="third", other="kept")
    with pytest.raises(NotAllowedError, match="Undo that merge first"):
        _undo(tiny)
    assert [source.from_asset_id for source in sources_of("third", tiny)] == ["third", "kept", "other"]
    _undo(tiny, "kept")
    assert _undo(tiny).other.merged_into == ""
    assert _merge(tiny, other="sent").other.merged_into == "kept"
