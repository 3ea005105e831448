"""Which tables does the store have?

A change here comes with a migration; a contract test compares the two.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

REVISION_TABLE = "store_revision"
"""Where Alembic keeps the revision; a name of our own, for databases shared with other software."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC; SQLite has no time zones, so there the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return the moment as the database keeps it.

        Parameters
        ----------
        value
            A moment with its time zone.
        dialect
            The database's dialect.

        Returns
        -------
        datetime.datetime or None
            The moment in UTC.

        Raises
        ------
        ValueError
            For a moment without a time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment needs its time zone: {value!r}"
            raise ValueError(msg)
        moment_utc = value.astimezone(dt.UTC)
        return moment_utc.replace(tzinfo=None) if dialect.name == "sqlite" else moment_utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Return a kept moment with its time zone.

        Parameters
        ----------
        value
            The moment as the database gives it.
        dialect
            The database's dialect.

        Returns
        -------
        datetime.datetime or None
            The moment in UTC.
        """
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


assets = Table(
    "assets",
    metadata,
    Column("asset_id", Text, primary_key=True),
    _text("name"),
    _text("kind"),
    Column("offers", Text, nullable=False, comment="JSON list of codes, the primary one first"),
    _text("summary"),
    Column("geometry_bng", LargeBinary, comment="well-known binary in metres, EPSG:27700"),
    _text("precision"),
    Column("located_by", Text),
    _text("address"),
    _text("postcode"),
    _text("status"),
    _text("opening_times"),
    _text("cost"),
    _text("who_for"),
    _text("phone"),
    _text("email"),
    _text("web"),
    Column("contact_agreed", Boolean, nullable=False),
    _text("protection"),
    _text("protection_reason"),
    _text("review_state"),
    _text("review_reason"),
    _text("source"),
    _text("source_id"),
    _text("licence"),
    _text("recorded_by"),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("last_checked", Date),
    Column("version", Integer, nullable=False),
)
_with_key = assets.c.source_id != ""
Index(
    None,
    assets.c.source,
    assets.c.source_id,
    unique=True,
    sqlite_where=_with_key,
    postgresql_where=_with_key,
)

asset_zones = Table(
    "asset_zones",
    metadata,
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), primary_key=True),
    Column("zone_system", Text, primary_key=True),
    _text("zone_code"),
)
Index(None, asset_zones.c.zone_system, asset_zones.c.zone_code)

looks = Table(
    "looks",
    metadata,
    Column("look_id", Integer, primary_key=True),
    _text("zone_code"),
    _text("offer"),
    _text("result"),
    _text("method"),
    Column("looked_on", Date, nullable=False),
    _text("looked_by"),
)
Index(None, looks.c.offer, looks.c.zone_code)

audit_events = Table(
    "audit_events",
    metadata,
    Column("event_id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    _text("actor"),
    _text("action"),
    _text("subject_kind"),
    _text("subject_id"),
    _text("reason"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
)
Index(None, audit_events.c.subject_kind, audit_events.c.subject_id)

drafts = Table(
    "drafts",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("fields", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("import_id", Integer, primary_key=True),
    _text("file_name"),
    _text("sha256"),
    _text("source"),
    _text("licence"),
    Column("imported_at", UtcDateTime, nullable=False),
    _text("actor"),
    Column("rows", Integer, nullable=False),
)
Index(None, imports.c.sha256)

store_version = Table(
    "store_version",
    metadata,
    Column("number", Integer, nullable=False, comment="the only row; raised by every change"),
)
