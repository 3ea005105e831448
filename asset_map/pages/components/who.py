"""Who is looking at a screen?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.services.known_people import demo_people, demo_token
from asset_map.services.openid_settings import SIGN_IN, openid_settings
from asset_map.services.people import who
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


def staff_only(workspace: Workspace) -> Person | None:
    """Return who is signed in, or say how to.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    Person or None
        None when nobody is; the screen then shows nothing else.
    """
    person = signed_in(workspace)
    if person is None:
        st.info(_("This screen is for staff, because it shows protected records."), icon=":material/lock:")
        how_to_enter(workspace)
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
