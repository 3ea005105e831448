"""Can everything that is kept be read: what lists and objects say, shapes, and the pixels of photos?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import numpy as np
import shapely
from sqlalchemy import JSON, Column, Connection, String, Table, cast, func, select
from sqlalchemy.types import LargeBinary

from asset_map.domain.finding import FindingCode
from asset_map.store.integrity import EXAMPLES, Trouble
from asset_map.store.schema import assets, metadata, photos

SHAPES_AT_ONCE = 50_000
PHOTOS_AT_ONCE = 20

_TEXT_COLUMNS = {"offers": list, "accessed": list, "access_features": dict}
"""Columns of an asset that hold JSON as text; few differ, so that each wording is read once."""


def unreadable_json(connection: Connection) -> Trouble:
    """Return how many rows hold JSON that cannot be read.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    Trouble
        PostgreSQL refuses such JSON itself; what is kept as text is read there too.
    """
    count, examples = 0, list[str]()
    for name, expected in _TEXT_COLUMNS.items():
        column = assets.c[name]
        written = connection.execute(select(column, func.count()).group_by(column))
        if bad := {text: rows for text, rows in written.all() if not isinstance(_read(text), expected)}:
            count += sum(bad.values())
            some = select(assets.c.asset_id).where(column.in_(list(bad)[:EXAMPLES]))
            examples += connection.scalars(some.limit(EXAMPLES))
    if connection.dialect.name == "sqlite":
        for table, column in _columns(JSON):
            own = cast(next(iter(table.primary_key.columns)), String)
            # Read as text: SQLAlchemy would read the JSON before SQLite could be asked about it.
            wrong = select(own).where(column.is_not(None), func.json_valid(cast(column, String)) == 0)
            count += connection.scalar(select(func.count()).select_from(wrong.subquery())) or 0
            examples += connection.scalars(wrong.limit(EXAMPLES))
    return Trouble(FindingCode.READABLE_JSON, count, tuple(examples[:EXAMPLES]))


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def unreadable_shapes(connection: Connection) -> Trouble:
    """Return how many shapes are no well-known binary.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    Trouble
        Of records, neighbourhoods, sessions and what was said in them.
    """
    count, examples = 0, list[str]()
    for table, column in _columns(LargeBinary):
        if table is photos:
            continue
        own = next(iter(table.primary_key.columns))
        rows = connection.execution_options(yield_per=SHAPES_AT_ONCE).execute(
            select(own, column).where(column.is_not(None))
        )
        for part in rows.partitions():
            shapes = shapely.from_wkb(np.array([row[1] for row in part], dtype=object), on_invalid="ignore")
            wrong = np.flatnonzero(shapely.is_missing(shapes))
            count += len(wrong)
            examples += [str(part[place][0]) for place in wrong[:EXAMPLES]]
    return Trouble(FindingCode.READABLE_SHAPES, count, tuple(examples[:EXAMPLES]))


def changed_photos(connection: Connection) -> Trouble:
    """Return how many photos are not, bit for bit, what was added.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    Trouble
        PostgreSQL works the digests out itself; from SQLite the pixels are read, a few photos at once.
    """
    if connection.dialect.name == "postgresql":
        digest = func.encode(func.sha256(photos.c.content), "hex")
        wrong = [str(one) for one in connection.scalars(select(photos.c.photo_id).where(digest != photos.c.sha256))]
    else:
        asked = select(photos.c.photo_id, photos.c.content, photos.c.sha256)
        rows = connection.execution_options(yield_per=PHOTOS_AT_ONCE).execute(asked)
        wrong = [row.photo_id for row in rows if hashlib.sha256(row.content).hexdigest() != row.sha256]
    return Trouble(FindingCode.PHOTOS, len(wrong), tuple(wrong[:EXAMPLES]))


def _columns(kind: type[JSON | LargeBinary]) -> Iterator[tuple[Table, Column[object]]]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, kind):
                yield table, column
