"""Who agreed to what, and how does it go once they take it back?

The consent of a record's contact person stands in the record's own fields too, where the form has it: it is noted here
with every write of the record, so that every consent is in one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.consent import PHOTO, Consent, Purpose
from asset_map.domain.sought import ERASED
from asset_map.errors import StoreError
from asset_map.store.assets import select_assets
from asset_map.store.audit import Change, insert_events
from asset_map.store.contact_consent import consent_row, forget_person_in
from asset_map.store.forgetting import edit_form
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import assets, audit_events, consents, drafts, photos, proposals
from asset_map.store.search import index_assets
from asset_map.store.transactions import OpenDatabase


class Consents(OpenDatabase):
    """Consents by person and purpose; for staff only."""

    def consents(self, asset_id: str | None = None) -> list[Consent]:
        """Return what people agreed to.

        Parameters
        ----------
        asset_id
            Of one record; None for all.

        Returns
        -------
        list of Consent
            The oldest first, those that were taken back too.
        """
        asked = select(consents).order_by(consents.c.noted_at, consents.c.consent_id)
        if asset_id is not None:
            asked = asked.where(consents.c.asset_id == asset_id)
        with self._reading() as connection:
            return [_consent(row) for row in connection.execute(asked).mappings()]

    def note_consent(self, consent: Consent, *, event: AuditEvent) -> None:
        """Keep that somebody agreed to something.

        Parameters
        ----------
        consent
            What they agreed to.
        event
            Who notes it, and when; the history tells that it was done, not who agreed.
        """
        row = consent_row(consent)
        refuse_unstorable_text(row, record="the consent")
        with self._changing() as connection:
            connection.execute(insert(consents).values(row))
            told = {"purpose": consent.purpose.value}
            change = Change(subject_kind="consent", subject_id=consent.consent_id, after=told)
            insert_events(connection, event, [change])

    def withdraw_consent(self, consent_id: str, *, on: dt.date, event: AuditEvent) -> Consent:
        """Take a consent back: what rests on it is gone at once, from the record, its history and its photos.

        Parameters
        ----------
        consent_id
            Which.
        on
            The day.
        event
            Who notes it, when and why.

        Returns
        -------
        Consent
            As it was; a record that rests on it as a whole is still to be erased.

        Raises
        ------
        StoreError
            When there is none, or it was taken back before.
        """
        with self._changing() as connection:
            row = connection.execute(select(consents).where(consents.c.consent_id == consent_id)).mappings().first()
            if row is None or row["withdrawn_on"] is not None:
                raise StoreError("Expected a consent that holds; found none. Load the record's page again.")
            taken_back = _consent(row)
            own = consents.c.consent_id == consent_id
            connection.execute(update(consents).where(own).values(person="", withdrawn_on=on))
            of = _itself_and_what_it_became(connection, taken_back.asset_id)
            _forget_what_rests(connection, taken_back, of, on)
            told = {"purpose": taken_back.purpose.value}
            insert_events(connection, event, [Change(subject_kind="consent", subject_id=consent_id, before=told)])
            ids = [record.asset_id for record in of]
            insert_events(connection, event, [Change(subject_kind="asset", subject_id=one) for one in ids])
            index_assets(connection, list(select_assets(connection, ids).values()))
        return taken_back


def _itself_and_what_it_became(connection: Connection, asset_id: str) -> list[Asset]:
    """Return a record, and those that it was merged into: they took its photos, and may have taken its words."""
    found: list[Asset] = []
    while asset_id and asset_id not in {record.asset_id for record in found}:
        known = select_assets(connection, [asset_id])
        found += known.values()
        asset_id = known[asset_id].merged_into if asset_id in known else ""
    return found


def _forget_what_rests(connection: Connection, consent: Consent, of: Sequence[Asset], on: dt.date) -> None:
    fields = [name for name in consent.rests_on if not name.startswith(PHOTO)]
    shown = {name.removeprefix(PHOTO) for name in consent.rests_on} - set(fields)
    for record in of:
        its = fields if record.asset_id == consent.asset_id else _same(fields, record, of[0])
        _forget_fields(connection, record, its, consent.purpose, on)
        _forget_in_history(connection, record.asset_id, its, shown)
        if consent.person and consent.person != ERASED:
            forget_person_in(connection, record.asset_id, consent.person)
    connection.execute(delete(photos).where(photos.c.photo_id.in_(shown)))


def _same(fields: Sequence[str], record: Asset, other: Asset) -> list[str]:
    return [name for name in fields if getattr(record, name) and getattr(record, name) == getattr(other, name)]


def _forget_fields(connection: Connection, record: Asset, fields: Sequence[str], purpose: Purpose, on: dt.date) -> None:
    if not fields:
        return
    blank: dict[str, Any] = dict.fromkeys(fields, "")
    if purpose is Purpose.SHOWN:
        blank["contact_agreed"] = False
    if "contact_person" in fields:
        blank |= {"consent_for": "", "consent_wording": "", "consent_withdrawn_on": on}
    this = assets.c.asset_id == record.asset_id
    connection.execute(update(assets).where(this).values(blank | {"version": assets.c.version + 1}))
    _forget_in_forms(connection, record.asset_id, fields)


def _forget_in_history(connection: Connection, asset_id: str, fields: Sequence[str], shown: set[str]) -> None:
    of_asset = (audit_events.c.subject_kind == "asset") & (audit_events.c.subject_id == asset_id)
    for row in connection.execute(select(audit_events).where(of_asset)).mappings().all():
        this = audit_events.c.event_id == row["event_id"]
        photo = (row["after"] or row["before"] or {}).get("photo")
        if photo and photo["photo_id"] in shown:
            connection.execute(delete(audit_events).where(this))
            continue
        told = {side: _blanked(row[side], fields) for side in ("before", "after")}
        if any(told[side] != row[side] for side in told):
            connection.execute(update(audit_events).where(this).values(told))


def _forget_in_forms(connection: Connection, asset_id: str, fields: Sequence[str]) -> None:
    """Forget fields in what was proposed for a record, and in half-typed changes of it."""
    for table, own in ((proposals, proposals.c.asset_id == asset_id), (drafts, drafts.c.form == edit_form(asset_id))):
        for row in connection.execute(select(table).where(own)).mappings().all():
            this = [column == row[column.name] for column in table.primary_key]
            connection.execute(update(table).where(*this).values(fields=_blanked(row["fields"], fields)))


def _blanked(told: dict[str, Any] | None, fields: Sequence[str]) -> dict[str, Any] | None:
    return told and {name: "" if name in fields and value else value for name, value in told.items()}


def _consent(row: RowMapping) -> Consent:
    return Consent(**dict(row) | {"purpose": Purpose(row["purpose"]), "rests_on": tuple(row["rests_on"])})
