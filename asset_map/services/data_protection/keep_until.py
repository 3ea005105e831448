"""Dates that act: what is past its date is archived and then erased, and so is what rests on a consent that ended.

Nothing happens unannounced: `plan_keep_until` says what the next day's work does, and what the days after bring.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.consent import Consent, Purpose, holds
from asset_map.domain.dates import local_date
from asset_map.domain.permission import Actor, everything, may_erase
from asset_map.domain.protection import Level
from asset_map.language import gettext as _
from asset_map.services.data_protection.erasing import erase_for_good
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from asset_map.store.erasures import ToErase

GRACE_DAYS = 30
"""How long a record that is past its date can still be brought back; what is about a person goes at once."""

REMOVED_PHOTOS_DAYS = 30
"""How long a photo that was taken away can be put back."""

DRAFTS_DAYS = 90
"""How long a form is kept in which nobody has typed."""

BY_ITSELF = everything("Asset Map, by itself")
"""Who does the day's work."""

PAST_ITS_DATE = "past its keep-until date"


@dataclass(frozen=True, kw_only=True)
class DueRecord:
    """A record that is past its date.

    Parameters
    ----------
    asset_id, name, keep_until
        Which, and its date.
    erased_on
        The day on which it is erased.
    """

    asset_id: str
    name: str
    keep_until: dt.date
    erased_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the dates bring on a day.

    Parameters
    ----------
    today
        The day.
    to_archive, to_erase
        Records that are archived, and those that are erased.
    ended
        Consents that have ended: what rests on them is forgotten.
    photos, drafts
        How many photos that were taken away, and half-typed forms, are let go of.
    coming
        Records that are erased later: archived already, or with a date within `GRACE_DAYS`.
    """

    today: dt.date
    to_archive: tuple[DueRecord, ...]
    to_erase: tuple[DueRecord, ...]
    ended: tuple[Consent, ...]
    photos: int
    drafts: int
    coming: tuple[DueRecord, ...]


def is_about_a_person(asset: Asset) -> bool:
    """Return whether a record is about a person rather than about a place or a group.

    Parameters
    ----------
    asset
        The record.

    Returns
    -------
    bool
        For the kind ``person``, and for what may not be mapped.
    """
    return asset.kind == "person" or asset.protection is Level.UNMAPPED


def erased_on(asset: Asset, keep_until: dt.date) -> dt.date:
    """Return the day on which a record is erased.

    Parameters
    ----------
    asset, keep_until
        The record, and the last day on which it may be kept.

    Returns
    -------
    datetime.date
        The day after for what is about a person; for the rest `GRACE_DAYS` later, so that a wrong date can be mended.
    """
    return keep_until + dt.timedelta(days=1 if is_about_a_person(asset) else 1 + GRACE_DAYS)


@asks(may_erase, everywhere)
def plan_keep_until(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Plan:  # noqa: ARG001  (it is asked for)
    """Return what the dates bring today, and what they bring soon; nothing is changed.

    Parameters
    ----------
    workspace
        The area.
    now, actor
        The moment, and who asks.

    Returns
    -------
    Plan
        What `act_on_keep_until` does at that moment.
    """
    return _planned(workspace, now)


@asks(may_erase, everywhere)
def act_on_keep_until(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Plan:
    """Do what the dates bring: archive, erase, forget.

    Parameters
    ----------
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Plan
        What was done.
    """
    plan = _planned(workspace, now)
    archiving = AuditEvent(at=now, actor=actor.name, action=Action.ARCHIVED, reason=PAST_ITS_DATE)
    for due in plan.to_archive:
        asset = workspace.store.asset(due.asset_id)
        archived = replace(asset, review_state=ReviewState.ARCHIVED, review_reason=PAST_ITS_DATE)
        workspace.store.change_asset(archived, event=archiving)
    whole = _going_as_wholes(plan)
    for consent in plan.ended:
        if consent.asset_id not in whole:
            ending = replace(archiving, action=Action.CONSENT_WITHDRAWN, reason="it has ended")
            workspace.store.withdraw_consent(consent.consent_id, on=plan.today, event=ending)
    if whole := whole & _going_as_wholes(_planned(workspace, now)):  # a date may have been moved meanwhile
        erase_for_good(ToErase(kind="keep_until", asset_ids=tuple(sorted(whole))), workspace, event=archiving)
    workspace.store.forget_left_over(**_moments(now), event=replace(archiving, action=Action.REMOVED))
    return plan


def _going_as_wholes(plan: Plan) -> set[str]:
    ended = {consent.asset_id for consent in plan.ended if consent.purpose is Purpose.RECORD}
    return ended | {due.asset_id for due in plan.to_erase}


def do_what_dates_bring(workspace: Workspace, now: dt.datetime) -> str:
    """Do the day's work.

    Parameters
    ----------
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    str
        How much was done, and nothing of what it was.
    """
    return in_words(act_on_keep_until(workspace, now=now, actor=BY_ITSELF))


def in_words(plan: Plan) -> str:
    """Return how much the dates bring, without names.

    Parameters
    ----------
    plan
        For a day.

    Returns
    -------
    str
        One sentence.
    """
    words = _(
        "Past their date: {archive} records archived, {erase} erased, {consents} consents ended, {photos} photos and "
        "{drafts} half-typed forms let go."
    )
    return words.format(
        archive=len(plan.to_archive),
        erase=len(plan.to_erase),
        consents=len(plan.ended),
        photos=plan.photos,
        drafts=plan.drafts,
    )


def _planned(workspace: Workspace, now: dt.datetime) -> Plan:
    today = local_date(now)
    soon = workspace.store.past_keep_until(today + dt.timedelta(days=GRACE_DAYS))
    dated = sorted(workspace.store.assets(sorted(soon)).values(), key=lambda one: (str(one.keep_until), one.asset_id))
    due = [(_due(asset, asset.keep_until), asset) for asset in dated if asset.keep_until is not None]
    past = [(one, asset) for one, asset in due if one.keep_until < today]
    to_erase = tuple(one for one, _asset in past if one.erased_on <= today)
    open_still = [(one, asset) for one, asset in past if one.erased_on > today]
    is_archived = {asset.asset_id for _one, asset in open_still if asset.review_state is ReviewState.ARCHIVED}
    gone = {one.asset_id for one in to_erase}
    ended = tuple(
        one
        for one in workspace.store.consents()
        if one.withdrawn_on is None and not holds(one, today=today) and one.asset_id not in gone
    )
    left = workspace.store.count_left_over(**_moments(now))
    return Plan(
        today=today,
        to_archive=tuple(one for one, _asset in open_still if one.asset_id not in is_archived),
        to_erase=to_erase,
        ended=ended,
        photos=left["photos"],
        drafts=left["drafts"],
        coming=tuple(one for one, _asset in due if one.erased_on > today),
    )


def _due(asset: Asset, keep_until: dt.date) -> DueRecord:
    return DueRecord(
        asset_id=asset.asset_id, name=asset.name, keep_until=keep_until, erased_on=erased_on(asset, keep_until)
    )


def _moments(now: dt.datetime) -> dict[str, dt.datetime]:
    return {
        "photos_before": now - dt.timedelta(days=REMOVED_PHOTOS_DAYS),
        "drafts_before": now - dt.timedelta(days=DRAFTS_DAYS),
    }
