"""A record is changed without losing anything: its place, its protection, or what somebody else wrote."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
import shapely

from asset_map.domain.asset import Asset, AssetDraft, LocatedBy, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.problem import ProblemCode
from asset_map.domain.proposal import ProposalKind
from asset_map.domain.protection import Level
from asset_map.domain.three_ways import Side, merged
from asset_map.errors import ConflictError, UserError
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, Conflict, Refused, change
from asset_map.services.protect import raise_protection
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import CHANGED_EVERYWHERE, FULL, HALL, LATER, keep
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M


def _change(workspace: Workspace, asset: Asset, actor: str = "Iain", reason: str = "", **words: object) -> Changed:
    result = change(
        asset.asset_id,
        version=asset.version,
        draft=replace(as_draft(asset), **words),
        workspace=workspace,
        now=LATER,
        actor=somebody(actor),
        reason=reason,
    )
    assert isinstance(result, Changed), result
    return result


def _add(workspace: Workspace, asset: Asset) -> Asset:
    workspace.store.add_asset(asset, event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    return asset


def test_saving_a_record_unchanged_changes_no_bit_of_it_and_writes_nothing(tiny: Workspace) -> None:
    alike = {f.name for f in fields(Asset) if getattr(FULL, f.name) == f.default}
    assert alike <= {"version", "merged_into", "consent_withdrawn_on"}
    stored = _add(tiny, FULL)
    result = _change(tiny, stored)
    assert result == Changed(stored, is_anything_new=False)
    assert tiny.store.asset("full") == stored
    assert len(tiny.store.history("full")) == 1


@pytest.mark.parametrize(
    "geometry",
    [
        shapely.Point(WEST_M + 0.1 + 0.2, SOUTH_M + 1 / 3),
        shapely.LineString([(WEST_M + 1 / 3, SOUTH_M + 10), (WEST_M + 900, SOUTH_M + 700.7)]),
        shapely.box(WEST_M + 0.1, SOUTH_M + 0.3, WEST_M + 800, SOUTH_M + 700.7),
    ],
)
def test_a_place_that_was_not_touched_stays_bit_for_bit(tiny: Workspace, geometry: shapely.Geometry) -> None:
    stored = _add(tiny, replace(FULL, geometry_bng=shapely.to_wkb(geometry, byte_order=0)))
    result = _change(tiny, stored, name="New", address="9 New Street")
    assert result.asset == replace(stored, name="New", address="9 New Street", version=2)
    (_, changed) = tiny.store.history("full")
    assert (changed.event.actor, changed.event.action, changed.event.at) == ("Iain", Action.CHANGED, LATER)


def test_what_a_form_does_not_know_stays(tiny: Workspace) -> None:
    stored = _add(tiny, replace(FULL, merged_into="another"))
    other = replace(stored, **{name: value for name, value in CHANGED_EVERYWHERE.items() if name != "contact_person"})
    result = _change(tiny, stored, **vars(replace(as_draft(other), protection="", consent_withdrawn_on="")))
    kept = {
        "asset_id", "protection", "protection_set_by", "review_state", "review_reason", "source", "source_id",
        "licence", "recorded_by", "recorded_at", "sent_by", "merged_into", "contact_person", "consent_withdrawn_on",
    }  # fmt: skip
    same = {f.name for f in fields(Asset) if getattr(result.asset, f.name) == getattr(stored, f.name)}
    assert same == kept


def test_a_place_that_was_found_by_its_postcode_follows_the_postcode(tiny: Workspace) -> None:
    stored = keep(tiny)
    assert (as_draft(stored).latitude, as_draft(stored).postcode) == ("", "ZZ1 1AA")
    moved = _change(tiny, stored, postcode="zz11ab").asset
    assert moved.geometry_bng == shapely.to_wkb(shapely.Point(WEST_M + 1500, SOUTH_M + 1500))
    assert (moved.zones, moved.postcode, moved.located_by) == ({"demo": "DEMO0005"}, "ZZ1 1AB", LocatedBy.POSTCODE)


def test_a_place_on_the_map_moves_with_its_point_and_not_with_its_postcode(tiny: Workspace) -> None:
    stored = _add(tiny, FULL)
    same = _change(tiny, stored, postcode="zz11ab").asset
    assert (same.geometry_bng, same.zones, same.postcode) == (stored.geometry_bng, stored.zones, "ZZ1 1AB")
    there = as_draft(replace(FULL, geometry_bng=shapely.to_wkb(shapely.Point(WEST_M + 2500, SOUTH_M + 500))))
    moved = _change(tiny, same, latitude=there.latitude, longitude=there.longitude, located_by="map").asset
    assert shapely.from_wkb(moved.geometry_bng).distance(shapely.Point(WEST_M + 2500, SOUTH_M + 500)) < 0.1
    assert (moved.zones, moved.precision) == ({"demo": "DEMO0003"}, Precision.EXACT)


def test_everything_that_is_wrong_is_said_and_nothing_is_kept(tiny: Workspace) -> None:
    stored = keep(tiny)
    draft = replace(as_draft(stored), name="", email="no", postcode="ZZ9 9ZZ")
    result = change(stored.asset_id, version=1, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Refused)
    assert {problem.field for problem in result.problems} == {"name", "email"}
    elsewhere = replace(as_draft(stored), postcode="ZZ9 9ZZ")
    result = change(stored.asset_id, version=1, draft=elsewhere, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Refused)
    assert [problem.code for problem in result.problems] == [ProblemCode.POSTCODE_UNKNOWN]
    assert tiny.store.asset(stored.asset_id) == stored


def test_a_weaker_protection_is_taken_out_of_the_change_and_proposed(tiny: Workspace) -> None:
    stored = keep(tiny, protection=Level.PARTNERS)
    with pytest.raises(UserError, match="reason"):
        _change(tiny, stored, protection="public", name="New")
    assert tiny.store.asset(stored.asset_id) == stored
    result = _change(tiny, stored, reason="They agreed", protection="public", name="New")
    assert (result.asset.name, result.asset.protection) == ("New", Level.PARTNERS)
    (proposal,) = tiny.store.proposals()
    assert proposal == result.proposal
    assert (proposal.kind, dict(proposal.fields)) == (ProposalKind.LOWER_PROTECTION, {"protection": "public"})
    assert (proposal.asset_version, proposal.reason, proposal.proposed_by) == (3, "They agreed", "Iain")


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ({"summary": "A women's refuge"}, Level.PARTNERS),
        ({"kind": "association"}, Level.AREA),
        ({"kind": "person"}, Level.UNMAPPED),
        ({"protection": "partners"}, Level.PARTNERS),
    ],
)
def test_a_change_that_asks_for_more_protection_gets_it_and_says_so(
    tiny: Workspace, words: dict[str, str], level: Level
) -> None:
    stored = keep(tiny)
    result = _change(tiny, stored, **words)
    assert (result.raised_to, result.asset.protection, result.asset.protection_set_by) == (level, level, "Iain")
    assert tiny.store.history(stored.asset_id)[-1].event.action is Action.RAISED
    assert result.is_place_forgotten is (level is Level.UNMAPPED)
    assert (result.asset.geometry_bng is None) is (level is Level.UNMAPPED)
    assert (result.asset.postcode == "") is (level is Level.UNMAPPED)


def test_what_two_people_lowered_is_not_raised_again_by_words_that_were_there(tiny: Workspace) -> None:
    draft = replace(HALL, summary="A women's refuge")
    stored = keep(tiny, draft)
    lowered = tiny.store.change_asset(
        replace(stored, protection=Level.PUBLIC),
        event=AuditEvent(at=NOW, actor="Morag", action=Action.LOWERED, second_actor="Iain"),
    )
    result = _change(tiny, lowered, phone="0141 000 0000")
    assert (result.raised_to, result.asset.protection) == (None, Level.PUBLIC)


def _two_at_once(workspace: Workspace) -> tuple[Conflict, AssetDraft]:
    stored = keep(workspace)
    _change(workspace, stored, actor="Morag", name="Village hall", phone="1")
    yours = replace(as_draft(stored), name="Town hall", email="hall@example.org")
    result = change(stored.asset_id, version=1, draft=yours, workspace=workspace, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Conflict)
    return result, yours


def test_the_second_to_save_gets_both_versions_and_nothing_is_written(tiny: Workspace) -> None:
    conflict, yours = _two_at_once(tiny)
    assert (conflict.yours, conflict.version, conflict.by, conflict.at) == (yours, 2, "Morag", LATER)
    assert (conflict.base.name, conflict.theirs.name, conflict.theirs.phone) == ("Hall", "Village hall", "1")
    assert {one.part: one.usual for one in conflict.differences} == {
        "name": None, "phone": Side.THEIRS, "email": Side.YOURS,
    }  # fmt: skip
    (asset_id,) = tiny.store.read_assets("staff", zone_system="demo")["asset_id"]
    assert tiny.store.asset(asset_id).version == 2
    both = merged(conflict.base, conflict.theirs, conflict.yours, {"name": Side.YOURS})
    result = change(asset_id, version=conflict.version, draft=both, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Changed)
    kept = tiny.store.asset(asset_id)
    assert (kept.name, kept.phone, kept.email, kept.version) == ("Town hall", "1", "hall@example.org", 3)


def test_a_third_person_who_saves_meanwhile_is_a_conflict_again(tiny: Workspace) -> None:
    conflict, _ = _two_at_once(tiny)
    (asset_id,) = tiny.store.read_assets("staff", zone_system="demo")["asset_id"]
    _change(tiny, tiny.store.asset(asset_id), actor="Isa", cost="Free")
    both = merged(conflict.base, conflict.theirs, conflict.yours, {})
    again = change(asset_id, version=conflict.version, draft=both, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(again, Conflict)
    assert {one.part: one.usual for one in again.differences} == {"cost": Side.THEIRS, "email": Side.YOURS}


def test_a_change_between_reading_and_writing_is_a_conflict_too(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = keep(tiny)
    write = Store.change_asset

    def after_another(self: Store, asset: Asset, *, event: AuditEvent) -> Asset:
        monkeypatch.undo()
        write(self, replace(stored, phone="1"), event=AuditEvent(at=NOW, actor="Morag", action=Action.CHANGED))
        return write(self, asset, event=event)

    monkeypatch.setattr(Store, "change_asset", after_another)
    draft = replace(as_draft(stored), name="New")
    result = change(stored.asset_id, version=1, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Conflict)
    assert (result.theirs.phone, result.by) == ("1", "Morag")
    assert tiny.store.asset(stored.asset_id).name == "Hall"


def test_a_conflict_with_the_placing_of_a_new_geography_only_is_settled_by_itself(tiny: Workspace) -> None:
    stored = keep(tiny)
    event = AuditEvent(at=NOW, actor="asset-map", action=Action.CHANGED)
    tiny.store.replace_zones("demo", {stored.asset_id: "DEMO0002"}, event=event)
    draft = replace(as_draft(stored), name="New")
    result = change(stored.asset_id, version=1, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Changed)
    assert (result.asset.name, result.asset.zones, result.asset.version) == ("New", {"demo": "DEMO0002"}, 3)


def test_the_place_of_what_became_unmapped_meanwhile_is_on_neither_side(tiny: Workspace) -> None:
    stored = keep(tiny)
    raise_protection(
        stored.asset_id, Level.UNMAPPED, version=1, reason="", workspace=tiny, now=LATER, actor=somebody("Morag")
    )
    draft = replace(as_draft(stored), name="New", postcode="ZZ1 1AB", address="1 Fable Street")
    result = change(stored.asset_id, version=1, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(result, Conflict)
    assert "ZZ1" not in repr(result)
    assert "Fable" not in repr(result)
    both = merged(result.base, result.theirs, result.yours, {})
    kept = change(stored.asset_id, version=2, draft=both, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert isinstance(kept, Changed)
    assert (kept.asset.name, kept.asset.geometry_bng, kept.asset.protection) == ("New", None, Level.UNMAPPED)


def test_a_record_that_is_not_there_is_said(tiny: Workspace) -> None:
    with pytest.raises(UserError, match="“ghost”"):
        change("ghost", version=1, draft=HALL, workspace=tiny, now=LATER, actor=somebody("Iain"))
    stored = keep(tiny)
    assert stored.review_state is ReviewState.PUBLISHED
    with pytest.raises(ConflictError):
        raise_protection(
            stored.asset_id, Level.AREA, version=7, reason="", workspace=tiny, now=LATER, actor=somebody("Iain")
        )
