"""Feeds that other programs read by themselves, and how they are added to them."""

from __future__ import annotations

import streamlit as st

from asset_map.language import gettext as _
from asset_map.pages.components.here import here
from asset_map.services.workspace import Workspace


def show_live_layers(offer: str, workspace: Workspace) -> None:
    """Say at which address layers are, and how QGIS and ArcGIS read them.

    Parameters
    ----------
    offer
        The offer whose figures the layers hold; empty for none.
    workspace
        The area.
    """
    st.markdown(
        _(
            "The layers as an OGC API: always what is public now. Programs ask again by themselves, so nothing is to "
            "be downloaded a second time."
        )
    )
    root = f"{here()}/ogc"
    st.code(f"{root}/offers/{offer}" if offer else root, language=None, wrap_lines=True)
    if offer:
        label = workspace.classification.offers[offer].label
        words = _("With the figures of one offer ({label}). For zones without one, and all assets: {address}")
        st.caption(words.format(label=label, address=root))
    st.markdown(
        _(
            "**In QGIS** (3.22 or later)\n"
            "1. Layer → Add Layer → Add WFS / OGC API – Features Layer.\n"
            "2. Press New, give it a name, and put this address in as its URL.\n"
            "3. Press Connect, choose layers, and press Add."
        )
    )
    st.markdown(
        _(
            "**In ArcGIS Pro**\n"
            "1. Insert → Connections → Server → New OGC API Server.\n"
            "2. Put this address in as its URL, and press OK.\n"
            "3. In the Catalog pane, open Servers and drag layers to a map."
        )
    )
    st.markdown(
        _("Partners see more with a key: as the password of the connection, with any user name, never in the address.")
    )


def show_services_feed() -> None:
    """Say at which address directories of services read the published ones."""
    st.markdown(
        _(
            "For directories and social prescribing: what is published and public, as Open Referral UK (HSDS 3). "
            "Directories that read the standard take this address:"
        )
    )
    st.code(f"{here()}/openreferral", language=None, wrap_lines=True)
