"""Links for organisations: made for a time, answered in words that are checked, and waiting for staff."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.domain.asset import AssetDraft, CheckedHow
from asset_map.domain.check_link import ORGANISATION, HeldRecord, LinkAnswer, LinkState, link_state
from asset_map.domain.problem import ProblemCode
from asset_map.domain.proposal import ProposalKind
from asset_map.errors import UserError
from asset_map.services.check_links import Answered, NotAnswered, answer, links_of, make_check_link, open_link, revoke
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

LIBRARY = AssetDraft(
    name="Library",
    kind="institution",
    offers=("learn",),
    postcode="ZZ1 1AA",
    address="1 High Street",
    opening_times="Monday\nTuesday",
    phone="01632 960001",
)


@pytest.fixture
def library(tiny: Workspace) -> str:
    """Return the id of a published record."""
    saved = record(LIBRARY, tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(saved, Recorded)
    return saved.asset.asset_id


def _open(asset_id: str, workspace: Workspace) -> HeldRecord:
    token = make_check_link(asset_id, workspace=workspace, now=NOW, actor=somebody("Morag"))
    held = open_link(token, workspace, now=NOW)
    assert held is not None
    return held


def _answer(
    held: HeldRecord, said: LinkAnswer, workspace: Workspace, words: dict[str, str] | None = None
) -> Answered | NotAnswered:
    return answer(held, said, words or {}, seen_version=held.version, workspace=workspace, now=NOW)


def test_each_link_has_a_token_of_its_own_with_256_random_bits(tiny: Workspace, library: str) -> None:
    tokens = {make_check_link(library, workspace=tiny, now=NOW, actor=somebody("Morag")) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}


def test_a_link_opens_for_its_days_or_until_it_is_ended(tiny: Workspace, library: str) -> None:
    token = make_check_link(library, days=14, workspace=tiny, now=NOW, actor=somebody("Morag"))
    last = NOW + dt.timedelta(days=14)
    assert open_link(token, tiny, now=last - dt.timedelta(seconds=1)) is not None
    assert open_link(token, tiny, now=last) is None
    link = links_of(library, tiny)[0]
    assert [link_state(link, now=at) for at in (NOW, last)] == [LinkState.OPEN, LinkState.EXPIRED]
    revoke(link.link_id, workspace=tiny, now=NOW, actor=somebody("Iain"))
    assert open_link(token, tiny, now=NOW) is None
    assert link_state(links_of(library, tiny)[0], now=last) is LinkState.REVOKED


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_link_opens_for_a_day_to_a_year(tiny: Workspace, library: str, days: int) -> None:
    with pytest.raises(UserError, match="1 to 365 days"):
        make_check_link(library, days=days, workspace=tiny, now=NOW, actor=somebody("Morag"))
    assert links_of(library, tiny) == []


def test_still_right_is_a_check_by_the_organisation(tiny: Workspace, library: str) -> None:
    held = _open(library, tiny)
    assert _answer(held, LinkAnswer.STILL_RIGHT, tiny) == Answered(LinkAnswer.STILL_RIGHT)
    kept = tiny.store.asset(library)
    assert (kept.last_checked, kept.checked_how) == (TODAY, CheckedHow.ORGANISATION)
    assert tiny.store.history(library)[-1].event.actor == ORGANISATION == "the organisation (by its link)"
    assert link_state(links_of(library, tiny)[0], now=NOW) is LinkState.ANSWERED


def test_only_what_differs_is_proposed(tiny: Workspace, library: str) -> None:
    words = {
        "name": "Library ",
        "opening_times": "Monday\r\nTuesday",
        "phone": "01632 960002",
        "address": "2 High Street",
        "protection": "public",
        "review_reason": "mine",
        "message": " We moved next door. ",
    }
    assert isinstance(_answer(_open(library, tiny), LinkAnswer.CHANGED, tiny, words), Answered)
    (proposal,) = tiny.store.proposals(asset_id=library)
    assert proposal.fields == {"phone": "01632 960002", "address": "2 High Street"}
    assert (proposal.kind, proposal.reason) == (ProposalKind.UPDATE, "We moved next door.")
    assert (proposal.proposed_by, proposal.asset_version) == (ORGANISATION, 1)
    assert tiny.store.asset(library).phone == "01632 960001"


def test_no_longer_here_waits_for_staff(tiny: Workspace, library: str) -> None:
    words = {"message": "Closed in May", "phone": "is not looked at"}
    assert _answer(_open(library, tiny), LinkAnswer.GONE, tiny, words) == Answered(LinkAnswer.GONE)
    (proposal,) = tiny.store.proposals(asset_id=library)
    assert (proposal.kind, dict(proposal.fields), proposal.reason) == (ProposalKind.GONE, {}, "Closed in May")


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        ({}, "message", ProblemCode.MISSING),
        ({"message": "  "}, "message", ProblemCode.MISSING),
        ({"name": " "}, "name", ProblemCode.MISSING),
        ({"name": "x" * 201}, "name", ProblemCode.TOO_LONG),
        ({"message": "x" * 2001}, "message", ProblemCode.TOO_LONG),
        ({"message": "a\x00b"}, "message", ProblemCode.NOT_PLAIN_TEXT),
        ({"summary": "a\x1bb"}, "summary", ProblemCode.NOT_PLAIN_TEXT),
        ({"email": "nobody"}, "email", ProblemCode.MALFORMED),
        ({"web": "javascript:alert(1)"}, "web", ProblemCode.MALFORMED),
    ],
)
def test_what_is_written_is_checked(
    tiny: Workspace, library: str, words: dict[str, str], field: str, code: ProblemCode
) -> None:
    refused = _answer(_open(library, tiny), LinkAnswer.CHANGED, tiny, words)
    assert isinstance(refused, NotAnswered)
    assert [(problem.field, problem.code) for problem in refused.problems] == [(field, code)]
    assert tiny.store.proposals(asset_id=library) == []
    assert links_of(library, tiny)[0].answer is None
