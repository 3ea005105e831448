"""What waits is found, decided with a reason, and never decided on something that was not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.asset import ReviewState
from asset_map.domain.audit import Action
from asset_map.domain.proposal import Proposal, ProposalKind
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, NotAllowedError
from asset_map.services.find import Wanted
from asset_map.services.protect import propose_lowering
from asset_map.services.record import record
from asset_map.services.review import Waits, decide, find_records, records, waiting
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import a_person, somebody
from tests.fixtures.kept_records import HALL, LATER, keep

STEPS = [
    (ReviewState.PUBLISHED, "", Action.PUBLISHED),
    (ReviewState.NEEDS_INFORMATION, " When is it open? ", Action.ASKED),
    (ReviewState.NOT_PUBLISHED, "It is a home", Action.NOT_PUBLISHED),
    (ReviewState.ARCHIVED, "It is a twin", Action.ARCHIVED),
]


@pytest.mark.parametrize(("state", "reason", "action"), STEPS)
def test_a_decision_is_kept_with_who_when_and_why(
    tiny: Workspace, state: ReviewState, reason: str, action: Action
) -> None:
    record(HALL, tiny, now=NOW, actor=somebody("a visitor"), sent_by="browser", asset_id="a")
    assert tiny.store.read_assets(Audience.PUBLIC, zone_system="demo").empty
    kept = decide("a", version=1, state=state, reason=reason, workspace=tiny, now=LATER, actor=somebody("Morag"))
    assert (kept.review_state, kept.review_reason, kept.version) == (state, reason.strip(), 2)
    assert tiny.store.asset("a") == kept
    event = tiny.store.history("a")[-1].event
    assert (event.at, event.actor, event.action, event.reason) == (LATER, "Morag", action, reason.strip())
    shown = not tiny.store.read_assets(Audience.PUBLIC, zone_system="demo").empty
    assert shown is (state is ReviewState.PUBLISHED)


def test_what_may_not_be_decided_is_refused_and_nothing_changes(tiny: Workspace) -> None:
    stored = keep(tiny)

    def to(state: ReviewState, reason: str = "Because", version: int = 1) -> None:
        decide(
            stored.asset_id,
            version=version,
            state=state,
            reason=reason,
            workspace=tiny,
            now=LATER,
            actor=somebody("Morag"),
        )

    with pytest.raises(NotAllowedError, match="after “published”"):
        to(ReviewState.SUBMITTED)
    with pytest.raises(NotAllowedError, match="reason"):
        to(ReviewState.ARCHIVED, " ")
    with pytest.raises(ConflictError, match="decide then"):
        to(ReviewState.ARCHIVED, version=2)
    assert tiny.store.asset(stored.asset_id) == stored
    merged = keep(tiny, merged_into="another", review_state=ReviewState.ARCHIVED)
    with pytest.raises(NotAllowedError, match="merging"):
        decide(
            merged.asset_id,
            version=2,
            state=ReviewState.PUBLISHED,
            reason="",
            workspace=tiny,
            now=LATER,
            actor=somebody("Iain"),
        )


def _five_that_wait(workspace: Workspace) -> dict[str, str]:
    states = {
        "sent": {"review_state": ReviewState.SUBMITTED},
        "asked": {"review_state": ReviewState.NEEDS_INFORMATION},
        "hidden": {"protection": Level.PARTNERS},
        "old": {"last_checked": None},
        "told": {},
        "fine": {"recorded_by": "Iain"},
    }
    ids = {
        name: keep(workspace, replace(HALL, name=name), phone="1", **changes).asset_id
        for name, changes in states.items()
    }
    propose_lowering(
        ids["hidden"], Level.PUBLIC, reason="Why not", workspace=workspace, now=NOW, actor=somebody("Morag")
    )
    told = Proposal(
        proposal_id="p", asset_id=ids["told"], asset_version=2, kind=ProposalKind.GONE, fields={}, reason="",
        proposed_by="the organisation", proposed_at=NOW,
    )  # fmt: skip
    workspace.store.add_proposal(told, event=workspace.store.history(ids["told"])[0].event)
    return ids


def test_what_waits_is_counted_and_found(tiny: Workspace) -> None:
    _five_that_wait(tiny)
    frame = records(tiny, audience=Audience.STAFF, today=TODAY)
    assert dict(zip(frame["name"], frame["waits"], strict=True)) == {
        "asked": (Waits.ANSWER,),
        "fine": (),
        "hidden": (Waits.SECOND_PERSON,),
        "old": (Waits.CHECK,),
        "sent": (Waits.REVIEW,),
        "told": (Waits.OUTSIDE,),
    }
    assert waiting(tiny, audience=Audience.STAFF, today=TODAY) == dict.fromkeys(Waits, 1)

    def names(waits: str = "", person: str = "Iain", **wanted: str) -> list[str]:
        return list(find_records(Wanted(**wanted), waits, a_person(person, tiny, now=NOW), tiny, today=TODAY)["name"])

    assert names() == ["hidden", "sent", "told", "asked", "fine", "old"]
    assert names("any") == ["hidden", "sent", "told"]
    assert names("me") == ["hidden", "sent", "told"]
    assert names("me", person=" morag") == ["sent", "told"]
    assert names("second_person", person="Morag") == ["hidden"]
    assert names("check") == ["old"]
    assert names("nonsense") == []
    assert names(review_state="needs_information") == ["asked"]
    assert names(protection="partners") == ["hidden"]
    assert names(recorded_by="Iain") == ["fine"]
    assert names(search="old") == ["old"]


def test_a_decision_empties_the_queue(tiny: Workspace) -> None:
    ids = _five_that_wait(tiny)
    decide(
        ids["sent"],
        version=2,
        state=ReviewState.PUBLISHED,
        reason="",
        workspace=tiny,
        now=LATER,
        actor=somebody("Iain"),
    )
    assert waiting(tiny, audience=Audience.STAFF, today=TODAY)[Waits.REVIEW] == 0
