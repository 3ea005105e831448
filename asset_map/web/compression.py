"""Which answers are sent compressed? Public text; never what a key or a personal link opened.

The length of a compressed answer tells of what it holds, and whoever makes a browser ask again and again could learn
from it what they may not read (BREACH). So whatever is for somebody alone goes out as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.web.partner_keys import key_sent_in
from asset_map.web.who import STAFF_COOKIE

FOR_EVERYBODY: Final = ("/export", "/ogc", "/openreferral", "/maps", "/embed", "/report", "/neighbourhood")
"""Addresses, and all below them, whose answers hold what everybody may read."""

SAME_FOR_ALL: Final = ("/static", "/vendor", "/component", "/_stcore")
"""Files of the front end: nothing in them is anybody's, so they are left to what serves them."""

SMALLEST_BYTES = 1000
LEVEL = 6
"""Level 9 takes three times as long for one hundredth less."""

_WELL_PACKED: Final = (
    "application/geopackage+sqlite3",
    "application/vnd.flatgeobuf",
    "application/vnd.apache.parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/pdf",
    "application/zip",
    "application/octet-stream",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/event-stream",
)
"""What is no text: it is packed already, or read in parts."""


class Compression:
    """Compresses what everybody may read, and keeps what is for somebody alone from being compressed further in.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._as_it_is = _Uncompressed(app)
        self._compressed = GZipMiddleware(
            self._as_it_is, minimum_size=SMALLEST_BYTES, compresslevel=LEVEL, exclude_content_types=_WELL_PACKED
        )
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, compressed where that is asked for, saves something and tells nothing."""
        if scope["type"] != "http" or _is_below(scope["path"], SAME_FOR_ALL):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if _is_for_somebody(asked):
            await self._as_it_is(scope, receive, send)
        elif not _is_below(scope["path"], FOR_EVERYBODY):
            await self._app(scope, receive, send)
        elif _takes_gzip(asked):
            await self._compressed(scope, receive, _with_weak_tag(send))
        else:
            await self._as_it_is(scope, receive, _saying_that_it_varies(send))


class _Uncompressed:
    """Lets what answers further in believe that nothing but plain bytes is understood."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": headers}, receive, send)


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def _is_for_somebody(asked: Headers) -> bool:
    return key_sent_in(asked) is not None or STAFF_COOKIE in cookie_parser(asked.get("cookie", ""))


def _takes_gzip(asked: Headers) -> bool:
    for one in asked.get("accept-encoding", "").lower().split(","):
        coding, _, weight = one.replace(" ", "").partition(";q=")
        if coding in {"gzip", "x-gzip"}:
            return weight == "" or weight.strip("0.") != ""
    return False


def _with_weak_tag(send: Send) -> Send:
    async def send_tagged(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            _say_that_it_varies(headers)
            tag = headers.get("etag", "")
            if headers.get("content-encoding") == "gzip":
                if tag and not tag.startswith("W/"):
                    headers["etag"] = f"W/{tag}"  # the same answer in other bytes
                del headers["accept-ranges"]
        await send(message)

    return send_tagged


def _saying_that_it_varies(send: Send) -> Send:
    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            _say_that_it_varies(MutableHeaders(scope=message))
        await send(message)

    return send_varying


def _say_that_it_varies(headers: MutableHeaders) -> None:
    said = [one.strip() for one in headers.get("vary", "").split(",") if one.strip()]
    headers["vary"] = ", ".join(dict.fromkeys([*said, "Accept-Encoding"]))  # each further in said so too
