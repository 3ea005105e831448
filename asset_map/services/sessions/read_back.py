"""The read-back sheet: what was typed in from a sheet, to be read to the table and corrected by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import TABLE, PaperEntry, sheet_name
from asset_map.exports.pdf import pdf
from asset_map.language import ENGLISH, languages
from asset_map.services.sessions.paper_list import entries
from asset_map.services.sessions.sheet import heading
from asset_map.services.workspace import Workspace

KIND_WORDS = {
    "asset": "Something good here",
    "nothing_here": "Nothing here, we looked",
    "idea": "An idea",
    "story": "A story",
}
"""What a contribution is, on the page of the scribe and on the sheet to read back."""


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
    typed = [one for one in entries(session, workspace) if not one.is_taken_back and _is_on(one, sheet)]
    typed.sort(key=lambda one: (_in_order(one.typed.sheet), not one.typed.dot, int(one.typed.dot or 0)))
    names = dict.fromkeys(one.typed.sheet for one in typed)
    data: dict[str, Any] = {
        **heading(session, workspace),
        "document_title": f"Read back: {session.title}",
        "staff": "For staff. It holds what is not to be published: do not leave it on the table.",
        "what_to_do": "Read each line to the people who wrote it, and write corrections beside it.",
        "none": "Nothing was typed in from paper yet.",
        "sheets": [
            {
                "name": name or "Without a sheet",
                "rows": [_row(one, workspace) for one in typed if one.typed.sheet == name],
            }
            for name in names
        ],
        "columns": ["Dot", "Square", "What was said", "Correction"],
    }
    return pdf("read_back", data, now=now)


def _in_order(sheet: str) -> tuple[bool, int, str]:
    """Return by what sheets are sorted: tables by their number, and then the others by name."""
    number = sheet.removeprefix(TABLE)
    return (not number.isdigit(), int(number) if number.isdigit() else 0, sheet)


def _is_on(entry: PaperEntry, sheet: str | None) -> bool:
    return sheet is None or sheet_name(entry.typed.sheet).casefold() == sheet_name(sheet).casefold()


def _row(entry: PaperEntry, workspace: Workspace) -> dict[str, str]:
    one = entry.typed
    offers = [workspace.classification.offer_label(code) for code in one.offers]
    facts = [KIND_WORDS[one.kind], *offers]
    if one.place and one.place.upper() != entry.square:
        facts.append(one.place)
    if one.language != ENGLISH and one.language in languages():
        facts.append(languages()[one.language].name)
    if one.about_dot:
        facts.append(f"Another view of dot {one.about_dot}")
    return {
        "dot": one.dot,
        "square": entry.square,
        "words": one.words,
        "facts": " · ".join(facts),
        "private": "Do not publish" if one.do_not_publish else "",
        "shared": "Another entry has this dot" if entry.is_dot_shared else "",
    }
