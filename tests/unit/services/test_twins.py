"""Likely twins while something is entered: found for who may see them, and never in the way."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest

from asset_map.domain.asset import Asset, AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience, Level
from asset_map.services.record import Recorded, record
from asset_map.services.twins import Twin, likely_twins
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

KITCHEN = AssetDraft(
    name="Ladywell Community Kitchen",
    kind="institution",
    offers=("food", "meet"),
    easting="40500",
    northing="640500",
)
AGAIN = replace(KITCHEN, name="The ladywell kitchen", easting="40580", offers=("food",))
CHANGING = AuditEvent(at=NOW, actor="Morag", action=Action.CHANGED)


def _keep(draft: AssetDraft, workspace: Workspace, **fields: object) -> Asset:
    recorded = record(draft, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(recorded, Recorded), recorded
    if not fields:
        return recorded.asset
    return workspace.store.change_asset(replace(recorded.asset, **fields), event=CHANGING)


def _ids(draft: AssetDraft, workspace: Workspace, audience: Audience = Audience.PUBLIC) -> list[str]:
    return [twin.asset_id for twin in likely_twins(draft, workspace, audience=audience, today=TODAY)]


def test_a_twin_is_told_with_where_it_is_and_why(tiny: Workspace) -> None:
    kept = _keep(KITCHEN, tiny)
    assert likely_twins(AGAIN, tiny, audience=Audience.PUBLIC, today=TODAY) == (
        Twin(
            asset_id=kept.asset_id,
            name="Ladywell Community Kitchen",
            zone_name="Tiny Town - 01",
            distance_m=80.0,
            reasons=("a name much like it", "80 m away", "it gives the same"),
        ),
    )


def test_the_same_name_postcode_and_spot_are_told(tiny: Workspace) -> None:
    _keep(replace(KITCHEN, easting="", northing="", postcode="ZZ1 1AA"), tiny)
    (twin,) = likely_twins(
        replace(KITCHEN, name="LADYWELL COMMUNITY KITCHEN", postcode="zz11aa", offers=("learn",)),
        tiny,
        audience=Audience.PUBLIC,
        today=TODAY,
    )
    assert twin.reasons == ("the same name", "at the same spot", "the same postcode")


@pytest.mark.parametrize("typed", ["", "5", "{", "ZZ", "2026-02-31", "\x00"])
def test_a_half_typed_draft_never_raises(tiny: Workspace, typed: str) -> None:
    _keep(KITCHEN, tiny)
    for field in dataclasses.fields(AssetDraft):
        value = (typed,) if isinstance(getattr(KITCHEN, field.name), tuple) else typed
        half = replace(AGAIN, **{field.name: value})
        found = likely_twins(half, tiny, audience=Audience.STAFF, today=TODAY)
        assert (field.name == "name" and not found) or [twin.name for twin in found] == [KITCHEN.name], half


def test_a_name_of_two_letters_says_nothing_yet(tiny: Workspace) -> None:
    kept = _keep(replace(KITCHEN, name="Lux"), tiny)
    assert _ids(replace(KITCHEN, name=" Lu "), tiny) == []
    assert _ids(replace(KITCHEN, name="Lux"), tiny) == [kept.asset_id]


def test_the_public_learns_of_no_protected_record(tiny: Workspace) -> None:
    for level, review_state in (
        (Level.PARTNERS, ReviewState.PUBLISHED),
        (Level.PUBLIC, ReviewState.SUBMITTED),
        (Level.PUBLIC, ReviewState.NOT_PUBLISHED),
    ):
        _keep(KITCHEN, tiny, protection=level, review_state=review_state)
    assert _ids(AGAIN, tiny) == []
    assert len(_ids(AGAIN, tiny, Audience.STAFF)) == 3
    assert len(_ids(AGAIN, tiny, Audience.PARTNERS)) == 1


def test_of_a_record_shown_by_its_area_the_public_learns_no_distance(tiny: Workspace) -> None:
    kept = _keep(KITCHEN, tiny, protection=Level.AREA)
    assert _ids(replace(KITCHEN, name="Ladywell"), tiny) == []
    assert _ids(replace(KITCHEN, name="Ladywell"), tiny, Audience.STAFF) == [kept.asset_id]
    far = replace(KITCHEN, easting="42900", northing="641900")
    for draft in (KITCHEN, far):
        (twin,) = likely_twins(draft, tiny, audience=Audience.PUBLIC, today=TODAY)
        assert (twin.asset_id, twin.distance_m, twin.zone_name) == (kept.asset_id, None, "Tiny Town - 01")
        assert twin.reasons == ("the same name", "it gives the same")


def test_archived_records_and_the_one_in_hand_are_left_out(tiny: Workspace) -> None:
    kept = _keep(KITCHEN, tiny)
    _keep(KITCHEN, tiny, review_state=ReviewState.ARCHIVED)
    assert _ids(KITCHEN, tiny, Audience.STAFF) == [kept.asset_id]
    assert likely_twins(KITCHEN, tiny, audience=Audience.STAFF, today=TODAY, besides=kept.asset_id) == ()


def test_no_more_than_asked_for_and_the_nearest_first(tiny: Workspace) -> None:
    for metres in (120, 30, 60, 90):
        _keep(replace(KITCHEN, easting=str(40500 + metres)), tiny)
    found = likely_twins(KITCHEN, tiny, audience=Audience.PUBLIC, today=TODAY)
    assert [twin.distance_m for twin in found] == [30.0, 60.0, 90.0]


def test_what_was_recorded_a_moment_ago_is_found(tiny: Workspace) -> None:
    assert _ids(AGAIN, tiny) == []
    kept = _keep(KITCHEN, tiny)
    assert _ids(AGAIN, tiny) == [kept.asset_id]
