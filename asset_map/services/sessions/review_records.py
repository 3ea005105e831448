"""Making a record of what was said in a session, or adding it to one that is there.

Both go through the services by which staff record and change, so that codes, places, protection and history hold. The
source of a record is the session: never who said it, nor by which slip.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow
from asset_map.domain.contribution import Contribution, ContributionKind, ReviewResult
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.problem import Problem
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, UserError
from asset_map.language import ENGLISH
from asset_map.language import gettext as _
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, change
from asset_map.services.change import Refused as ChangeRefused
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.record import Refused, record
from asset_map.services.review import archive
from asset_map.services.sessions.review import check_seen, mark, refuse_quoting
from asset_map.services.sessions.review_drafts import as_record, floor_of, source_of, with_place
from asset_map.services.twins import Twin, likely_twins
from asset_map.services.workspace import Workspace

_RECORDS_OF = uuid.UUID("5b3c1b0e-6a5e-4b6f-9d6e-0f3a8d1c2e47")
"""Records are given ids that no phone can choose, and that are the same when making one is tried again."""


class WordsTo(StrEnum):
    """Where the words of a contribution go in a record that is there."""

    OWN_WORDS = "own_words"
    VALUED = "valued"
    STORY = "story"
    COULD_DO = "could_do"
    NOWHERE = ""


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What is added to a record that is there.

    Parameters
    ----------
    asset_id, version
        The record, and the version that the reviewer saw.
    words_to
        Where the words go; what stands there stays.
    offers
        Codes that come beside those that the record has.
    is_still_right
        Whether what was said shows that the record still holds.
    """

    asset_id: str
    version: int
    words_to: WordsTo = WordsTo.NOWHERE
    offers: tuple[str, ...] = ()
    is_still_right: bool = False


@dataclass(frozen=True)
class InRecord:
    """What was said stands in a record.

    Parameters
    ----------
    contribution
        As kept.
    asset
        The record.
    """

    contribution: Contribution
    asset: Asset


@dataclass(frozen=True)
class NotInRecord:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


def twins_of(draft: AssetDraft, workspace: Workspace, *, audience: Audience, today: dt.date) -> tuple[Twin, ...]:
    """Return the records that are likely to be what was said; for staff only.

    Parameters
    ----------
    draft
        As `draft_of` gives it, with the name that the reviewer types.
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        The date to judge by.

    Returns
    -------
    tuple of Twin
        The likeliest first.
    """
    return likely_twins(draft, workspace, audience=audience, today=today)


@asks(may_run_sessions, of_session("session"))
def make_record(
    seen: Contribution,
    draft: AssetDraft,
    session: MappingSession,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    may_be_quoted: bool = False,
    place: str = "",
) -> InRecord | NotInRecord:
    """Make a record of what was said; tried again after it broke off, it is made once.

    Parameters
    ----------
    seen
        The contribution as the reviewer saw it.
    draft
        As `draft_of` gives it, with the name, kind, offers, summary and protection that the reviewer chose. Where it
        comes from, what was said, and where, stay as they are.
    session
        Where it was said.
    workspace
        The area.
    now, actor
        When, and who reviews.
    may_be_quoted
        Whether its words may stand on public pages.
    place
        Where it is, as the reviewer typed it, for what was said without a place: a square of the grid, a postcode or a
        landmark.

    Returns
    -------
    InRecord or NotInRecord
        The record; or the problems beside their fields.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile, or it was taken back.
    UserError
        For "nothing here", which is no asset; and when the place is not found.
    """
    stored = check_seen(seen, workspace)
    if stored.kind is ContributionKind.NOTHING_HERE:
        raise UserError(_("“Nothing here” is a look and no asset. Keep it as said: it counts when you write coverage."))
    refuse_quoting(stored, may_be_quoted=may_be_quoted)
    as_kept = as_record(with_place(stored, place, session, workspace, now=now), draft, session, workspace)
    asset_id = uuid.uuid5(_RECORDS_OF, f"{stored.contribution_id} {stored.reviewed_at}").hex
    made = record(as_kept, workspace, now=now, actor=actor, asset_id=asset_id)
    if isinstance(made, Refused):
        return NotInRecord(made.problems)
    fields = {"review": ReviewResult.RECORDED, "review_reason": "", "asset_id": asset_id}
    try:
        kept = mark(seen, fields | {"may_be_quoted": may_be_quoted}, workspace, now=now, actor=actor)
    except ConflictError:
        _archive_unless_used(made.asset, stored, workspace, now=now, actor=actor)
        raise
    return InRecord(kept, made.asset)


@asks(may_run_sessions, of_session("session"))
def add_to_record(
    seen: Contribution,
    addition: Addition,
    session: MappingSession,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    may_be_quoted: bool = False,
) -> InRecord | NotInRecord:
    """Add what was said to a record that is there; tried again after it broke off, it is added once.

    Parameters
    ----------
    seen
        The contribution as the reviewer saw it.
    addition
        To which record, and what of it.
    session
        Where it was said.
    workspace
        The area.
    now, actor
        When, and who reviews.
    may_be_quoted
        Whether its words may stand on public pages.

    Returns
    -------
    InRecord or NotInRecord
        The record; or the problems beside their fields.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile, it was taken back, or the record was changed meanwhile.
    UserError
        When words that are not to be published would stand in a record that the public sees.
    """
    stored = check_seen(seen, workspace)
    refuse_quoting(stored, may_be_quoted=may_be_quoted)
    asset = workspace.store.asset(addition.asset_id)
    is_open = asset.protection.strength < Level.PARTNERS.strength
    if addition.words_to and is_open and floor_of(stored, workspace):
        text = _("These words are not to be published, and “{name}” is public. Add them to no field of it.")
        raise UserError(text.format(name=asset.name))
    if (draft := _with(addition, stored, asset, session)) != as_draft(asset):
        changed = change(
            asset.asset_id,
            version=addition.version,
            draft=draft,
            workspace=workspace,
            now=now,
            actor=actor,
            reason=source_of(session),
        )
        if isinstance(changed, ChangeRefused):
            return NotInRecord(changed.problems)
        if not isinstance(changed, Changed):
            text = _("Expected “{name}” as you saw it; found that {who} changed it meanwhile. Nothing was changed.")
            raise ConflictError(text.format(name=asset.name, who=changed.by))
        asset = changed.asset
    fields = {"review": ReviewResult.ADDED_TO, "review_reason": "", "asset_id": asset.asset_id}
    kept = mark(seen, fields | {"may_be_quoted": may_be_quoted}, workspace, now=now, actor=actor)
    return InRecord(kept, asset)


def _with(addition: Addition, stored: Contribution, asset: Asset, session: MappingSession) -> AssetDraft:
    before = as_draft(asset)
    draft = replace(before, **_added(stored, before, addition.words_to, session))
    draft = replace(draft, offers=tuple(dict.fromkeys((*before.offers, *addition.offers))))
    held_on = min(session.held_on, local_date(stored.sent_at))
    if addition.is_still_right and (asset.last_checked is None or held_on > asset.last_checked):
        return replace(draft, last_checked=held_on.isoformat(), checked_how=CheckedHow.SESSION.value)
    return draft


def _archive_unless_used(
    asset: Asset, stored: Contribution, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> None:
    """Archive a record that was made in the moment in which somebody else decided otherwise."""
    decided = workspace.store.contribution(stored.contribution_id)
    if decided is None or decided.asset_id != asset.asset_id:
        reason = "Somebody else reviewed it meanwhile"
        archive(
            asset.asset_id,
            version=asset.version,
            reason=reason,
            workspace=workspace,
            now=now,
            actor=actor,
        )


def _added(
    contribution: Contribution, before: AssetDraft, words_to: WordsTo, session: MappingSession
) -> dict[str, Any]:
    words = contribution.words.strip()
    if not words_to or not words:
        return {}
    standing = str(getattr(before, words_to.value)).strip()
    if words_to is WordsTo.OWN_WORDS and not standing:
        return {"own_words": words, "own_words_language": contribution.language.replace("_", "-")}
    language = "" if contribution.language == ENGLISH else f" [{contribution.language.replace('_', '-')}]"
    line = f"“{words}”{language} ({written_date(session.held_on)})"
    return (
        {} if line in standing or standing == words else {words_to.value: f"{standing}\n{line}" if standing else line}
    )
