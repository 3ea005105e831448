"""A store that cannot be opened says why and what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from asset_map.errors import StoreError
from asset_map.store import open_store
from asset_map.store.connecting import connect


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("not an address", "not an address"),
        ("mysql://host/name", "starts with mysql:"),
        ("sqlite://", "without a file"),
        ("sqlite:///:memory:", "without a file"),
    ],
)
def test_an_address_of_another_shape_is_refused(address: str, found: str) -> None:
    with pytest.raises(StoreError, match=found):
        open_store(address)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"folder for the store .*file/home; .*Choose another"):
        open_store(f"sqlite:///{tmp_path}/file/home/store.db")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"Not a database at all. " * 100)
    with pytest.raises(StoreError, match="not an SQLite database"):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == b"Not a database at all. " * 100


def test_a_database_of_other_software_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "other.gpkg"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE gpkg_contents (x)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="gpkg_contents"):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_silent_server_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match=r"postgresql://morag:\*\*\*@127\.0\.0\.1:1/assets") as caught:
        open_store("postgresql://morag:s3cret@127.0.0.1:1/assets")
    assert "s3cret" not in str(caught.value)
    assert "Check that it runs" in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(scheme: str) -> None:
    database = connect(f"{scheme}://morag@host/assets", create=True)
    assert database.writer.url.drivername == "postgresql+psycopg"


def test_sqlite_writes_ahead_in_full_and_keeps_references(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/50% deep/er/store.db"
    with open_store(url) as store:
        assert store.place == f"{tmp_path}/50% deep/er/store.db"
        with connect(url, create=False).writer.connect() as connection:
            asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            answers = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in asked]
            connection.engine.dispose()
    assert answers == ["wal", 2, 1, 30_000]
