"""The notice of a session: what it is for, what is promised, and how to join, on one page to print and hang up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.language import languages, listed
from asset_map.services.sessions.sheet import heading, how_to_join
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
    facts = {
        # Translators: where the session is held
        _("Where"): session.place,
        _("Date"): written_date(session.held_on),
        # Translators: the time of day
        _("Time"): session.time_words,
        # Translators: the part of the town that the session is about
        _("Area"): session.area_name,
        _("Languages"): listed(languages()[code].name for code in session.languages if code in languages()),
    }
    parts = {
        _("What this is for"): (_(session.purpose),),
        _("What will be done with what you say"): (_(session.promise),),
        _("What this cannot change"): (_(session.limits),),
        _("What is kept"): (
            _("We keep what you say and where it is. We do not ask for your name, address or e-mail."),
            _("You can take back what you added. With the code on your slip you can find out what became of it."),
            _("Please do not write other people’s names."),
        ),
    }
    data: dict[str, Any] = {
        **heading(session, workspace),
        **how_to_join(session, base),
        "facts": [[name, words] for name, words in facts.items() if words],
        "parts": [{"heading": name, "texts": texts} for name, texts in parts.items() if any(texts)],
    }
    return pdf("notice", data, now=now)
