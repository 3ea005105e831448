"""The read-back sheet: what was typed in from a sheet, to be read to the table and corrected by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from asset_map.domain.mapping_session import MappingSession
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.language import languages
from asset_map.services.sessions.paper import PaperEntry, paper_entries
from asset_map.services.sessions.sheet import heading
from asset_map.services.workspace import Workspace

KIND_WORDS = {
    "asset": "Something good here",
    "nothing_here": "Nothing here, we looked",
    "idea": "An idea",
    "story": "A story",
}


def read_back_pdf(
    session: MappingSession, workspace: Workspace, *, sheet: str | None = None, now: dt.datetime
) -> bytes:
    """Return what was typed in from paper, to be read back.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.
    sheet
        Only this sheet; None for every sheet.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF of A4 pages for staff: it also holds what is not to be published, and no slip codes.
    """
    entries = [one for one in paper_entries(session, workspace, sheet=sheet) if one.contribution.taken_back_at is None]
    names = dict.fromkeys(one.contribution.sheet for one in entries)
    data: dict[str, Any] = {
        **heading(session, workspace),
        "staff": _("For staff. Read each line to the people who wrote it, and write corrections beside it."),
        "none": _("Nothing was typed in from paper yet."),
        "sheets": [
            {
                "name": _("Sheet {name}").format(name=name) if name else _("Without a sheet"),
                "rows": [_row(one, workspace) for one in entries if one.contribution.sheet == name],
            }
            for name in names
        ],
        "columns": [_("Dot"), _("Square"), _("What was said"), _("Correction")],
    }
    return pdf("read_back", data, now=now)


def _row(entry: PaperEntry, workspace: Workspace) -> dict[str, str]:
    one = entry.contribution
    offers = [workspace.classification.offer_label(code) for code in one.offers]
    facts = [_(KIND_WORDS[one.kind.value]), *offers]
    if one.place and one.place.upper() != entry.square:
        facts.append(one.place)
    if one.language != "en" and one.language in languages():
        facts.append(languages()[one.language].name)
    return {
        "dot": "" if one.dot is None else str(one.dot),
        "square": entry.square,
        "words": one.words,
        "facts": " · ".join(facts),
        "private": _("Do not publish") if one.do_not_publish else "",
        "shared": _("Another entry has this dot") if entry.is_dot_shared else "",
    }
