"""What becomes of a record when somebody changes its words or its place; nothing is kept here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from asset_map.domain.asset import PLACELESS, Asset, AssetDraft, Precision
from asset_map.domain.asset_fields import asset_fields
from asset_map.domain.dates import local_date, read_date
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.problem import Problem
from asset_map.domain.protection import Level, starting_level
from asset_map.domain.validation import check_words
from asset_map.services.as_draft import as_draft, is_place_touched
from asset_map.services.whereabouts import Whereabouts, whereabouts_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Edited:
    """A record as it would be.

    Parameters
    ----------
    asset
        With the version that it was read with, ready to be stored; None where there are problems.
    problems
        Everything that is to be mended first.
    raised_to
        The stronger protection that it gets; None when it stays.
    lower_to
        The weaker protection that was asked for, which takes a second person; None when it was not.
    is_place_forgotten
        Whether it loses its place for good.
    """

    asset: Asset | None
    problems: tuple[Problem, ...] = ()
    raised_to: Level | None = None
    lower_to: Level | None = None
    is_place_forgotten: bool = False


def edited(stored: Asset, draft: AssetDraft, workspace: Workspace, *, now: dt.datetime, actor: str) -> Edited:
    """Return a record with the words of a draft.

    A place that the draft leaves alone stays bit for bit. What is not in the words of a record stays too: where it
    comes from, who recorded it, where it stands in review.

    Parameters
    ----------
    stored
        As it is kept.
    draft
        All its words, as `asset_map.services.as_draft.as_draft` gives them, with what was changed.
    workspace
        The area.
    now, actor
        When, and who changes it.

    Returns
    -------
    Edited
        The record, or what is to be mended.
    """
    before = as_draft(stored)
    problems = check_words(draft, workspace.classification, today=local_date(now))
    if problems:
        return Edited(None, problems)
    level, lower_to = _levels(stored, before, draft, workspace)
    may_be_placed = level is not Level.UNMAPPED and bool(workspace.classification.kinds[draft.kind].placements)
    place: dict[str, Any] = {**PLACELESS, "precision": Precision.NONE, "located_by": None}
    if may_be_placed:
        found = _place(stored, before, draft, workspace)
        if isinstance(found, Problem):
            return Edited(None, (found,))
        place = found
    is_raised = level.strength > stored.protection.strength
    asset = replace(
        stored,
        **asset_fields(draft) | place,
        last_checked=read_date(draft.last_checked) or stored.last_checked,
        protection=level,
        protection_set_by=actor if is_raised else stored.protection_set_by,
    )
    return Edited(
        asset,
        raised_to=level if is_raised else None,
        lower_to=lower_to,
        is_place_forgotten=stored.geometry_bng is not None and not may_be_placed,
    )


def _levels(stored: Asset, before: AssetDraft, draft: AssetDraft, workspace: Workspace) -> tuple[Level, Level | None]:
    """Return the protection it gets, and the weaker one that was asked for."""
    asked = Level(draft.protection or stored.protection)
    demanded, demanded_before = _demanded(draft, workspace), _demanded(before, workspace)
    # Two people may have lowered what its kind or its words start with: only a change of these asks anew.
    floor = demanded if demanded.strength > demanded_before.strength else Level.PUBLIC
    level = max(stored.protection, asked, floor, key=lambda one: one.strength)
    return level, asked if asked.strength < stored.protection.strength else None


def _demanded(draft: AssetDraft, workspace: Workspace) -> Level:
    kind = workspace.classification.kinds.get(draft.kind)
    kind_level = kind.starting_level if kind else Level.PUBLIC
    return starting_level(kind_level, draft.words, workspace.classification.sensitive_words)


def _place(stored: Asset, before: AssetDraft, draft: AssetDraft, workspace: Workspace) -> dict[str, Any] | Problem:
    key = postcode_key(draft.postcode)
    place: dict[str, Any] = {
        "address": draft.address.strip(),
        "postcode": written_postcode(key) if key else draft.postcode.strip(),
        "uprn": draft.uprn.strip(),
    }
    if not is_place_touched(before, draft):
        kept = {name: getattr(stored, name) for name in ("geometry_bng", "zones", "precision", "located_by")}
        unchanged = {"postcode": stored.postcode} if draft.postcode == before.postcode else {}
        return place | kept | unchanged
    where = found_place(draft, workspace)
    if isinstance(where, Problem):
        return where
    return place | {
        "geometry_bng": where.geometry_bng,
        # Zones of other systems are of the old place; they are found anew when such a geography is installed.
        "zones": {workspace.geography.system.id: where.zone_code} if where.zone_code else {},
        "precision": where.precision,
        "located_by": where.located_by,
    }


def found_place(draft: AssetDraft, workspace: Workspace) -> Whereabouts | Problem:
    """Return where a draft says that a record is.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area.

    Returns
    -------
    Whereabouts or Problem
        The place, or why it cannot be placed.
    """
    where = whereabouts_of(
        [draft],
        geography=workspace.geography,
        prepared=workspace.prepared,
        classification=workspace.classification,
    )[0]
    return where if where.problem is None else where.problem
