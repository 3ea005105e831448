"""How often did somebody at an address type a code that opens nothing?"""

from __future__ import annotations

import time
from collections import deque

from starlette.requests import HTTPConnection

MOST_WRONG = 60
WITHIN_S = 600.0
"""A hall behind one address may mistype this often; who guesses codes of six letters gets nowhere with it."""


class WrongCodes:
    """Counts of wrong codes by address, of one running server."""

    def __init__(self) -> None:
        self._times_s: dict[str, deque[float]] = {}

    def too_many(self, address: str, *, now_s: float) -> bool:
        """Return whether too many wrong codes came from an address.

        Parameters
        ----------
        address
            Of whoever asks.
        now_s
            Seconds of a clock that never goes back.

        Returns
        -------
        bool
            Old ones are forgotten.
        """
        times_s = self._times_s.get(address)
        while times_s and times_s[0] < now_s - WITHIN_S:
            times_s.popleft()
        if times_s is not None and not times_s:
            del self._times_s[address]
        return len(times_s or ()) >= MOST_WRONG

    def add(self, address: str, *, now_s: float) -> None:
        """Count a wrong code.

        Parameters
        ----------
        address
            Of whoever typed it.
        now_s
            Seconds of a clock that never goes back.
        """
        self._times_s.setdefault(address, deque()).append(now_s)


def may_try(request: HTTPConnection) -> bool:
    """Return whether a code from the address of a request is looked up at all.

    Parameters
    ----------
    request
        Asks with a code.

    Returns
    -------
    bool
        False after too many wrong ones.
    """
    return not _counts(request).too_many(_address(request), now_s=time.monotonic())


def count_wrong(request: HTTPConnection) -> None:
    """Count that a request came with a code that opens nothing.

    Parameters
    ----------
    request
        Asked with a code.
    """
    _counts(request).add(_address(request), now_s=time.monotonic())


def _counts(request: HTTPConnection) -> WrongCodes:
    state = request.app.state
    if not hasattr(state, "wrong_codes"):
        state.wrong_codes = WrongCodes()
    counts: WrongCodes = state.wrong_codes
    return counts


def _address(request: HTTPConnection) -> str:
    return request.client.host if request.client else ""
