"""Is a cookie one that we set, under this name, and does it still hold? Asked once, before anything reads it.

Every cookie of ours is signed on its way out and opened on its way in, here and nowhere else, so that neither a route
nor a screen can forget it. What was made up, has ended or was set under another name never arrives: whoever sends it
is the public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.errors import UserError
from asset_map.services.current import current_workspace
from asset_map.services.signing import opened, sealed
from asset_map.services.workspace import Workspace

OURS = "asset_map_"
"""By which the cookies of this program begin; those of others on the same host are left as they are."""

LONGEST_COOKIE = 1024
"""Nothing longer is looked at: ours are shorter by far."""

REFUSED = "asset_map.refused_cookies"
"""Where a request says which cookies it came with that hold no longer: for words, never for rights."""

SECURE_SCHEMES = frozenset({"https", "wss"})


def sealed_cookie(name: str, value: str, workspace: Workspace, *, until: dt.datetime) -> str:
    """Return what a browser keeps of a cookie.

    Parameters
    ----------
    name, value
        The cookie.
    workspace
        The area.
    until
        When it ends, with its time zone.

    Returns
    -------
    str
        Worth nothing under another name.
    """
    return sealed(value, f"cookie {name}", workspace, until=until)


def opened_cookie(name: str, seal: str, workspace: Workspace, *, now: dt.datetime) -> str | None:
    """Return the value of a cookie of ours.

    Parameters
    ----------
    name, seal
        As a browser sent them.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    str or None
        None for what we did not set under that name, or what has ended.
    """
    return opened(seal, f"cookie {name}", workspace, now=now) if len(seal) <= LONGEST_COOKIE else None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class SignedCookies:
    """Opens our cookies before anything reads them, and signs them after everything set them.

    Parameters
    ----------
    app
        What answers.
    clock
        Tells when it is.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], dt.datetime] = _now) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as if cookies had no signatures."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        sent = "; ".join(Headers(scope=scope).getlist("cookie"))
        if OURS in sent:
            kept, refused = await run_in_threadpool(lambda: self._opened(sent))
            others = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
            # In place: what is further out learns from the scope which route answered.
            scope["headers"] = [*others, (b"cookie", kept.encode("latin-1"))] if kept else others
            scope[REFUSED] = refused
        is_secure = scope.get("scheme") in SECURE_SCHEMES

        async def send_signed(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                if set_here := headers.getlist("set-cookie"):
                    del headers["set-cookie"]
                    for one in await run_in_threadpool(lambda: self._sealed(set_here, is_secure=is_secure)):
                        headers.append("set-cookie", one)
                    message = {**message, "headers": headers.raw}
            await send(message)

        await self._app(scope, receive, send_signed)

    def _opened(self, sent: str) -> tuple[str, frozenset[str]]:
        """Return the header without signatures, and which were refused; of several under one name the first holds."""
        kept: dict[str, str] = {}
        others: list[str] = []
        named: set[str] = set()
        for part in sent.split(";"):
            name, _, value = part.strip().partition("=")
            if not name.startswith(OURS):
                others.append(part.strip())
                continue
            named.add(name)
            if name not in kept and (text := _trusted(name, value, self._clock())) is not None:
                kept[name] = text
        header = "; ".join([one for one in others if one] + [f"{name}={value}" for name, value in kept.items()])
        return header, frozenset(named - kept.keys())

    def _sealed(self, set_here: list[str], *, is_secure: bool) -> list[str]:
        return [made for one in set_here if (made := _signed(one, self._clock(), is_secure=is_secure)) is not None]


def _trusted(name: str, seal: str, now: dt.datetime) -> str | None:
    try:
        return opened_cookie(name, seal, current_workspace(), now=now)
    except UserError:  # the store is away, and what was asked for says so
        return None


def _signed(header: str, now: dt.datetime, *, is_secure: bool) -> str | None:
    """Return a header that sets a cookie, signed and for https alone where it came by it; None while it cannot be."""
    name, _, rest = header.partition("=")
    value, _, attributes = rest.partition(";")
    if is_secure and "secure" not in [one.strip().lower() for one in attributes.split(";")]:
        attributes = f"{attributes}; Secure"
    if not name.startswith(OURS):
        return f"{name}={value};{attributes}" if attributes else header
    try:
        until = now + dt.timedelta(seconds=_max_age_s(header, name))
        seal = sealed_cookie(name, value.strip('"'), current_workspace(), until=until)
    except UserError:
        return None
    return f"{name}={seal};{attributes}"


def _max_age_s(header: str, name: str) -> int:
    try:
        return int(SimpleCookie(header)[name]["max-age"])
    except (CookieError, KeyError, ValueError) as error:
        raise ValueError(f"Expected “Max-Age” on the cookie {name}: a cookie of ours says when it ends.") from error
