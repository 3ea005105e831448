"""Sessions come back as kept, what is sent twice is kept once, and nothing leads from words to a person."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
import shapely
from sqlalchemy import Engine, text

from asset_map.domain.asset import LocatedBy
from asset_map.domain.contribution import Channel, Contribution, ContributionKind, HowPlaced, ReviewResult
from asset_map.domain.mapping_grid import grid_over
from asset_map.domain.mapping_session import MappingSession, Participant, Prompt, SessionState
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.errors import ConflictError, StoreError
from asset_map.store import Store
from tests.contract.store_records import CHANGING, MORNING, RECORDING, SYSTEM

AREA = shapely.box(259_000, 667_000, 260_000, 668_000)
SESSION = MappingSession(
    session_id="tea",
    title="Tea “and” maps",
    purpose="To see",
    promise="To tell",
    limits="No money",
    place="The hall",
    held_on=dt.date(2026, 11, 21),
    time_words="2 pm",
    area_name="Ruchill",
    neighbourhood_id="ruchill",
    area_bng=shapely.to_wkb(AREA),
    zone_system=SYSTEM,
    zone_codes=("S01010206", "S01010207"),
    grid=grid_over(*AREA.bounds),
    offers=("meet", "food"),
    prompts=(Prompt(theme="", text="Where do you feel good?"), Prompt(theme="food", text="Where do you eat?")),
    languages=("en", "ur"),
    who_is_missing="Young people",
    glance_first=True,
    facilitator="Morag",
    state=SessionState.PREPARED,
    code="",
    made_by="Morag",
    made_at=MORNING,
)
PHONE = Participant(participant_id="phone-1", session_id="tea", slip_code="K7MQ2XPT", language="ur", joined_at=MORNING)
SAID = Contribution(
    contribution_id="said-1",
    session_id="tea",
    kind=ContributionKind.ASSET,
    words="چائے اور باتیں",
    language="ur",
    prompt="Where do you eat?",
    asset_kind="place",
    offers=("meet", "food"),
    geometry_bng=shapely.to_wkb(shapely.Point(259_100.5, 667_100)),
    how_placed=HowPlaced.POINT,
    located_by=LocatedBy.MAP,
    place="by the bridge",
    zone_code="S01010206",
    sent_by="phone-1",
    slip_code="K7MQ2XPT",
    sent_at=MORNING,
)
LATER = MORNING + dt.timedelta(hours=2)


@pytest.fixture
def session(store: Store) -> MappingSession:
    """Keep the session, with its phone."""
    store.keep_session(SESSION, event=RECORDING)
    store.add_participant(PHONE, cookie="secret", event=RECORDING)
    return SESSION


def test_what_is_kept_comes_back(store: Store, session: MappingSession) -> None:
    assert store.mapping_sessions() == [session]
    assert store.mapping_session("tea") == session
    assert store.mapping_session("coffee") is None
    assert store.participant_of_cookie("secret") == PHONE
    assert store.participant_of_cookie("phone-1") is None
    kept = store.keep_contribution(SAID, event=RECORDING)
    assert kept == replace(SAID, number=1)
    reviewed = replace(
        kept,
        dot=7,
        sheet="A1",
        channel=Channel.PAPER,
        entered_by="Iain",
        glanced_at=LATER,
        hidden_at=LATER,
        taken_back_at=LATER,
        review=ReviewResult.RECORDED,
        reviewed_by="Iain",
        reviewed_at=LATER,
        review_reason="Good",
        asset_id="a",
        may_be_quoted=True,
        do_not_publish=True,
        about_id="said-0",
    )
    assert store.change_contribution(reviewed, event=CHANGING) == replace(reviewed, number=2)
    assert store.contributions("tea") == [replace(reviewed, number=2)]
    assert store.contributions("tea", after=2) == []
    assert store.contributions_of_slip("K7MQ2XPT") == [replace(reviewed, number=2)]
    assert store.contributions_of_slip("") == []


def test_two_who_change_a_session_at_once_do_not_overwrite_each_other(store: Store, session: MappingSession) -> None:
    changed = store.keep_session(replace(session, title="Tea"), event=CHANGING)
    assert (changed.title, changed.version) == ("Tea", 2)
    with pytest.raises(ConflictError, match="somebody changed it"):
        store.keep_session(replace(session, title="Coffee"), event=CHANGING)
    assert store.mapping_session("tea") == changed


def test_a_code_that_was_given_is_given_to_nobody_else(store: Store, session: MappingSession) -> None:
    assert store.give_code("tea", "ABCDEF", event=RECORDING).code == "ABCDEF"
    assert store.give_code("tea", "GHJKLM", event=CHANGING).code == "GHJKLM"
    old, new = store.session_of_code("ABCDEF"), store.session_of_code("GHJKLM")
    assert old is not None
    assert new is not None
    assert (old[1], new[1]) == (False, True)
    assert store.session_of_code("ZZZZZZ") is None
    with pytest.raises(StoreError):
        store.give_code("tea", "ABCDEF", event=CHANGING)
    assert store.mapping_session("tea") == replace(session, code="GHJKLM")


def test_what_is_sent_many_times_at_once_is_kept_once(store: Store, session: MappingSession) -> None:
    kept: list[Contribution] = []
    threads = [
        threading.Thread(target=lambda: kept.append(store.keep_contribution(SAID, event=RECORDING))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 8
    assert set(kept) == {replace(SAID, number=kept[0].number)}
    assert len(store.contributions("tea")) == 1


def test_an_id_of_another_session_is_refused(store: Store, session: MappingSession) -> None:
    store.keep_session(replace(SESSION, session_id="other"), event=RECORDING)
    store.keep_contribution(SAID, event=RECORDING)
    with pytest.raises(StoreError, match="taken"):
        store.keep_contribution(replace(SAID, session_id="other"), event=RECORDING)
    assert store.contributions("other") == []


def test_changes_are_numbered_and_a_stale_one_is_refused(store: Store, session: MappingSession) -> None:
    first = store.keep_contribution(SAID, event=RECORDING)
    second = store.keep_contribution(replace(SAID, contribution_id="said-2"), event=RECORDING)
    hidden = store.change_contribution(replace(first, hidden_at=LATER), event=CHANGING)
    assert [one.contribution_id for one in store.contributions("tea", after=second.number)] == ["said-1"]
    assert store.news("tea") == hidden.number == 3
    with pytest.raises(ConflictError, match="changed meanwhile"):
        store.change_contribution(replace(first, may_be_quoted=True), event=CHANGING)


def test_something_matters_once_to_each(store: Store, session: MappingSession) -> None:
    store.keep_contribution(SAID, event=RECORDING)
    assert store.add_matters("said-1", "phone-1", event=RECORDING)
    assert not store.add_matters("said-1", "phone-1", event=RECORDING)
    assert store.add_matters("said-1", "phone-2", event=RECORDING)
    assert store.matters("tea") == {"said-1": 2}
    assert store.matters_of("phone-1") == {"said-1"}
    assert store.remove_matters("said-1", "phone-1", event=CHANGING)
    assert not store.remove_matters("said-1", "phone-1", event=CHANGING)
    assert store.matters("tea") == {"said-1": 1}
    with pytest.raises(StoreError, match="found nothing"):
        store.add_matters("never", "phone-1", event=RECORDING)


def test_contributions_leave_the_version_of_the_records_alone(store: Store, session: MappingSession) -> None:
    version = store.version()
    store.keep_contribution(SAID, event=RECORDING)
    store.add_matters("said-1", "phone-1", event=RECORDING)
    store.add_slips("tea", ["AAAA2222"], event=RECORDING)
    assert store.version() == version


def test_nothing_in_the_audit_leads_from_words_to_a_person(
    store: Store, session: MappingSession, tables: Engine
) -> None:
    kept = store.keep_contribution(SAID, event=RECORDING)
    store.change_contribution(replace(kept, taken_back_at=LATER), event=CHANGING)
    store.add_matters("said-1", "phone-1", event=CHANGING)
    with tables.connect() as connection:
        rows = connection.execute(text("SELECT * FROM audit_events")).all()
        cookies = connection.execute(text("SELECT cookie_digest FROM session_participants")).scalars().all()
    assert len(rows) == 5
    assert "secret" not in cookies
    assert not any(one in str(rows) for one in ("K7MQ2XPT", "phone-1", "secret"))


def test_slips_lead_to_their_session_alone(store: Store, session: MappingSession) -> None:
    store.add_slips("tea", ["BBBB2222", "AAAA2222"], event=RECORDING)
    assert store.slip_codes("tea") == ["AAAA2222", "BBBB2222", "K7MQ2XPT"]
    assert store.slip_session("AAAA2222") == "tea"
    assert store.slip_session("CCCC2222") is None


def test_outcomes_are_added_and_never_replaced(store: Store, session: MappingSession) -> None:
    promised = Outcome(
        outcome_id="1",
        session_id="tea",
        contribution_id="said-1",
        answer=Answer.WILL,
        words="A bench",
        because="Many asked",
        by_when=dt.date(2027, 3, 1),
        said_by="Morag",
        said_at=MORNING,
    )
    kept = replace(promised, outcome_id="2", answer=Answer.DID, by_when=None, said_at=LATER)
    for one in (promised, kept):
        store.add_outcome(one, event=RECORDING)
    assert store.outcomes("tea") == [promised, kept]
    with pytest.raises(StoreError):
        store.add_outcome(kept, event=RECORDING)
    decision = Decision(
        decision_id="1",
        session_id="tea",
        words="Meet again",
        reason="More to say",
        decided_on=dt.date(2026, 11, 21),
        noted_by="Morag",
        noted_at=MORNING,
    )
    store.add_decision(decision, event=RECORDING)
    assert store.decisions("tea") == [decision]


def test_counts_of_who_took_part_replace_those_of_before(store: Store, session: MappingSession) -> None:
    store.set_turnout("tea", "age", {"under_16": 4, "60_or_over": 12}, event=RECORDING)
    store.set_turnout("tea", "lives_here", {"yes": 15}, event=RECORDING)
    store.set_turnout("tea", "age", {"60_or_over": 13}, event=CHANGING)
    assert store.turnout("tea") == {"age": {"60_or_over": 13}, "lives_here": {"yes": 15}}


def test_text_that_cannot_be_stored_is_refused_whole(store: Store, session: MappingSession) -> None:
    with pytest.raises(StoreError, match="words"):
        store.keep_contribution(replace(SAID, words="a\x00b"), event=RECORDING)
    assert store.contributions("tea") == []
