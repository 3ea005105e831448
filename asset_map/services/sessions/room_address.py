"""At which address do phones in the room reach this server?"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

ANSWERS_WITHIN_S = 0.5
"""A machine answers itself at once."""

NOBODY = ("192.0.2.1", 9)
"""An address for documentation, which nobody has; no packet is sent to find out by which way one would go."""


def room_address(here: str) -> str:
    """Return the address by which phones reach what a laptop's own browser reaches.

    Parameters
    ----------
    here
        The address in the facilitator's browser, for instance ``http://localhost:8501/``.

    Returns
    -------
    str
        The same for an address that others can open; with the laptop's own number in the local network in place of
        ``localhost``. Empty where the laptop is in no network.
    """
    parts = urlsplit(here)
    name = parts.hostname or ""
    if not _is_this_machine(name):
        return f"{parts.scheme}://{parts.netloc}"
    number = _own_number()
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{number}{port}" if number else ""


def is_answered(address: str) -> bool:
    """Return whether the server answers at an address of this machine.

    Parameters
    ----------
    address
        As `room_address` returns it.

    Returns
    -------
    bool
        False for a server that answers this machine's own browser alone, and for no address.
    """
    parts = urlsplit(address)
    if not parts.hostname:
        return False
    usual = {"http": 80, "https": 443}.get(parts.scheme, 0)
    try:
        with socket.create_connection((parts.hostname, parts.port or usual), timeout=ANSWERS_WITHIN_S):
            return True
    except OSError:
        return False


def _is_this_machine(name: str) -> bool:
    if name in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _own_number() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(NOBODY)
            number = str(way_out.getsockname()[0])
        except OSError:
            return ""
    return "" if _is_this_machine(number) or number == "0.0.0.0" else number  # noqa: S104  (compared, not bound)
