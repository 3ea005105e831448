"""Who may enter, by which link, and for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import shapely

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.permission import Actor, Grant, Place, Rights, Role, audience_for, may_record
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.errors import NoRightError, NotAllowedError, StoreError, UserError
from asset_map.services.adding_neighbourhoods import draw_neighbourhood
from asset_map.services.neighbourhoods import remove_neighbourhood
from asset_map.services.people.entering import SIGN_IN_DAYS, enter, leave, who
from asset_map.services.people.inviting import INVITATION_DAYS, Invitation, entrance, invite
from asset_map.services.people.known import STEWARD, demo_people, known_person, own_people, person_named
from asset_map.services.people.leaving import hand_over, let_go
from asset_map.services.people.stewardship import give_roles, grants_of, new_link, sign_out_everywhere
from asset_map.services.record import record
from asset_map.services.sessions.prepare import NotPrepared, prepare
from asset_map.services.workspace import Workspace
from asset_map.store.people import MakeSure
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.audit import audit_rows
from tests.fixtures.kept_records import HALL
from tests.fixtures.mapping_sessions import draft_of_session
from tests.fixtures.outlines import degrees_of
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

A_DAY = dt.timedelta(days=1)


def _enter(name: str, workspace: Workspace) -> str:
    entered = enter(let_in(name, workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    return entered.cookie


def test_a_personal_link_lets_its_person_in_until_the_cookie_ends(tiny: Workspace) -> None:
    cookie = _enter("Morag", tiny)
    person = who(cookie, tiny, now=NOW)
    assert person is not None
    assert person.name == "Morag"
    last_day = NOW + dt.timedelta(days=SIGN_IN_DAYS)
    assert who(cookie, tiny, now=last_day - A_DAY) == person
    assert who(cookie, tiny, now=last_day) is None


@pytest.mark.parametrize("cookie", ["", "guess", "é\x00"])
def test_a_guessed_cookie_or_link_lets_nobody_in(tiny: Workspace, cookie: str) -> None:
    _enter("Morag", tiny)
    assert who(cookie, tiny, now=NOW) is None
    assert enter(cookie, tiny, now=NOW) is None


def test_a_new_link_ends_the_old_one_and_what_came_in_by_it(tiny: Workspace) -> None:
    old = let_in("Morag", tiny, now=NOW)
    cookie = _enter(" morag ", tiny)
    assert enter(old, tiny, now=NOW) is None
    assert [person.name for person in tiny.store.people()] == ["Morag"]
    let_in("Morag", tiny, now=NOW)
    assert who(cookie, tiny, now=NOW) is None


def test_who_starts_the_server_again_stays_signed_in(tiny: Workspace) -> None:
    entered = enter(entrance(tiny, now=NOW), tiny, now=NOW)
    assert entered is not None
    assert enter(entrance(tiny, now=NOW + A_DAY), tiny, now=NOW) is not None
    assert who(entered.cookie, tiny, now=NOW + A_DAY) == entered.person


def test_who_left_or_signed_out_is_let_in_no_longer(tiny: Workspace) -> None:
    morag, iain = _enter("Morag", tiny), _enter("Iain", tiny)
    leave(morag, tiny, now=NOW)
    assert who(morag, tiny, now=NOW) is None
    let_go("iain", tiny, now=NOW, actor=somebody("test"))
    assert who(iain, tiny, now=NOW) is None
    assert [person.name for person in tiny.store.people()] == ["Morag"]
    with pytest.raises(UserError, match=r"\(Morag\); found “Iain”"):
        let_go("Iain", tiny, now=NOW, actor=somebody("test"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_asked_for(tiny: Workspace, name: str) -> None:
    with pytest.raises(UserError, match="1 to 80 characters"):
        let_in(name, tiny, now=NOW)


def test_a_name_that_somebody_left_behind_is_not_given_to_another(tiny: Workspace) -> None:
    let_in("Morag", tiny, now=NOW)
    let_go_of = let_in("Iain", tiny, now=NOW)
    let_go("Iain", tiny, now=NOW, actor=somebody("test"))
    with pytest.raises(StoreError, match="found “iain” twice"):
        let_in("iain", tiny, now=NOW)
    assert enter(let_go_of, tiny, now=NOW) is None


def test_names_are_known_in_capitals_of_any_alphabet(tiny: Workspace) -> None:
    let_in("Èilidh", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    prepared = prepare(replace(draft_of_session(), facilitator="ÈILIDH"), tiny, now=NOW, actor=somebody("Iain"))
    assert not isinstance(prepared, NotPrepared)
    let_go("èilidh", tiny, now=NOW, actor=somebody("Iain"))
    with pytest.raises(StoreError, match="found “ÈILIDH” twice"):
        let_in("ÈILIDH", tiny, now=NOW)
    assert known_person("ÈILIDH", tiny).name == "Èilidh"
    assert hand_over("ÈILIDH", "Iain", tiny, now=NOW, actor=somebody("Iain")).sessions == (prepared.title,)
    assert tiny.store.mapping_session(prepared.session_id).facilitator == "Iain"


def test_two_stewards_who_let_each_other_go_at_once_are_not_both_gone(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in("Morag", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    write = tiny.store.let_go

    def after_the_other(person: Person, *, event: AuditEvent, make_sure: MakeSure) -> None:
        monkeypatch.undo()
        let_go("Iain", tiny, now=NOW, actor=somebody("Morag"))
        write(person, event=event, make_sure=make_sure)

    monkeypatch.setattr(tiny.store, "let_go", after_the_other)
    with pytest.raises(NotAllowedError, match="another steward of the whole area besides Morag"):
        let_go("Morag", tiny, now=NOW, actor=somebody("Iain"))
    assert [one.name for one in tiny.store.people()] == ["Morag"]


def test_a_new_link_brings_no_right_back_that_is_taken_in_the_same_moment(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in("Morag", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    write = tiny.store.invite

    def after(change: Callable[[], object]) -> None:
        def changed_first(person: Person, **given: object) -> None:
            monkeypatch.undo()
            change()
            write(person, **given)  # type: ignore[arg-type]

        monkeypatch.setattr(tiny.store, "invite", changed_first)

    after(lambda: give_roles("Iain", Rights(), tiny, now=NOW, actor=somebody("Morag")))
    new_link("Iain", tiny, now=NOW, actor=somebody("Morag"))
    assert (person_named("Iain", tiny).grants, person_named("Iain", tiny).sees_protected) == ((), False)
    after(lambda: let_go("Iain", tiny, now=NOW, actor=somebody("Morag")))
    with pytest.raises(StoreError, match="found Iain, who was let go"):
        new_link("Iain", tiny, now=NOW, actor=somebody("Morag"))
    assert [one.name for one in tiny.store.people()] == ["Morag"]


def test_who_was_let_go_does_nothing_more_on_a_screen_that_still_stands_open(tiny: Workspace) -> None:
    let_in("Morag", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    iain = person_named("Iain", tiny)
    planner = Rights(grants=grants_of([Role.PLANNER], tiny))
    give_roles("Iain", planner, tiny, now=NOW, actor=somebody("Morag"))
    with pytest.raises(NoRightError, match=r"found Iain \(planner\)"):
        invite("Effie", tiny, now=NOW, actor=iain)
    let_go("Iain", tiny, now=NOW, actor=somebody("Morag"))
    with pytest.raises(NoRightError, match="found Iain, who was let go"):
        invite("Effie", tiny, now=NOW, actor=iain)
    with pytest.raises(NoRightError, match="found Iain, who was let go"):
        record(HALL, tiny, now=NOW, actor=iain)
    assert [one.name for one in tiny.store.people()] == ["Morag"]


def test_a_role_in_a_neighbourhood_that_was_removed_holds_nowhere(tiny: Workspace) -> None:
    riverside = Neighbourhood(
        neighbourhood_id="riverside", name="Riverside", kind=NeighbourhoodKind.WARD, zone_codes=("DEMO0001",)
    )
    event = AuditEvent(at=NOW, actor="test", action=Action.RECORDED)
    tiny.store.keep_neighbourhoods([riverside], event=event)
    rights = Rights(grants=grants_of([Role.CONNECTOR], tiny, area="Riverside"), sees_protected=True)
    invite("Iain", tiny, now=NOW, actor=somebody("test"), rights=rights)
    placeless = Place(zone_codes=frozenset())
    before = person_named("Iain", tiny)
    assert (may_record(before, placeless), audience_for(before)) == (True, Audience.STAFF)
    remove_neighbourhood("riverside", tiny, now=NOW, actor=somebody("test"))
    after = person_named("Iain", tiny)
    assert (may_record(after, placeless), may_record(after), audience_for(after)) == (False, False, Audience.PUBLIC)


def test_only_the_demo_town_lets_anybody_in(tiny: Workspace) -> None:
    assert tiny.geography.fictional
    assert demo_people(tiny) == ()


def test_every_change_of_who_may_enter_is_in_the_audit(tiny: Workspace) -> None:
    cookie = _enter("Morag", tiny)
    leave(cookie, tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    let_go("Morag", tiny, now=NOW, actor=somebody("Iain"))
    events = [(row.action, row.actor) for row in audit_rows(tiny) if row.subject_kind == "person"]
    invited = ("invited", "Steward")
    assert events == [invited, ("signed_in", "Morag"), ("signed_out", "Morag"), invited, ("left", "Iain")]


def test_an_invitation_opens_as_often_as_needed_and_ends_after_its_days(tiny: Workspace) -> None:
    token = invite("Morag", tiny, now=NOW, actor=somebody("test"))
    ends_at = NOW + dt.timedelta(days=INVITATION_DAYS)
    first, again = (enter(token, tiny, now=moment) for moment in (NOW, ends_at - dt.timedelta(seconds=1)))
    assert first is not None
    assert again is not None
    assert first.cookie != again.cookie
    assert enter(token, tiny, now=ends_at) is None
    assert who(again.cookie, tiny, now=ends_at) == again.person, "who came in stays in"
    short = invite("Iain", tiny, now=NOW, actor=somebody("test"), invitation=Invitation(days=1))
    assert enter(short, tiny, now=NOW + A_DAY) is None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_link_ends_one_day(tiny: Workspace, days: int) -> None:
    with pytest.raises(UserError, match="1 to 366 days"):
        invite("Morag", tiny, now=NOW, actor=somebody("test"), invitation=Invitation(days=days))


def test_the_first_person_is_a_steward_and_others_hold_the_least_that_is_of_use(tiny: Workspace) -> None:
    entrance(tiny, now=NOW)
    for name in ("Morag", "Iain"):
        invite(name, tiny, now=NOW, actor=somebody("test"))
    iain, morag = own_people(tiny)
    assert [(one.grants[0].role, one.sees_protected) for one in (morag, iain)] == [
        (Role.STEWARD, True),
        (Role.CONNECTOR, False),
    ]
    invite("iain", tiny, now=NOW, actor=somebody("test"))
    assert own_people(tiny)[0] == iain, "who asks again keeps what they hold"


def test_a_lost_link_is_replaced_and_browsers_end_only_if_asked(tiny: Workspace) -> None:
    lost = let_in("Morag", tiny, now=NOW)
    cookie = _enter("Morag", tiny)
    found = new_link("morag", tiny, now=NOW, actor=somebody("test"))
    assert enter(lost, tiny, now=NOW) is None
    assert enter(found, tiny, now=NOW) is not None
    assert who(cookie, tiny, now=NOW) is not None
    new_link("Morag", tiny, now=NOW, actor=somebody("test"), sign_out=True)
    assert who(cookie, tiny, now=NOW) is None
    with pytest.raises(UserError, match="found “Nobody”"):
        new_link("Nobody", tiny, now=NOW, actor=somebody("test"))


def test_signing_out_everywhere_ends_every_browser_and_leaves_the_link(tiny: Workspace) -> None:
    token = let_in("Morag", tiny, now=NOW)
    cookies = [entered.cookie for _ in range(2) if (entered := enter(token, tiny, now=NOW))]
    (way,) = tiny.store.ways_in(now=NOW).values()
    assert (way.browsers, way.last_at, way.link_expires_at) == (2, NOW, None)
    sign_out_everywhere("Morag", tiny, now=NOW, actor=somebody("test"))
    assert [who(cookie, tiny, now=NOW) for cookie in cookies] == [None, None]
    assert enter(token, tiny, now=NOW) is not None


def test_the_last_steward_stays_one(tiny: Workspace) -> None:
    entrance(tiny, now=NOW)
    let_in("Morag", tiny, now=NOW)
    invite("Iain", tiny, now=NOW, actor=somebody("test"))
    alone = pytest.raises(NotAllowedError, match="another steward of the whole area besides Morag")
    with alone:
        let_go("Morag", tiny, now=NOW, actor=somebody("test"))
    with alone:
        give_roles("Morag", Rights(grants=grants_of([Role.PLANNER], tiny)), tiny, now=NOW, actor=somebody("test"))
    with alone:
        planner = Rights(grants=(Grant(role=Role.PLANNER),))
        invite("Morag", tiny, now=NOW, actor=somebody("test"), rights=planner)
    give_roles("Iain", Rights(grants=grants_of([Role.STEWARD], tiny)), tiny, now=NOW, actor=somebody("test"))
    let_go("Morag", tiny, now=NOW, actor=somebody("test"))
    let_go(STEWARD, tiny, now=NOW, actor=somebody("test"))
    assert [one.name for one in tiny.store.people()] == ["Iain"]


def test_the_right_for_protected_records_is_given_by_who_holds_it(tiny: Workspace) -> None:
    let_in("Morag", tiny, now=NOW)
    blind = Actor(name="Effie", grants=(Grant(role=Role.STEWARD),))
    with pytest.raises(NotAllowedError, match="found Effie, who does not"):
        invite("Iain", tiny, now=NOW, actor=blind, rights=Rights(sees_protected=True))
    with pytest.raises(NotAllowedError):
        new_link("Morag", tiny, now=NOW, actor=blind)
    invite("Iain", tiny, now=NOW, actor=blind)
    with pytest.raises(NotAllowedError):
        give_roles("Iain", Rights(sees_protected=True), tiny, now=NOW, actor=blind)


def test_whoever_starts_the_server_is_invited_by_nobody(tiny: Workspace) -> None:
    with pytest.raises(UserError, match="somebody's own name"):
        invite("steward", tiny, now=NOW, actor=somebody("test"))


def test_a_role_is_given_in_a_neighbourhood_that_there_is(tiny: Workspace) -> None:
    with pytest.raises(UserError, match="none was added yet"):
        grants_of([Role.CONNECTOR], tiny, area="Riverside")
    outline = degrees_of(shapely.box(WEST_M + 100, SOUTH_M + 100, WEST_M + 200, SOUTH_M + 200))
    draw_neighbourhood("Bench", outline, tiny, now=NOW, actor=somebody("test"))
    with pytest.raises(UserError, match="which is an outline"):
        grants_of([Role.CONNECTOR], tiny, area="bench")
    with pytest.raises(UserError, match="found resident"):
        grants_of([Role.RESIDENT], tiny)
