"""The day's work is looked after beside the server, in a thread that neither its start nor its end waits for."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import uuid

from asset_map.errors import UserError
from asset_map.services.current import current_workspace
from asset_map.services.daily_jobs import daily_jobs
from asset_map.services.daily_work import do_daily_work

FIRST_LOOK_S = 60.0
"""The server has started and answered by then."""

LOOK_AGAIN_S = 600.0
"""How often it is looked whether there is something to do: after midnight, or after a failure."""


class DailyRounds:
    """Looks from time to time whether the day's work is to be done.

    Parameters
    ----------
    first_look_s, look_again_s
        How long to wait, in seconds.
    """

    def __init__(self, *, first_look_s: float = FIRST_LOOK_S, look_again_s: float = LOOK_AGAIN_S) -> None:
        self._waits_s = (first_look_s, look_again_s)
        self._stopping = threading.Event()
        self._by = f"{socket.gethostname()} {os.getpid()} {uuid.uuid4().hex[:8]}"
        # A daemon: what it is at when the server ends is cut off, and taken over later; nothing whole-looking is left.
        self._thread = threading.Thread(target=self._go, name="daily work", daemon=True)

    def start(self) -> None:
        """Begin, without waiting for anything."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more, without waiting for what is going on."""
        self._stopping.set()

    def _go(self) -> None:
        wait_s, again_s = self._waits_s
        while not self._stopping.wait(wait_s):
            wait_s = again_s
            self._look()

    def _look(self) -> None:
        try:
            do_daily_work(current_workspace(), daily_jobs(), clock=lambda: dt.datetime.now(dt.UTC), by=self._by)
        except UserError as error:  # a database that is away comes back; the next look finds out
            logging.getLogger(__name__).warning("The day's work has to wait: %s", error)
        except Exception:  # the thread has to outlive what nobody thought of
            logging.getLogger(__name__).exception("The day's work broke off")
