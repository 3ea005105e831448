"""One store over each database: an SQLite file, and a schema of its own in PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from asset_map.store import Store, open_store
from tests.conftest import skip_or_fail


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database, without a store in it yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'home' / 'store.db'}"
        return
    server = os.environ.get("ASSET_MAP_TEST_DATABASE_URL", "")
    if not server:
        skip_or_fail("ASSET_MAP_TEST_DATABASE_URL names no PostgreSQL database")
    schema = f"asset_map_test_{uuid.uuid4().hex}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"))
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Return an open, empty store."""
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def tables(store_url: str) -> Iterator[Engine]:
    """Return a way to the tables behind the store's back."""
    url = make_url(store_url)
    engine = create_engine(url if url.drivername == "sqlite" else url.set(drivername="postgresql+psycopg"))
    yield engine
    engine.dispose()
