"""Map and list: what is here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.address import clear, follow_address, keep_address, key_of, one_of
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import freshness_words
from asset_map.pages.components.framed_map import framed_map
from asset_map.pages.components.lazily import opened
from asset_map.pages.components.page import close_page, open_page, page, run_screen, today
from asset_map.services.field_words import status_words
from asset_map.services.find import LONGEST_SEARCH, PUBLIC_FIELDS, YES, Wanted, find_assets, wanted_in_address
from asset_map.services.workspace import Workspace

SCREEN = "map_and_list"
MAP_HEIGHT = 560
TABLE_HEIGHT = 500
ROW_HEIGHT = 35
ON_ONE_PAGE = 20

Words = Mapping[str, Mapping[str, str]]

_STYLE = """<style>
.st-key-found [data-testid="stPageLink"] a { min-height: 2rem; padding: 0; }
.st-key-found [data-testid="stPageLink"] p { font-weight: 700; text-decoration: underline; }
.st-key-chosen button { min-height: 2rem; padding: 0.1rem 0.6rem; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("What is here"))
    st.html(_STYLE)
    words = _words(workspace)
    wanted = _wanted(words)
    with st.container():  # always there: the map below would else be another one, and loaded anew
        _chosen(wanted, words)
    map_side, list_side = st.columns([3, 2], gap="medium")
    with map_side:
        _map(wanted)
    found = find_assets(wanted, workspace, audience=Audience.PUBLIC, today=today())
    with list_side:
        st.subheader(ngettext("{count} asset", "{count} assets", len(found)), anchor=False)
        _list(found, workspace)
    close_page(workspace)


def _words(workspace: Workspace) -> Words:
    """Return what people read for each choice of each filter, in the order in which they are shown."""
    scheme = workspace.classification
    zones = workspace.geography.zones_bng["zone_name"].sort_values()
    return {
        "kind": {code: one.label for code, one in scheme.kinds.items()},
        "offer": {code: one.label for code, one in scheme.offers.items()},
        "zone": {str(code): str(name) for code, name in zones.items()},
        "usable": {YES: _("Open, and checked not too long ago")},
        "access": {code: one.label for code, one in scheme.access_features.items()},
        "status": status_words(),
        "freshness": freshness_words(),
    }


def _labels() -> dict[str, tuple[str, str]]:
    """Return what each filter is called, and what stands for no choice."""
    return {
        "kind": (_("Kind"), _("Any kind")),
        "offer": (_("Offer"), _("Any offer")),
        "zone": (_("Zone"), _("Any zone")),
        "usable": (_("Usable now"), _("Usable or not")),
        "access": (_("Access"), _("Any")),
        "status": (_("Open?"), _("Open or not")),
        "freshness": (_("Last checked"), _("Any time")),
    }


def _wanted(words: Words) -> Wanted:
    follow_address(PUBLIC_FIELDS, screen=SCREEN)
    labels = _labels()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            _("Search"), placeholder=_("A name, a street, a word"), max_chars=LONGEST_SEARCH, key=key_of("search")
        )
        count = sum(st.session_state[key_of(name)] in words[name] for name in words)
        label = _("Filter ({count})").format(count=count) if count else _("Filter")
        with st.popover(label, icon=":material/filter_list:"):
            values = {name: one_of(labels[name][0], words[name], name=name, any_word=labels[name][1]) for name in words}
    values["search"] = search
    keep_address(values, screen=SCREEN)
    return wanted_in_address(values)


def _chosen(wanted: Wanted, words: Words) -> None:
    """Show what is chosen, each with a way to take it away, and how to share it."""
    labels = _labels()
    texts = {name: words[name][value] for name in words if (value := getattr(wanted, name))}
    chosen = {name: f"{labels[name][0]}: {as_typed(text)}" for name, text in texts.items()}
    if wanted.search:
        chosen = {"search": f"{_('Search')}: {as_typed(wanted.search)}"} | chosen
    if not chosen:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen"):
        for name, text in chosen.items():
            st.button(text, key=f"clear_{name}", icon=":material/close:", on_click=clear, args=(name,))
        if len(chosen) > 1:
            st.button(_("Clear all"), key="clear_all", type="tertiary", on_click=clear, args=tuple(chosen))
        st.caption(_("To share this view, copy the address of this page."), width="content")


def _map(wanted: Wanted) -> None:
    asked = {name: value for name, value in vars(wanted).items() if value} | {"framed": "1"}
    address = f"/maps/places?{urlencode(asked)}"
    framed_map(address, name=_("Map of the assets in the list"), height_px=MAP_HEIGHT, key="places_map")


def _list(found: pd.DataFrame, workspace: Workspace) -> None:
    if found.empty:
        st.info(_("Nothing fits. Take a filter away, or add what you know."), icon=":material/search_off:")
        return
    pages = math.ceil(len(found) / ON_ONE_PAGE)
    number = min(_asked_page(), pages)
    rows = _rows(found.iloc[(number - 1) * ON_ONE_PAGE : number * ON_ONE_PAGE], workspace)
    with st.container(key="found", gap="small"):
        for row in rows.to_dict("records"):
            _one(row)
    if pages > 1:
        _turn_pages(number, pages)
    with opened(_("All of them as a table"), name="table", icon=":material/table:") as is_open:
        if is_open:
            table = _rows(found, workspace).drop(columns="asset_id").rename(columns=_heads())
            st.dataframe(table, hide_index=True, height=min(TABLE_HEIGHT, ROW_HEIGHT * (len(table) + 1) + 3))


def _rows(found: pd.DataFrame, workspace: Workspace) -> pd.DataFrame:
    scheme = workspace.classification
    return pd.DataFrame(
        {
            "asset_id": found["asset_id"],
            "name": found["name"],
            "where": _where(found),
            "offers": [", ".join(map(scheme.offer_label, codes)) for codes in found["offers"]],
            "kind": found["kind"].map(scheme.kind_label),
            "status": found["status"].map(status_words()),
            "freshness": found["freshness"].map(freshness_words()),
        }
    )


def _heads() -> dict[str, str]:
    return {
        "name": _("Name"),
        "where": _("Where"),
        "offers": _("Offers"),
        "kind": _("Kind"),
        "status": _("Open?"),
        "freshness": _("Last checked"),
    }


def _one(row: Mapping[Any, Any]) -> None:
    with st.container(gap=None):
        st.page_link(page("asset"), label=as_typed(row["name"]), query_params={"id": row["asset_id"]})
        lines = [(row["kind"], row["offers"], row["where"]), (row["status"], row["freshness"])]
        st.markdown("  \n".join(" · ".join(as_typed(word) for word in line if word) for line in lines))


def _where(found: pd.DataFrame) -> pd.Series:
    zone = found["zone_name"].fillna("")
    finer = found["address"].fillna("").where(found["protection"].eq("public"), "")
    return finer.mask(finer.eq(""), zone)


def _asked_page() -> int:
    asked = st.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _turn_pages(number: int, pages: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Back"), disabled=number == 1, on_click=_go_to, args=(number - 1,), icon=":material/arrow_back:")
        st.markdown(_("Page {number} of {pages}").format(number=number, pages=pages), width="content")
        st.button(
            _("Next"), disabled=number == pages, on_click=_go_to, args=(number + 1,), icon=":material/arrow_forward:"
        )


def _go_to(number: int) -> None:
    st.query_params["page"] = str(number)


run_screen(show)
