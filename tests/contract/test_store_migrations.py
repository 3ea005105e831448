"""An empty database becomes a store, and the tables are those that the schema says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, column, inspect, table, update

from asset_map.errors import StoreError
from asset_map.store import Store, open_store
from asset_map.store.migrating import newest_revision, revision_of
from asset_map.store.schema import REVISION_TABLE, metadata
from asset_map.store.search_words import INDEX_TABLE
from tests.contract.store_records import RECORDING, plain_asset

PROCESS = [sys.executable, "-m", "tests.contract.store_process"]
ROOT = Path(__file__).parents[2]


def test_migrated_tables_equal_the_schema(store: Store, tables: Engine) -> None:
    # SQLite has a full-text index in tables of its own, PostgreSQL one on the table.
    only_elsewhere = (INDEX_TABLE, "ix_asset_search_words") if tables.dialect.name == "sqlite" else ("none",)

    def is_compared(_object: object, name: str | None, *_: object) -> bool:
        return not (name or "").startswith(only_elsewhere)

    with tables.connect() as connection:
        options = {"compare_type": True, "version_table": REVISION_TABLE, "include_object": is_compared}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        kept = {name for name in inspect(connection).get_table_names() if not name.startswith(INDEX_TABLE)}
        assert kept == {*metadata.tables, REVISION_TABLE}


def test_files_are_called_by_the_revisions_in_them(store: Store, tables: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "asset_map/store/migrations"))
    scripts = ScriptDirectory.from_config(config)
    revisions = frozenset(script.revision for script in scripts.walk_revisions())
    assert newest_revision() == (scripts.get_current_head(), revisions)
    with tables.connect() as connection:
        itself = MigrationContext.configure(connection, opts={"version_table": REVISION_TABLE})
        assert revision_of(connection) == itself.get_current_revision() == scripts.get_current_head()


def test_opening_again_changes_nothing(store: Store, store_url: str) -> None:
    store.add_asset(plain_asset("a"), event=RECORDING)
    with open_store(store_url, create=False) as again:
        assert again.asset("a") == plain_asset("a")
        assert again.version() == 1


def test_many_may_open_a_new_store_at_once(store_url: str) -> None:
    started = [subprocess.Popen([*PROCESS, store_url, "add", f"word{number}", "1"], cwd=ROOT) for number in range(3)]
    assert [process.wait(timeout=120) for process in started] == [0] * 3
    with open_store(store_url) as store:
        assert store.version() == 3


def test_a_newer_store_is_left_alone(store: Store, store_url: str, tables: Engine) -> None:
    with tables.begin() as connection:
        connection.execute(update(table(REVISION_TABLE, column("version_num"))).values(version_num="9999"))
    with pytest.raises(StoreError, match="newer software"):
        open_store(store_url)


def test_none_is_made_where_none_is_asked_for(store_url: str, tables: Engine) -> None:
    with pytest.raises(StoreError, match="found"):
        open_store(store_url, create=False)
    if tables.dialect.name == "sqlite":
        assert not Path(str(tables.url.database)).exists()
    else:
        assert inspect(tables).get_table_names() == []
