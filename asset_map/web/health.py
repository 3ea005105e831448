"""Can the store be used? Anybody may ask, as often as they like."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from asset_map import __version__
from asset_map.errors import UserError

TRIED_EVERY_S = 5.0
"""How long an answer counts: trying takes the lock that writers wait for."""

LONGEST_WAIT_S = 2.0
"""How long an answer may take; a store that is still busy then counts as failing."""


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
        self._last_try: asyncio.Task[bool] | None = None
        self._tried_at_s = 0.0

    async def answer(self, _: Request) -> Response:
        """Answer 200 when the store can be read and written, or else 503; neither says what it holds or where it is."""
        if await self._usable():
            return JSONResponse({"status": "ok", "version": __version__})
        reason = "The store cannot be read and written just now."
        return JSONResponse({"status": "failing", "reason": reason}, status_code=503)

    async def _usable(self) -> bool:
        last = self._last_try
        if last is None or (last.done() and self._clock() >= self._tried_at_s + TRIED_EVERY_S):
            last = self._last_try = asyncio.create_task(run_in_threadpool(self._try))
            self._tried_at_s = self._clock()
        await asyncio.wait({last}, timeout=self._longest_wait_s)
        return last.done() and last.result()

    def _try(self) -> bool:
        try:
            self._try_store()
        except UserError:
            return False
        return True
