"""A session is prepared whole or not at all, and its code opens it only while it is open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.mapping_session import CODE_LETTERS, MappingSession, SessionState
from asset_map.errors import NotAllowedError, UserError
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import CanJoin, CannotJoin, WhyNot, join, participant_of, session_to_join
from asset_map.services.sessions.opening import close_session, join_address, open_session, replace_code
from asset_map.services.sessions.prepare import NotPrepared, change_session, prepare, the_session
from asset_map.services.sessions.session_draft import SessionDraft
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.mapping_sessions import draft_of_session, open_session_in, said


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(tiny: Workspace) -> None:
    draft = SessionDraft(
        held_on="someday",
        prompts=(),
        offers=("gold",),
        languages=("xx",),
        neighbourhood_id="nowhere",
        limits="x" * 1001,
    )
    made = prepare(draft, tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, NotPrepared)
    assert {one.field for one in made.problems} == {
        "title", "place", "held_on", "prompts", "offers", "languages", "neighbourhood_id", "limits",
    }  # fmt: skip
    assert tiny.store.mapping_sessions() == []


def test_a_session_in_one_zone_has_a_grid_over_that_zone(tiny: Workspace) -> None:
    made = prepare(replace(draft_of_session(), neighbourhood_id="DEMO0001"), tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession)
    assert made.zone_codes == ("DEMO0001",)
    assert made.offers == tuple(tiny.classification.offers)
    west_m, south_m, east_m, north_m = tiny.geography.zones_bng.geometry["DEMO0001"].bounds
    assert made.grid.square_at(west_m, north_m - 0.1) is not None
    assert made.grid.square_at(east_m - 0.1, south_m + 0.1) is not None


def test_what_lies_on_paper_stays_once_something_was_said(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    smaller = replace(draft_of_session(), neighbourhood_id="DEMO0001", title="Cake")
    phone = join(session, "en", tiny, now=NOW).participant
    contribute(said(1), phone, tiny, now=NOW)
    changed = change_session(session, smaller, tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(changed, MappingSession)
    assert (changed.title, changed.grid, changed.zone_codes) == ("Cake", session.grid, session.zone_codes)


def test_a_code_opens_its_session_only_while_it_is_open(tiny: Workspace) -> None:
    made = prepare(draft_of_session(), tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession)
    assert made.code == ""
    session = open_session(made, tiny, now=NOW, actor=somebody("Morag"))
    assert len(session.code) == 6
    assert set(session.code) <= set(CODE_LETTERS)
    typed = f"{session.code[:3]}-{session.code[3:]}".lower()
    assert session_to_join(typed, tiny) == CanJoin(session)
    assert join_address(session, "http://10.0.0.5:8501/") == f"http://10.0.0.5:8501/j/{session.code}"
    closed = close_session(session, tiny, now=NOW, actor=somebody("Morag"))
    assert session_to_join(session.code, tiny) == CannotJoin(WhyNot.CLOSED)
    with pytest.raises(NotAllowedError):
        join(closed, "en", tiny, now=NOW)
    again = open_session(closed, tiny, now=NOW, actor=somebody("Morag"))
    assert (again.code, again.state) == (session.code, SessionState.OPEN)
    new = replace_code(again, tiny, now=NOW, actor=somebody("Morag"))
    assert session_to_join(session.code, tiny) == CannotJoin(WhyNot.REPLACED)
    assert session_to_join(new.code, tiny) == CanJoin(new)
    assert session_to_join("", tiny) == CannotJoin(WhyNot.UNKNOWN)


def test_a_cookie_opens_one_session_and_stays_when_the_code_is_replaced(tiny: Workspace) -> None:
    first, second = open_session_in(tiny), open_session_in(tiny)
    joined = join(first, "ur", tiny, now=NOW)
    assert joined.participant.language == "en"
    replace_code(first, tiny, now=NOW, actor=somebody("Morag"))
    found = participant_of(joined.cookie, tiny)
    assert found is not None
    assert found[0] == joined.participant
    assert found[1].session_id == first.session_id != second.session_id
    assert participant_of("", tiny) is None
    assert participant_of(joined.participant.participant_id, tiny) is None


def test_a_session_that_is_not_there_is_told(tiny: Workspace) -> None:
    with pytest.raises(UserError, match="found “nonesuch”"):
        the_session("nonesuch", tiny)
