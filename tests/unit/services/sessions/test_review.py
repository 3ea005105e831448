"""What was said becomes a record, part of one, is kept or is not used: once, by one reviewer, never more public."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from asset_map.domain.asset import CheckedHow, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, ReviewResult
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, UserError
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.matters import this_matters
from asset_map.services.sessions.putting_back import put_back
from asset_map.services.sessions.review import do_not_use, keep_as_said
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.sessions.review_queue import review_queue, reviewed, said_alike, taken_back_since
from asset_map.services.sessions.review_records import (
    Addition,
    InRecord,
    NotInRecord,
    WordsTo,
    add_to_record,
    make_record,
    twins_of,
)
from asset_map.services.sessions.room import hide
from asset_map.services.sessions.suggest import suggested_kind, suggested_offers
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER, keep
from tests.fixtures.mapping_sessions import new_id, open_session_in, said


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


@pytest.fixture
def phone(session: MappingSession, tiny: Workspace) -> Participant:
    """Join it."""
    return join(session, "en", tiny, now=NOW).participant


@pytest.fixture
def tea(phone: Participant, tiny: Workspace) -> Contribution:
    """Say something good."""
    kept = contribute(said(1), phone, tiny, now=NOW)
    assert isinstance(kept, Contribution)
    return kept


def _made(
    seen: Contribution, session: MappingSession, tiny: Workspace, *, actor: str = "Effie", **fields: object
) -> InRecord:
    draft = replace(draft_of(seen, session, tiny), **fields)  # type: ignore[arg-type]
    made = make_record(seen, draft, session, tiny, now=LATER, actor=somebody(actor))
    assert isinstance(made, InRecord), made
    return made


def test_a_record_holds_the_words_their_language_the_place_and_the_session_but_no_slip(
    session: MappingSession, phone: Participant, tea: Contribution, tiny: Workspace
) -> None:
    polish = replace(tea, words="Herbata we wtorki", language="pl")
    seen = tiny.store.change_contribution(polish, event=_event())
    made = _made(seen, session, tiny, name="Tuesday tea")
    asset = tiny.store.asset(made.asset.asset_id)
    assert (asset.own_words, asset.own_words_language) == ("Herbata we wtorki", "pl")
    assert (asset.name, asset.kind, asset.offers) == ("Tuesday tea", "place", ("meet",))
    assert asset.source == "Mapping session “Tea and maps”, 21 November 2026"
    assert asset.zones == {tiny.geography.system.id: seen.zone_code}
    assert asset.checked_how is CheckedHow.SESSION
    assert asset.precision is not Precision.EXACT
    assert asset.review_state is ReviewState.PUBLISHED
    assert asset.recorded_by == "Effie"
    assert phone.slip_code not in repr(asset)
    assert phone.participant_id not in repr(asset)
    assert made.contribution.review is ReviewResult.RECORDED
    assert made.contribution.asset_id == asset.asset_id
    assert review_queue(session, tiny) == ()


@pytest.mark.parametrize("is_hidden", [False, True])
def test_what_is_not_to_be_published_is_for_partners_at_least(
    session: MappingSession, phone: Participant, tiny: Workspace, is_hidden: bool
) -> None:
    draft = replace(said(1), do_not_publish="" if is_hidden else "yes")
    seen = contribute(draft, phone, tiny, now=NOW)
    if is_hidden:
        seen = hide(new_id(1), session, tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(seen, Contribution)
    made = _made(seen, session, tiny, protection="public")
    assert made.asset.protection is Level.PARTNERS
    public = tiny.store.read_assets(Audience.PUBLIC, zone_system=tiny.geography.system.id)
    assert public.empty


def test_what_reads_like_a_home_by_its_place_alone_is_for_partners(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    at_home = replace(tea, place="the refuge")
    tiny.store.change_contribution(at_home, event=_event())
    seen = tiny.store.contribution(tea.contribution_id)
    assert seen is not None
    assert _made(seen, session, tiny, protection="public").asset.protection is Level.PARTNERS


def test_a_person_is_never_on_the_map(session: MappingSession, tea: Contribution, tiny: Workspace) -> None:
    made = _made(tea, session, tiny, kind="person", name="Somebody who mends bicycles")
    assert made.asset.protection is Level.UNMAPPED
    assert made.asset.geometry_bng is None


def test_what_was_said_without_a_place_gets_the_one_that_the_reviewer_types(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    seen = contribute(said(1, place=""), phone, tiny, now=NOW)
    assert isinstance(seen, Contribution)
    draft = draft_of(seen, session, tiny)
    nowhere = make_record(seen, draft, session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(nowhere, NotInRecord)
    with pytest.raises(UserError, match="Z99"):
        make_record(seen, draft, session, tiny, now=LATER, actor=somebody("Effie"), place="Z99")
    made = make_record(seen, draft, session, tiny, now=LATER, actor=somebody("Effie"), place="B2")
    assert isinstance(made, InRecord)
    middle = shapely.from_wkb(made.asset.geometry_bng or b"")
    assert session.grid.square_at(middle.x, middle.y) == "B2"
    elsewhere = contribute(said(2, place="B2"), phone, tiny, now=NOW)
    assert isinstance(elsewhere, Contribution)
    kept = make_record(
        elsewhere, draft_of(elsewhere, session, tiny), session, tiny, now=LATER, actor=somebody("Effie"), place="H8"
    )
    assert isinstance(kept, InRecord)
    middle = shapely.from_wkb(kept.asset.geometry_bng or b"")
    assert session.grid.square_at(middle.x, middle.y) == "B2"


def test_problems_come_back_and_nothing_is_kept(session: MappingSession, tea: Contribution, tiny: Workspace) -> None:
    draft = replace(draft_of(tea, session, tiny), name=" ", offers=())
    refused = make_record(tea, draft, session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(refused, NotInRecord)
    assert {one.field for one in refused.problems} == {"name", "offer"}
    assert review_queue(session, tiny) == (tea,)


def test_a_reviewer_who_tries_again_after_it_broke_off_makes_one_record(
    session: MappingSession, tea: Contribution, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(type(tiny.store), "change_contribution", _breaks)
        with pytest.raises(OSError, match="power"):
            _made(tea, session, tiny)
    assert review_queue(session, tiny) == (tea,)
    made = _made(tea, session, tiny)
    assets = tiny.store.read_assets(Audience.STAFF, zone_system=tiny.geography.system.id)
    assert list(assets["asset_id"]) == [made.asset.asset_id]


def test_of_two_reviewers_the_second_is_told_and_changes_nothing(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    made = _made(tea, session, tiny)
    with pytest.raises(ConflictError, match="Effie"):
        do_not_use(tea, tiny, now=LATER, actor=somebody("Morag"), reason="Said twice")
    with pytest.raises(ConflictError, match="Effie"):
        _made(tea, session, tiny, actor=somebody("Morag"), name="Another name")
    stored = tiny.store.contribution(tea.contribution_id)
    assert stored is not None
    assert stored.review is ReviewResult.RECORDED
    assert len(tiny.store.history(made.asset.asset_id)) == 1


@pytest.mark.parametrize("corrected", [{"words": "Tea on Mondays"}, {"offers": ("food",)}, {"do_not_publish": True}])
def test_what_a_scribe_corrected_meanwhile_is_looked_at_again(
    session: MappingSession, tea: Contribution, tiny: Workspace, corrected: dict[str, object]
) -> None:
    tiny.store.change_contribution(replace(tea, **corrected), event=_event())  # type: ignore[arg-type]
    with pytest.raises(ConflictError, match="corrected meanwhile"):
        _made(tea, session, tiny)
    assert tiny.store.read_assets(Audience.STAFF, zone_system=tiny.geography.system.id).empty


def test_that_it_matters_to_one_more_person_is_no_conflict(
    session: MappingSession, phone: Participant, tea: Contribution, tiny: Workspace
) -> None:
    assert this_matters(tea.contribution_id, phone, tiny, now=NOW)
    assert keep_as_said(tea, tiny, now=LATER, actor=somebody("Effie")).review is ReviewResult.KEPT
    assert tiny.store.matters(session.session_id) == {tea.contribution_id: 1}


def test_what_was_taken_back_is_not_used(
    session: MappingSession, phone: Participant, tea: Contribution, tiny: Workspace
) -> None:
    take_back(tea.contribution_id, phone, tiny, now=NOW)
    assert review_queue(session, tiny) == ()
    with pytest.raises(ConflictError, match="taken it back"):
        _made(tea, session, tiny)


def test_what_is_taken_back_after_a_record_was_made_is_shown_to_staff_and_can_be_archived(
    session: MappingSession, phone: Participant, tea: Contribution, tiny: Workspace
) -> None:
    made = _made(tea, session, tiny)
    take_back(tea.contribution_id, phone, tiny, now=LATER)
    [one] = taken_back_since(session, tiny)
    assert put_back(one, tiny, now=LATER, actor=somebody("Effie")).left is None
    assert tiny.store.asset(made.asset.asset_id).review_state is ReviewState.ARCHIVED
    assert review_queue(session, tiny) == taken_back_since(session, tiny) == ()


def test_putting_back_archives_the_record_and_making_it_again_makes_another(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    first = _made(tea, session, tiny)
    again = put_back(first.contribution, tiny, now=LATER, actor=somebody("Effie")).contribution
    assert review_queue(session, tiny) == (again,)
    second = _made(again, session, tiny)
    assert second.asset.asset_id != first.asset.asset_id
    assert tiny.store.asset(first.asset.asset_id).review_state is ReviewState.ARCHIVED


def test_a_record_that_somebody_changed_since_is_left_and_named(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    made = _made(tea, session, tiny)
    tiny.store.change_asset(replace(made.asset, cost="Free"), event=_event())
    undone = put_back(made.contribution, tiny, now=LATER, actor=somebody("Effie"))
    assert undone.left is not None
    assert undone.left.cost == "Free"
    assert undone.left.review_state is ReviewState.PUBLISHED


def test_words_are_added_beside_those_that_stand_there_and_taken_out_again(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    hall = keep(tiny, valued="Warm")
    addition = Addition(asset_id=hall.asset_id, version=hall.version, words_to=WordsTo.VALUED, offers=("food",))
    added = add_to_record(tea, addition, session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(added, InRecord)
    assert added.asset.valued == "Warm\n“Tea on Tuesdays” (21 November 2026)"
    assert "food" in added.asset.offers
    assert added.contribution.review is ReviewResult.ADDED_TO
    undone = put_back(added.contribution, tiny, now=LATER, actor=somebody("Effie"))
    now = tiny.store.asset(hall.asset_id)
    assert (now.valued, now.offers, undone.left) == ("Warm", hall.offers, None)


def test_words_that_stand_there_already_are_not_added_again(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    hall = keep(tiny, own_words="Tea on Tuesdays")
    addition = Addition(asset_id=hall.asset_id, version=hall.version, words_to=WordsTo.OWN_WORDS)
    added = add_to_record(tea, addition, session, tiny, now=LATER, actor=somebody("Effie"))
    assert isinstance(added, InRecord)
    assert added.asset.own_words == "Tea on Tuesdays"
    assert added.contribution.review is ReviewResult.ADDED_TO


def test_words_that_are_not_to_be_published_stand_in_no_public_record(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    seen = contribute(replace(said(1), do_not_publish="yes"), phone, tiny, now=NOW)
    assert isinstance(seen, Contribution)
    hall = keep(tiny)
    addition = Addition(asset_id=hall.asset_id, version=hall.version, words_to=WordsTo.VALUED)
    with pytest.raises(UserError, match="not to be published"):
        add_to_record(seen, addition, session, tiny, now=LATER, actor=somebody("Effie"))
    without = add_to_record(
        seen, replace(addition, words_to=WordsTo.NOWHERE), session, tiny, now=LATER, actor=somebody("Effie")
    )
    assert isinstance(without, InRecord)
    assert tiny.store.asset(hall.asset_id) == hall
    with pytest.raises(UserError, match="quoted"):
        keep_as_said(seen, tiny, now=LATER, actor=somebody("Effie"), may_be_quoted=True)


def test_adding_to_a_record_that_was_changed_meanwhile_is_told(
    session: MappingSession, tea: Contribution, tiny: Workspace
) -> None:
    hall = keep(tiny)
    tiny.store.change_asset(replace(hall, cost="Free"), event=_event())
    addition = Addition(asset_id=hall.asset_id, version=hall.version, words_to=WordsTo.VALUED)
    with pytest.raises(ConflictError, match="Iain"):
        add_to_record(tea, addition, session, tiny, now=LATER, actor=somebody("Effie"))
    assert review_queue(session, tiny) == (tea,)


def test_what_is_not_used_needs_a_reason(tea: Contribution, session: MappingSession, tiny: Workspace) -> None:
    with pytest.raises(UserError, match="reason"):
        do_not_use(tea, tiny, now=LATER, actor=somebody("Effie"), reason=" ")
    assert do_not_use(tea, tiny, now=LATER, actor=somebody("Effie"), reason="A test").review_reason == "A test"
    assert [one.review for one in reviewed(session, tiny)] == [ReviewResult.NOT_USED]


def test_nothing_here_is_no_asset(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    seen = contribute(replace(said(1), kind="nothing_here"), phone, tiny, now=NOW)
    assert isinstance(seen, Contribution)
    with pytest.raises(UserError, match="look"):
        _made(seen, session, tiny)


def test_likely_twins_are_found(session: MappingSession, tea: Contribution, tiny: Workspace) -> None:
    made = _made(tea, session, tiny, name="The Tuesday tea room")
    draft = replace(draft_of(tea, session, tiny), name="Tuesday tea room")
    assert [one.asset_id for one in twins_of(draft, tiny, audience=Audience.STAFF, today=TODAY)] == [
        made.asset.asset_id
    ]


def test_what_says_the_same_is_named(
    session: MappingSession, tea: Contribution, phone: Participant, tiny: Workspace
) -> None:
    others = [
        replace(said(2, "tea, on Tuesdays!"), place=""),
        said(3, "A cuppa"),
        replace(said(4, "A cuppa"), offers=("green",)),
        said(5, "A cuppa", place="H8"),
        replace(said(6), kind="story"),
    ]
    for draft in others:
        assert isinstance(contribute(draft, phone, tiny, now=NOW), Contribution)
    alike = said_alike(tea, review_queue(session, tiny))
    assert [one.contribution_id for one in alike] == [new_id(2), new_id(3)]


def test_codes_are_suggested_by_what_english_words_mean(tea: Contribution, tiny: Workspace) -> None:
    words = replace(tea, words="Our library and the car park, and a food bank", offers=(), asset_kind="")
    suggested = {one.offer: one.reason for one in suggested_offers(words, tiny)}
    assert suggested["learn"] == "library"
    assert suggested["food"] == "food bank"
    assert "green" not in suggested
    assert suggested_kind(words, tiny) == "institution"
    assert suggested_offers(replace(words, language="ur"), tiny) == ()


def test_codes_are_suggested_by_records_with_the_same_words(tea: Contribution, tiny: Workspace) -> None:
    keep(tiny, own_words="tea on TUESDAYS!", offers=("older",))
    assert [one.offer for one in suggested_offers(tea, tiny)] == ["older"]


def _event() -> AuditEvent:
    return AuditEvent(at=LATER, actor="Iain", action=Action.CHANGED)


def _breaks(*_args: object, **_fields: object) -> None:
    msg = "the power is gone"
    raise OSError(msg)
