"""A map to tap a place on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from asset_map.language import gettext as _
from asset_map.maps.vendor_files import vendor_file

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_HTML = """<div class="place-picker"></div><p class="place-picker-message" role="alert"></p>"""
_OWN_CSS = """
.place-picker {
  height: min(60vh, 26rem); border: 1px solid #767676; border-radius: 0.5rem; background: #f4f2ee; z-index: 0;
}
.place-picker-message:empty { display: none; }
"""


@dataclass(frozen=True)
class TappedPlace:
    """A place on the map, in degrees (EPSG:4326)."""

    latitude: float
    longitude: float


@lru_cache(maxsize=1)
def _component() -> ComponentRenderer:
    css = vendor_file("leaflet/leaflet.css").read_text("utf-8") + _OWN_CSS
    script = (Path(__file__).parent / "place_picker.js").read_text("utf-8")
    return st.components.v2.component("asset_map_place_picker", html=_HTML, css=css, js=script, isolate_styles=False)


def place_picker(place: TappedPlace | None, *, ground: str, centre: TappedPlace, key: str) -> TappedPlace | None:
    """Show a map, and return where it was tapped since the last run.

    Parameters
    ----------
    place
        Where the marker stands; None for no marker.
    ground
        Address on this server of the zones and streets to draw.
    centre
        Where to look at first.
    key
        Streamlit's key of this map.

    Returns
    -------
    TappedPlace or None
        The place tapped just now; None when the page runs for another reason.
    """
    result = _component()(
        key=key,
        data={
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "centre": {"latitude": centre.latitude, "longitude": centre.longitude},
            "ground": ground,
            "failed": _("The map could not be shown; use the postcode or coordinates instead."),
        },
        on_place_change=lambda: None,
    )
    tapped = result.place
    return TappedPlace(float(tapped["latitude"]), float(tapped["longitude"])) if tapped else None
