"""What every answer carries: a cookie that knows the browser again, and headers that keep other hosts out."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
import secrets
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BROWSER_COOKIE = "asset_map_browser"
BROWSER_COOKIE_SECONDS = 180 * 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
WITHOUT_COOKIE = ("/check/", "/embed/", "/j/", "/said/", "/session/", "/slip/")
"""Organisations look after their record here without leaving a trace, nothing is kept before somebody joins,
whoever asks by a slip what became of their words is not known again, and neither is who reads a council's page."""

PERMISSIONS = (
    "geolocation=(self), microphone=(self), camera=(self), display-capture=(), usb=(), serial=(), hid=(), "
    "midi=(), payment=()"
)
"""Of what a browser can ask for, our pages may ask where a phone is, to speak instead of type, and to take a photo."""

HTTPS_SECONDS = 365 * 24 * 60 * 60
"""Who came by https once comes by https for a year; other hosts below the same name are left alone."""

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def app_policy() -> str:
    """Return the Content-Security-Policy of the screens: everything from this server, no inline script.

    Returns
    -------
    str
        With the digests of the few lines of script that Streamlit's own page holds.
    """
    package = importlib.util.find_spec("streamlit")
    origin = Path(package.origin or "") if package else Path()
    page = (origin.parent / "static" / "index.html").read_text("utf-8")
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in _INLINE_SCRIPT.findall(page)
    ]
    own = "".join(f" 'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval'{own}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
    )


class BrowserCookie:
    """Gives each browser an unguessable name of its own, so that half-typed forms are found again.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a page sets the cookie again, so that it lasts from the last visit on."""
        if scope["type"] != "http" or f"{scope['path']}/".startswith(WITHOUT_COOKIE):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        value = _known(asked.get("cookie", "")) or secrets.token_urlsafe(32)
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        cookie = f"{BROWSER_COOKIE}={value}; Path=/; Max-Age={BROWSER_COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message, asked):
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _known(header: str) -> str | None:
    value = cookie_parser(header).get(BROWSER_COOKIE, "")
    return value if _TOKEN.fullmatch(value) else None


def _is_page(message: Message, asked: Headers) -> bool:
    if message["status"] == HTTPStatus.NOT_MODIFIED:  # says nothing of its type
        return asked.get("accept", "").startswith("text/html")
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


class SecurityHeaders:
    """Adds the headers that let a page load nothing from another host.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._policy = app_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the headers set."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", self._policy)
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("referrer-policy", "same-origin")
                headers.setdefault("permissions-policy", PERMISSIONS)
                if scope.get("scheme") == "https":
                    headers.setdefault("strict-transport-security", f"max-age={HTTPS_SECONDS}")
                    headers.setdefault("cross-origin-opener-policy", "same-origin")
            await send(message)

        await self.app(scope, receive, send_with_headers)
