"""How things are linked: who runs, funds and meets where, as a picture and in words."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from asset_map.domain.links import End, SeenLink
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.maps.network_picture import network_pictures
from asset_map.pages.components import who
from asset_map.pages.components.choices import one_or_any
from asset_map.pages.components.page import close_page, open_page, run_screen, today
from asset_map.services.links import Network, network, relation_words
from asset_map.services.neighbourhoods import neighbourhoods
from asset_map.services.workspace import Workspace

_STYLE = """<style>
.links-in-words { margin: 0; padding: 0 !important; list-style: none; }
.links-in-words li { margin: 0; padding: 0.45rem 0; border-bottom: 1px solid #c6c9cc; }
.links-in-words a { color: #0b5d73; }
.links-in-words .note { display: block; color: #41474d; font-size: 0.95rem; }
.st-key-network { overflow-x: auto; background: #ffffff; padding: 0.5rem 0; }
.st-key-network svg { max-width: max(100%, 40rem); height: auto; }
@media (max-width: 640px) { .st-key-network svg { max-width: none; } }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("How things are linked"),
        intro=_("Who runs, funds and helps whom, and where they meet. A link joins two records that are shown here."),
    )
    st.html(_STYLE)
    places = neighbourhoods(workspace)
    where, whose = st.columns(2, vertical_alignment="bottom")
    with where:
        name = one_or_any(_("Where"), {one: one for one in places}, key="where", any_word=_("Everywhere"))
    with whose:
        audience = _audience(workspace)
    found = network(workspace, audience=audience, zones=places.get(name, ()), today=today())
    if found.links:
        _picture_and_words(found)
    else:
        st.info(_("No links are known here yet. Staff add them on the page of a record."), icon=":material/link_off:")
    close_page(workspace)


def _audience(workspace: Workspace) -> Audience:
    own = who.audience(workspace)
    if own is not Audience.STAFF:
        return own
    everything = st.toggle(_("With protected records (staff only)"), key="links_for_staff")
    return Audience.STAFF if everything else Audience.PUBLIC


def _picture_and_words(found: Network) -> None:
    words_of = relation_words()
    picture_side, list_side = st.columns([3, 2], gap="medium")
    with picture_side:
        st.markdown(_counted(found))
        if found.drawn:
            words = {relation: forward for relation, (forward, _backward) in words_of.items()}
            with st.container(key="network"):
                for picture in network_pictures(found.drawn, words):
                    st.graphviz_chart(picture, width="content", alt=_("Records as boxes, links as arrows"))
    with list_side:
        st.subheader(_("In words"), anchor=False)
        rows = "".join(_row(one, words_of[one.link.relation][0]) for one in found.links)
        st.html(f'<ul class="links-in-words">{rows}</ul>')


def _counted(found: Network) -> str:
    links = ngettext("{count} link", "{count} links", len(found.links)).format(count=len(found.links))
    text = _("{links} between {assets} records.").format(links=links, assets=found.assets)
    if found.assets_drawn < found.assets:
        left = _("The picture shows the {shown} with the most links; the list holds all.")
        text += " " + left.format(shown=found.assets_drawn)
    return text + " " + _("The list says the same as the picture.")


def _row(one: SeenLink, words: str) -> str:
    note = f'<span class="note">{escape(one.link.note)}</span>' if one.link.note else ""
    return f"<li>{_anchor(one.first)} {escape(words)} {_anchor(one.second)}{note}</li>"


def _anchor(end: End) -> str:
    return f'<a href="/asset?{urlencode({"id": end.asset_id})}" target="_self">{escape(end.name)}</a>'


run_screen(show)
