"""One of the people on the screen: what they may do, how they come in, and what can be changed about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.identity import identity_in_words
from asset_map.domain.person import Person, WayIn
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.people_inviting import held, held_fields, keep_new_link
from asset_map.pages.components.told import do
from asset_map.services.people.inviting import INVITATION_DAYS
from asset_map.services.people.known import STEWARD
from asset_map.services.people.leaving import hand_over, let_go
from asset_map.services.people.leaving_words import left_behind
from asset_map.services.people.role_words import held_in_words
from asset_map.services.people.stewardship import give_roles, new_link, sign_out_everywhere
from asset_map.services.workspace import Workspace


def one_person(one: Person, way: WayIn, people: Sequence[Person], workspace: Workspace, person: Person) -> None:
    """Show somebody, and what can be changed.

    Parameters
    ----------
    one, way
        Whom, and how they come in.
    people
        Everybody who may sign in, for who takes over.
    workspace
        The area.
    person
        Who is signed in.
    """
    with st.container(border=True):
        st.markdown(f"**{as_typed(one.name)}**" + (f" · {_('you')}" if one.person_id == person.person_id else ""))
        st.markdown("  \n".join(as_typed(line) for line in _facts(one, way, workspace)))
        if one.name == STEWARD:
            st.caption(_("This is whoever starts the server on this machine; a new link is printed at each start."))
        with st.expander(_("Change what {name} may do").format(name=as_typed(one.name))):
            held_fields(_prefix(one), one, workspace, person)
            _button(_("Save"), one, "roles", partial(_give_roles, one, workspace, person))
        with st.expander(_("Link and sign-ins of {name}").format(name=as_typed(one.name))):
            _links(one, workspace, person)
        with st.expander(_("Let {name} go").format(name=as_typed(one.name))):
            _leaving(one, [other for other in people if other.person_id != one.person_id], workspace, person)


def _facts(one: Person, way: WayIn, workspace: Workspace) -> list[str]:
    roles = "; ".join(held_in_words(one, workspace)) or _("no role: sees what everybody sees")
    lines = [f"{roles[0].upper()}{roles[1:]}"]
    if one.organisation:
        lines.append(_("Works for {organisation}").format(organisation=one.organisation))
    lines.append(_("Sees protected records") if one.sees_protected else _("Does not see protected records"))
    if way.identity:
        lines.append(_("Signs in as {identity}").format(identity=identity_in_words(way.identity)))
    if way.link_expires_at is None:
        lines.append(_("Link without an end"))
    elif way.link_expires_at > who.now():
        lines.append(_("Link opens until {date}").format(date=written_date(local_date(way.link_expires_at))))
    else:
        lines.append(_("Link ended on {date}").format(date=written_date(local_date(way.link_expires_at))))
    if way.last_at is None:
        lines.append(_("Signed in nowhere"))
    else:
        browsers = ngettext("one browser", "{count} browsers", way.browsers)
        day = written_date(local_date(way.last_at))
        lines.append(_("Signed in with {browsers}, last on {date}").format(browsers=browsers, date=day))
    return lines


def _links(one: Person, workspace: Workspace, person: Person) -> None:
    st.markdown(_("A new link ends the old one. If a telephone or laptop was lost, end its sign-ins as well."))
    with st.container(horizontal=True):
        _button(_("New link"), one, "link", partial(_new_link, one, False, workspace, person))
        _button(_("New link, and sign out everywhere"), one, "both", partial(_new_link, one, True, workspace, person))
        _button(_("Sign out everywhere"), one, "out", partial(_sign_out, one, workspace, person))


def _leaving(one: Person, others: Sequence[Person], workspace: Workspace, person: Person) -> None:
    work = workspace.store.open_work(one, now=who.now())
    words = left_behind(work, one.name)
    st.markdown(_("Their link and sign-ins end at once. What they did stays in the histories, with their name."))
    for line in words:
        st.markdown(f"- {as_typed(line)}")
    if work.can_be_handed_over and others:
        st.selectbox(
            _("Who takes over what is open?"),
            [None, *others],
            format_func=lambda other: other.name if other else _("Nobody yet"),
            key=f"{_prefix(one)}_to",
        )
    _button(
        _("Let {name} go").format(name=as_typed(one.name)),
        one,
        "go",
        partial(_let_go, one, workspace, person),
    )


def _button(label: str, one: Person, name: str, change: Callable[[], str]) -> None:
    st.button(label, key=f"people_{name}_{one.person_id}", on_click=do, args=(change,))


def _prefix(one: Person) -> str:
    return f"people_{one.person_id}"


def _give_roles(one: Person, workspace: Workspace, person: Person) -> str:
    after = give_roles(one.name, held(_prefix(one), workspace), workspace, now=who.now(), actor=person)
    words = "; ".join(held_in_words(after, workspace)) or _("no role")
    return _("{name} is from now on: {roles}.").format(name=as_typed(after.name), roles=as_typed(words))


def _new_link(one: Person, sign_out: bool, workspace: Workspace, person: Person) -> str:
    token = new_link(one.name, workspace, now=who.now(), actor=person, sign_out=sign_out)
    keep_new_link(one.name, token, INVITATION_DAYS)
    return _("{name} has a new link; the old one ended.").format(name=as_typed(one.name))


def _sign_out(one: Person, workspace: Workspace, person: Person) -> str:
    sign_out_everywhere(one.name, workspace, now=who.now(), actor=person)
    return _("{name} is signed in nowhere any longer.").format(name=as_typed(one.name))


def _let_go(one: Person, workspace: Workspace, person: Person) -> str:
    now, work = who.now(), workspace.store.open_work(one, now=who.now())
    to: Person | None = st.session_state.get(f"{_prefix(one)}_to")
    let_go(one.name, workspace, now=now, actor=person)
    if to is not None:
        hand_over(one.name, to.name, workspace, now=now, actor=person)
    words = left_behind(work, one.name, to=to.name if to else "")
    return as_typed(" ".join([_("{name} can no longer enter.").format(name=one.name), *words]))
