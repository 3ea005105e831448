"""How does the consent of a contact person follow the record that names them?"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, insert, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.consent import RESTING, Consent, Purpose
from asset_map.domain.dates import local_date
from asset_map.domain.sought import sought, sought_texts
from asset_map.errors import UserError
from asset_map.store.erasing_words import Reach, erase_words
from asset_map.store.schema import consents
from asset_map.store.traces import Hand


def consent_row(consent: Consent) -> dict[str, Any]:
    """Return the row that a consent is kept as.

    Parameters
    ----------
    consent
        The consent.

    Returns
    -------
    dict
        Values by column.
    """
    return asdict(consent) | {"purpose": consent.purpose.value, "rests_on": list(consent.rests_on)}


def note_contact_persons(connection: Connection, changed: Sequence[Asset], *, event: AuditEvent) -> None:
    """Keep the consents of contact persons as the records tell them.

    Parameters
    ----------
    connection
        The transaction that writes the records.
    changed
        As they are to be kept.
    event
        Who writes, and when.
    """
    rows = [_contact_row(asset, event) for asset in changed if asset.contact_person]
    if rows:
        connection.execute(insert(consents), rows)


def renew_contact_person(connection: Connection, before: Asset, after: Asset, *, event: AuditEvent) -> bool:
    """Keep what a change of a record says of its contact person's consent.

    Parameters
    ----------
    connection
        The transaction that writes the record.
    before, after
        The record as it was, and as it is kept now.
    event
        Who changes it, and when.

    Returns
    -------
    bool
        Whether somebody took their consent back by it, so that their name is forgotten in the record's history.
    """
    if _of_contact(before) == _of_contact(after):
        return False
    own = (consents.c.asset_id == after.asset_id) & (consents.c.purpose == Purpose.CONTACT.value)
    holding = own & consents.c.withdrawn_on.is_(None)
    if after.contact_person == before.contact_person and after.contact_person:
        told = _contact_row(after, event)
        connection.execute(
            update(consents).where(holding).values({name: told[name] for name in ("wording", "given_on", "until")})
        )
        return False
    ended = after.consent_withdrawn_on or local_date(event.at)
    connection.execute(update(consents).where(holding).values(person="", withdrawn_on=ended))
    note_contact_persons(connection, [after], event=event)
    return bool(before.contact_person) and not after.contact_person and after.consent_withdrawn_on is not None


def forget_person_in(connection: Connection, asset_id: str, person: str) -> bool:
    """Forget a person in a record, its history, what was proposed for it and half-typed changes of it.

    Parameters
    ----------
    connection
        The transaction that writes.
    asset_id
        The record.
    person
        Their name; who did what to the record stays.

    Returns
    -------
    bool
        Whether the record's own words changed, so that it is to be indexed anew.
    """
    try:
        meant = sought(names=[person])
    except UserError:  # a name that cannot be told from other words
        meant = sought_texts([person])
    hand = Hand(connection)
    reach = Reach(sought=meant, asset_ids=frozenset({asset_id}), spares_doers=True, salt=secrets.token_hex(16))
    erase_words(hand, reach)
    return bool(hand.touched)


def _of_contact(asset: Asset) -> tuple[object, ...]:
    return (
        asset.contact_person,
        asset.consent_for,
        asset.consent_wording,
        asset.consent_given_on,
        asset.consent_until,
        asset.consent_withdrawn_on,
    )


def _contact_row(asset: Asset, event: AuditEvent) -> dict[str, Any]:
    return consent_row(
        Consent(
            consent_id=uuid.uuid4().hex,
            asset_id=asset.asset_id,
            person=asset.contact_person,
            purpose=Purpose.CONTACT,
            wording=asset.consent_wording or asset.consent_for,
            rests_on=RESTING[Purpose.CONTACT],
            given_on=asset.consent_given_on,
            until=asset.consent_until,
            withdrawn_on=asset.consent_withdrawn_on,
            noted_by=event.actor,
            noted_at=event.at,
        )
    )
