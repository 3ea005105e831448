"""What is kept goes from one database into the other and back, and nothing of it is lost on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert

from asset_map.domain.protection import Audience
from asset_map.errors import StoreError
from asset_map.store import Store, open_store
from asset_map.store.copying import copy_store, is_empty
from asset_map.store.fingerprints import fingerprints, kept_tables
from asset_map.store.schema import looks
from asset_map.store.store_file import examine_store_file, write_store_file
from tests.contract.store_records import LOOKING, RECORDING, plain_asset, plain_look
from tests.fixtures.every_table import ROWS, fill_every_table


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'first.db'}") as opened:
        yield opened


@pytest.fixture
def last(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'last.db'}") as opened:
        yield opened


def _as_kept(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of an SQLite file as they stand in it: JSON and moments are text there."""
    with sqlite3.connect(store.place) as connection:
        return {
            table.name: sorted(connection.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)  # noqa: S608  # a constant
            for table in kept_tables()
        }


def test_every_table_goes_there_and_back_and_is_the_same(first: Store, store: Store, last: Store) -> None:
    fill_every_table(first)
    assert {one.rows for one in copy_store(first, store).values()} == {ROWS, 1}
    copy_store(store, last)
    assert _as_kept(last) == _as_kept(first)
    with first.database.reader.begin() as before, store.database.reader.begin() as after:
        assert fingerprints(before) == fingerprints(after)


def test_what_is_written_next_gets_the_next_number_and_is_found(first: Store, store: Store) -> None:
    first.add_asset(plain_asset("a", name="Ruchill Café"), event=RECORDING)
    first.add_looks([plain_look("S01010206"), plain_look("S01010207")], event=LOOKING)
    copy_store(first, store)
    for one in (first, store):
        one.add_looks([plain_look("S01010208")], event=LOOKING)
        one.add_asset(plain_asset("b"), event=RECORDING)
    with first.database.reader.begin() as mine, store.database.reader.begin() as copied:
        assert fingerprints(mine)["looks"] == fingerprints(copied)["looks"]
        assert fingerprints(mine)["audit_events"] == fingerprints(copied)["audit_events"]
    assert store.search(Audience.PUBLIC, "cafe") == ["a"]


def test_a_store_with_anything_in_it_is_not_written_over(first: Store, store: Store) -> None:
    first.add_asset(plain_asset("a"), event=RECORDING)
    assert is_empty(store)
    store.save_draft("Morag", "new", {"name": "Half-typed"}, at=RECORDING.at)
    assert not is_empty(store)
    with pytest.raises(StoreError, match="Expected an empty store"):
        copy_store(first, store)
    assert store.find_asset("a") is None


def test_what_came_out_wrong_is_noticed_and_taken_back(first: Store, store: Store) -> None:
    first.add_asset(plain_asset("a"), event=RECORDING)

    meddled: list[str] = []

    @event.listens_for(store.database.writer, "before_cursor_execute")
    def meddle(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "ORDER BY looks" in statement and not meddled:
            meddled.append(statement)
            connection.execute(insert(looks).values(vars(plain_look("S01010206"))))

    with pytest.raises(StoreError, match="Expected the same rows"):
        copy_store(first, store)
    assert is_empty(store)


def test_a_file_written_from_either_database_is_a_whole_store(store: Store, tmp_path: Path) -> None:
    fill_every_table(store)
    file = tmp_path / "copy.db"
    write_store_file(store, file)
    assert [one.name for one in tmp_path.glob("copy*")] == ["copy.db"]
    facts = examine_store_file(file)
    assert facts.version == ROWS
    assert facts.rows == {table.name: 1 if table.name == "store_version" else ROWS for table in kept_tables()}
    with (
        open_store(f"sqlite:///{file}") as copy,
        copy.database.reader.begin() as mine,
        store.database.reader.begin() as theirs,
    ):
        assert fingerprints(mine) == fingerprints(theirs)
