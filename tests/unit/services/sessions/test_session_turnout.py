"""Who took part is typed in as sums, and shown without any group that is too small."""

from __future__ import annotations

import pytest

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.turnout import TURNOUT_QUESTIONS
from asset_map.services.sessions.turnout import NotCounted, TurnoutDraft, enter_turnout, shown_turnout
from asset_map.services.workspace import Workspace
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER
from tests.fixtures.mapping_sessions import open_session_in


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


def _enter(session: MappingSession, tiny: Workspace, people: str, **counts: dict[str, str]) -> NotCounted | None:
    return enter_turnout(TurnoutDraft(people=people, counts=counts), session, tiny, now=LATER, actor=somebody("Effie"))


def test_nothing_is_shown_before_somebody_counts(session: MappingSession, tiny: Workspace) -> None:
    shown = shown_turnout(session, tiny)
    assert (shown.is_counted, shown.people, shown.questions) == (False, None, ())


def test_groups_of_one_to_nine_are_not_given_and_nobody_is(session: MappingSession, tiny: Workspace) -> None:
    assert _enter(session, tiny, "42", caring={"yes": "4", "no": "18"}, age={"25_to_49": "42"}) is None
    shown = {one.code: one for one in shown_turnout(session, tiny).questions}
    assert [number for _label, number in shown["caring"].groups] == [None, None, 20]
    assert [number for _label, number in shown["age"].groups] == [0, 0, 42, 0, 0, 0]
    assert shown["age"].absent == ("Under 16", "16 to 24", "50 to 64", "65 or over")
    assert shown["caring"].absent == ()
    assert set(shown) == {"age", "caring"}


@pytest.mark.parametrize(("people", "given"), [("0", 0), ("9", None), ("10", 10)])
def test_fewer_than_ten_people_are_not_told_apart(
    session: MappingSession, tiny: Workspace, people: str, given: int | None
) -> None:
    assert _enter(session, tiny, people) is None
    shown = shown_turnout(session, tiny)
    assert (shown.is_counted, shown.people, shown.questions) == (True, given, ())


def test_counting_again_takes_the_place_of_what_stood_there(session: MappingSession, tiny: Workspace) -> None:
    assert _enter(session, tiny, "30", caring={"yes": "12", "no": "15"}) is None
    assert _enter(session, tiny, "31", caring={"yes": "", "no": "21"}) is None
    [caring] = shown_turnout(session, tiny).questions
    assert caring.groups[:2] == (("Yes", 0), ("No", 21))


@pytest.mark.parametrize(
    ("people", "counts", "field"),
    [
        ("", {}, "people"),
        ("ten", {}, "people"),
        ("-3", {}, "people"),
        ("٣", {}, "people"),
        ("99999999999", {}, "people"),
        ("2001", {}, "people"),
        ("12", {"caring": {"yes": "x"}}, "caring.yes"),
        ("12", {"caring": {"yes": "7", "no": "6"}}, "caring"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept(
    session: MappingSession, tiny: Workspace, people: str, counts: dict[str, dict[str, str]], field: str
) -> None:
    refused = _enter(session, tiny, people, **counts)
    assert isinstance(refused, NotCounted)
    assert [one.field for one in refused.problems] == [field]
    assert tiny.store.turnout(session.session_id) == {}


def test_every_group_has_a_label_and_those_who_ticked_nothing_come_last(
    session: MappingSession, tiny: Workspace
) -> None:
    counts = {one.code: {one.codes[0]: "20"} for one in TURNOUT_QUESTIONS}
    assert _enter(session, tiny, "40", **counts) is None
    for shown in shown_turnout(session, tiny).questions:
        assert shown.groups[-1] == ("Not said", 20)
        assert all(label for label, _number in shown.groups)
