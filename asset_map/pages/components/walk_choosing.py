"""Which zone is to be walked? The one that comes next, one that is typed, or the one that is tapped."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.choices import one_or_any
from asset_map.pages.components.page import today
from asset_map.pages.components.place_picker import DrawnShape, TappedPlace, place_picker
from asset_map.pages.components.place_question import centre_of_area
from asset_map.services.coverage import where_to_look
from asset_map.services.coverage_words import rule_words, why_words
from asset_map.services.typed_place import find_place
from asset_map.services.whereabouts import zone_of
from asset_map.services.workspace import Workspace

SHOWN_AT_FIRST = 10
_PROBLEM, _HITS, _TURN, _SHOWN = "walk_problem", "walk_hits", "walk_turn", "walk_shown"


def choose_zone(workspace: Workspace, *, audience: Audience) -> None:
    """Show where to look next, and other ways to choose a zone.

    Parameters
    ----------
    workspace
        The area.
    audience
        Staff go on to the form; everybody else gets the sheet to print.
    """
    with st.container():
        _elsewhere(workspace, audience)
    st.subheader(_("Where to look next"), anchor=False)
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    offer = one_or_any(_("What is to be looked for?"), offers, key="offer", any_word=_("Everything"))
    ranked = where_to_look(workspace, offer=offer or None, audience=audience, today=today())
    if ranked.empty:
        st.success(_("This was looked for everywhere, and lately."), icon=":material/check_circle:")
        return
    count = ngettext("{count} zone to look at.", "{count} zones to look at.", len(ranked))
    st.markdown(f"{count} {rule_words(ranked, offer_label=offers.get(offer, ''))}")
    shown = int(st.session_state.get(_SHOWN, SHOWN_AT_FIRST))
    for row in ranked.head(shown).reset_index(names="zone_code").to_dict("records"):
        with st.container(key=f"walk_row_{row['zone_code']}", gap="small"):
            st.html(f"<h3>{row['place']}. {escape(str(row['zone_name']))}</h3><p>{escape(why_words(row))}</p>")
            _ways_on(str(row["zone_code"]), audience, offer=offer)
    if len(ranked) > shown:
        st.button(_("Show more zones"), icon=":material/expand_more:", on_click=_show_more, args=(shown,))


def _ways_on(zone: str, audience: Audience, *, offer: str = "", found: bool = False) -> None:
    asked = {"zone": zone} | ({"offer": offer} if offer else {})
    with st.container(horizontal=True, gap="small"):
        if audience is Audience.STAFF:
            st.button(
                _("Walk this zone"),
                icon=":material/directions_walk:",
                key=f"walk_{'found' if found else 'go'}_{zone}",
                on_click=go,
                args=(zone,),
            )
        st.link_button(_("Sheet to print"), f"/print/walk?{urlencode(asked)}", icon=":material/print:")


def go(zone: str) -> None:
    """Go to the form of a zone, as the callback of a button.

    Parameters
    ----------
    zone
        The zone; empty to choose another one.
    """
    for name in (_PROBLEM, _HITS):
        st.session_state.pop(name, None)
    if zone:
        st.query_params["zone"] = zone
    elif "zone" in st.query_params:
        del st.query_params["zone"]


def _elsewhere(workspace: Workspace, audience: Audience) -> None:
    with st.form("walk_find", border=False):
        typed, find = st.columns([3, 1], vertical_alignment="bottom")
        with typed:
            st.text_input(_("A zone you know: postcode, street or name"), key="walk_typed", max_chars=100)
        with find:
            st.form_submit_button(
                _("Find"), icon=":material/search:", on_click=_find, args=(workspace, audience), width="stretch"
            )
    if problem := st.session_state.get(_PROBLEM):
        st.warning(problem, icon=":material/error:")
    for zone, name in st.session_state.get(_HITS, {}).items():
        st.html(f"<h3>{escape(name)}</h3>")
        _ways_on(zone, audience, found=True)
    if st.toggle(_("Show a map to tap, or use my location"), key="walk_map"):
        turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        place_picker(
            None,
            ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
            centre=centre_of_area(workspace),
            turn=turn,
            key="walk_place",
            on_answer=_take(workspace),
        )


def _find(workspace: Workspace, audience: Audience) -> None:
    st.session_state[_HITS] = {}
    st.session_state.pop(_PROBLEM, None)
    try:
        found = find_place(str(st.session_state["walk_typed"]), workspace, audience=audience, today=today())
    except UserError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    for place in found:
        _note_zone(place.latitude, place.longitude, workspace)


def _take(workspace: Workspace) -> Callable[[TappedPlace | DrawnShape], None]:
    def _tapped(answer: TappedPlace | DrawnShape) -> None:
        st.session_state[_HITS] = {}
        st.session_state.pop(_PROBLEM, None)
        if isinstance(answer, TappedPlace):
            _note_zone(answer.latitude, answer.longitude, workspace)

    return _tapped


def _note_zone(latitude: float, longitude: float, workspace: Workspace) -> None:
    zone = zone_of(AssetDraft(latitude=f"{latitude:.6f}", longitude=f"{longitude:.6f}"), workspace)
    if zone is None:
        st.session_state[_PROBLEM] = _("This place lies in no zone of the area. Try another one.")
    else:
        st.session_state[_HITS][zone] = str(workspace.geography.zones_bng.at[zone, "zone_name"])


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + SHOWN_AT_FIRST
