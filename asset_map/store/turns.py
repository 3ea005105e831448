"""Who writes next? Of the threads of one process, whoever has waited longest."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import TimeoutError as NoTurnError


class Turns:
    """Lets one thread write at a time, in the order in which they came.

    Databases do not: of fifty threads that asked SQLite again and again, some waited for half a minute while others
    wrote a hundred times. Who waits here holds no connection, so that readers find one.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def mine(self, *, longest_s: float) -> Iterator[None]:
        """Wait for one's turn, and end it afterwards.

        Parameters
        ----------
        longest_s
            How long to wait at most, in seconds.

        Yields
        ------
        None
            For the work.

        Raises
        ------
        sqlalchemy.exc.TimeoutError
            When somebody else's work takes too long.
        """
        self._take(longest_s)
        try:
            yield
        finally:
            self._give()

    def _take(self, longest_s: float) -> None:
        called = threading.Lock()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=longest_s):
            return
        with self._guard:
            if called not in self._waiting:  # called at the very end of the wait
                return
            self._waiting.remove(called)
        raise NoTurnError("another write took too long")

    def _give(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
