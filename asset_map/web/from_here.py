"""Does a request that may change something come from a page of this server? Asked of every one, before any route.

What is asked to be read is let in from everywhere. So is what a program sends without a cookie: there is nobody whose
rights it could borrow. A browser says where a request comes from (``Origin``, ``Sec-Fetch-Site``); one that says
nothing, or that it comes from nowhere, has to bring the token that stands in each of our forms.
"""

from __future__ import annotations

import re
from enum import Enum
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import read_in
from asset_map.web.form_token import TOKEN_FIELD, for_whom, is_token_of
from asset_map.web.plain_page import plain_page
from asset_map.web.sessions.who import SESSION_COOKIE, language_asked
from asset_map.web.who import STAFF_COOKIE

ONLY_READ: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing; every other one is asked where it comes from."""

MOST_BYTES: Final = 256 * 1024
"""The longest form that is looked through for its token."""

MOST_FIELDS: Final = 200
REFUSED_SOCKET: Final = 1008
_SAME_PLACE: Final = frozenset({"same-origin", "none"})


class From(Enum):
    """Where a request comes from."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    UNSAID = "unsaid"


def where_from(headers: Headers, *, scheme: str) -> From:
    """Return where a request comes from, by what the browser says.

    Parameters
    ----------
    headers
        Of the request.
    scheme
        By which it came.

    Returns
    -------
    From
        A page of the same host that came without https is somewhere else for a server that is asked by https.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in _SAME_PLACE:
        return From.ELSEWHERE
    if origin is None:
        return From.UNSAID if site is None else From.HERE
    if origin == "null":
        return From.NOWHERE if site is None else From.HERE
    said = urlsplit(origin)
    is_weaker = scheme in {"https", "wss"} and said.scheme != "https"
    is_here = said.netloc.lower() == headers.get("host", "").lower() and said.netloc != ""
    return From.HERE if is_here and not is_weaker else From.ELSEWHERE


class OnlyFromHere:
    """Refuses what another site's page sends in somebody's name.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before any route is asked."""
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            if where_from(headers, scheme=scope.get("scheme", "ws")) in {From.ELSEWHERE, From.NOWHERE}:
                await receive()
                await send({"type": "websocket.close", "code": REFUSED_SOCKET})
                return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        for_whom.set(_whose(scope))
        if scope["method"] in ONLY_READ:
            await self._app(scope, receive, send)
            return
        came = where_from(Headers(scope=scope), scheme=scope.get("scheme", "http"))
        needs_token = came is From.NOWHERE or (came is From.UNSAID and _whose(scope) != "")
        if needs_token:
            body, receive = await _looked_through(scope, receive)
            if not await run_in_threadpool(_brings_token, body, _whose(scope)):
                came = From.ELSEWHERE
        if came is From.ELSEWHERE:
            await (await run_in_threadpool(_refusal, HTTPConnection(scope)))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _whose(scope: Scope) -> str:
    """Return in whose name a request is made: empty for who has no cookie that allows anything."""
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return "\n".join(cookies[name] for name in (STAFF_COOKIE, SESSION_COOKIE) if name in cookies)


def _brings_token(body: bytes, whose: str) -> bool:
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=MOST_FIELDS)
        return is_token_of(fields[TOKEN_FIELD][0], whose)
    except (ValueError, KeyError, UserError):
        return False


async def _looked_through(scope: Scope, receive: Receive) -> tuple[bytes, Receive]:
    """Return the body of a form, and how it is read once more; nothing is read of what no form sends."""
    kind = Headers(scope=scope).get("content-type", "")
    if not re.match(r"application/x-www-form-urlencoded\b", kind):
        return b"", receive
    body, more = b"", True
    while more and len(body) <= MOST_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            return b"", receive
        body, more = body + message.get("body", b""), message.get("more_body", False)
    first: Message = {"type": "http.request", "body": body, "more_body": more}
    waiting = [first]

    async def once_more() -> Message:
        return waiting.pop() if waiting else await receive()

    return body if len(body) <= MOST_BYTES else b"", once_more


def _refusal(request: HTTPConnection) -> Response:
    with read_in(language_asked(request)):
        text = _("This was sent from another site. Load the page again.")
        words = {"title": _("Not sent"), "texts": [text], "banner": ""}
        return plain_page("plain.html", words, status_code=HTTPStatus.FORBIDDEN)
