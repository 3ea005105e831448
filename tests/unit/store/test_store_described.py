"""No column is kept that nobody has described: what it holds decides what is erased and told of somebody."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import JSON, LargeBinary, Text

from asset_map.domain.held import WITHOUT_WORDS, Held
from asset_map.store.described import DESCRIBED, holds_words, tables_with_words
from asset_map.store.schema import metadata


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column_is_described_once(table: str) -> None:
    described = Counter(name for names in DESCRIBED[table].columns.values() for name in names.split())
    assert described == dict.fromkeys(metadata.tables[table].columns.keys(), 1)


def test_no_table_is_described_that_is_not_there() -> None:
    assert DESCRIBED.keys() == metadata.tables.keys()


def test_words_are_looked_for_wherever_text_can_stand() -> None:
    looked_in = {column for _, columns in tables_with_words() for column in columns}
    left = {column for table in metadata.tables.values() for column in table.columns} - looked_in
    for column in left:
        held = DESCRIBED[column.table.name].held()[column.name]
        assert held in WITHOUT_WORDS or isinstance(column.type, LargeBinary), column
    assert all(isinstance(column.type, Text | JSON) for column in looked_in)
    assert holds_words(metadata.tables["audit_events"].c.before)


def test_every_kind_of_thing_is_used() -> None:
    used = {held for described in DESCRIBED.values() for held in described.columns}
    assert used == set(Held)
