"""One store over each database: an SQLite file, and a schema of its own in PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from asset_map.store import Store, open_store
from tests.conftest import skip_or_fail

IN_DUMP = f"asset_map_test_new_{uuid.uuid4().hex}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database, without a store in it yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'home' / 'store.db'}"
        return
    with _schema(f"asset_map_test_{uuid.uuid4().hex}") as own:
        yield own


@contextmanager
def _schema(name: str) -> Iterator[str]:
    """Make a schema for as long as it is needed, and give its address."""
    admin = create_engine(_server().set(drivername="postgresql+psycopg"))
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield _server().update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    admin.dispose()


def _server() -> URL:
    server = os.environ.get("ASSET_MAP_TEST_DATABASE_URL", "")
    if not server:
        skip_or_fail("ASSET_MAP_TEST_DATABASE_URL names no PostgreSQL database")
    return make_url(server)


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with a new store in it once: the migrations that lead to it have tests of their own."""
    path = tmp_path_factory.mktemp("new") / "store.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def new_schema() -> str:
    """Return the SQL that makes a new store in the schema `IN_DUMP`."""
    with _schema(IN_DUMP) as address:
        open_store(address).close()
        words = ["pg_dump", "--no-owner", "--inserts", f"--schema={IN_DUMP}"]
        server = _server().set(drivername="postgresql").render_as_string(hide_password=False)
        dumped = subprocess.run([*words, server], check=True, capture_output=True, text=True).stdout
    is_said_already = ("\\", f"CREATE SCHEMA {IN_DUMP};")  # and what is for psql alone
    return "\n".join(line for line in dumped.splitlines() if not line.startswith(is_said_already))


@pytest.fixture
def store(store_url: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """Return an open, empty store."""
    url = make_url(store_url)
    if url.drivername == "sqlite":
        Path(str(url.database)).parent.mkdir(mode=0o700)
        shutil.copy(request.getfixturevalue("new_file"), str(url.database))
    else:
        made = request.getfixturevalue("new_schema").replace(IN_DUMP, url.query["options"].rpartition("=")[2])
        with psycopg.connect(store_url) as connection:
            connection.execute(made)
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def tables(store_url: str) -> Iterator[Engine]:
    """Return a way to the tables behind the store's back."""
    url = make_url(store_url)
    engine = create_engine(url if url.drivername == "sqlite" else url.set(drivername="postgresql+psycopg"))
    yield engine
    engine.dispose()
