"""How often may a wrong code be typed before none is looked at any more, and what is that worth to who guesses?

Fair to a hall in which thirty phones share one address, and still no way to find a code in a day: not from one
address, and not from thousands.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from asset_map.domain.mapping_session import CODE_LENGTH, CODE_LETTERS, SLIP_LENGTH, SLIP_SIGNS

LATELY = dt.timedelta(minutes=10)
A_DAY = dt.timedelta(days=1)

MOST_LATELY = 60
"""Two slips of the finger of each of thirty people in a hall, within `LATELY`."""

MOST_IN_A_DAY = 300
"""Five such halls behind one address."""

MOST_OF_ALL_IN_A_DAY = 3000
"""Wrong codes of one kind from everywhere; ten times those of a busy day. Beyond it somebody guesses."""

FEW_IN_A_DAY = 5
"""What an address still has while somebody guesses from everywhere: enough to mistype a code and correct it."""

_IPV6_OF_ONE_LINE = 64
"""A line to one house has as many addresses as 2⁶⁴: they count as one."""


class Guessed(StrEnum):
    """What is guessed at; each kind counts for itself."""

    SESSION_CODE = "session_code"
    SLIP_CODE = "slip_code"
    PERSONAL_LINK = "personal_link"
    CHECK_LINK = "check_link"
    PARTNER_KEY = "partner_key"


POSSIBLE: Mapping[Guessed, int] = {
    Guessed.SESSION_CODE: len(CODE_LETTERS) ** CODE_LENGTH,
    Guessed.SLIP_CODE: len(SLIP_SIGNS) ** SLIP_LENGTH,
    Guessed.PERSONAL_LINK: 2**256,
    Guessed.CHECK_LINK: 2**256,
    Guessed.PARTNER_KEY: 2**256,
}
"""How many there could be of each kind."""


@dataclass(frozen=True, kw_only=True)
class WrongTries:
    """Wrong codes of one kind.

    Parameters
    ----------
    lately, today
        From one address, within `LATELY` and within a day.
    of_all_today
        From everywhere, within a day.
    """

    lately: int
    today: int
    of_all_today: int


def may_try_again(wrong: WrongTries) -> bool:
    """Return whether another code is looked at.

    Parameters
    ----------
    wrong
        What came before.

    Returns
    -------
    bool
        False for an address that guesses; while somebody guesses from everywhere, also for one that mistyped a few.
    """
    most_today = FEW_IN_A_DAY if wrong.of_all_today >= MOST_OF_ALL_IN_A_DAY else MOST_IN_A_DAY
    return wrong.lately < MOST_LATELY and wrong.today < most_today


def most_tries_in_a_day(addresses: int) -> int:
    """Return how many codes somebody can try in a day who has many addresses.

    Parameters
    ----------
    addresses
        From how many places they ask.

    Returns
    -------
    int
        From one address `MOST_IN_A_DAY`; from many, what all have together and a few for each.
    """
    return min(addresses * MOST_IN_A_DAY, MOST_OF_ALL_IN_A_DAY + addresses * FEW_IN_A_DAY)


def chance_in_a_day(kind: Guessed, *, holding: int, addresses: int) -> float:
    """Return how likely it is that a code is found by guessing for a day.

    Parameters
    ----------
    kind
        Of code.
    holding
        How many codes open something.
    addresses
        From how many places the guesses come.

    Returns
    -------
    float
        An upper bound: tries × codes that hold ÷ codes that there could be.
    """
    return min(1.0, float(most_tries_in_a_day(addresses) * holding) / float(POSSIBLE[kind]))


def one_line(address: str) -> str:
    """Return what stands for everybody behind one line to the network.

    Parameters
    ----------
    address
        Of whoever asks.

    Returns
    -------
    str
        The address; of the newer kind its first half, as one line has all the others too.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _IPV6_OF_ONE_LINE), strict=False))
    return str(found)
