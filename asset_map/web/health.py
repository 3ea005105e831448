"""Can the store be used? Anybody may ask, as often as they like.

A proxy asks ``/healthz`` whether to send people here, and ``/healthz/live`` whether this process is to be started
again: a full disk or a database that is away is no better after a restart.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from asset_map import __version__
from asset_map.errors import (
    StoreAwayError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    StoreReadOnlyError,
    UserError,
)
from asset_map.logs import Event, Fact, note

TRIED_EVERY_S = 5.0
"""How long an answer counts: trying takes the lock that writers wait for."""

LONGEST_WAIT_S = 2.0
"""How long an answer may take; a store that is still busy then counts as failing."""


FAILING = "The store cannot be read and written just now."
BUSY = "The store is too busy to be written just now."

_REASONS: Mapping[type[UserError], str] = {
    StoreFullError: "The disk of the store is full, or does not take what is written.",
    StoreReadOnlyError: "The store may only be read just now.",
    StoreBusyError: BUSY,
    StoreAwayError: "The database does not answer.",
    StoreDamagedError: "The store is damaged, or no store is in its place.",
}
"""What anybody may know: neither where the store is nor what it holds."""


def reason_of(error: UserError) -> str:
    """Return in a sentence why the store cannot be used.

    Parameters
    ----------
    error
        What it raised.

    Returns
    -------
    str
        Without where it is.
    """
    return _REASONS.get(type(error), FAILING)


class StoreHealth:
    """Tries the store for whoever asks: one try at a time, and at most one every few seconds.

    Parameters
    ----------
    try_store
        Reads and writes the store; raises `UserError` when it cannot.
    longest_wait_s
        Seconds until an answer is given without waiting for the try any longer.
    clock
        Seconds from any moment on.
    """

    def __init__(
        self,
        try_store: Callable[[], None],
        *,
        longest_wait_s: float = LONGEST_WAIT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._try_store = try_store
        self._longest_wait_s = longest_wait_s
        self._clock = clock
        self._last_try: asyncio.Task[str] | None = None
        self._tried_at_s = 0.0

    async def answer(self, _: Request) -> Response:
        """Answer 200 when the store can be read and written, or else 503; neither says what it holds or where it is."""
        reason = await self._reason()
        if not reason:
            return JSONResponse({"status": "ok", "version": __version__})
        return JSONResponse({"status": "failing", "reason": reason}, status_code=503)

    async def _reason(self) -> str:
        """Return why the store cannot be used; empty when it can."""
        last = self._last_try
        if last is None or (last.done() and self._clock() >= self._tried_at_s + TRIED_EVERY_S):
            last = self._last_try = asyncio.create_task(run_in_threadpool(self._try))
            self._tried_at_s = self._clock()
        await asyncio.wait({last}, timeout=self._longest_wait_s)
        return last.result() if last.done() else BUSY

    def _try(self) -> str:
        try:
            self._try_store()
        except UserError as error:
            note(Event.STORE_FAILING, {Fact.ERROR: type(error).__name__}, level=logging.ERROR)
            return reason_of(error)
        except OSError as error:
            note(Event.STORE_FAILING, {Fact.ERROR: type(error).__name__}, level=logging.ERROR)
            return FAILING
        return ""


async def alive(_: Request) -> Response:
    """Answer 200 while this process answers at all; the store is not asked."""
    return JSONResponse({"status": "ok", "version": __version__})
