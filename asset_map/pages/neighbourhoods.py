"""Neighbourhoods: find one, open its profile, pass its link on; staff add, rename and remove them."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.domain.permission import may_add_neighbourhoods
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.here import here
from asset_map.pages.components.neighbourhood_work import neighbourhood_work
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.told import say_what_was_told
from asset_map.services.find_neighbourhoods import find_neighbourhoods
from asset_map.services.neighbourhood_words import kind_words

MOST_LISTED = 40

_STYLE = """<style>
.neighbourhoods-found { margin: 0; padding: 0 !important; list-style: none; columns: 20rem 3; }
.neighbourhoods-found li { margin: 0; padding: 0.5rem 0; break-inside: avoid; border-bottom: 1px solid #c6c9cc; }
.neighbourhoods-found a { color: #0b5d73; display: inline-block; padding: 0.15rem 0; }
.neighbourhoods-found .kind { color: #41474d; font-size: 0.95rem; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Neighbourhoods"),
        intro=_(
            "What is strong in a neighbourhood, who works together, and what changed: one page for each, to pass on."
        ),
    )
    st.html(_STYLE)
    say_what_was_told()
    typed = st.text_input(
        _("Name or postcode"), value=st.query_params.get("find", ""), key="find_neighbourhood", max_chars=120
    )
    try:
        found = find_neighbourhoods(typed, workspace)
    except UserError as error:
        st.info(str(error), icon=":material/search:")
        found = ()
    if found:
        _list(found)
        _link(found)
    elif typed:
        st.info(_("There is no neighbourhood of that name. Try a part of it, or a postcode."), icon=":material/search:")
    person = who.signed_in(workspace)
    if person is not None and may_add_neighbourhoods(person):
        neighbourhood_work(workspace, person)
    close_page(workspace)


def _list(found: tuple[Neighbourhood, ...]) -> None:
    words = kind_words()
    rows = "".join(
        f'<li><a href="{_path(one)}" target="_self">{escape(one.name)}</a> '
        f'<span class="kind">{escape(words[one.kind])}</span></li>'
        for one in found[:MOST_LISTED]
    )
    st.html(f'<ul class="neighbourhoods-found">{rows}</ul>')
    if (more := len(found) - MOST_LISTED) > 0:
        st.caption(ngettext("{count} more: type a part of its name.", "{count} more: type a part of the name.", more))


def _link(found: tuple[Neighbourhood, ...]) -> None:
    words = kind_words()
    by_id = {one.neighbourhood_id: one for one in found}
    chosen = st.selectbox(
        _("Link to pass on"),
        list(by_id),
        format_func=lambda own_id: f"{by_id[own_id].name} ({words[by_id[own_id].kind]})",
        key="neighbourhood_link",
    )
    if chosen in by_id:
        st.code(f"{here()}{_path(by_id[chosen])}", language=None, wrap_lines=True)


def _path(one: Neighbourhood) -> str:
    return f"/neighbourhood/{quote(one.neighbourhood_id)}"


run_screen(show)
