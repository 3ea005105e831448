"""Who is looking at a screen?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from asset_map.domain.permission import VISITOR, Rule, audience_for, may_invite, what_it_is
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.people.entering import who
from asset_map.services.people.known import demo_people, demo_token
from asset_map.services.people.openid_settings import SIGN_IN, openid_settings
from asset_map.services.permitted import roles_in_words
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from asset_map.web.who import STAFF_COOKIE


def signed_in(workspace: Workspace) -> Person | None:
    """Return who is signed in.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    Person or None
        None for the public.
    """
    return who(staff_cookie(), workspace, now=now())


def name_of(workspace: Workspace) -> str:
    """Return the name of who is signed in.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    str
        Empty for the public.
    """
    person = signed_in(workspace)
    return "" if person is None else person.name


def now() -> dt.datetime:
    """Return this moment.

    Returns
    -------
    datetime.datetime
        In UTC.
    """
    return dt.datetime.now(dt.UTC)


def staff_cookie() -> str:
    """Return what this browser keeps of a sign-in.

    Returns
    -------
    str
        Empty when it keeps nothing.
    """
    return st.context.cookies.get(STAFF_COOKIE, "")


def audience(workspace: Workspace) -> Audience:
    """Return for whom a screen is made.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    Audience
        The public's for whoever is not signed in.
    """
    return audience_for(signed_in(workspace) or VISITOR)


def staff_only(workspace: Workspace, rule: Rule) -> Person | None:
    """Return who is signed in and may do what a screen is for, or say how to.

    Parameters
    ----------
    workspace
        The area.
    rule
        The right that the screen takes.

    Returns
    -------
    Person or None
        None when nobody is, or they may not; the screen then shows nothing else.
    """
    person = signed_in(workspace)
    if person is None:
        st.info(_("This screen is for staff, because it shows protected records."), icon=":material/lock:")
        how_to_enter(workspace)
        return None
    if not rule(person):
        words = _("This screen is for people who may {what}. You are here as: {roles}.").format(
            what=what_it_is(rule), roles=roles_in_words(person)
        )
        stewards = ", ".join(as_typed(one.name) for one in workspace.store.people() if may_invite(one))
        ask = _("Stewards say who may do what. Ask one of them: {names}.").format(names=stewards)
        st.info(f"{words} {ask}", icon=":material/lock:")
        return None
    return person


def how_to_enter(workspace: Workspace) -> None:
    """Say how staff sign in.

    Parameters
    ----------
    workspace
        The area.
    """
    if openid_settings(read_settings().home) is not None:
        st.link_button(_("Sign in"), SIGN_IN, icon=":material/login:", type="primary")
    if names := demo_people(workspace):
        st.markdown(_("This town is made up, so you may try it as one of two made-up connectors:"))
        with st.container(horizontal=True):
            for name in names:
                label = _("Enter as {name}").format(name=name)
                st.link_button(label, f"/enter/{demo_token(name)}", icon=":material/login:")
    else:
        st.markdown(
            _(
                "Open your personal link. A steward here makes one under “Who may do what”, or with “asset-map people "
                "invite NAME”; on one laptop, the first is printed when the server starts."
            )
        )
