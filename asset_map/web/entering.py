"""Did somebody open their personal link, or did something else ask for its address?

A link in a letter is asked for by what looks ahead: previews, scanners, browsers that load before anybody clicks. And
a page of another site can send a browser to a link that is not its owner's, so that they would work in somebody else's
name. In these cases a page with one button comes first, and nothing has happened until it is pressed.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from asset_map.language import gettext as _
from asset_map.language import read_in
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.web.plain_page import plain_page
from asset_map.web.sessions.who import language_asked

_OPENED_BY_HAND: Final = frozenset({"none", "same-origin"})
_LOOKING_AHEAD: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def asks_first(headers: Headers, *, method: str) -> bool:
    """Return whether somebody is asked before a personal link lets them in.

    Parameters
    ----------
    headers
        Of the request.
    method
        Of the request.

    Returns
    -------
    bool
        False for an address that was typed, opened from a program that is no browser page, or clicked on a page of
        this server, and for the answer to the question.
    """
    if method == "POST":
        return False
    is_ahead = any(word in headers.get(name, "").lower() for name in _LOOKING_AHEAD for word in ("prefetch", "preview"))
    is_led = headers.get("sec-fetch-site", "none") not in _OPENED_BY_HAND
    is_part = headers.get("sec-fetch-dest", "document") != "document"
    led_from = urlsplit(headers.get("referer", "")).netloc
    return method != "GET" or is_ahead or is_led or is_part or led_from not in {"", headers.get("host", "")}


def ask_to_enter(request: Request) -> Response:
    """Return the page with the button; it tells nobody whether the link holds.

    Parameters
    ----------
    request
        Asks with a link.

    Returns
    -------
    starlette.responses.Response
        A page without scripts.
    """
    with read_in(language_asked(request)):
        texts = [_("You opened a personal link. Press the button to work on the records as its owner.")]
        words = {"title": _("Enter Asset Map"), "texts": texts, "banner": banner(current_workspace())}
        return plain_page("enter.html", words)
