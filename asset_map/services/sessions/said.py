"""Is what somebody sent fit to be kept, and what is kept of it?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from asset_map.domain.contribution import Contribution, ContributionDraft, ContributionKind
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession, typed_slip_code
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.validation import NOT_PLAIN
from asset_map.language import ENGLISH, languages
from asset_map.language import gettext as _
from asset_map.services.sessions.placing import Placed, placed_by
from asset_map.services.workspace import Workspace, zones_of_shapes

LONGEST_WORDS = 1000
LONGEST_PLACE = 200
LONGEST_PROMPT = 1000
LONGEST_SHEET = 20
HIGHEST_DOT = 9999

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class NotSent:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


def made_of(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime
) -> Contribution | NotSent:
    """Return what is to be kept of what somebody sent.

    Parameters
    ----------
    draft
        As it was sent.
    session
        In which it was said.
    workspace
        The area.
    now
        When.

    Returns
    -------
    Contribution or NotSent
        As of a phone that nobody knows, and not kept yet; or everything that is to be mended first.
    """
    problems = [*_wrong_fields(draft, session, workspace), *_wrong_paper(draft, session, workspace)]
    placed = placed_by(draft, session, workspace, today=local_date(now))
    if isinstance(placed, Problem):
        return NotSent((*problems, placed))
    problems += _missing(draft, placed)
    if problems:
        return NotSent(tuple(problems))
    zone = None if placed.shape is None else zones_of_shapes(np.array([placed.shape], dtype=np.object_), workspace)[0]
    return Contribution(
        contribution_id=draft.contribution_id,
        session_id=session.session_id,
        kind=ContributionKind(draft.kind),
        words=draft.words.strip(),
        language=draft.language,
        prompt=draft.prompt,
        asset_kind=draft.asset_kind,
        offers=draft.offers,
        geometry_bng=None if placed.shape is None else shapely.to_wkb(placed.shape),
        how_placed=placed.how,
        located_by=placed.by,
        place=draft.place.strip(),
        zone_code=zone or "",
        do_not_publish=draft.do_not_publish == "yes",
        about_id=draft.about_id,
        dot=int(draft.dot) if draft.dot.strip() else None,
        sheet=draft.sheet.strip(),
        slip_code=typed_slip_code(draft.slip_code),
        sent_at=now,
    )


def _wrong_fields(draft: ContributionDraft, session: MappingSession, workspace: Workspace) -> Iterator[Problem]:
    scheme = workspace.classification
    kept = workspace.store.contribution(draft.contribution_id)
    if not _ID.fullmatch(draft.contribution_id) or (kept and kept.session_id != session.session_id):
        message = _("This did not arrive whole. Load the page again and send it once more.")
        yield Problem(ProblemCode.MALFORMED, "contribution_id", "", message)
    one_of: tuple[tuple[str, str, Any], ...] = (
        ("kind", draft.kind, tuple(ContributionKind)),
        ("language", draft.language, languages() or (ENGLISH,)),
        ("asset_kind", draft.asset_kind, ("", *scheme.kinds)),
        *(("offers", code, scheme.offers) for code in draft.offers),
    )
    for name, value, codes in one_of:
        if value not in codes:
            yield Problem(ProblemCode.UNKNOWN_CODE, name, value[:60], _("Please choose one of the answers again."))
    longest = {"words": LONGEST_WORDS, "place": LONGEST_PLACE, "prompt": LONGEST_PROMPT, "sheet": LONGEST_SHEET}
    for name, most in longest.items():
        value = getattr(draft, name)
        if len(value) > most:
            message = _("This is {found} letters long, and {most} fit. Please make it shorter.")
            text = message.format(found=f"{len(value):,}", most=f"{most:,}")
            yield Problem(ProblemCode.TOO_LONG, name, value[:60], text)
        if NOT_PLAIN.search(value):
            yield Problem(ProblemCode.NOT_PLAIN_TEXT, name, "", _("Some signs cannot be kept. Please type it again."))
    about = workspace.store.contribution(draft.about_id) if draft.about_id else None
    if draft.about_id and (about is None or about.session_id != session.session_id):
        yield Problem(ProblemCode.UNKNOWN_CODE, "about_id", "", _("This is no longer shown. Load the page again."))


def _wrong_paper(draft: ContributionDraft, session: MappingSession, workspace: Workspace) -> Iterator[Problem]:
    dot = draft.dot.strip()
    if dot and not (dot.isascii() and dot.isdigit() and 0 < int(dot) <= HIGHEST_DOT):
        message = f"Expected the number on the dot, 1 to {HIGHEST_DOT}; found “{dot[:60]}”."
        yield Problem(ProblemCode.NOT_A_NUMBER, "dot", dot[:60], message)
    slip_code = typed_slip_code(draft.slip_code)
    if slip_code and workspace.store.slip_session(slip_code) != session.session_id:
        message = f"Expected the code of a slip of this session; found “{draft.slip_code[:60]}”. Read it off again."
        yield Problem(ProblemCode.UNKNOWN_CODE, "slip_code", draft.slip_code[:60], message)


def _missing(draft: ContributionDraft, placed: Placed) -> Iterator[Problem]:
    if draft.kind == ContributionKind.NOTHING_HERE:
        if placed.shape is None:
            yield Problem(ProblemCode.NO_PLACE, "place", "", _("Please say where you looked."))
        if not draft.offers:
            yield Problem(ProblemCode.MISSING, "offers", "", _("Please say what you looked for."))
    elif not draft.words.strip() and not (draft.kind == ContributionKind.ASSET and draft.offers and placed.shape):
        yield Problem(ProblemCode.MISSING, "words", "", _("Please say it in your own words."))
