"""Says on every screen, at once after a tap, that the server is at work, or that there is no connection."""

from __future__ import annotations

from asset_map.language import gettext as _
from asset_map.pages.components.own_component import own_component, sending_words

_HTML = (
    """<div class="what-goes-on" role="status"><span class="working"></span><span class="unconnected"></span></div>"""
)


def what_goes_on() -> None:
    """Put the words on the screen; they stand ready and are shown while they are true."""
    words = {**sending_words(), "unconnected": _("No connection just now. It comes back by itself.")}
    own_component("what_goes_on", _HTML)(key="what_goes_on", data={"words": words})
