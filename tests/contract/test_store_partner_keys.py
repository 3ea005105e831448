"""Keys of partners, over each database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.partner_key import PartnerKey
from asset_map.errors import StoreError
from asset_map.store import Store
from tests.contract.store_records import MORNING

LATER = MORNING + dt.timedelta(days=1)
SECRET = "assetmap_of-no-particular-kind"  # noqa: S105  # opens nothing but the tests' own stores
KEY = PartnerKey(key_id="key", name="The health board", made_by="Morag", made_at=MORNING)
GIVING = AuditEvent(at=MORNING, actor="Morag", action=Action.KEY_GIVEN)
WITHDRAWING = AuditEvent(at=LATER, actor="Iain", action=Action.KEY_WITHDRAWN)


def test_a_key_holds_until_it_is_withdrawn_and_its_name_is_free_then(store: Store, tables: Engine) -> None:
    store.add_partner_key(KEY, secret=SECRET, event=GIVING)
    assert store.partner_key_of(SECRET) == KEY
    assert store.partner_key_of(SECRET.upper()) is None
    same_name = replace(KEY, key_id="other", name="THE HEALTH BOARD")
    with pytest.raises(StoreError, match="found “THE HEALTH BOARD” twice"):
        store.add_partner_key(same_name, secret="another", event=GIVING)  # noqa: S106
    with tables.connect() as connection:
        kept = connection.execute(text("SELECT * FROM partner_keys")).one()
        actions = connection.execute(text("SELECT action, actor FROM audit_events")).all()
    assert SECRET not in map(str, kept)
    assert [tuple(row) for row in actions] == [("key_given", "Morag")]

    store.withdraw_partner_key(KEY, event=WITHDRAWING)
    assert store.partner_key_of(SECRET) is None
    again = replace(KEY, key_id="again", made_at=LATER)
    store.add_partner_key(again, secret="another", event=GIVING)  # noqa: S106
    assert store.partner_keys() == [replace(KEY, withdrawn_at=LATER), again]
    assert store.partner_key_of("another") == again
