"""Deciding what is shown, and what waits for somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.audit import AuditEvent
from asset_map.domain.freshness import Freshness
from asset_map.domain.permission import Actor, audience_for, may_record, may_review
from asset_map.domain.person import Person
from asset_map.domain.proposal import ProposalKind, same_person
from asset_map.domain.protection import Audience
from asset_map.domain.review import ACTIONS, why_not
from asset_map.errors import ConflictError, NotAllowedError
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import view_assets
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_assets
from asset_map.services.workspace import Workspace


class Waits(StrEnum):
    """Why a record waits for somebody."""

    REVIEW = "review"
    SECOND_PERSON = "second_person"
    OUTSIDE = "outside"
    ANSWER = "answer"
    CHECK = "check"


OF_PROPOSAL = {
    ProposalKind.LOWER_PROTECTION: Waits.SECOND_PERSON,
    ProposalKind.UPDATE: Waits.OUTSIDE,
    ProposalKind.GONE: Waits.OUTSIDE,
}
OF_STATE = {ReviewState.SUBMITTED: Waits.REVIEW, ReviewState.NEEDS_INFORMATION: Waits.ANSWER}
FOR_STAFF = (Waits.REVIEW, Waits.SECOND_PERSON, Waits.OUTSIDE)
"""What staff have to decide; the other two wait for whoever sent a record, and for a visit."""

ANY, ME = "any", "me"


@asks(may_review, of_assets("asset_id"))
def decide(
    asset_id: str,
    *,
    version: int,
    state: ReviewState,
    reason: str,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
) -> Asset:
    """Decide where a record stands.

    Parameters
    ----------
    asset_id, version
        The record, and the version that was before who decides.
    state
        Where it is to stand.
    reason
        What whoever waits for it is told.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Asset
        As it is kept now.

    Raises
    ------
    NotAllowedError
        When it may not go there from where it stands, a reason is missing, or it was merged into another record.
    ConflictError
        When somebody else saved the record meanwhile.
    """
    return _carry_out(asset_id, version, state, reason, workspace, now=now, actor=actor)


@asks(may_record, of_assets("asset_id"))
def archive(asset_id: str, *, version: int, reason: str, workspace: Workspace, now: dt.datetime, actor: Actor) -> Asset:
    """Put a record away that is none any longer, which takes no reviewer.

    Parameters
    ----------
    asset_id, version
        The record, and the version that was before who archives it.
    reason
        Why.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Asset
        As it is kept now.

    Raises
    ------
    NotAllowedError
        When it may not go there from where it stands, a reason is missing, or it was merged into another record.
    ConflictError
        When somebody else saved the record meanwhile.
    """
    return _carry_out(asset_id, version, ReviewState.ARCHIVED, reason, workspace, now=now, actor=actor)


def _carry_out(
    asset_id: str,
    version: int,
    state: ReviewState,
    reason: str,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
) -> Asset:
    stored = workspace.store.asset(asset_id)
    if stored.version != version:
        raise ConflictError(
            f"Expected version {version} of “{stored.name}”, the one that was decided on; found version "
            f"{stored.version}. Nothing was changed. Read it again and decide then."
        )
    if stored.merged_into:
        raise NotAllowedError(
            "Expected a record of its own; found one that was merged into another. Take the merging back first."
        )
    if problem := why_not(stored.review_state, state, reason=reason):
        raise NotAllowedError(problem)
    event = AuditEvent(at=now, actor=actor.name, action=ACTIONS[state], reason=reason.strip())
    return workspace.store.change_asset(replace(stored, review_state=state, review_reason=reason.strip()), event=event)


def records(workspace: Workspace, *, audience: Audience, today: dt.date) -> gpd.GeoDataFrame:
    """Return all records for staff, each with what it waits for.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        The date to judge by.

    Returns
    -------
    geopandas.GeoDataFrame
        As `asset_map.services.look.view_assets` gives them, with ``waits`` (a tuple of `Waits`). Shared between
        callers: never changed in place.
    """
    return workspace.remember(("records", audience, today), lambda: _records(workspace, audience, today))


def find_records(
    wanted: Wanted, waits: str, person: Person, workspace: Workspace, *, today: dt.date
) -> gpd.GeoDataFrame:
    """Return the records that fit what is wanted.

    Parameters
    ----------
    wanted
        What is looked for.
    waits
        A code of `Waits`; ``any`` for all that staff have to decide; ``me`` for what this person may decide, which is
        not what they proposed themselves; empty for all records.
    person
        Who asks.
    workspace
        The area.
    today
        The date to judge by.

    Returns
    -------
    geopandas.GeoDataFrame
        As `records` gives them; what staff have to decide comes first.
    """
    audience = audience_for(person)
    found = find_assets(wanted, workspace, audience=audience, today=today)["asset_id"]
    frame = records(workspace, audience=audience, today=today)
    frame = frame[frame["asset_id"].isin(found)]
    if waits:
        fits = _fits(waits, person.name, workspace)
        rows = zip(frame["asset_id"], frame["waits"], strict=True)
        frame = frame[[fits(asset_id, waits_of) for asset_id, waits_of in rows]]
    later = [not set(waits_of).intersection(FOR_STAFF) for waits_of in frame["waits"]]
    return frame.iloc[np.argsort(later, kind="stable")]


def waiting(workspace: Workspace, *, audience: Audience, today: dt.date) -> dict[Waits, int]:
    """Return how many records wait for what.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        The date to judge by.

    Returns
    -------
    dict
        Numbers of records.
    """
    counts = records(workspace, audience=audience, today=today)["waits"].explode().value_counts()
    return {waits: int(counts.get(waits, 0)) for waits in Waits}


def _records(workspace: Workspace, audience: Audience, today: dt.date) -> gpd.GeoDataFrame:
    frame = view_assets(workspace, audience, today=today)
    proposed: dict[str, set[Waits]] = {}
    for proposal in workspace.store.proposals():
        proposed.setdefault(proposal.asset_id, set()).add(OF_PROPOSAL[proposal.kind])
    rows = zip(frame["asset_id"], frame["review_state"], frame["freshness"], strict=True)
    waits = [tuple(_waits(proposed.get(asset_id, set()), state, fresh)) for asset_id, state, fresh in rows]
    return frame.assign(waits=pd.Series(waits, index=frame.index, dtype="object"))


def _waits(proposed: set[Waits], review_state: str, freshness: str) -> Iterator[Waits]:
    state = ReviewState(review_state)
    if state in OF_STATE:
        yield OF_STATE[state]
    yield from sorted(proposed)
    if state is ReviewState.PUBLISHED and freshness != Freshness.FRESH.value:
        yield Waits.CHECK


def _fits(waits: str, person: str, workspace: Workspace) -> Callable[[str, tuple[Waits, ...]], bool]:
    """Return a function that tells whether a record waits for what is wanted."""
    if waits == ANY:
        return lambda _, waits_of: bool(set(waits_of).intersection(FOR_STAFF))
    if waits == ME:
        open_now = workspace.store.proposals()
        others = {one.asset_id for one in open_now if not same_person(one.proposed_by, person)}
        return lambda asset_id, waits_of: Waits.REVIEW in waits_of or asset_id in others
    return lambda _, waits_of: waits in waits_of
