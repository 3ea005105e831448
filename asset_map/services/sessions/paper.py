"""What scribes type in from paper: kept once, corrected with its history, taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Channel, Contribution, ContributionDraft, ReviewResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import PaperDraft, Typed, sheet_name, tidied
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.errors import ConflictError, UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.contribute import enter_from_paper
from asset_map.services.sessions.paper_list import from_paper, on_dot, typed_of
from asset_map.services.sessions.said import NotSent, made_of
from asset_map.services.workspace import Workspace

TRIES = 5
"""So often a correction is tried again, because a glance or "this matters" came between."""


@asks(may_run_sessions, of_session("session"))
def enter(
    draft: PaperDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Contribution | NotSent:
    """Keep an entry; sent twice, it is kept once.

    Parameters
    ----------
    draft
        As typed.
    session, workspace
        Whose paper it is, and the area.
    now, actor
        When, and who types it in.

    Returns
    -------
    Contribution or NotSent
        As kept; or the problems, among them that somebody typed the same dot of this sheet.
    """
    before = workspace.store.contribution(draft.contribution_id)
    if before is not None and before.session_id == session.session_id:
        return before
    ready = _ready(draft, session, workspace)
    return ready if isinstance(ready, NotSent) else enter_from_paper(ready, session, workspace, now=now, actor=actor)


@asks(may_run_sessions, of_session("session"))
def correct(
    draft: PaperDraft,
    was: Typed,
    session: MappingSession,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
) -> Contribution | NotSent:
    """Correct an entry; sent twice, it is corrected once, and nothing that somebody else corrected is overwritten.

    Parameters
    ----------
    draft
        The entry as it should be, under its id; without a slip code it keeps the one it has.
    was
        The entry as the scribe saw it.
    session, workspace
        Whose paper it is, and the area.
    now, actor
        When, and who corrects it.

    Returns
    -------
    Contribution or NotSent
        As kept, with a new number, to be looked at again by the facilitator; or the problems. An entry that had come
        back before it was kept is kept now.
    """
    for _try in range(TRIES):
        before = workspace.store.contribution(draft.contribution_id)
        if before is None:
            return enter(draft, session, workspace, now=now, actor=actor)
        if problem := _not_to_be_corrected(before, draft, was, session, workspace):
            return NotSent((problem,))
        ready = _ready(draft, session, workspace)
        made = ready if isinstance(ready, NotSent) else made_of(ready, session, workspace, now=now)
        if isinstance(made, NotSent):
            return made
        changed = _corrected(before, made)
        if changed == before:
            return before
        try:
            return workspace.store.change_contribution(
                changed, event=AuditEvent(at=now, actor=actor.name, action=Action.CHANGED)
            )
        except ConflictError:
            continue
    raise ConflictError("Expected this entry to stay for a moment; found that it kept changing. Save it again.")


@asks(may_run_sessions, of_session("session"))
def take_back(
    contribution_id: str, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Contribution:
    """Take an entry back: it stays in the history, and nobody but staff sees it.

    Parameters
    ----------
    contribution_id, session, workspace
        Which entry, of which session, and the area.
    now, actor
        When, and who.

    Returns
    -------
    Contribution
        As kept; the same when it was taken back before.

    Raises
    ------
    UserError
        When it is no entry from paper of this session, or was reviewed.
    """
    return _taken_back(
        contribution_id, session, workspace, at=now, event=AuditEvent(at=now, actor=actor.name, action=Action.UNDONE)
    )


@asks(may_run_sessions, of_session("session"))
def put_back(
    contribution_id: str, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Contribution:
    """Put back an entry that was taken back.

    Parameters
    ----------
    contribution_id, session, workspace
        Which entry, of which session, and the area.
    now, actor
        When, and who.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    UserError
        When it is no entry from paper of this session, or was reviewed.
    """
    return _taken_back(
        contribution_id, session, workspace, at=None, event=AuditEvent(at=now, actor=actor.name, action=Action.RESTORED)
    )


def _taken_back(
    contribution_id: str, session: MappingSession, workspace: Workspace, *, at: dt.datetime | None, event: AuditEvent
) -> Contribution:
    for _try in range(TRIES):
        before = workspace.store.contribution(contribution_id)
        if before is None or before.session_id != session.session_id or before.channel is not Channel.PAPER:
            raise UserError("Expected an entry from paper of this session; found nothing. Load the page again.")
        if (before.taken_back_at is None) is (at is None):
            return before
        if before.review is not ReviewResult.WAITING:
            raise UserError("Expected an entry that waits for review; found that it was reviewed. Change it there.")
        try:
            return workspace.store.change_contribution(replace(before, taken_back_at=at), event=event)
        except ConflictError:
            continue
    raise ConflictError("Expected this entry to stay for a moment; found that it kept changing. Try again.")


def _ready(draft: PaperDraft, session: MappingSession, workspace: Workspace) -> ContributionDraft | NotSent:
    """Return what can be checked as a contribution, with the entry that it is another view of."""
    said, sheet = from_paper(session, workspace), sheet_name(draft.sheet)
    dot, about = draft.dot.strip().lstrip("0"), draft.about_dot.strip().lstrip("0")
    others = on_dot(sheet, dot, said, draft.contribution_id) if dot else []
    kept = workspace.store.contribution(draft.contribution_id)
    is_as_before = kept is not None and str(kept.dot or "") == dot and sheet_name(kept.sheet) == sheet
    if others and draft.same_dot != "yes" and not is_as_before:
        message = f"Expected a new dot; found that dot {dot[:10]} of {sheet[:20] or 'no sheet'} was typed already."
        return NotSent((Problem(ProblemCode.ALREADY_HERE, "same_dot", dot[:60], message),))
    seen = on_dot(sheet, about, said, draft.contribution_id) if about else []
    if about and not seen:
        message = f"Expected a dot of this sheet that was typed already; found “{draft.about_dot[:10]}”. Type it first."
        return NotSent((Problem(ProblemCode.UNKNOWN_CODE, "about_dot", draft.about_dot[:60], message),))
    known = {one.name: getattr(draft, one.name) for one in fields(ContributionDraft)}
    changes = {"sheet": sheet, "dot": dot, "about_id": seen[0].contribution_id if seen else "", "shape": ""}
    return ContributionDraft(**known | changes)


def _not_to_be_corrected(
    before: Contribution, draft: PaperDraft, was: Typed, session: MappingSession, workspace: Workspace
) -> Problem | None:
    if before.session_id != session.session_id or before.channel is not Channel.PAPER:
        message = "Expected an entry from paper of this session; found nothing. Load the page again."
        return Problem(ProblemCode.UNKNOWN_CODE, "contribution_id", "", message)
    if before.review is not ReviewResult.WAITING or before.taken_back_at is not None:
        message = "Expected an entry that waits for review; found that it was reviewed or taken back meanwhile."
        return Problem(ProblemCode.UNKNOWN_CODE, "contribution_id", "", message)
    stored = typed_of(before, workspace)
    if stored not in (tidied(was), tidied(_astyped_of(draft))):
        message = (
            f"Expected the entry as you saw it; found that somebody corrected it meanwhile. It says “{stored.words}” "
            f"at “{stored.place}” now. Nothing was overwritten: look at it, and correct it again."
        )
        return Problem(ProblemCode.ALREADY_HERE, "contribution_id", "", message)
    return None


def _astyped_of(draft: PaperDraft) -> Typed:
    return Typed(**{one.name: getattr(draft, one.name) for one in fields(Typed)})


def _corrected(before: Contribution, made: Contribution) -> Contribution:
    """Return an entry with what was corrected; who typed it first, and when, stays."""
    names = (
        "kind", "words", "language", "offers", "geometry_bng", "how_placed", "located_by", "place", "zone_code",
        "do_not_publish", "about_id", "dot", "sheet",
    )  # fmt: skip
    changes: dict[str, Any] = {name: getattr(made, name) for name in names}
    changed = replace(before, **changes)
    seen = before.glanced_at if changed == before else None
    return replace(changed, glanced_at=seen, slip_code=made.slip_code or before.slip_code)
