"""Which keys do partners read with?

The store keeps only the digest of a key, so that whoever reads the store cannot use it.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.partner_key import PartnerKey
from asset_map.domain.proposal import same_person
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.people import token_digest
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import partner_keys
from asset_map.store.transactions import OpenDatabase

_FACTS = (
    partner_keys.c.key_id,
    partner_keys.c.name,
    partner_keys.c.made_by,
    partner_keys.c.made_at,
    partner_keys.c.withdrawn_at,
)
_HOLDS = partner_keys.c.withdrawn_at.is_(None)


class PartnerKeys(OpenDatabase):
    """The keys of partners."""

    def partner_keys(self) -> list[PartnerKey]:
        """Return every key that was given, by name.

        Returns
        -------
        list of PartnerKey
            Withdrawn ones too.
        """
        asked = select(*_FACTS).order_by(partner_keys.c.name, partner_keys.c.made_at, partner_keys.c.key_id)
        with self._reading() as connection:
            return [PartnerKey(**row) for row in connection.execute(asked).mappings()]

    def add_partner_key(self, key: PartnerKey, *, secret: str, event: AuditEvent) -> None:
        """Keep a new key.

        Parameters
        ----------
        key, secret
            The key, and what it says.
        event
            Who gives it, and when.

        Raises
        ------
        StoreError
            When a key of that name holds.
        """
        refuse_unstorable_text({"name": key.name}, record="the key")
        with self._changing() as connection:
            holding = connection.scalars(select(partner_keys.c.name).where(_HOLDS))
            if any(same_person(name, key.name) for name in holding):
                raise StoreError(
                    f"Expected a name that no other key has; found “{key.name}” twice. "
                    "Withdraw the older key first, or say more in the name."
                )
            connection.execute(insert(partner_keys).values(vars(key) | {"secret_digest": token_digest(secret)}))
            _note(connection, key, event)

    def withdraw_partner_key(self, key: PartnerKey, *, event: AuditEvent) -> None:
        """Let a key open nothing any longer.

        Parameters
        ----------
        key
            Which.
        event
            Who withdraws it, when and why.
        """
        with self._changing() as connection:
            own = (partner_keys.c.key_id == key.key_id) & _HOLDS
            connection.execute(update(partner_keys).where(own).values(withdrawn_at=event.at))
            _note(connection, key, event)

    def partner_key_of(self, secret: str) -> PartnerKey | None:
        """Return the key that says something.

        Parameters
        ----------
        secret
            What somebody sent as a key.

        Returns
        -------
        PartnerKey or None
            None for a key that was withdrawn, or never given.
        """
        asked = select(*_FACTS).where(partner_keys.c.secret_digest == token_digest(secret), _HOLDS)
        with self._reading() as connection:
            row = connection.execute(asked).mappings().one_or_none()
        return None if row is None else PartnerKey(**row)


def _note(connection: Connection, key: PartnerKey, event: AuditEvent) -> None:
    change = Change(subject_kind="partner_key", subject_id=key.key_id, after={"name": key.name})
    insert_events(connection, event, [change])
