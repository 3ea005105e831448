"""Slips of paper: one to take home and hear back by, and one to tick that has no code and leads to nobody."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.mapping_session import MappingSession, written_slip_code
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.turnout import TURNOUT_QUESTIONS
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.opening import make_slips
from asset_map.services.sessions.sheet import heading, qr_svg
from asset_map.services.workspace import Workspace

SLIPS_A_PAGE = 8


@asks(may_run_sessions, of_session("session"))
def return_slips_pdf(
    session: MappingSession, workspace: Workspace, *, count: int, base: str, now: dt.datetime, actor: Actor
) -> bytes:
    """Make slips with new codes, and return them to be printed.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    count
        How many.
    base
        Where people reach the server from home; empty for slips without a QR code.
    now, actor
        When, with its time zone, and who prints them.

    Returns
    -------
    bytes
        A tagged PDF of A4 pages with eight slips each.
    """
    codes = make_slips(session, count, workspace, now=now, actor=actor)
    return slips_of_codes_pdf(session, workspace, codes=codes, base=base, now=now)


def slips_of_codes_pdf(
    session: MappingSession, workspace: Workspace, *, codes: tuple[str, ...], base: str, now: dt.datetime
) -> bytes:
    """Return slips for codes.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    codes
        As `asset_map.services.sessions.opening.make_slips` made them.
    base
        Where people reach the server from home; empty for slips without a QR code.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF: the same for the same codes.
    """
    home = base.rstrip("/")
    slips = [_slip(code, f"{home}/slip/{written_slip_code(code)}" if home else "") for code in codes]
    words = {
        "document_title": _("Slips for {session}").format(session=session.title),
        "code_is": _("Your code:"),
        "write_it": _("Write it on each of your cards."),
        "address": f"{home}/slip" if home else "",
        "what_for": _("Keep this slip. Open the address, or ask us, and you hear what became of what you said.")
        if home
        else _("Keep this slip. Tell us the code, and you hear what became of what you said."),
        "pages": [slips[start : start + SLIPS_A_PAGE] for start in range(0, len(slips), SLIPS_A_PAGE)],
    }
    return pdf("return_slips", heading(session, workspace) | words, now=now)


def tick_slips_pdf(session: MappingSession, workspace: Workspace, *, paper: str, now: dt.datetime) -> bytes:
    """Return the anonymous slip, on which people tick who they are by broad group.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    paper
        ``a5``, or ``a4`` for two slips beside each other.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF without any code, number or address: all slips are alike.
    """
    words = {
        "document_title": _("Who was here? Tick slip for {session}").format(session=session.title),
        "heading": _("Who was here?"),
        "why": _(
            "We want to know whom we reached, and who was missing. Tick what you like and leave the rest. Nobody can "
            "tell whose slip this is, and it is never put together with what you said."
        ),
        "where_to": _("Fold it and put it into the box."),
        "paper": paper,
        "questions": [
            {"text": one.text, "answers": [label for _code, label in one.answers]} for one in TURNOUT_QUESTIONS
        ],
    }
    return pdf("tick_slips", heading(session, workspace) | words, now=now)


def _slip(code: str, address: str) -> dict[str, str]:
    return {
        "written": written_slip_code(code),
        "qr": qr_svg(address) if address else "",
        "qr_words": _("QR code that opens {address}").format(address=address) if address else "",
    }
