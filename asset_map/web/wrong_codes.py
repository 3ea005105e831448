"""How often did somebody at an address try a code, a link or a key that opens nothing?

Short codes are not looked at any more after too many wrong ones. Links and keys are 256 random bits, which nobody
guesses: a right one always opens, however many wrong ones came from the same address, and only wrong ones are refused.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from starlette.requests import HTTPConnection

from asset_map.domain.guessing import LATELY, Guessed
from asset_map.services import guessing as counted
from asset_map.services.current import current_workspace

RETRY_AFTER: Final = str(int(LATELY.total_seconds()))
"""Seconds after which it is worth trying again."""


def may_try(request: HTTPConnection, kind: Guessed) -> bool:
    """Return whether a code from the address of a request is looked at.

    Parameters
    ----------
    request
        Asks with a code; the store is asked, so not from the event loop.
    kind
        Of code.

    Returns
    -------
    bool
        False after too many wrong ones.
    """
    return counted.may_try(kind, _address(request), current_workspace(), now=_now())


def count_wrong(request: HTTPConnection, kind: Guessed) -> None:
    """Count that a request came with a code that opens nothing.

    Parameters
    ----------
    request
        Asked with a code.
    kind
        Of code.
    """
    counted.count_wrong(kind, _address(request), current_workspace(), now=_now())


def is_one_too_many(request: HTTPConnection, kind: Guessed) -> bool:
    """Return whether a link or key that opens nothing comes after too many others, and count it when not.

    Parameters
    ----------
    request
        Asked with it.
    kind
        What it is.

    Returns
    -------
    bool
        True when it is to be answered with status 429.
    """
    if not may_try(request, kind):
        return True
    count_wrong(request, kind)
    return False


def _address(request: HTTPConnection) -> str:
    """Return where a request comes from; what a proxy says of it counts only where the server trusts that proxy."""
    return request.client.host if request.client else ""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
