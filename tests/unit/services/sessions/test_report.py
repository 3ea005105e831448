"""The report of a session tells what was said and where; the public gets the same bytes with protected things in it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, ContributionDraft
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.domain.protection import Audience, Level
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.coverage import session_coverage, write_coverage
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.matters import this_matters
from asset_map.services.sessions.record_file import record_json
from asset_map.services.sessions.report import session_report
from asset_map.services.sessions.report_files import report_json, report_pdf
from asset_map.services.sessions.report_parts import SessionReport
from asset_map.services.sessions.review import do_not_use, keep_as_said
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.sessions.review_records import InRecord, make_record
from asset_map.services.sessions.room import hide
from asset_map.services.sessions.turnout import TurnoutDraft, enter_turnout
from asset_map.services.workspace import Workspace
from asset_map.web.sessions.report import report_html
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

MARKER = "zqxmarker"
EVENT = AuditEvent(at=LATER, actor="Effie", action=Action.ANSWERED)


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


@pytest.fixture
def phone(session: MappingSession, tiny: Workspace) -> Participant:
    """Join it."""
    return join(session, "en", tiny, now=NOW).participant


def _say(number: int, words: str, phone: Participant, tiny: Workspace, **fields: object) -> Contribution:
    draft: ContributionDraft = replace(said(number, words, place="ZZ1 1AA"), **fields)  # type: ignore[arg-type]
    kept = contribute(draft, phone, tiny, now=NOW)
    assert isinstance(kept, Contribution), kept
    return kept


def _report(session: MappingSession, tiny: Workspace, audience: Audience = Audience.PUBLIC) -> SessionReport:
    return session_report(session, tiny, audience=audience, today=TODAY)


def _bytes(session: MappingSession, tiny: Workspace) -> list[bytes]:
    report = _report(session, tiny)
    pdf = report_pdf(report, tiny, now=NOW)
    return [report_json(report).encode(), report_html(report, tiny).encode(), pdf]


def _open_things(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    tea = _say(1, "Tea on Tuesdays", phone, tiny)
    made = make_record(
        tea, draft_of(tea, session, tiny), session, tiny, now=LATER, actor=somebody("Effie"), may_be_quoted=True
    )
    assert isinstance(made, InRecord)
    idea = _say(2, "A bench by the burn", phone, tiny, kind="idea", place="ZZ1 1AB")
    keep_as_said(idea, tiny, now=LATER, actor=somebody("Effie"), may_be_quoted=True)
    keep_as_said(_say(3, "My gran danced here", phone, tiny, kind="story"), tiny, now=LATER, actor=somebody("Effie"))
    keep_as_said(
        _say(4, "No, on Mondays", phone, tiny, about_id=new_id(1)),
        tiny,
        now=LATER,
        actor=somebody("Effie"),
        may_be_quoted=True,
    )
    _say(5, "", phone, tiny, kind="nothing_here", offers=("food",))


def _secret_things(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    _say(11, f"{MARKER} not to be published", phone, tiny, do_not_publish="yes", place="ZZ1 1AB")
    _say(12, f"{MARKER} hidden", phone, tiny)
    hide(new_id(12), session, tiny, now=NOW, actor=somebody("Morag"))
    _say(13, f"{MARKER} a refuge", phone, tiny)
    _say(14, f"{MARKER} mends bicycles", phone, tiny, asset_kind="person")
    _say(15, f"{MARKER} taken back", phone, tiny)
    take_back(new_id(15), phone, tiny, now=NOW)
    do_not_use(
        _say(16, f"{MARKER} rude", phone, tiny), tiny, now=LATER, actor=somebody("Effie"), reason=f"{MARKER} rude"
    )
    kept = _say(17, f"{MARKER} a club", phone, tiny, offers=("safety",))
    draft = replace(draft_of(kept, session, tiny), protection="partners")
    assert isinstance(make_record(kept, draft, session, tiny, now=LATER, actor=somebody("Effie")), InRecord)
    view = _say(18, f"{MARKER} another view", phone, tiny, about_id=new_id(1), do_not_publish="yes")
    this_matters(new_id(1), phone, tiny, now=NOW)
    outcome = Outcome(
        outcome_id="secret",
        session_id=session.session_id,
        contribution_id=view.contribution_id,
        answer=Answer.DID,
        words=f"{MARKER} was done",
        because="",
        by_when=None,
        said_by="Effie",
        said_at=LATER,
    )
    tiny.store.add_outcome(outcome, event=EVENT)
    looked = {cell for cell in session_coverage(session, tiny).spoken_of if cell[1] == "safety"}
    write_coverage(session, looked, tiny, now=LATER, actor=somebody("Effie"))


def test_the_public_gets_the_same_bytes_with_protected_things_as_without(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _open_things(session, phone, tiny)
    without = _bytes(session, tiny)
    _secret_things(session, phone, tiny)
    assert _bytes(session, tiny) == without
    assert not any(MARKER.encode() in one for one in without)
    staff = report_json(_report(session, tiny, Audience.STAFF))
    for words in ("not to be published", "hidden", "a refuge", "mends bicycles", "rude", "another view", "was done"):
        assert f"{MARKER} {words}" in staff
    assert f"{MARKER} taken back" not in staff


def test_nobody_is_named_and_no_slip_is_told(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    _open_things(session, phone, tiny)
    for audience in (Audience.PUBLIC, Audience.STAFF):
        report = _report(session, tiny, audience)
        told = report_json(report) + report_html(report, tiny)
        assert phone.slip_code not in told
        assert phone.participant_id not in told
    public = report_json(_report(session, tiny))
    assert "Morag" not in public
    assert "Effie" not in public


def test_what_was_said_is_told_strengths_first_with_words_that_may_be_quoted(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _open_things(session, phone, tiny)
    report = _report(session, tiny)
    assert [number for _label, number in report.kinds] == [2, 1, 1, 1]
    assert [one.words for one in report.items] == ["No, on Mondays", "Tea on Tuesdays", "A bench by the burn"]
    assert report.items[1].became == "Tea on Tuesdays"
    assert [(one.code, one.good, one.ideas, one.none) for one in report.zones] == [
        ("DEMO0001", 3, 0, 1),
        ("DEMO0005", 0, 1, 0),
    ]
    assert [(one.label, one.good, one.none) for one in report.offers][-1] == ("Food", 0, 1)
    assert [(first.words, second.words) for first, second in report.views] == [("Tea on Tuesdays", "No, on Mondays")]
    assert len(report.quiet_zones) == 4
    assert report.residents == 3150
    assert "My gran danced here" not in report_json(report)
    assert "My gran danced here" in report_json(_report(session, tiny, Audience.STAFF))


def test_a_group_without_premises_is_told_by_its_zone_alone(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(1, "Knitting", phone, tiny, asset_kind="association", place="B2")
    [zone] = _report(session, tiny).zones
    assert zone.squares == ()
    [zone] = _report(session, tiny, Audience.STAFF).zones
    assert zone.squares == ("B2",)


def test_what_waits_for_a_glance_is_not_told_until_it_was_reviewed(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    seen = _say(1, "Tea", phone, tiny)
    careful = replace(session, glance_first=True)
    assert _report(careful, tiny).said == 0
    keep_as_said(seen, tiny, now=LATER, actor=somebody("Effie"))
    assert _report(careful, tiny).said == 1


def test_a_record_that_was_protected_later_takes_what_was_said_out(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _open_things(session, phone, tiny)
    contribution = tiny.store.contribution(new_id(1))
    assert contribution is not None
    asset = tiny.store.asset(contribution.asset_id)
    tiny.store.change_asset(replace(asset, protection=Level.PARTNERS), event=EVENT)
    report = _report(session, tiny)
    assert "Tea on Tuesdays" not in report_json(report)
    assert report.views == ()


def test_who_took_part_is_told_without_small_groups_and_who_was_not_there(
    session: MappingSession, tiny: Workspace
) -> None:
    counts = {"caring": {"yes": "3", "no": "20"}, "age": {"25_to_49": "38"}}
    assert (
        enter_turnout(TurnoutDraft(people="38", counts=counts), session, tiny, now=LATER, actor=somebody("Effie"))
        is None
    )
    for audience in (Audience.PUBLIC, Audience.STAFF):
        told = json.loads(report_json(_report(session, tiny, audience)))
        assert told["turnout"]["people"] == 38
        groups = {one["code"]: [row["people"] for row in one["groups"]] for one in told["turnout"]["questions"]}
        assert groups["caring"] == [None, None, 15]
        assert told["absent"] == [
            {"question": "How old are you?", "groups": ["Under 16", "16 to 24", "50 to 64", "65 or over"]}
        ]


def test_decisions_and_promises_are_told_with_their_reasons(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _open_things(session, phone, tiny)
    decision = Decision(
        decision_id="1",
        session_id=session.session_id,
        words="Meet again in May",
        reason="The hall is free",
        decided_on=TODAY,
        noted_by="Morag",
        noted_at=NOW,
    )
    tiny.store.add_decision(decision, event=EVENT)
    first = Outcome(
        outcome_id="1",
        session_id=session.session_id,
        contribution_id=new_id(2),
        answer=Answer.WILL,
        words="A bench",
        because="Many asked",
        by_when=dt.date(2027, 1, 31),
        said_by="Effie",
        said_at=NOW,
    )
    tiny.store.add_outcome(first, event=EVENT)
    later = replace(first, outcome_id="2", answer=Answer.DID, words="A bench is there", by_when=None, said_at=LATER)
    tiny.store.add_outcome(later, event=EVENT)
    report = _report(session, tiny)
    assert report.decisions == (("Meet again in May", "The hall is free", "21 November 2026"),)
    assert [(one.answer, one.words, one.because) for one in report.promises] == [
        ("Kept in time", "A bench is there", "Many asked")
    ]


def test_what_is_known_of_the_zones_says_where_nobody_has_looked(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(1, "", phone, tiny, kind="nothing_here", offers=("food",))
    assert _report(session, tiny).looked == ()
    write_coverage(session, [("DEMO0001", "food")], tiny, now=LATER, actor=somebody("Effie"))
    [food] = _report(session, tiny).looked
    assert (food.found, food.nothing_there, food.too_long_ago, food.not_looked) == (0, 1, 0, 5)


def test_an_empty_session_and_hostile_words_make_a_page(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    assert "Nothing can be told yet" in report_html(_report(session, tiny), tiny)
    assert report_pdf(_report(session, tiny), tiny, now=NOW).startswith(b"%PDF-")
    seen = _say(1, '</script><b>#panic() "x" ]', phone, tiny)
    keep_as_said(seen, tiny, now=LATER, actor=somebody("Effie"), may_be_quoted=True)
    report = _report(session, tiny)
    assert "&lt;/script&gt;&lt;b&gt;" in report_html(report, tiny, is_file=True)
    assert "<b>" not in report_html(report, tiny)
    assert report_pdf(report, tiny, now=NOW).startswith(b"%PDF-")
    assert json.loads(report_json(report))["items"][0]["words"] == seen.words


def test_zones_of_another_time_still_make_a_report(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _open_things(session, phone, tiny)
    older = replace(session, zone_system="datazone2011", zone_codes=("S01006506",))
    report = _report(older, tiny)
    assert (report.picture, report.residents, report.looked) == ("", None, ())
    assert report.said == 5


def test_the_team_are_told_all_but_what_became_a_protected_record(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _open_things(session, phone, tiny)
    _secret_things(session, phone, tiny)
    staff, team = (report_json(_report(session, tiny, one)) for one in (Audience.STAFF, Audience.TEAM))
    assert [f"{MARKER} {words}" in staff for words in ("rude", "a club")] == [True, True]
    assert [f"{MARKER} {words}" in team for words in ("rude", "a club")] == [True, False]
    contribution = tiny.store.contribution(new_id(1))
    assert contribution is not None
    hidden = replace(tiny.store.asset(contribution.asset_id), protection=Level.AREA)
    tiny.store.change_asset(hidden, event=EVENT)
    for audience, is_placed in ((Audience.STAFF, True), (Audience.TEAM, False)):
        file = json.loads(record_json(session, tiny, audience=audience, today=TODAY))
        tea = next(one for one in file["contributions"] if one["words"] == "Tea on Tuesdays")
        assert (file["form"], tea["shape"] is not None, tea["place"] != "") == ("full", is_placed, is_placed)
        assert (f"{MARKER} a club" in json.dumps(file)) is is_placed
