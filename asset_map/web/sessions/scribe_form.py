"""How does the scribe's page look: the form, and beside it what was typed on the same sheet?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from starlette.responses import Response

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import PaperDraft, Typed, sheet_name
from asset_map.language import ENGLISH, languages
from asset_map.services.current import current_workspace
from asset_map.services.sessions.paper_list import entries
from asset_map.services.sessions.paper_places import where_squares_are
from asset_map.services.sessions.read_back import KIND_WORDS
from asset_map.services.sessions.said import HIGHEST_DOT, LONGEST_PLACE, LONGEST_SHEET, LONGEST_WORDS
from asset_map.web.sessions.who import session_page

KEYS = ("g", "n", "i", "s")
"""The keys that choose what an entry is, in the order of the choices."""


def scribe_page(
    session: MappingSession,
    draft: PaperDraft,
    *,
    was: Typed | None = None,
    problems: Sequence[tuple[str, str]] = (),
    status_code: int = 200,
) -> Response:
    """Return the scribe's page.

    Parameters
    ----------
    session
        Whose paper is typed in.
    draft
        What the form holds.
    was
        The entry as it was seen, when it is being corrected.
    problems
        What is to be mended, by field.
    status_code
        The status of the answer.

    Returns
    -------
    starlette.responses.Response
        For staff alone.
    """
    workspace = current_workspace()
    scheme = workspace.classification
    asked = session.offers or tuple(scheme.offers)
    codes = [*asked, *(code for code in scheme.offers if code not in asked)]
    sheet = sheet_name(draft.sheet)
    listed = entries(session, workspace)
    words = {
        "session": session,
        "draft": draft,
        "was": json.dumps(asdict(was)) if was else "",
        "kinds": [(kind, key, label) for key, (kind, label) in zip(KEYS, KIND_WORDS.items(), strict=True)],
        "labels": KIND_WORDS,
        "offers": [scheme.offers[code] for code in codes if code in scheme.offers],
        "offer_labels": {code: offer.label for code, offer in scheme.offers.items()},
        "squares": json.dumps(where_squares_are(session, workspace)),
        "listed": [one for one in reversed(listed) if one.typed.sheet.casefold() == sheet.casefold()],
        "sheets": sorted({one.typed.sheet for one in listed if one.typed.sheet}),
        "spoken": [languages()[code] for code in session.languages if code in languages()],
        "tags": {code: one.tag for code, one in languages().items()},
        "problems": dict(problems),
        "longest_words": LONGEST_WORDS,
        "longest_place": LONGEST_PLACE,
        "longest_sheet": LONGEST_SHEET,
        "highest_dot": HIGHEST_DOT,
    }
    return session_page("session/scribe.html", words, language=ENGLISH, status_code=status_code)
