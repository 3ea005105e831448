"""The first tables.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of an empty store."""
    _make_assets()
    _make_ledgers()
    store_version = op.create_table(
        "store_version",
        sa.Column("number", sa.Integer(), nullable=False, comment="the only row; raised by every change"),
    )
    op.bulk_insert(store_version, [{"number": 0}])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _make_assets() -> None:
    op.create_table(
        "assets",
        _text("asset_id"),
        _text("name"),
        _text("kind"),
        sa.Column("offers", sa.Text(), nullable=False, comment="JSON list of codes, the primary one first"),
        _text("summary"),
        sa.Column("geometry_bng", sa.LargeBinary(), comment="well-known binary in metres, EPSG:27700"),
        _text("precision"),
        sa.Column("located_by", sa.Text()),
        _text("address"),
        _text("postcode"),
        _text("status"),
        _text("opening_times"),
        _text("cost"),
        _text("who_for"),
        _text("phone"),
        _text("email"),
        _text("web"),
        sa.Column("contact_agreed", sa.Boolean(), nullable=False),
        _text("protection"),
        _text("protection_reason"),
        _text("review_state"),
        _text("review_reason"),
        _text("source"),
        _text("source_id"),
        _text("licence"),
        _text("recorded_by"),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("last_checked", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name="pk_assets"),
    )
    with_key = sa.text("source_id != ''")
    op.create_index(
        "ix_assets_source_source_id",
        "assets",
        ["source", "source_id"],
        unique=True,
        sqlite_where=with_key,
        postgresql_where=with_key,
    )
    op.create_table(
        "asset_zones",
        _text("asset_id"),
        _text("zone_system"),
        _text("zone_code"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.asset_id"], name="fk_asset_zones_asset_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", "zone_system", name="pk_asset_zones"),
    )
    op.create_index("ix_asset_zones_zone_system_zone_code", "asset_zones", ["zone_system", "zone_code"])


def _make_ledgers() -> None:
    op.create_table(
        "looks",
        sa.Column("look_id", sa.Integer(), nullable=False),
        _text("zone_code"),
        _text("offer"),
        _text("result"),
        _text("method"),
        sa.Column("looked_on", sa.Date(), nullable=False),
        _text("looked_by"),
        sa.PrimaryKeyConstraint("look_id", name="pk_looks"),
    )
    op.create_index("ix_looks_offer_zone_code", "looks", ["offer", "zone_code"])
    op.create_table(
        "audit_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        _text("actor"),
        _text("action"),
        _text("subject_kind"),
        _text("subject_id"),
        _text("reason"),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.PrimaryKeyConstraint("event_id", name="pk_audit_events"),
    )
    op.create_index("ix_audit_events_subject_kind_subject_id", "audit_events", ["subject_kind", "subject_id"])
    op.create_table(
        "drafts",
        _text("owner"),
        _text("form"),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("owner", "form", name="pk_drafts"),
    )
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        _text("file_name"),
        _text("sha256"),
        _text("source"),
        _text("licence"),
        sa.Column("imported_at", _MOMENT, nullable=False),
        _text("actor"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
    )
    op.create_index("ix_imports_sha256", "imports", ["sha256"])
