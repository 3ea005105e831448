"""What becomes of what was said: kept as it is, or not used; records are made of it beside this.

Whoever reviews says what they saw. Where somebody else reviewed it meanwhile, or whoever said it took it back, nothing
is changed and the reviewer is told. That something matters to one more person is no such change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, ReviewResult
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.errors import ConflictError, UserError
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.workspace import Workspace

LONGEST_REASON = 500
TRIES = 5
"""How often a change is tried again when only its number moved on: people in the room say that it matters."""

_REVIEWED = ("review", "reviewed_at", "asset_id")
_SAID = (
    "kind", "words", "language", "asset_kind", "offers", "geometry_bng", "how_placed", "place", "zone_code",
    "do_not_publish", "about_id", "taken_back_at",
)  # fmt: skip
"""Fields whose change a reviewer has to hear of: what others made of it, and what a scribe corrected."""


@asks(may_run_sessions, of_session("seen"))
def keep_as_said(
    seen: Contribution,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    reason: str = "",
    may_be_quoted: bool = False,
) -> Contribution:
    """Keep an idea, a story or a look as it was said, without a record.

    Parameters
    ----------
    seen
        The contribution as the reviewer saw it.
    workspace
        The area.
    now, actor, reason
        When, who and why; a reason is not needed.
    may_be_quoted
        Whether its words may stand on public pages.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile, or it was taken back.
    UserError
        When its words are to be quoted although they are not to be published.
    """
    refuse_quoting(seen, may_be_quoted=may_be_quoted)
    fields = {"review": ReviewResult.KEPT, "review_reason": reason, "may_be_quoted": may_be_quoted}
    return mark(seen, fields, workspace, now=now, actor=actor)


@asks(may_run_sessions, of_session("seen"))
def do_not_use(
    seen: Contribution, workspace: Workspace, *, now: dt.datetime, actor: Actor, reason: str
) -> Contribution:
    """Use something for nothing, and say why; it counts nowhere and stays on record.

    Parameters
    ----------
    seen
        The contribution as the reviewer saw it.
    workspace
        The area.
    now, actor, reason
        When, who and why.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile, or it was taken back.
    UserError
        Without a reason.
    """
    if not reason.strip():
        raise UserError(_("Expected a reason why it is not used; found none. Say it in a sentence."))
    fields = {"review": ReviewResult.NOT_USED, "review_reason": reason, "may_be_quoted": False}
    return mark(seen, fields, workspace, now=now, actor=actor)


def mark(
    seen: Contribution,
    fields: Mapping[str, Any],
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    action: Action = Action.REVIEWED,
) -> Contribution:
    """Keep what a reviewer made of a contribution.

    Parameters
    ----------
    seen
        The contribution as the reviewer saw it.
    fields
        What is to stand in it.
    workspace
        The area.
    now, actor, action
        When, who and what.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile, or it was taken back.
    UserError
        For a reason that is too long.
    """
    reason = str(fields["review_reason"]).strip()
    if len(reason) > LONGEST_REASON:
        text = _("Expected a reason of at most {most} letters; found {found}. Say it more shortly.")
        raise UserError(text.format(most=LONGEST_REASON, found=len(reason)))
    event = AuditEvent(at=now, actor=actor.name, action=action, reason=reason)
    said = dict(fields) | {"review_reason": reason, "reviewed_by": actor.name, "reviewed_at": now}

    def _try_once() -> Contribution:
        stored = check_seen(seen, workspace, even_taken_back=seen.taken_back_at is not None)
        return workspace.store.change_contribution(replace(stored, **said), event=event)

    return _tried(_try_once)


def check_seen(seen: Contribution, workspace: Workspace, *, even_taken_back: bool = False) -> Contribution:
    """Return a contribution as it is kept, unless it is not as a reviewer saw it.

    Parameters
    ----------
    seen
        As the reviewer saw it.
    workspace
        The area.
    even_taken_back
        Whether it may have been taken back by whoever said it.

    Returns
    -------
    Contribution
        As kept; that it matters to more people is no change.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile, or it was taken back.
    UserError
        When it was never said.
    """
    stored = workspace.store.contribution(seen.contribution_id)
    if stored is None:
        raise UserError(_("Expected something that was said in this session; found nothing. Load the page again."))
    if stored.taken_back_at is not None and not even_taken_back:
        raise ConflictError(_("Whoever said this has taken it back. Nothing was changed, and it is not to be used."))
    if any(getattr(stored, name) != getattr(seen, name) for name in _REVIEWED):
        text = _("Expected this as you saw it; found that {name} reviewed it meanwhile. Nothing was changed.")
        raise ConflictError(text.format(name=stored.reviewed_by or _("somebody")))
    if any(getattr(stored, name) != getattr(seen, name) for name in _SAID):
        raise ConflictError(_("Expected this as you saw it; found that it was corrected meanwhile. Look at it again."))
    return stored


def refuse_quoting(contribution: Contribution, *, may_be_quoted: bool) -> None:
    """Refuse to quote what is not to be published.

    Parameters
    ----------
    contribution
        What was said.
    may_be_quoted
        Whether its words are to stand on public pages.

    Raises
    ------
    UserError
        When they are, and whoever said it asked not to publish it, or it is hidden from the room.
    """
    if may_be_quoted and is_held_back(contribution):
        raise UserError(_("This is not to be published, so its words cannot be quoted."))


def is_held_back(contribution: Contribution) -> bool:
    """Return whether something may not be shown to the public, because somebody asked so or it was hidden.

    Parameters
    ----------
    contribution
        What was said.

    Returns
    -------
    bool
        What its kind and words ask for is another question.
    """
    return contribution.do_not_publish or contribution.hidden_at is not None


def _tried(try_once: Callable[[], Contribution]) -> Contribution:
    for _again in range(TRIES - 1):
        try:
            return try_once()
        except ConflictError:
            continue  # what the reviewer has to hear of is told again by the last try
    return try_once()
