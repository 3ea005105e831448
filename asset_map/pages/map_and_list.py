"""Map and list: what is here."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.choices import freshness_words, keep_in_address, one_or_any, status_words
from asset_map.pages.components.page import close_page, open_page, run_screen, today
from asset_map.services.find import Wanted, find_assets
from asset_map.services.workspace import Workspace

MAP_HEIGHT = 560
LIST_HEIGHT = 500
ROW_HEIGHT = 35


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("What is here"))
    wanted = _wanted(workspace)
    found = find_assets(wanted, workspace, audience=Audience.PUBLIC, today=today())
    map_side, list_side = st.columns([3, 2], gap="medium")
    with map_side:
        _map(wanted)
    with list_side:
        st.subheader(ngettext("{count} asset", "{count} assets", len(found)), anchor=False)
        _list(found, workspace)
    close_page(workspace)


def _wanted(workspace: Workspace) -> Wanted:
    classification = workspace.classification
    kinds = {code: one.label for code, one in classification.kinds.items()}
    offers = {code: one.label for code, one in classification.offers.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.query_params.get("search", "")
        words = st.text_input(_("Search"), value=asked, placeholder=_("A name, a street, a word"), max_chars=200)
        keep_in_address("search", words)
        chosen = sum(name in st.query_params for name in ("kind", "offer", "freshness"))
        label = _("Filter ({count})").format(count=chosen) if chosen else _("Filter")
        with st.popover(label, icon=":material/filter_list:"):
            kind = one_or_any(_("Kind"), kinds, key="kind", any_word=_("Any kind"))
            offer = one_or_any(_("Offer"), offers, key="offer", any_word=_("Any offer"))
            words_of = freshness_words()
            freshness = one_or_any(_("Last checked"), words_of, key="freshness", any_word=_("Any time"))
    return Wanted(words, kind, offer, freshness)


def _map(wanted: Wanted) -> None:
    asked = {name: value for name, value in vars(wanted).items() if value} | {"framed": "1"}
    st.iframe(f"/maps/places?{urlencode(asked)}", height=MAP_HEIGHT, alt=_("Map of the assets in the list"))


def _list(found: pd.DataFrame, workspace: Workspace) -> None:
    if found.empty:
        st.info(_("Nothing fits. Take a filter away, or add what you know."), icon=":material/search_off:")
        return
    kinds = {code: one.label for code, one in workspace.classification.kinds.items()}
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    words = freshness_words()
    rows = pd.DataFrame(
        {
            _("Name"): found["name"],
            _("Where"): _where(found),
            _("Offers"): [", ".join(offers.get(code, code) for code in codes) for codes in found["offers"]],
            _("Kind"): found["kind"].map(kinds),
            _("Open?"): found["status"].map(status_words()),
            _("Last checked"): found["freshness"].map(words),
        }
    )
    st.dataframe(rows, hide_index=True, height=min(LIST_HEIGHT, ROW_HEIGHT * (len(rows) + 1) + 3))


def _where(found: pd.DataFrame) -> pd.Series:
    zone = found["zone_name"].fillna("")
    finer = found["address"].fillna("").where(found["protection"].eq("public"), "")
    return finer.mask(finer.eq(""), zone)


run_screen(show)
