"""A map page in a frame of a screen, which shows the next question without being loaded anew."""

from __future__ import annotations

from asset_map.pages.components.own_component import own_component

_HTML = """<div class="framed-map"><iframe referrerpolicy="no-referrer"></iframe></div>"""


def framed_map(address: str, *, name: str, height_px: int, key: str) -> None:
    """Show a map; while the screen stands, the page in the frame is told what to show next.

    Parameters
    ----------
    address
        Of a map page on this server.
    name
        What is in the frame, for those who hear the screen.
    height_px
        Pixels.
    key
        Streamlit's key.
    """
    data = {"address": address, "name": name, "height": f"{height_px}px"}
    own_component("framed_map", _HTML)(key=key, data=data)
