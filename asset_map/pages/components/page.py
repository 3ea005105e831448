"""What every screen has: the workspace, the banner of a made-up town, and the credits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from asset_map.disk import disk_error
from asset_map.domain.dates import local_date
from asset_map.domain.permission import (
    audience_for,
    may_check,
    may_erase,
    may_invite,
    may_look,
    may_look_after,
    may_map_words,
    may_run_sessions,
    may_see_records,
    may_take_in_lists,
)
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import attempt, say_what_failed
from asset_map.pages.components.what_goes_on import what_goes_on
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.people.entering import leave
from asset_map.services.to_check import escalation
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled

_STYLE = """<style>
.stMainBlockContainer { padding-top: 1rem; padding-bottom: 3rem; }
.stAppHeader { display: none; }
.st-key-screens { border-bottom: 1px solid #8a8f94; padding-bottom: 0.5rem; }
.st-key-staff_screens { border-bottom: 1px solid #8a8f94; padding-bottom: 0.5rem; margin-top: -0.5rem; }
.st-key-staff_screens button { min-height: 1.75rem; padding: 0.25rem 0.5rem; }
.st-key-staff_screens :is(div, p, span:has(p)) { white-space: normal; }
.st-key-for_staff a { opacity: 0.85; }
@media (max-width: 640px) { /* what is needed stands high up on a phone */
  :is(.st-key-screens, .st-key-staff_screens) { gap: 0.4rem 0.25rem; }
  :is(.st-key-screens, .st-key-staff_screens) :is(span, div):has(> [data-testid="stIconMaterial"]) { display: none; }
  .st-key-banner { padding: 0.5rem 0.75rem; gap: 0; }
  .st-key-banner .stElementContainer:has(.stPageLink) { display: none; }
}
</style>"""


def open_page(title: str, *, intro: str = "") -> Workspace:
    """Begin a screen: its heading, and the banner where the town is made up.

    Parameters
    ----------
    title
        The heading.
    intro
        One sentence under it.

    Returns
    -------
    Workspace
        The area that is being served.
    """
    workspace = current_workspace()
    st.html(_STYLE)
    what_goes_on()
    with st.container(horizontal=True, gap="small", key="screens"):
        for name, label, icon in (
            ("map_and_list", _("Map and list"), ":material/map:"),
            ("add_an_asset", _("Add an asset"), ":material/add_location:"),
            ("strengths_and_gaps", _("Strengths and gaps"), ":material/insights:"),
            ("neighbourhoods", _("Neighbourhoods"), ":material/location_city:"),
            ("links", _("Links"), ":material/hub:"),
            ("take_away", _("Take away"), ":material/download:"),
            ("set_up_your_area", _("Set up your area"), ":material/tune:"),
        ):
            st.page_link(page(name), label=label, icon=icon)
    _staff_screens(workspace)
    if text := banner(workspace):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="banner"):
            st.markdown(f":material/info: {text}")
            st.page_link(page("set_up_your_area"), label=_("Set up your area"), icon=":material/arrow_forward:")
    st.title(title, anchor=False)
    if intro:
        st.markdown(intro)
    say_what_failed()
    return workspace


def _staff_screens(workspace: Workspace) -> None:
    """Show the screens of staff to who is signed in, with their name and the way out."""
    person = who.signed_in(workspace)
    if person is None:
        return
    pressing = escalation(workspace, today(), audience=audience_for(person)).words if may_check(person) else ""
    keep_true = _("Keep records true") + (f" ({pressing})" if pressing else "")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="staff_screens"):
        for name, label, icon, rule in (
            ("records", _("Records"), ":material/inventory_2:", may_see_records),
            ("keep_records_true", keep_true, ":material/task_alt:", may_check),
            ("walk_a_zone", _("Walk a zone"), ":material/directions_walk:", may_look),
            ("mapping_sessions", _("Mapping sessions"), ":material/groups:", may_run_sessions),
            ("after_session", _("After a session"), ":material/rate_review:", may_run_sessions),
            ("you_said_we_did", _("You said, we did"), ":material/campaign:", may_run_sessions),
            ("words_to_codes", _("Words to codes"), ":material/translate:", may_map_words),
            ("take_in_a_list", _("Take in a list"), ":material/upload_file:", may_take_in_lists),
            ("people", _("Who may do what"), ":material/manage_accounts:", may_invite),
            ("look_after", _("Look after it"), ":material/health_and_safety:", may_look_after),
            ("data_protection", _("Data protection"), ":material/policy:", may_erase),
        ):
            if rule(person):
                st.page_link(page(name), label=label, icon=icon)
        st.button(
            _("Sign out, {name}").format(name=as_typed(person.name)),
            key="sign_out",
            type="tertiary",
            icon=":material/logout:",
            on_click=attempt,
            args=(_sign_out, workspace),
        )


def _sign_out(workspace: Workspace) -> None:
    leave(who.staff_cookie(), workspace, now=who.now())


def close_page(workspace: Workspace) -> None:
    """End a screen with the credits that the data ask for.

    Parameters
    ----------
    workspace
        The area.
    """
    st.caption(workspace.attribution)
    if who.signed_in(workspace) is None:
        with st.container(key="for_staff"):
            st.page_link(page("records"), label=_("For staff"), icon=":material/lock:")


def page(name: str) -> str:
    """Return the file of another screen, for links to it.

    Parameters
    ----------
    name
        Its name without the ending.

    Returns
    -------
    str
        The file.
    """
    return str(bundled(f"asset_map/pages/{name}.py"))


def today() -> dt.date:
    """Return today's date where this server stands.

    Returns
    -------
    datetime.date
        Local date.
    """
    return local_date(dt.datetime.now(dt.UTC))


def run_screen(show: Callable[[], None]) -> None:
    """Show a screen; what a person can mend is said on it in words.

    Parameters
    ----------
    show
        Shows the screen.
    """
    try:
        show()
    except (UserError, OSError) as error:
        told = error if isinstance(error, UserError) else disk_error(error)
        if told is None:
            raise
        st.error(_("This did not work. What was saved before is safe."), icon=":material/error:")
        st.code(str(told), language=None, wrap_lines=True)
