"""Looks of a session: only where people spoke of, confirmed by who was there, written once, taken back whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, ContributionDraft
from asset_map.domain.coverage import CoverageState, LookResult
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.coverage import ledger
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.coverage import session_coverage, take_back_coverage, write_coverage
from asset_map.services.sessions.heard import Heard
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.review import do_not_use
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.sessions.review_records import Addition, InRecord, add_to_record, make_record
from asset_map.services.sessions.room import hide
from asset_map.services.sessions.shown import in_degrees
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER, keep
from tests.fixtures.mapping_sessions import new_id, open_session_in, said
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

ZONE, OTHER = "DEMO0001", "DEMO0005"


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


@pytest.fixture
def phone(session: MappingSession, tiny: Workspace) -> Participant:
    """Join it."""
    return join(session, "en", tiny, now=NOW).participant


def _say(draft: ContributionDraft, phone: Participant, tiny: Workspace) -> Contribution:
    kept = contribute(draft, phone, tiny, now=NOW)
    assert isinstance(kept, Contribution), kept
    return kept


def _at(number: int, place: str, **fields: str | tuple[str, ...]) -> ContributionDraft:
    return replace(said(number, place=place), **fields)  # type: ignore[arg-type]


def test_nobody_spoke_so_nothing_was_looked_at(session: MappingSession, tiny: Workspace) -> None:
    coverage = session_coverage(session, tiny)
    assert coverage.heard == {}
    assert coverage.untouched == session.zone_codes
    with pytest.raises(UserError, match="nobody did"):
        write_coverage(session, [(ZONE, "food")], tiny, now=LATER, actor=somebody("Effie"))


def test_what_was_said_is_put_together_by_zone_and_offer(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA"), phone, tiny)
    _say(_at(2, "ZZ1 1AA", kind="nothing_here", offers=("food", "meet")), phone, tiny)
    _say(_at(3, "ZZ1 1AB", kind="idea"), phone, tiny)
    coverage = session_coverage(session, tiny)
    assert coverage.heard[ZONE, "meet"] == Heard(zone_code=ZONE, offer="meet", found=1, none=1)
    assert coverage.heard[ZONE, "meet"].are_two_views
    assert coverage.heard[ZONE, "food"].result is LookResult.NONE
    assert coverage.heard[ZONE, "green"].is_silent
    assert coverage.heard[OTHER, "meet"].is_silent  # an idea is no finding
    assert set(coverage.untouched) == set(session.zone_codes) - {ZONE, OTHER}
    assert coverage.spoken_of == {(ZONE, "meet"), (ZONE, "food")}


def test_a_confirmed_look_is_nothing_there_and_every_other_zone_stays_not_looked_at(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA", kind="nothing_here", offers=("food",)), phone, tiny)
    written = write_coverage(session, [(ZONE, "food")], tiny, now=LATER, actor=somebody("Effie"))
    assert (written.looks, written.added, written.taken_back) == (1, 1, 0)
    states = ledger(tiny, audience=Audience.PUBLIC, today=TODAY).set_index(["zone_code", "offer"])
    assert states.at[(ZONE, "food"), "coverage"] == CoverageState.LOOKED_NONE.value
    assert states.at[(ZONE, "food"), "how"] == "session"
    others = states.drop((ZONE, "food"))["coverage"]
    assert set(others) == {CoverageState.NOT_LOOKED.value}
    assert "looked_by" not in states.columns


def test_writing_twice_writes_once_and_writing_less_takes_the_rest_back(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA", kind="nothing_here", offers=("food", "green")), phone, tiny)
    both = [(ZONE, "food"), (ZONE, "green")]
    write_coverage(session, both, tiny, now=LATER, actor=somebody("Effie"))
    again = write_coverage(replace(session, title="Another title"), both, tiny, now=LATER, actor=somebody("Morag"))
    assert (again.looks, again.added, again.taken_back) == (2, 0, 0)
    fewer = write_coverage(session, both[:1], tiny, now=LATER, actor=somebody("Effie"))
    assert (fewer.looks, fewer.added, fewer.taken_back) == (1, 0, 1)


def test_what_is_typed_in_later_changes_what_the_look_gave(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA", kind="nothing_here", offers=("meet",)), phone, tiny)
    write_coverage(session, [(ZONE, "meet")], tiny, now=LATER, actor=somebody("Effie"))
    _say(_at(2, "ZZ1 1AA"), phone, tiny)
    changed = write_coverage(session, [(ZONE, "meet")], tiny, now=LATER, actor=somebody("Effie"))
    assert (changed.looks, changed.added, changed.taken_back) == (1, 1, 1)
    assert [look.result for look in changed.not_on_the_map] == [LookResult.FOUND]


def test_it_is_taken_back_whole_and_the_looks_of_others_stay(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    other = open_session_in(tiny)
    _say(_at(1, "ZZ1 1AA", kind="nothing_here", offers=("food",)), phone, tiny)
    _say(_at(2, "ZZ1 1AA", kind="nothing_here", offers=("food",)), join(other, "en", tiny, now=NOW).participant, tiny)
    for one in (session, other):
        write_coverage(one, [(ZONE, "food")], tiny, now=LATER, actor=somebody("Effie"))
    assert take_back_coverage(session, tiny, now=LATER, actor=somebody("Effie")) == 1
    assert take_back_coverage(session, tiny, now=LATER, actor=somebody("Effie")) == 0
    assert list(session_coverage(other, tiny).written) == [(ZONE, "food")]


def test_a_look_that_two_people_wrote_at_once_is_taken_back_too(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA", kind="nothing_here", offers=("food",)), phone, tiny)
    write_coverage(session, [(ZONE, "food")], tiny, now=LATER, actor=somebody("Effie"))
    [(_number, look)] = session_coverage(session, tiny).written.values()
    tiny.store.add_looks([look], event=AuditEvent(at=LATER, actor="Morag", action=Action.LOOKED))
    again = write_coverage(session, [(ZONE, "food")], tiny, now=LATER, actor=somebody("Effie"))
    assert (again.looks, again.added, again.taken_back) == (1, 0, 1)
    tiny.store.add_looks([look], event=AuditEvent(at=LATER, actor="Morag", action=Action.LOOKED))
    assert take_back_coverage(session, tiny, now=LATER, actor=somebody("Effie")) == 2
    states = ledger(tiny, audience=Audience.PUBLIC, today=TODAY)["coverage"]
    assert set(states) == {CoverageState.NOT_LOOKED.value}


def test_what_was_taken_back_refused_or_hidden_does_not_count(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA"), phone, tiny)
    take_back(new_id(1), phone, tiny, now=NOW)
    do_not_use(_say(_at(2, "ZZ1 1AA"), phone, tiny), tiny, now=LATER, actor=somebody("Effie"), reason="A test")
    _say(_at(3, "ZZ1 1AA"), phone, tiny)
    hide(new_id(3), session, tiny, now=NOW, actor=somebody("Morag"))
    assert session_coverage(session, tiny).heard == {}


def test_a_record_made_of_it_says_what_was_found(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    seen = _say(_at(1, "ZZ1 1AA", offers=()), phone, tiny)
    draft = replace(draft_of(seen, session, tiny), offers=("green",))
    assert isinstance(make_record(seen, draft, session, tiny, now=LATER, actor=somebody("Effie")), InRecord)
    assert session_coverage(session, tiny).spoken_of == {(ZONE, "green")}
    written = write_coverage(session, [(ZONE, "green")], tiny, now=LATER, actor=somebody("Effie"))
    assert written.not_on_the_map == ()


def test_where_nothing_was_found_though_something_is_on_record_is_told_each_time(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    hall = keep(tiny)
    _say(_at(1, "ZZ1 1AA", kind="nothing_here"), phone, tiny)
    for _again in range(2):
        written = write_coverage(session, [(ZONE, "meet")], tiny, now=LATER, actor=somebody("Effie"))
        assert [one.names for one in written.contradictions] == [{hall.asset_id: "Hall"}]


def test_a_look_at_something_protected_is_as_if_it_had_never_been_for_the_public(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    seen = _say(_at(1, "ZZ1 1AA", do_not_publish="yes"), phone, tiny)
    made = make_record(seen, draft_of(seen, session, tiny), session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(made, InRecord)
    write_coverage(session, [(ZONE, "meet")], tiny, now=LATER, actor=somebody("Effie"))
    states = ledger(tiny, audience=Audience.PUBLIC, today=TODAY)
    assert set(states["coverage"]) == {CoverageState.NOT_LOOKED.value}


def test_a_drawn_area_touches_each_zone_it_lies_in_by_more_than_a_sliver(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    shape = in_degrees(shapely.box(WEST_M + 500, SOUTH_M + 100, WEST_M + 1500, SOUTH_M + 900))
    draft = _at(1, "", kind="story", shape=shapely.to_geojson(shape))
    _say(draft, phone, tiny)
    touched = {zone for zone, _offer in session_coverage(session, tiny).heard}
    assert touched == {"DEMO0001", "DEMO0002"}


def test_nothing_here_in_a_drawn_area_counts_in_each_zone_it_lies_in(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    shape = in_degrees(shapely.box(WEST_M + 500, SOUTH_M + 100, WEST_M + 1500, SOUTH_M + 900))
    _say(_at(1, "", kind="nothing_here", offers=("food",), shape=shapely.to_geojson(shape)), phone, tiny)
    assert session_coverage(session, tiny).spoken_of == {("DEMO0001", "food"), ("DEMO0002", "food")}


def test_where_people_are_is_kept_in_no_look(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    _say(_at(1, "ZZ1 1AA", asset_kind="person"), phone, tiny)
    seen = _say(_at(2, "ZZ1 1AA", asset_kind=""), phone, tiny)
    draft = replace(draft_of(seen, session, tiny), kind="person")
    assert isinstance(make_record(seen, draft, session, tiny, now=LATER, actor=somebody("Effie")), InRecord)
    assert session_coverage(session, tiny).spoken_of == frozenset()


def test_what_was_added_to_a_record_without_an_offer_is_found_as_the_record_offers(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    hall = keep(tiny)
    seen = _say(_at(1, "", offers=()), phone, tiny)
    addition = Addition(asset_id=hall.asset_id, version=hall.version)
    assert isinstance(add_to_record(seen, addition, session, tiny, now=LATER, actor=somebody("Effie")), InRecord)
    _say(_at(2, "ZZ1 1AA", kind="story"), phone, tiny)
    assert session_coverage(session, tiny).spoken_of == {(ZONE, "meet")}


def test_a_session_still_to_be_held_has_looked_at_nothing(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    _say(_at(1, "ZZ1 1AA"), phone, tiny)
    later = replace(session, held_on=TODAY.replace(year=2027))
    with pytest.raises(UserError, match="afterwards"):
        write_coverage(later, [(ZONE, "meet")], tiny, now=LATER, actor=somebody("Effie"))


def test_zones_of_another_time_are_refused(session: MappingSession, tiny: Workspace) -> None:
    with pytest.raises(UserError, match="other zones"):
        session_coverage(replace(session, zone_system="datazone2011"), tiny)
