"""The notice of a session: what it is for, what is promised, and how to join, on one page to print and hang up."""

from __future__ import annotations

import datetime as dt
import io

import segno

from asset_map.domain.mapping_session import MappingSession
from asset_map.exports.pdf import pdf
from asset_map.language import date_in_words, reading
from asset_map.language import gettext as _
from asset_map.services.map_pages import banner
from asset_map.services.sessions.joining import join_address
from asset_map.services.workspace import Workspace


def notice_pdf(session: MappingSession, workspace: Workspace, *, base: str = "", now: dt.datetime) -> bytes:
    """Return the notice of a session in the language of whoever is reading.

    Parameters
    ----------
    session
        Which one.
    workspace
        The area.
    base
        Where the server answers phones in the room, for instance ``http://192.168.0.10:8501``; empty for a notice
        without an address.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF of A4 pages.
    """
    when = ", ".join(filter(None, (session.place, date_in_words(session.held_on), session.time_words)))
    parts = {
        _("What this session is for"): _(session.purpose),
        _("What we promise"): _(session.promise),
        _("What we cannot do"): _(session.limits),
        _("What is kept"): _(
            "We keep what you say and where it is. We do not ask for your name, address or e-mail. You can take back "
            "what you added. With the code on your slip you can find out what became of it."
        ),
    }
    joins = bool(session.code)
    address = join_address(session, base) if joins and base else ""
    data = {
        "title": session.title,
        "when": when,
        "made_up": banner(workspace),
        "lang": reading().tag,
        "direction": reading().direction,
        "parts": [{"heading": heading, "text": text} for heading, text in parts.items() if text],
        "code_words": _("Join with your phone. The code is:") if joins else "",
        "code": session.code,
        "address": address,
        "qr": _qr(address) if address else "",
        "qr_words": _("QR code that opens {address}").format(address=address),
    }
    return pdf("notice", data, now=now)


def _qr(address: str) -> str:
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, svgclass=None, lineclass=None)
    return drawing.getvalue().decode()
