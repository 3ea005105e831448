"""Which requests failed, were slow or were refused? Told by the pattern of their address, never by the address."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.logs import Event, Fact, Value, note

SLOW_S = 3.0
"""Longer than this until the answer begins is worth a line; Nielsen's limit for keeping attention is ten seconds."""

TOLD_EVERY_S = 60.0
"""How often refusals are told at most: a guesser must not fill the disk."""

SCREEN = "screen"
"""What stands for the address of every screen: it may hold what somebody looks for."""

_NOT_LET_IN = frozenset({401, 403, 429})
_ENTRANCES = ("/enter/", "/j/", "/check/")
_FAILED = 500


class Refusals:
    """Counts who was not let in, and tells how many there were, at most once a minute.

    Parameters
    ----------
    clock
        Seconds from any moment on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: Counter[tuple[str, int]] = Counter()
        self._told_at = clock()
        self._lock = threading.Lock()

    def add(self, route: str, status: int) -> None:
        """Count a refusal.

        Parameters
        ----------
        route, status
            The pattern of the address, and the answer.
        """
        with self._lock:
            self._counts[route, status] += 1

    def tell(self, *, now: bool = False) -> None:
        """Write down how many there were since last time.

        Parameters
        ----------
        now
            Whether to tell although it is not a minute since last time.
        """
        with self._lock:
            if not self._counts or not (now or self._clock() >= self._told_at + TOLD_EVERY_S):
                return
            counts, self._counts, self._told_at = self._counts, Counter(), self._clock()
        for (route, status), count in sorted(counts.items()):
            facts: dict[Fact, Value] = {Fact.ROUTE: route, Fact.STATUS: status, Fact.COUNT: count}
            note(Event.SIGN_INS_REFUSED, facts, level=logging.WARNING)


REFUSALS = Refusals()
"""Of this process."""


class Logged:
    """Writes down what goes wrong with requests.

    Parameters
    ----------
    app
        What answers.
    refusals
        Counts who was not let in.
    clock
        Seconds from any moment on.
    """

    def __init__(
        self, app: ASGIApp, *, refusals: Refusals = REFUSALS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self._refusals = refusals
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and write down what went wrong with it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = self._clock()

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, message["status"], self._clock() - begun)
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception:
            facts = {Fact.ROUTE: pattern(scope), Fact.METHOD: scope["method"]}
            logging.getLogger("asset_map").exception(
                "request_failed", extra={"event": Event.REQUEST_FAILED, "facts": facts}
            )
            raise

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = pattern(scope)
        if status in _NOT_LET_IN or (status >= 400 and route.startswith(_ENTRANCES)):
            self._refusals.add(route, status)
        self._refusals.tell()
        facts = {Fact.ROUTE: route, Fact.METHOD: scope["method"], Fact.STATUS: status, Fact.SECONDS: round(seconds, 2)}
        if status >= _FAILED:
            note(Event.REQUEST_FAILED, facts, level=logging.ERROR)
        elif seconds >= SLOW_S:
            note(Event.REQUEST_SLOW, facts, level=logging.WARNING)


def pattern(scope: Scope) -> str:
    """Return the pattern of the address that was asked for, without what stands in it.

    Parameters
    ----------
    scope
        Of a request that was answered.

    Returns
    -------
    str
        For instance ``/enter/{token}``; `SCREEN` for the screens, and for what nothing listens to.
    """
    route = scope.get("route")
    path = getattr(route, "path", None)
    return path if isinstance(path, str) and path and path != "/{path:path}" else SCREEN
