"""What became of what was said is kept once, told by slip in full, and to the public only as far as it may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from asset_map.domain.contribution import Contribution, ContributionDraft
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.domain.outcome import Answer, Decision, Outcome, PromiseState
from asset_map.errors import UserError
from asset_map.exports.pdf import pdf
from asset_map.language import read_in
from asset_map.services.sessions import poster
from asset_map.services.sessions.answers import is_told, session_story, slip_story
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import close_session
from asset_map.services.sessions.outcomes import LONGEST_WORDS, NotTold, OutcomeDraft, decide, let_be_quoted, tell
from asset_map.services.sessions.poster import poster_pdf, short_text
from asset_map.services.sessions.promises import all_promises
from asset_map.services.sessions.room import hide
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

MARKER = "zqxmarker"
DONE = OutcomeDraft(answer="did", words="The kettle is there")
SOON = (TODAY + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


@pytest.fixture
def phone(session: MappingSession, tiny: Workspace) -> Participant:
    """Join it."""
    return join(session, "en", tiny, now=NOW).participant


def _say(number: int, phone: Participant, tiny: Workspace, **fields: object) -> Contribution:
    draft: ContributionDraft = replace(said(number), **fields)  # type: ignore[arg-type]
    kept = contribute(draft, phone, tiny, now=NOW)
    assert isinstance(kept, Contribution), kept
    return kept


def _tell(
    ids: list[str], draft: OutcomeDraft, session: MappingSession, tiny: Workspace, now: dt.datetime = LATER
) -> tuple[Outcome, ...] | NotTold:
    return tell(ids, draft, session, tiny, now=now, actor=somebody("Effie"))


def test_several_are_told_at_once_and_twice_is_once(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    ids = [_say(number, phone, tiny).contribution_id for number in (1, 2)]
    told = _tell([*ids, ids[0]], DONE, session, tiny)
    assert isinstance(told, tuple)
    assert [one.contribution_id for one in told] == ids
    assert _tell(ids, DONE, session, tiny, now=LATER + dt.timedelta(hours=1)) == ()
    assert len(tiny.store.outcomes(session.session_id)) == 2


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (OutcomeDraft(), ["answer"]),
        (OutcomeDraft(answer="perhaps", words="x"), ["answer"]),
        (OutcomeDraft(answer="did"), ["words"]),
        (OutcomeDraft(answer="did_not"), ["because"]),
        (OutcomeDraft(answer="will", words="A bench"), ["by_when"]),
        (OutcomeDraft(answer="will", words="A bench", by_when="soon"), ["by_when"]),
        (OutcomeDraft(answer="will", words="A bench", by_when="1/1/2020"), ["by_when"]),
        (OutcomeDraft(answer="did", words="x" * (LONGEST_WORDS + 1)), ["words"]),
        (OutcomeDraft(answer="did", words="x\0", because="y\0"), ["words", "because"]),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    draft: OutcomeDraft, fields: list[str], session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    refused = _tell([_say(1, phone, tiny).contribution_id], draft, session, tiny)
    assert isinstance(refused, NotTold)
    assert [one.field for one in refused.problems] == fields
    assert all(one.message.startswith("Expected") for one in refused.problems)
    assert tiny.store.outcomes(session.session_id) == []


def test_only_what_was_said_in_the_session_is_answered(session: MappingSession, tiny: Workspace) -> None:
    refused = _tell(["elsewhere"], DONE, session, tiny)
    assert isinstance(refused, NotTold)
    assert [one.field for one in refused.problems] == ["contribution_id"]
    of_session = _tell([], OutcomeDraft(answer="did_not", because="No money"), session, tiny)
    assert isinstance(of_session, NotTold)
    assert [one.field for one in of_session.problems] == ["words"]


def test_a_later_answer_replaces_the_earlier_and_the_history_stays(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    kept = _say(1, phone, tiny)
    will = OutcomeDraft(answer="will", words="A kettle", by_when=SOON)
    _tell([kept.contribution_id], will, session, tiny, now=NOW)
    _tell([kept.contribution_id], DONE, session, tiny)
    story = slip_story(phone.slip_code.lower(), tiny, today=TODAY)
    assert story is not None
    became = story.said[0].became
    assert became is not None
    assert (became.now.answer, [one.answer for one in became.earlier]) == (Answer.DID, [Answer.WILL])
    assert became.promise is PromiseState.KEPT
    assert all_promises(tiny, today=TODAY).counts[PromiseState.KEPT] == 1


def test_a_slip_tells_what_no_public_page_tells(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    held_back = {
        1: {"do_not_publish": "yes"},
        2: {},
        3: {},
        4: {"words": f"{MARKER} the women's refuge"},
    }
    every = [_say(number, phone, tiny, **{"words": MARKER} | fields) for number, fields in held_back.items()]
    hide(new_id(2), session, tiny, now=NOW, actor=somebody("Effie"))
    take_back(new_id(3), phone, tiny, now=NOW)
    draft = OutcomeDraft(answer="will", words=MARKER, because=MARKER, by_when=SOON)
    _tell([one.contribution_id for one in every], draft, session, tiny)
    closed = close_session(session, tiny, now=LATER, actor=somebody("Effie"))
    story = session_story(closed, tiny, today=TODAY)
    assert story.became == ()
    assert all_promises(tiny, today=TODAY).total == 0
    assert MARKER not in short_text(story, base="")
    of_slip = slip_story(phone.slip_code, tiny, today=TODAY)
    assert of_slip is not None
    assert [one.became.now.words for one in of_slip.said if one.became] == [MARKER] * 4


def test_words_are_quoted_only_where_they_may_be(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    kept = _say(1, phone, tiny, words=MARKER)
    _tell([kept.contribution_id], DONE, session, tiny)
    [unquoted] = session_story(session, tiny, today=TODAY).became
    assert (unquoted.quote, unquoted.now.words) == ("", DONE.words)
    let_be_quoted(kept, tiny, may_be_quoted=True, now=LATER, actor=somebody("Effie"))
    [quoted] = session_story(session, tiny, today=TODAY).became
    assert quoted.quote == MARKER
    hidden = _say(2, phone, tiny, do_not_publish="yes")
    with pytest.raises(UserError, match="not to be published"):
        let_be_quoted(hidden, tiny, may_be_quoted=True, now=LATER, actor=somebody("Effie"))
    take_back(new_id(1), phone, tiny, now=LATER)
    gone = tiny.store.contribution(new_id(1))
    assert gone is not None
    with pytest.raises(UserError, match="taken back"):
        let_be_quoted(replace(gone, may_be_quoted=False), tiny, may_be_quoted=True, now=LATER, actor=somebody("Effie"))


def test_a_session_is_told_of_once_it_is_closed_or_something_is_told(session: MappingSession, tiny: Workspace) -> None:
    assert not is_told(session, tiny)
    _tell([], DONE, session, tiny)
    assert is_told(session, tiny)


def test_a_decision_needs_its_reason_and_is_kept_once(session: MappingSession, tiny: Workspace) -> None:
    refused = decide("A bench", " ", "whenever", session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(refused, NotTold)
    assert [one.field for one in refused.problems] == ["reason", "decided_on"]
    first = decide("A bench", "Many asked", "", session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(first, Decision)
    assert first.decided_on == session.held_on
    assert decide("A bench", "Many asked", "", session, tiny, now=LATER, actor=somebody("Effie")) == first
    assert tiny.store.decisions(session.session_id) == [first]


@pytest.mark.parametrize("code", ["en", "ur", "zh_Hans"])
def test_the_poster_is_a_tagged_pdf_in_the_language_of_its_reader(
    code: str, session: MappingSession, phone: Participant, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _say(1, phone, tiny, words="چائے #panic() *x*", language="ur")
    hidden = _say(2, phone, tiny, words=MARKER, do_not_publish="yes")
    _tell([hidden.contribution_id], replace(DONE, words=MARKER), session, tiny)
    let_be_quoted(kept, tiny, may_be_quoted=True, now=LATER, actor=somebody("Effie"))
    _tell([kept.contribution_id], replace(DONE, because="#panic()"), session, tiny)
    printed: list[str] = []

    def listen(template: str, data: Mapping[str, object], *, now: dt.datetime) -> bytes:
        printed.append(repr(data))
        return pdf(template, data, now=now)

    monkeypatch.setattr(poster, "pdf", listen)
    with read_in(code):
        story = session_story(session, tiny, today=TODAY)
        made = [
            poster_pdf(story, tiny, is_large=large, base="http://10.0.0.2:8501", today=TODAY, now=LATER)
            for large in (False, True)
        ]
        text = short_text(story, base="http://10.0.0.2:8501/")
    assert all(one.startswith(b"%PDF") and b"/MarkInfo" in one for one in made)
    assert made[0] != made[1]
    assert all("چائے #panic()" in one and DONE.words in one for one in printed)
    assert not any(secret in one for one in printed for secret in (MARKER, phone.slip_code, "Effie", "Morag"))
    assert MARKER not in text
    assert text.endswith(f"http://10.0.0.2:8501/said/{session.session_id}\n")
    assert DONE.words in text
