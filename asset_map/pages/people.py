"""Who may do what: letting people in, what they may do, a new link for a lost one, and letting them go."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.permission import may_invite
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.people_inviting import invite_somebody, show_new_link
from asset_map.pages.components.people_one import one_person
from asset_map.pages.components.told import say_what_was_told
from asset_map.services.workspace import Workspace

_STYLE = """<style>
.st-key-people [data-testid^="stBaseButton"] { min-height: 2.75rem; }
.st-key-people :is(input, [data-baseweb="select"] > div) { min-height: 2.75rem; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Who may do what"),
        intro=_("Let people in, say what they may do and where, help with a lost link, and let people go."),
    )
    person = who.staff_only(workspace, may_invite)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="people"):
            _people(workspace, person)
    close_page(workspace)


def _people(workspace: Workspace, person: Person) -> None:
    people = workspace.store.people()
    say_what_was_told()
    show_new_link()
    invite_somebody(workspace, person)
    st.subheader(_("People"), anchor=False)
    ways = workspace.store.ways_in(now=who.now())
    for one in people:
        if one.person_id in ways:
            one_person(one, ways[one.person_id], people, workspace, person)


run_screen(show)
