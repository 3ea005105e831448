"""What was typed in from paper, as scribes see it: by sheet and dot, and without slip codes."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from asset_map.domain.contribution import Channel, Contribution, ReviewResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import PaperEntry, Typed, sheet_name
from asset_map.services.workspace import Workspace


def entries(session: MappingSession, workspace: Workspace) -> tuple[PaperEntry, ...]:
    """Return what was typed in from paper, for staff.

    Parameters
    ----------
    session, workspace
        The session, and the area.

    Returns
    -------
    tuple of PaperEntry
        Also what was taken back; in the order in which it was first kept.
    """
    said = from_paper(session, workspace)
    return tuple(_entry(one, said, session, workspace) for one in said)


def entry_of(contribution: Contribution, session: MappingSession, workspace: Workspace) -> PaperEntry:
    """Return a contribution from paper as scribes see it.

    Parameters
    ----------
    contribution, session, workspace
        What was typed in, its session, and the area.

    Returns
    -------
    PaperEntry
        Without its slip code.
    """
    return _entry(contribution, from_paper(session, workspace), session, workspace)


def from_paper(session: MappingSession, workspace: Workspace) -> list[Contribution]:
    """Return what was typed in from paper in a session, also what was taken back.

    Parameters
    ----------
    session, workspace
        The session, and the area.

    Returns
    -------
    list of Contribution
        In the order in which it was first kept.
    """
    said = [one for one in workspace.store.contributions(session.session_id) if one.channel is Channel.PAPER]
    return sorted(said, key=lambda one: (one.sent_at, one.contribution_id))


def on_dot(sheet: str, dot: str, said: Sequence[Contribution], but: str) -> list[Contribution]:
    """Return the entries of a dot.

    Parameters
    ----------
    sheet, dot
        As kept.
    said
        Everything from paper of the session.
    but
        Id of an entry that is not meant: the one that asks.

    Returns
    -------
    list of Contribution
        Without what was taken back.
    """
    same = (one for one in said if str(one.dot or "") == dot and sheet_name(one.sheet).casefold() == sheet.casefold())
    return [one for one in same if one.taken_back_at is None and one.contribution_id != but]


def typed_of(contribution: Contribution, workspace: Workspace) -> Typed:
    """Return what can be corrected of an entry.

    Parameters
    ----------
    contribution, workspace
        What was typed in, and the area.

    Returns
    -------
    Typed
        As it would be typed.
    """
    about = workspace.store.contribution(contribution.about_id) if contribution.about_id else None
    return Typed(
        sheet=contribution.sheet,
        dot=str(contribution.dot or ""),
        place=contribution.place,
        kind=contribution.kind.value,
        offers=contribution.offers,
        words=contribution.words,
        language=contribution.language,
        do_not_publish="yes" if contribution.do_not_publish else "",
        about_dot=str(about.dot or "") if about else "",
    )


def _entry(
    one: Contribution, said: Sequence[Contribution], session: MappingSession, workspace: Workspace
) -> PaperEntry:
    dot = str(one.dot or "")
    is_there = bool(dot) and one.taken_back_at is None
    return PaperEntry(
        contribution_id=one.contribution_id,
        typed=typed_of(one, workspace),
        square=_square(one, session),
        is_dot_shared=is_there and bool(on_dot(one.sheet, dot, said, one.contribution_id)),
        has_slip=bool(one.slip_code),
        is_taken_back=one.taken_back_at is not None,
        is_reviewed=one.review is not ReviewResult.WAITING,
        entered_by=one.entered_by,
    )


def _square(contribution: Contribution, session: MappingSession) -> str:
    if contribution.geometry_bng is None:
        return ""
    middle = shapely.centroid(shapely.from_wkb(contribution.geometry_bng))
    return session.grid.square_at(middle.x, middle.y) or ""
