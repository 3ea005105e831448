"""What was typed in from paper: the list of a sheet, corrections, and taking back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

import shapely

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.classification import Classification
from asset_map.domain.contribution import Channel, Contribution, ContributionDraft, ReviewResult
from asset_map.domain.mapping_session import MappingSession, written_slip_code
from asset_map.errors import UserError
from asset_map.services.sessions.contribute import enter_from_paper
from asset_map.services.sessions.said import NotSent, made_of
from asset_map.services.workspace import Workspace

CORRECTED = ("kind", "words", "language", "offers", "geometry_bng", "how_placed", "located_by", "place", "zone_code",
             "do_not_publish", "about_id", "dot", "sheet", "slip_code")  # fmt: skip
"""Fields that a correction replaces; when it was kept and who typed it first stay."""


@dataclass(frozen=True, kw_only=True)
class PaperEntry:
    """One entry from paper, as the scribe sees it.

    Parameters
    ----------
    contribution
        As kept.
    square
        The square of the grid that it lies in; empty without a place or beside the grid.
    is_dot_shared
        Whether another entry of the same sheet has the same dot.
    """

    contribution: Contribution
    square: str
    is_dot_shared: bool


def paper_entries(session: MappingSession, workspace: Workspace, *, sheet: str | None = None) -> tuple[PaperEntry, ...]:
    """Return what was typed in from paper.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.
    sheet
        Only what is on this sheet; None for every sheet.

    Returns
    -------
    tuple of PaperEntry
        For staff alone: also what is not to be published. By sheet, dot and time.
    """
    kept = [
        one
        for one in workspace.store.contributions(session.session_id)
        if one.channel is Channel.PAPER and sheet in {None, one.sheet}
    ]
    times = Counter((one.sheet, one.dot) for one in kept if one.taken_back_at is None)
    kept.sort(key=lambda one: (one.sheet, one.dot is None, one.dot or 0, one.sent_at, one.contribution_id))
    return tuple(
        PaperEntry(
            contribution=one,
            square=_square(one, session),
            is_dot_shared=one.dot is not None and one.taken_back_at is None and times[one.sheet, one.dot] > 1,
        )
        for one in kept
    )


def correct_entry(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: str
) -> Contribution | NotSent:
    """Put a corrected entry in the place of the one that was typed first; the history keeps both.

    What was never kept, because it was refused, is entered.

    Parameters
    ----------
    draft
        The whole entry as it is typed now, under its id.
    session
        Whose paper it is.
    workspace
        The area.
    now, actor
        When, and who corrects it.

    Returns
    -------
    Contribution or NotSent
        As kept; or the problems beside their fields.

    Raises
    ------
    UserError
        When it is not from paper of this session, or was reviewed already.
    """
    if workspace.store.contribution(draft.contribution_id) is None:
        return enter_from_paper(draft, session, workspace, now=now, actor=actor)
    before = _of_paper(draft.contribution_id, session, workspace)
    made = made_of(draft, session, workspace, now=now)
    if isinstance(made, NotSent):
        return made
    kept = replace(before, **{name: getattr(made, name) for name in CORRECTED})
    if kept == before:
        return before
    event = AuditEvent(at=now, actor=actor, action=Action.CHANGED)
    return workspace.store.change_contribution(kept, event=event)


def take_entry_back(
    contribution_id: str, session: MappingSession, workspace: Workspace, *, back: bool, now: dt.datetime, actor: str
) -> Contribution:
    """Take back an entry that was typed by mistake, or put it back.

    Parameters
    ----------
    contribution_id, session
        What, and whose paper it is.
    workspace
        The area.
    back
        True to take it back, False to put it back.
    now, actor
        When, and who.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    UserError
        When it is not from paper of this session, or was reviewed already.
    """
    before = _of_paper(contribution_id, session, workspace)
    if (before.taken_back_at is not None) is back:
        return before
    event = AuditEvent(at=now, actor=actor, action=Action.UNDONE if back else Action.RESTORED)
    return workspace.store.change_contribution(replace(before, taken_back_at=now if back else None), event=event)


def entry_of_dot(
    dot: str, sheet: str, session: MappingSession, workspace: Workspace, *, but: str = ""
) -> Contribution | None:
    """Return the entry that has a dot.

    Parameters
    ----------
    dot, sheet
        As typed.
    session
        Whose paper it is.
    workspace
        The area.
    but
        Id of an entry that is not meant: the one that asks.

    Returns
    -------
    Contribution or None
        The first one of that sheet; None when there is none.
    """
    number = dot.strip()
    for entry in paper_entries(session, workspace, sheet=sheet.strip()):
        one = entry.contribution
        if str(one.dot) == number and one.taken_back_at is None and one.contribution_id != but:
            return one
    return None


def offers_typed(text: str, scheme: Classification) -> tuple[tuple[str, ...], str]:
    """Return the offers that somebody typed.

    Parameters
    ----------
    text
        Labels or codes, or how they begin, with commas between them.
    scheme
        The vocabulary.

    Returns
    -------
    tuple of tuple of str, and str
        Codes, the first typed first; and the first part that means none or several of them, empty when each means one.
    """
    codes: list[str] = []
    for part in (one.strip().casefold() for one in text.split(",")):
        if not part:
            continue
        same = [
            offer.code for offer in scheme.offers.values() if part in {offer.code.casefold(), offer.label.casefold()}
        ]
        begun = [offer.code for offer in scheme.offers.values() if offer.label.casefold().startswith(part)]
        found = same or begun
        if len(found) != 1:
            return tuple(codes), part
        codes += [code for code in found if code not in codes]
    return tuple(codes), ""


def facts_of(entry: PaperEntry, workspace: Workspace) -> dict[str, object]:
    """Return an entry as the scribe's page lists it and fills its form with it.

    Parameters
    ----------
    entry
        From paper.
    workspace
        The area.

    Returns
    -------
    dict
        Texts by the names of the form's fields; ``state``, ``square``, ``shared`` and ``typed_by`` beside them.
    """
    one, scheme = entry.contribution, workspace.classification
    about = workspace.store.contribution(one.about_id) if one.about_id else None
    return {
        "contribution_id": one.contribution_id,
        "sheet": one.sheet,
        "dot": "" if one.dot is None else str(one.dot),
        "place": one.place,
        "kind": one.kind.value,
        "offers": ", ".join(scheme.offer_label(code) for code in one.offers),
        "words": one.words,
        "language": one.language,
        "do_not_publish": "yes" if one.do_not_publish else "",
        "slip_code": written_slip_code(one.slip_code) if one.slip_code else "",
        "about_dot": "" if about is None or about.dot is None else str(about.dot),
        "square": entry.square,
        "shared": entry.is_dot_shared,
        "typed_by": one.entered_by,
        "state": "taken_back" if one.taken_back_at is not None else "kept",
    }


def _of_paper(contribution_id: str, session: MappingSession, workspace: Workspace) -> Contribution:
    found = workspace.store.contribution(contribution_id)
    if found is None or found.session_id != session.session_id or found.channel is not Channel.PAPER:
        raise UserError("Expected an entry from paper of this session; found none. Load the page again.")
    if found.review is not ReviewResult.WAITING:
        raise UserError("This entry was reviewed already. Undo the review first, on “After a session”.")
    return found


def _square(contribution: Contribution, session: MappingSession) -> str:
    if contribution.geometry_bng is None:
        return ""
    point = shapely.point_on_surface(shapely.from_wkb(contribution.geometry_bng))
    return session.grid.square_at(point.x, point.y) or ""
