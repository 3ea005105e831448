"""Residents' own words, grouped; codes given to many records at once and taken back."""

from __future__ import annotations

import dataclasses

import pytest
import shapely

from asset_map.domain.asset import AssetDraft, Precision
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, UserError
from asset_map.services.record import Recorded, record
from asset_map.services.word_codes import LONGEST_REASON, Codes, apply_mapping, plan_mapping, undo_mapping
from asset_map.services.words import folded, own_words
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody

STEAMIE = AssetDraft(
    name="Wash house",
    kind="place",
    offers=("meet",),
    postcode="ZZ1 1AA",
    own_words="the Steamie",
    own_words_language="sco",
)
HOME = Codes(offers=("home", "share"))
CHANGED = AuditEvent(at=NOW, actor="Iain", action=Action.CHANGED)


def _keep(workspace: Workspace, **changes: object) -> str:
    kept = record(dataclasses.replace(STEAMIE, **changes), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(kept, Recorded)
    return kept.asset.asset_id


def _apply(asset_ids: list[str], codes: Codes, workspace: Workspace) -> str:
    plan = plan_mapping(asset_ids, codes, workspace)
    return apply_mapping(plan, codes, workspace, reason="It washes", now=NOW, actor=somebody("Morag")).mapping_id


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the Steamie", "THE  steamie!", True),
        ("Àite-coinneachaidh", "aite coinneachaidh", True),
        ("folk's club", "folks club", True),
        ("the steamie", "a steamie", False),
        ("القهوة", "المكتبة", False),
        ("किताब", "कताब", False),
        ("★", "☆", False),
    ],
)
def test_words_are_the_same_but_for_capitals_accents_and_signs(one: str, other: str, same: bool) -> None:
    assert (folded(one) == folded(other)) is same


def test_own_words_are_grouped_with_the_codes_they_have_now(tiny: Workspace) -> None:
    ids = [_keep(tiny), _keep(tiny, own_words="the steamie!", offers=("home",)), _keep(tiny, name="Laundry")]
    _keep(tiny, own_words="bingo", name="Hall")
    _keep(tiny, own_words="   ", name="Nothing said")
    steamie, bingo = own_words(tiny, audience=Audience.STAFF)
    assert (steamie.words, [one.asset_id for one in steamie.records]) == (
        "the Steamie",
        [ids[2], *sorted(ids[:2])],
    )
    assert steamie.codes == {("place", ("meet",)): 2, ("place", ("home",)): 1}
    assert (bingo.words, bingo.records[0].language) == ("bingo", "sco")


def test_codes_come_beside_others_or_in_their_place_and_words_stay(tiny: Workspace) -> None:
    one = _keep(tiny)
    _apply([one], HOME, tiny)
    kept = tiny.store.asset(one)
    assert (kept.offers, kept.kind, kept.own_words) == (("meet", "home", "share"), "place", "the Steamie")
    last = tiny.store.history(one)[-1].event
    assert (last.action, last.actor, last.reason) == (Action.MAPPED, "Morag", "It washes")
    _apply([one], dataclasses.replace(HOME, replaces=True), tiny)
    assert tiny.store.asset(one).offers == ("home", "share")


def test_only_records_that_change_are_touched(tiny: Workspace) -> None:
    has, has_not = _keep(tiny, offers=("home", "share")), _keep(tiny)
    plan = plan_mapping([has, has_not, "gone"], HOME, tiny)
    assert [before.asset_id for before, _after in plan.changed] == [has_not]
    assert plan.losing_their_place == plan.protected_more == plan.unfit == ()
    apply_mapping(plan, HOME, tiny, reason="It washes", now=NOW, actor=somebody("Morag"))
    assert tiny.store.asset(has).version == 1
    with pytest.raises(UserError, match="Expected records that these codes change"):
        _apply([has, has_not], HOME, tiny)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (Codes(), "at least one offer"),
        (Codes(kind="place", replaces=True), "at least one offer"),
        (Codes(offers=("coal",)), "found “coal”"),
        (Codes(kind="guild"), "found “guild”"),
    ],
)
def test_codes_that_are_none_are_refused(tiny: Workspace, codes: Codes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        plan_mapping([_keep(tiny)], codes, tiny)


@pytest.mark.parametrize("reason", ["", "  ", "a" * (LONGEST_REASON + 1)])
def test_a_reason_is_needed(tiny: Workspace, reason: str) -> None:
    plan = plan_mapping([_keep(tiny)], HOME, tiny)
    with pytest.raises(UserError, match="Expected a reason"):
        apply_mapping(plan, HOME, tiny, reason=reason, now=NOW, actor=somebody("Morag"))
    assert tiny.store.word_mappings() == []


def test_a_kind_that_starts_better_protected_raises_the_protection_and_never_lowers_it(tiny: Workspace) -> None:
    public, partners = _keep(tiny), _keep(tiny, protection="partners")
    group = Codes(kind="association")
    plan = plan_mapping([public, partners], group, tiny)
    assert [asset.asset_id for asset in plan.protected_more] == [public]
    _apply([public, partners], group, tiny)
    raised = tiny.store.asset(public)
    assert (raised.protection, raised.protection_set_by, raised.protection_reason) == (Level.AREA, "Morag", "It washes")
    assert raised.geometry_bng is not None
    assert tiny.store.asset(partners).protection is Level.PARTNERS
    _apply([public], Codes(kind="place"), tiny)
    assert tiny.store.asset(public).protection is Level.AREA


def test_what_becomes_a_person_loses_its_place_and_is_named_before(tiny: Workspace) -> None:
    one = _keep(tiny, address="1 Wren Row", uprn="12")
    person = Codes(kind="person")
    assert [asset.asset_id for asset in plan_mapping([one], person, tiny).losing_their_place] == [one]
    mapping_id = _apply([one], person, tiny)
    kept = tiny.store.asset(one)
    assert (kept.kind, kept.protection, kept.precision) == ("person", Level.UNMAPPED, Precision.NONE)
    assert (kept.geometry_bng, kept.address, kept.postcode, kept.uprn, dict(kept.zones)) == (None, "", "", "", {})
    undo_mapping(mapping_id, tiny, now=NOW, actor=somebody("Iain"))
    back = tiny.store.asset(one)
    assert (back.kind, back.protection, back.geometry_bng) == ("place", Level.UNMAPPED, None)


def test_an_outline_that_a_kind_cannot_have_is_left_alone(tiny: Workspace) -> None:
    park = _keep(tiny)
    kept = tiny.store.asset(park)
    outline = shapely.to_wkb(shapely.from_wkb(kept.geometry_bng).buffer(50))
    tiny.store.change_asset(dataclasses.replace(kept, geometry_bng=outline), event=CHANGED)
    plan = plan_mapping([park], Codes(kind="institution"), tiny)
    assert ([asset.asset_id for asset in plan.unfit], plan.changed) == ([park], ())
    assert plan_mapping([park], Codes(kind="culture"), tiny).unfit == ()


def test_taking_back_puts_back_what_nobody_has_changed_since(tiny: Workspace) -> None:
    untouched, changed = _keep(tiny), _keep(tiny, name="Baths")
    mapping_id = _apply([untouched, changed], Codes(offers=("home",), kind="culture", replaces=True), tiny)
    later = dataclasses.replace(tiny.store.asset(changed), summary="Warm")
    tiny.store.change_asset(later, event=CHANGED)
    undone = undo_mapping(mapping_id, tiny, now=NOW, actor=somebody("Iain"))
    assert (undone.put_back, undone.left_alone) == (("Wash house",), ("Baths",))
    back, left = tiny.store.asset(untouched), tiny.store.asset(changed)
    assert (back.offers, back.kind) == (("meet",), "place")
    assert (left.offers, left.kind, left.summary) == (("home",), "culture", "Warm")
    assert tiny.store.history(untouched)[-1].event.action is Action.UNDONE
    with pytest.raises(ConflictError):
        undo_mapping(mapping_id, tiny, now=NOW, actor=somebody("Iain"))


def test_a_change_between_plan_and_mapping_is_not_overwritten(tiny: Workspace) -> None:
    one = _keep(tiny)
    plan = plan_mapping([one], HOME, tiny)
    changed = tiny.store.change_asset(dataclasses.replace(tiny.store.asset(one), summary="Warm"), event=CHANGED)
    with pytest.raises(ConflictError):
        apply_mapping(plan, HOME, tiny, reason="It washes", now=NOW, actor=somebody("Morag"))
    assert tiny.store.asset(one) == changed
