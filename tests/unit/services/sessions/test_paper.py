"""Paper is typed in, listed by sheet, corrected with its history kept, and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, ContributionDraft, ReviewResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.errors import UserError
from asset_map.services.sessions.contribute import contribute, enter_from_paper
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.paper import (
    correct_entry,
    entry_of_dot,
    facts_of,
    offers_typed,
    paper_entries,
    take_entry_back,
)
from asset_map.services.sessions.read_back import read_back_pdf
from asset_map.services.sessions.said import NotSent
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.mapping_sessions import new_id, open_session_in, said


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Return an open session."""
    return open_session_in(tiny)


def _dot(number: int, dot: str, sheet: str = "Table 1", **fields: object) -> ContributionDraft:
    return replace(said(number), dot=dot, sheet=sheet, **fields)


def _enter(draft: ContributionDraft, session: MappingSession, workspace: Workspace) -> Contribution:
    kept = enter_from_paper(draft, session, workspace, now=NOW, actor="Effie")
    assert isinstance(kept, Contribution), kept
    return kept


def test_a_sheet_lists_its_own_entries_by_dot_and_marks_a_dot_that_two_have(
    tiny: Workspace, session: MappingSession
) -> None:
    for number, dot, sheet in ((1, "10", "Table 1"), (2, "9", "Table 1"), (3, "9", "Table 1"), (4, "9", "Table 2")):
        _enter(_dot(number, dot, sheet), session, tiny)
    contribute(said(5), join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    listed = paper_entries(session, tiny, sheet="Table 1")
    assert [one.contribution.dot for one in listed] == [9, 9, 10]
    assert [one.is_dot_shared for one in listed] == [True, True, False]
    assert {one.square for one in listed} == {"B2"}
    assert len(paper_entries(session, tiny)) == 4
    take_entry_back(new_id(3), session, tiny, back=True, now=NOW, actor="Effie")
    assert not any(one.is_dot_shared for one in paper_entries(session, tiny, sheet="Table 1"))


def test_a_correction_replaces_what_was_typed_and_the_history_keeps_both(
    tiny: Workspace, session: MappingSession
) -> None:
    first = _enter(_dot(1, "7"), session, tiny)
    better = _dot(1, "8", words="Coffee on Tuesdays", place="C3", do_not_publish="yes")
    kept = correct_entry(better, session, tiny, now=NOW, actor="Iain")
    assert isinstance(kept, Contribution)
    assert (kept.dot, kept.words, kept.place, kept.do_not_publish) == (8, "Coffee on Tuesdays", "C3", True)
    assert (kept.entered_by, kept.sent_at) == ("Effie", first.sent_at)
    assert kept.number > first.number
    assert correct_entry(better, session, tiny, now=NOW, actor="Iain") == kept
    assert isinstance(correct_entry(replace(better, place="Z99"), session, tiny, now=NOW, actor="Iain"), NotSent)
    assert tiny.store.contribution(new_id(1)) == kept


def test_a_correction_of_what_was_refused_enters_it(tiny: Workspace, session: MappingSession) -> None:
    assert isinstance(enter_from_paper(_dot(1, "x"), session, tiny, now=NOW, actor="Effie"), NotSent)
    kept = correct_entry(_dot(1, "3"), session, tiny, now=NOW, actor="Effie")
    assert isinstance(kept, Contribution)
    assert (kept.dot, kept.entered_by) == (3, "Effie")


def test_what_a_phone_sent_and_what_was_reviewed_is_not_changed_here(tiny: Workspace, session: MappingSession) -> None:
    contribute(said(1), join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    reviewed = _enter(_dot(2, "2"), session, tiny)
    event = AuditEvent(at=NOW, actor="Morag", action=Action.CHANGED)
    tiny.store.change_contribution(replace(reviewed, review=ReviewResult.KEPT), event=event)
    for number in (1, 2):
        with pytest.raises(UserError):
            correct_entry(_dot(number, "5"), session, tiny, now=NOW, actor="Effie")
        with pytest.raises(UserError):
            take_entry_back(new_id(number), session, tiny, back=True, now=NOW, actor="Effie")


def test_taking_back_twice_is_once_and_can_be_undone(tiny: Workspace, session: MappingSession) -> None:
    _enter(_dot(1, "1"), session, tiny)
    for _ in range(2):
        assert take_entry_back(new_id(1), session, tiny, back=True, now=NOW, actor="Effie").taken_back_at == NOW
    assert entry_of_dot("1", "Table 1", session, tiny) is None
    assert take_entry_back(new_id(1), session, tiny, back=False, now=NOW, actor="Effie").taken_back_at is None
    assert entry_of_dot(" 1 ", "Table 1", session, tiny) is not None
    assert entry_of_dot("1", "Table 1", session, tiny, but=new_id(1)) is None


def test_offers_are_typed_by_how_they_begin(tiny: Workspace) -> None:
    offers = list(tiny.classification.offers.values())
    first, second = offers[0], offers[1]
    assert offers_typed(first.label.upper(), tiny.classification) == ((first.code,), "")
    both = offers_typed(f"{first.code}, {second.label}, {first.label},", tiny.classification)
    assert both == ((first.code, second.code), "")
    assert offers_typed("", tiny.classification) == ((), "")
    assert offers_typed(f"{first.label}, zzz", tiny.classification) == ((first.code,), "zzz")
    letters = [one.label[0].casefold() for one in offers]
    shared = next(letter for letter in letters if letters.count(letter) > 1)
    assert offers_typed(shared, tiny.classification)[1] == shared


def test_the_form_is_filled_with_what_was_kept(tiny: Workspace, session: MappingSession) -> None:
    _enter(_dot(1, "1"), session, tiny)
    _enter(_dot(2, "2", about_id=new_id(1), words="<b>No, it is shut</b>"), session, tiny)
    facts = [facts_of(one, tiny) for one in paper_entries(session, tiny)]
    assert [one["about_dot"] for one in facts] == ["", "1"]
    assert facts[1]["words"] == "<b>No, it is shut</b>"
    assert offers_typed(str(facts[0]["offers"]), tiny.classification) == (("meet",), "")


def test_the_read_back_sheet_is_a_pdf_whatever_was_typed(tiny: Workspace, session: MappingSession) -> None:
    assert read_back_pdf(session, tiny, now=NOW).startswith(b"%PDF")
    for number, words in enumerate(("#panic()", "ا" * 300, "x" * 900, "🫖 tea", "$1$ *bold* @ref <b>"), start=1):
        _enter(_dot(number, str(number), words=words, do_not_publish="yes" if number == 2 else ""), session, tiny)
    made = read_back_pdf(session, tiny, sheet="Table 1", now=NOW)
    assert made.startswith(b"%PDF")
    assert made == read_back_pdf(session, tiny, sheet="Table 1", now=NOW)
