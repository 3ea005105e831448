"""Every offer as a row: found some, looked and found none, or not looked; beside it what is on record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from asset_map.domain.coverage import CoverageState, LookResult
from asset_map.domain.look_checks import LONGEST_LOOKED_BY, WAYS_TO_LOOK
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.pages.components import walk_draft, who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import today
from asset_map.pages.components.walk_choosing import go
from asset_map.pages.components.walk_draft import NOT_LOOKED, Walk
from asset_map.pages.components.walk_saving import save_bar
from asset_map.services.coverage import looks_on_record, offers_to_look_for
from asset_map.services.coverage_words import look_words, method_words
from asset_map.services.look import view_assets
from asset_map.services.record import zone_shown_back
from asset_map.services.workspace import Workspace

NAMED = 3
"""So many names of what is on the map stand beside an offer."""


def walk_form(zone: str, workspace: Workspace, person: Person) -> None:
    """Show the form of a zone.

    Parameters
    ----------
    zone
        The zone's code.
    workspace, person
        The area, and who is signed in.
    """
    walk = Walk(zone, workspace, person)
    _heading(walk)
    if walk_draft.begin(walk):
        st.info(_("Here is what you had ticked. Carry on where you stopped."), icon=":material/history:")
    looks, on_map = _looks(walk), _names_on_map(walk)
    states = offers_to_look_for(zone, workspace, audience=who.audience(workspace), today=today())
    with st.container(key="walk_rows"):
        for offer, state in states.items():
            _row(walk, offer, state, looks=looks.get(offer, []), names=on_map.get(offer, []))
    _how_and_when(walk)
    walk_draft.keep(walk)
    save_bar(walk)


def _heading(walk: Walk) -> None:
    zone = zone_shown_back(walk.workspace, walk.zone)
    name = zone.name if zone else walk.zone
    st.subheader(as_typed(name), anchor=False)
    tenth = _(" · deprivation tenth {tenth}").format(tenth=zone.decile) if zone and zone.decile else ""
    people = walk.workspace.geography.zones_bng.loc[[walk.zone], "population"].dropna().astype("int64").tolist()
    counted = _(" · {people} people").format(people=f"{people[0]:,}") if people else ""
    st.markdown(f"{walk.zone}{counted}{tenth}")
    with st.container(horizontal=True, gap="small"):
        st.button(_("Choose another zone"), icon=":material/arrow_back:", key="walk_other", on_click=go, args=("",))
        st.link_button(_("Sheet to print"), f"/print/walk?zone={walk.zone}", icon=":material/print:")


def _how_and_when(walk: Walk) -> None:
    st.subheader(_("How and when"), anchor=False)
    how, when, by = st.columns([2, 1, 1])
    words = method_words()
    with how:
        st.segmented_control(
            _("How did you look?"),
            [way.value for way in WAYS_TO_LOOK],
            required=True,
            format_func=words.__getitem__,
            key=walk.key("_how"),
        )
    with when:
        st.date_input(_("On which day?"), max_value=today(), format="DD/MM/YYYY", key=walk.key("_on"))
    with by:
        st.text_input(_("Who looked?"), max_chars=LONGEST_LOOKED_BY, key=walk.key("_by"))


def _row(walk: Walk, offer: str, state: str, *, looks: list[str], names: list[str]) -> None:
    answers = {
        LookResult.FOUND.value: _("Found some"),
        LookResult.NONE.value: _("Looked, none"),
        NOT_LOOKED: _("Not looked"),
    }
    label = walk.workspace.classification.offer_label(offer)
    with st.container(key=f"walk_row_{offer}", gap="small"):
        st.segmented_control(
            f"{label} – {_state_words(state)}",
            list(answers),
            required=True,
            format_func=answers.__getitem__,
            key=walk.key(offer),
        )
        known = [_on_map_words(names)] if names else []
        if known or looks:
            st.caption("  \n".join(as_typed(words) for words in [*known, *looks[:1]]))


def _state_words(state: str) -> str:
    return {
        CoverageState.FOUND.value: _("there is some"),
        CoverageState.LOOKED_NONE.value: _("looked lately, none"),
        CoverageState.OUT_OF_DATE.value: _("check again"),
        CoverageState.NOT_LOOKED.value: _("not looked for yet"),
    }[state]


def _on_map_words(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    more = _(" and {count} more").format(count=len(names) - NAMED) if len(names) > NAMED else ""
    return _("On the map: {names}").format(names=shown) + more


def _looks(walk: Walk) -> dict[str, list[str]]:
    """Return the looks on record by offer, in words, the newest first."""
    looks = looks_on_record(walk.workspace, audience=who.audience(walk.workspace), zone=walk.zone)
    rows = pd.Series([look_words(row) for row in looks.to_dict("records")], index=looks.index, dtype="str")
    return {str(offer): of_offer.tolist() for offer, of_offer in rows.groupby(looks["offer"])}


def _names_on_map(walk: Walk) -> dict[str, list[str]]:
    """Return the names of what is usable here, by offer."""
    assets = view_assets(walk.workspace, who.audience(walk.workspace), today=today())
    here = assets[assets["zone_code"].eq(walk.zone) & assets["usable"]]
    by_offer = here[["name", "offers"]].explode("offers")
    return {str(offer): names.tolist() for offer, names in by_offer.groupby("offers")["name"]}
