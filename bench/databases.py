"""Where benches keep their stores: an SQLite file, and a schema of its own in PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text


@contextmanager
def empty_databases(folder: Path, postgresql: str) -> Iterator[dict[str, str]]:
    """Give the addresses of empty databases, by name, and take the schema away afterwards.

    Parameters
    ----------
    folder
        Where the SQLite file is to be.
    postgresql
        The address of a PostgreSQL database; empty for none.

    Yields
    ------
    dict
        Addresses by name of the store.
    """
    sqlite = {"SQLite": f"sqlite:///{folder / 'SQLite' / 'asset-map.db'}"}
    if not postgresql:
        yield sqlite
        return
    schema = f"asset_map_bench_{uuid.uuid4().hex}"
    admin = create_engine(make_url(postgresql).set(drivername="postgresql+psycopg"))
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(postgresql).update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield sqlite | {"PostgreSQL": own.render_as_string(hide_password=False)}
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()
