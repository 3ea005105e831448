"""What scribes type in is kept once, corrected with its history, and taken back; nobody overwrites anybody."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, fields, replace
from typing import Any

import pytest

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Channel, Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import PaperDraft, Typed, sheet_name
from asset_map.errors import UserError
from asset_map.services.sessions import read_back as reading
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import make_slips
from asset_map.services.sessions.paper import correct, enter, put_back, take_back
from asset_map.services.sessions.paper_list import entries
from asset_map.services.sessions.paper_places import where_squares_are
from asset_map.services.sessions.places import squares_of
from asset_map.services.sessions.read_back import read_back_pdf
from asset_map.services.sessions.review import keep_as_said
from asset_map.services.sessions.room import show
from asset_map.services.sessions.said import NotSent
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.audit import audit_rows
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

ME = "Effie"


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


def card(number: int, words: str = "Tea on Tuesdays", *, sheet: str = "1", dot: str = "1") -> PaperDraft:
    """Return an entry of a sheet."""
    return PaperDraft(**(vars(said(number, words)) | {"sheet": sheet, "dot": dot, "asset_kind": ""}))


def typed(draft: PaperDraft) -> Typed:
    """Return what a scribe sees of an entry."""
    return Typed(**{one.name: getattr(draft, one.name) for one in fields(Typed)})


def kept(answer: Contribution | NotSent) -> Contribution:
    """Return what was kept."""
    assert isinstance(answer, Contribution), answer
    return answer


def wrong(answer: Contribution | NotSent) -> set[str]:
    """Return the fields that are to be mended."""
    assert isinstance(answer, NotSent), answer
    return {one.field for one in answer.problems}


@pytest.mark.parametrize(
    ("text", "name"),
    [("1", "Table 1"), (" table  01 ", "Table 1"), ("TABLE12", "Table 12"), ("Card  box", "Card box"), ("", "")],
)
def test_a_sheet_has_one_name_however_it_is_typed(text: str, name: str) -> None:
    assert sheet_name(text) == name


def test_an_entry_sent_twice_is_kept_once_as_typed(session: MappingSession, tiny: Workspace) -> None:
    first = kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME)))
    assert kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME))) == first
    [entry] = entries(session, tiny)
    assert (first.channel, first.sheet, first.dot, first.entered_by) == (Channel.PAPER, "Table 1", 1, ME)
    assert (entry.typed, entry.square) == (replace(typed(card(1)), sheet="Table 1"), "B2")


def test_the_same_dot_of_a_sheet_is_asked_about_and_another_sheet_is_not(
    session: MappingSession, tiny: Workspace
) -> None:
    kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME)))
    assert wrong(enter(card(2, sheet="table 1", dot="01"), session, tiny, now=NOW, actor=somebody("Iain"))) == {
        "same_dot"
    }
    kept(enter(card(3, sheet="2"), session, tiny, now=NOW, actor=somebody("Iain")))
    kept(enter(replace(card(2), same_dot="yes"), session, tiny, now=NOW, actor=somebody("Iain")))
    changed = card(2, "Tea on Mondays")
    kept(correct(changed, entries(session, tiny)[1].typed, session, tiny, now=NOW, actor=somebody("Iain")))
    take_back(new_id(1), session, tiny, now=NOW, actor=somebody(ME))
    take_back(new_id(2), session, tiny, now=NOW, actor=somebody(ME))
    kept(enter(card(4), session, tiny, now=NOW, actor=somebody(ME)))


def test_another_view_of_a_dot_is_tied_to_it(session: MappingSession, tiny: Workspace) -> None:
    other = replace(card(2, "It is cold there", dot=""), about_dot="1")
    assert wrong(enter(other, session, tiny, now=NOW, actor=somebody(ME))) == {"about_dot"}
    kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME)))
    assert kept(enter(other, session, tiny, now=NOW, actor=somebody(ME))).about_id == new_id(1)
    assert entries(session, tiny)[1].typed.about_dot == "1"


def test_a_correction_keeps_who_typed_it_its_slip_and_its_history_and_is_looked_at_again(
    session: MappingSession, tiny: Workspace
) -> None:
    [code] = make_slips(session, 1, tiny, now=NOW, actor=somebody(ME))
    first = kept(enter(replace(card(1), slip_code=code), session, tiny, now=NOW, actor=somebody(ME)))
    show(new_id(1), session, tiny, now=NOW, actor=somebody(ME))
    mended = replace(card(1, "Tea on Thursdays"), place="C1")
    second = kept(correct(mended, typed(card(1)), session, tiny, now=NOW, actor=somebody("Iain")))
    assert (second.words, second.place, second.entered_by, second.slip_code) == ("Tea on Thursdays", "C1", ME, code)
    assert (second.sent_at, second.glanced_at, second.number > first.number) == (first.sent_at, None, True)
    assert kept(correct(mended, typed(card(1)), session, tiny, now=NOW, actor=somebody("Iain"))) == second
    path = tiny.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        asked = "SELECT actor, before, after FROM audit_events WHERE subject_id = ? AND action = 'changed'"
        [(actor, before, after)] = database.execute(asked, [new_id(1)])
    assert actor == "Iain"
    assert (json.loads(before)["words"], json.loads(after)["words"]) == ("Tea on Tuesdays", "Tea on Thursdays")
    assert code not in before + after
    assert code not in str([asdict(one) for one in entries(session, tiny)])
    assert entries(session, tiny)[0].has_slip


def test_a_late_correction_overwrites_nobody(session: MappingSession, tiny: Workspace) -> None:
    kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME)))
    kept(correct(card(1, "Tea on Mondays"), typed(card(1)), session, tiny, now=NOW, actor=somebody("Iain")))
    assert wrong(correct(card(1, "Tea at noon"), typed(card(1)), session, tiny, now=NOW, actor=somebody(ME))) == {
        "contribution_id"
    }
    assert entries(session, tiny)[0].typed.words == "Tea on Mondays"


def test_a_correction_of_what_came_back_is_kept(session: MappingSession, tiny: Workspace) -> None:
    assert wrong(enter(replace(card(1), place="Z99"), session, tiny, now=NOW, actor=somebody(ME))) == {"place"}
    kept(correct(card(1), typed(replace(card(1), place="Z99")), session, tiny, now=NOW, actor=somebody(ME)))
    assert len(entries(session, tiny)) == 1
    assert wrong(correct(replace(card(1), kind="x"), typed(card(1)), session, tiny, now=NOW, actor=somebody(ME))) == {
        "kind"
    }


def test_what_was_reviewed_taken_back_sent_by_phone_or_elsewhere_is_not_corrected(
    session: MappingSession, tiny: Workspace
) -> None:
    phone = join(session, "en", tiny, now=NOW).participant
    contribute(said(1), phone, tiny, now=NOW)
    elsewhere = open_session_in(tiny)
    kept(enter(card(2), elsewhere, tiny, now=NOW, actor=somebody(ME)))
    reviewed = kept(enter(card(3), session, tiny, now=NOW, actor=somebody(ME)))
    keep_as_said(reviewed, tiny, now=NOW, actor=somebody(ME))
    kept(enter(card(4, dot="4"), session, tiny, now=NOW, actor=somebody(ME)))
    take_back(new_id(4), session, tiny, now=NOW, actor=somebody(ME))
    before = [tiny.store.contribution(new_id(number)) for number in (1, 2, 3, 4)]
    for number in (1, 2, 3, 4):
        draft = card(number, dot=str(number) if number == 4 else "1")
        answer = correct(replace(draft, words="taken over"), typed(draft), session, tiny, now=NOW, actor=somebody(ME))
        assert wrong(answer) == {"contribution_id"}
    for number in (1, 2, 3):
        with pytest.raises(UserError):
            take_back(new_id(number), session, tiny, now=NOW, actor=somebody(ME))
    assert [tiny.store.contribution(new_id(number)) for number in (1, 2, 3, 4)] == before


def test_taking_back_and_putting_back_are_kept_once_each(session: MappingSession, tiny: Workspace) -> None:
    kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME)))
    for act, taken, action in ((take_back, True, Action.UNDONE), (put_back, False, Action.RESTORED)):
        for _again in range(2):
            act(new_id(1), session, tiny, now=NOW, actor=somebody(ME))
        assert entries(session, tiny)[0].is_taken_back is taken
        assert [row.action for row in audit_rows(tiny)].count(action) == 1


def test_every_square_says_where_it_is(session: MappingSession, tiny: Workspace) -> None:
    told = where_squares_are(session, tiny)
    assert list(told) == [name for name, _outline in squares_of(session.grid)]
    assert any(told.values())


def test_the_store_refuses_a_correction_of_an_older_state(session: MappingSession, tiny: Workspace) -> None:
    first = kept(enter(card(1), session, tiny, now=NOW, actor=somebody(ME)))
    show(new_id(1), session, tiny, now=NOW, actor=somebody(ME))
    event = AuditEvent(at=NOW, actor=ME, action=Action.CHANGED)
    with pytest.raises(UserError):
        tiny.store.change_contribution(replace(first, words="older"), event=event)


def test_a_dot_that_two_entries_have_is_marked_until_one_is_taken_back(
    session: MappingSession, tiny: Workspace
) -> None:
    for number, dot, sheet in ((1, "9", "1"), (2, "9", "1"), (3, "9", "2"), (4, "", "1"), (5, "", "1")):
        kept(
            enter(
                replace(card(number, dot=dot, sheet=sheet), same_dot="yes"), session, tiny, now=NOW, actor=somebody(ME)
            )
        )
    assert [one.is_dot_shared for one in entries(session, tiny)] == [True, True, False, False, False]
    take_back(new_id(1), session, tiny, now=NOW, actor=somebody(ME))
    assert not any(one.is_dot_shared for one in entries(session, tiny))


def test_the_read_back_sheet_holds_each_sheet_as_typed_and_no_slip_code(
    session: MappingSession, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_back_pdf(session, tiny, now=NOW).startswith(b"%PDF")
    [code] = make_slips(session, 1, tiny, now=NOW, actor=somebody(ME))
    for number, words in enumerate(("#panic()", "ا" * 300, "x" * 900, "🫖 tea", "$1$ *bold* @ref <b>"), start=1):
        draft = replace(card(number, words, dot=str(12 - number)), slip_code=code, sheet=str(1 + number // 5))
        kept(
            enter(
                replace(draft, do_not_publish="yes" if number == 2 else ""), session, tiny, now=NOW, actor=somebody(ME)
            )
        )
    take_back(new_id(4), session, tiny, now=NOW, actor=somebody(ME))
    assert read_back_pdf(session, tiny, now=NOW) == read_back_pdf(session, tiny, now=NOW)
    told: list[Any] = []
    monkeypatch.setattr(reading, "pdf", lambda _template, data, **_: told.append(data) or b"")
    read_back_pdf(session, tiny, now=NOW)
    read_back_pdf(session, tiny, sheet="2", now=NOW)
    assert [[row["dot"] for row in sheet["rows"]] for sheet in told[0]["sheets"]] == [["9", "10", "11"], ["7"]]
    assert [row["private"] for row in told[0]["sheets"][0]["rows"]] == ["", "Do not publish", ""]
    assert [sheet["name"] for sheet in told[1]["sheets"]] == ["Table 2"]
    assert "For staff" in told[0]["staff"]
    assert code not in json.dumps(told)
