"""Noting what somebody agreed to, and taking it back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.consent import MAY_REST, PHOTO, RESTING, Consent, Purpose
from asset_map.domain.dates import local_date
from asset_map.domain.permission import EVERYWHERE, Actor, Place, may_erase, may_record
from asset_map.errors import UserError
from asset_map.services.data_protection.erasing import erase_for_good
from asset_map.services.permitted import asks, permit
from asset_map.services.permitted_places import of_assets
from asset_map.services.workspace import Workspace
from asset_map.store.erasures import ToErase

LONGEST_WORDING = 2000


@asks(may_record, of_assets("asset_id"))
def note_consent(  # noqa: PLR0913  (who agreed to what, when, and who notes it)
    asset_id: str,
    workspace: Workspace,
    *,
    person: str,
    purpose: Purpose,
    wording: str,
    given_on: dt.date,
    until: dt.date | None = None,
    rests_on: tuple[str, ...] = (),
    now: dt.datetime,
    actor: Actor,
) -> Consent:
    """Keep that somebody agreed to something about a record.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    person, purpose, wording
        Who, to what, and the words that they were asked in.
    given_on, until
        When, and until when; None for no end.
    rests_on
        Fields of the record, and `asset_map.domain.consent.PHOTO` with an id; empty for what usually rests on it.
    now, actor
        When it is noted, and by whom.

    Returns
    -------
    Consent
        As it is kept.

    Raises
    ------
    UserError
        Without a name or wording, for a day to come, and for what cannot rest on a consent.
    """
    workspace.store.asset(asset_id)
    person, wording = " ".join(person.split()), wording.strip()
    if not person or not wording or len(wording) > LONGEST_WORDING:
        raise UserError("Expected who agreed, and the words that they were asked in; found none. Write both down.")
    if given_on > local_date(now) or (until is not None and until < given_on):
        raise UserError("Expected a consent given by today, which ends later; found other dates. Correct them.")
    resting = rests_on or RESTING[purpose]
    if wrong := [name for name in resting if name not in MAY_REST and not name.startswith(PHOTO)]:
        raise UserError(f"Expected fields that can rest on a consent; found “{wrong[0]}”. Choose others.")
    if purpose is Purpose.PHOTO and not any(name.startswith(PHOTO) for name in resting):
        raise UserError("Expected the photo that shows them; found none. Choose a photo of the record.")
    consent = Consent(
        consent_id=uuid.uuid4().hex,
        asset_id=asset_id,
        person=person,
        purpose=purpose,
        wording=wording,
        rests_on=tuple(resting),
        given_on=given_on,
        until=until,
        noted_by=actor.name,
        noted_at=now,
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.CONSENT_NOTED)
    workspace.store.note_consent(consent, event=event)
    return consent


def of_consent(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return where the record lies that a consent is about.

    Parameters
    ----------
    called_with
        With its ``consent_id``.

    Returns
    -------
    iterable of Place
        None for one that is not kept; the service says so.
    """
    workspace = called_with["workspace"]
    ids = [one.asset_id for one in workspace.store.consents() if one.consent_id == called_with["consent_id"]]
    return of_assets("asset_ids")({"asset_ids": ids, "workspace": workspace})


@asks(may_record, of_consent)
def withdraw_consent(
    consent_id: str, workspace: Workspace, *, reason: str = "", now: dt.datetime, actor: Actor
) -> Consent:
    """Take a consent back: what rests on it is hidden from everybody at once and forgotten.

    Parameters
    ----------
    consent_id
        Which.
    workspace
        The area.
    reason
        Why, without a name; may be empty.
    now, actor
        When, and who notes it.

    Returns
    -------
    Consent
        As it was. A record that rests on it as a whole is erased, which takes the right to erase.

    Raises
    ------
    UserError
        When there is none that holds.
    """
    found = next((one for one in workspace.store.consents() if one.consent_id == consent_id), None)
    if found is None or found.withdrawn_on is not None:
        raise UserError("Expected a consent that holds; found none. Load the page again.")
    event = AuditEvent(at=now, actor=actor.name, action=Action.CONSENT_WITHDRAWN, reason=" ".join(reason.split()))
    if found.purpose is Purpose.RECORD:
        permit(may_erase, actor, EVERYWHERE)
        erase_for_good(ToErase(kind="consent", asset_ids=(found.asset_id,)), workspace, event=event)
        return found
    taken_back = workspace.store.withdraw_consent(consent_id, on=local_date(now), event=event)
    workspace.store.clean()
    return taken_back
