"""Letting somebody in, and the link that is shown once."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.identity import identity_of_email
from asset_map.domain.permission import GIVEN_ROLES, Rights, Role, may_see_protected
from asset_map.domain.person import Person, holds_in_several_places
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import do
from asset_map.services.people.entering import SIGN_IN_DAYS
from asset_map.services.people.inviting import INVITATION_DAYS, LONGEST_INVITATION_DAYS, Invitation, invite, link_ends
from asset_map.services.people.known import present
from asset_map.services.people.openid_settings import openid_settings
from asset_map.services.people.reachable import is_this_machine_alone
from asset_map.services.people.role_words import role_does
from asset_map.services.people.stewardship import grants_of
from asset_map.services.permitted import role_in_words
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings

_NEW_LINK = "people_new_link"


def invite_somebody(workspace: Workspace, person: Person) -> None:
    """Show the form by which somebody is let in.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """
    with st.expander(_("Invite somebody"), icon=":material/person_add:", expanded=not _has_others(workspace, person)):
        st.text_input(_("Their name, as the others know them"), key="people_name", max_chars=80)
        held_fields("people_invite", None, workspace, person)
        if openid_settings(read_settings().home) is not None:
            st.text_input(
                _("E-mail address by which they sign in"),
                key="people_email",
                help=_("As their organisation has it. Leave it empty for somebody who comes in by a link."),
            )
        st.number_input(
            _("Days for which their link opens"), 1, LONGEST_INVITATION_DAYS, INVITATION_DAYS, key="people_days"
        )
        st.button(
            _("Invite"),
            type="primary",
            key="people_do_invite",
            on_click=do,
            args=(partial(_invite, workspace, person),),
        )


def held_fields(prefix: str, known: Person | None, workspace: Workspace, person: Person) -> None:
    """Show the fields that say what somebody may do; `held` reads them.

    Parameters
    ----------
    prefix
        Before the keys of the widgets.
    known
        Whose roles stand there first; None for somebody new.
    workspace
        The area.
    person
        Who is signed in.
    """
    places = {one.neighbourhood_id: one.name for one in workspace.store.neighbourhoods() if one.zone_codes}
    first = known.grants[0] if known and known.grants else None
    if known is not None and holds_in_several_places(known):
        st.warning(
            _("They hold roles in several places. What is saved here takes the place of all of them."),
            icon=":material/error:",
        )
    st.pills(
        _("What they are here for"),
        GIVEN_ROLES,
        selection_mode="multi",
        default=[one.role for one in known.grants] if known else [Role.CONNECTOR],
        format_func=lambda role: role_in_words(role).capitalize(),
        key=f"{prefix}_roles",
    )
    with st.expander(_("What each of these may do")):
        st.markdown("\n".join(f"- **{role_in_words(role).capitalize()}**: {role_does(role)}" for role in GIVEN_ROLES))
    areas = ["", *places]
    st.selectbox(
        _("Where"),
        areas,
        index=areas.index(first.neighbourhood_id) if first and first.neighbourhood_id in places else 0,
        format_func=lambda own_id: places.get(own_id, _("The whole area")),
        key=f"{prefix}_area",
    )
    st.text_input(
        _("For whom they work"), known.organisation if known else "", key=f"{prefix}_organisation", max_chars=120
    )
    st.checkbox(
        _("Only for records of that organisation"), bool(first and first.organisation), key=f"{prefix}_only_own"
    )
    st.checkbox(
        _("May see protected records"),
        bool(known and known.sees_protected),
        key=f"{prefix}_sees",
        disabled=not may_see_protected(person),
        help=_("Places where people are safe only while they are not found. Give it to as few people as you can."),
    )


def held(prefix: str, workspace: Workspace) -> Rights:
    """Return what stands in the fields at this moment, whenever the screen was drawn last.

    Parameters
    ----------
    prefix
        As `held_fields` was given it.
    workspace
        The area.

    Returns
    -------
    Rights
        For the services.

    Raises
    ------
    UserError
        When records of an organisation are meant that is not named.
    """
    typed = {name: st.session_state[f"{prefix}_{name}"] for name in ("roles", "area", "only_own", "sees")}
    works_for = str(st.session_state[f"{prefix}_organisation"]).strip()
    if typed["only_own"] and not works_for:
        raise UserError(_("Write for whom they work, or untick that it is for those records only."))
    chosen = [role for role in GIVEN_ROLES if role in typed["roles"]]
    grants = grants_of(chosen, workspace, area=typed["area"], organisation=works_for if typed["only_own"] else "")
    return Rights(grants=grants, organisation=works_for, sees_protected=typed["sees"])


def keep_new_link(name: str, token: str, days: int) -> None:
    """Keep a link to be shown once, at the top of the screen.

    Parameters
    ----------
    name
        Whose it is.
    token
        What stands in it.
    days
        For how long it opens.
    """
    ends_at = link_ends(who.now(), days)
    st.session_state[_NEW_LINK] = (name, token, written_date(local_date(ends_at)) if ends_at else "")


def show_new_link() -> None:
    """Show a link that was just made, until it is hidden or the page is loaded again."""
    if _NEW_LINK not in st.session_state:
        return
    name, token, until = st.session_state[_NEW_LINK]
    address = f"{_this_server()}/enter/{token}"
    with st.container(border=True, key="people_link"):
        st.markdown(
            _(
                "**The link of {name}** is shown only now. It opens until {date}, as often as needed; each browser "
                "then stays signed in for {days} days. Send it to nobody else: whoever opens it is taken for {name}."
            ).format(name=as_typed(name), date=until, days=SIGN_IN_DAYS)
        )
        st.code(address, language=None, wrap_lines=True)
        if is_this_machine_alone(urlsplit(address).hostname or "nowhere"):
            st.warning(
                _("This address opens on this computer only. Elsewhere, put the address of your server before /enter."),
                icon=":material/computer:",
            )
        st.button(_("Done, hide the link"), key="people_hide_link", on_click=_hide_link)


def _invite(workspace: Workspace, person: Person) -> str:
    name, days = st.session_state["people_name"], int(st.session_state["people_days"])
    email = st.session_state.get("people_email", "")
    rights = held("people_invite", workspace)
    if present(name, workspace) is not None:
        raise UserError(_("Somebody of that name is here already. Make a new link or change their roles below."))
    invitation = Invitation(identity=identity_of_email(email) if email.strip() else None, days=days)
    token = invite(name, workspace, now=who.now(), actor=person, rights=rights, invitation=invitation)
    keep_new_link(name, token, days)
    for key in ("people_name", "people_email"):
        st.session_state.pop(key, None)
    return _("{name} is invited.").format(name=as_typed(" ".join(name.split())))


def _has_others(workspace: Workspace, person: Person) -> bool:
    return any(one.person_id != person.person_id for one in workspace.store.people())


def _hide_link() -> None:
    st.session_state.pop(_NEW_LINK, None)


def _this_server() -> str:
    address = urlsplit(st.context.url or "")
    return f"{address.scheme}://{address.netloc}" if address.netloc else ""
