"""A map or a profile for somebody else's web page: chosen, seen, and copied as lines to paste."""

from __future__ import annotations

import streamlit as st

from asset_map.language import gettext as _
from asset_map.pages.components.address import key_of, one_of
from asset_map.pages.components.choices import distinct
from asset_map.pages.components.here import here
from asset_map.services.embeds import HEIGHT_PX, Embed, iframe, places_embed, profile_embed, strengths_embed
from asset_map.services.neighbourhoods import neighbourhoods_of
from asset_map.services.workspace import Workspace

MAP, STRENGTHS, PROFILE = "map", "strengths", "profile"


def show_embeds(workspace: Workspace) -> None:
    """Let a person choose what stands in their page, and give the lines for it.

    Parameters
    ----------
    workspace
        The area.
    """
    st.markdown(
        _(
            "For the page of a council or a group: always what is public now. It sets no cookie, loads nothing from "
            "anybody else, and its links open beside that page."
        )
    )
    embed = _chosen(workspace)
    if embed is None:
        st.info(_("There is no neighbourhood here yet."), icon=":material/location_city:")
        return
    st.markdown(_("Paste these lines into the page; change the height if you like:"))
    st.code(iframe(embed, here()), language=None, wrap_lines=True)
    st.markdown(_("Or pass its address on:"))
    st.code(here() + embed.path, language=None, wrap_lines=True)
    st.caption(_("So it will look:"))
    st.iframe(embed.path, height=HEIGHT_PX, alt=embed.title)


def _chosen(workspace: Workspace) -> Embed | None:
    words = {MAP: _("Map of what is here"), STRENGTHS: _("Strengths and gaps"), PROFILE: _("A neighbourhood")}
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    chosen = st.selectbox(
        _("What stands in the page"), list(words), format_func=words.__getitem__, key=key_of("embed_what")
    )
    if chosen == PROFILE:
        places = {one.neighbourhood_id: one for one in neighbourhoods_of(workspace)}
        names = distinct({own_id: one.name for own_id, one in places.items()})
        own_id = st.selectbox(
            _("Neighbourhood"), list(names), format_func=names.__getitem__, key=key_of("embed_neighbourhood")
        )
        return profile_embed(places[own_id]) if own_id in places else None
    if chosen == STRENGTHS:
        offer = st.selectbox(_("Offer"), list(offers), format_func=offers.__getitem__, key=key_of("embed_offer"))
        return strengths_embed(workspace, str(offer))
    kinds = {code: one.label for code, one in workspace.classification.kinds.items()}
    with st.container(horizontal=True, gap="small"):
        kind = one_of(_("Kind of asset"), kinds, name="embed_kind", any_word=_("All kinds"))
        offer = one_of(_("Offer"), offers, name="embed_map_offer", any_word=_("All offers"))
    return places_embed(workspace, kind=kind, offer=offer)
