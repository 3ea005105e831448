"""Lists that are taken in, taken in again and taken back.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MOMENT = sa.DateTime(timezone=True)

_ROWS_OF_BEFORE = """
INSERT INTO imported_rows (source, source_id, asset_id, version, import_id, digest, parts)
SELECT source, source_id, asset_id, 1, '', '', '{}' FROM assets WHERE source_id != ''
"""


def upgrade() -> None:
    """Make the tables; which record is which row of its list was kept with the records until now."""
    op.drop_table("imports")  # nothing was ever written there
    op.create_table(
        "imports",
        *(_text(name) for name in ("import_id", "file_name", "sha256", "source", "licence")),
        sa.Column("list_date", sa.Date()),
        sa.Column("imported_at", _MOMENT, nullable=False),
        _text("actor"),
        *(_number(name) for name in ("rows", "added", "updated", "unchanged", "refused")),
        sa.Column("undone_at", _MOMENT),
        _text("undone_by"),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
    )
    op.create_index("ix_imports_source", "imports", ["source"])
    op.create_table(
        "imported_rows",
        *(_text(name) for name in ("source", "source_id", "asset_id")),
        _number("version"),
        sa.Column("import_id", sa.Text(), nullable=False, comment="the import that added the record, or empty"),
        _text("digest"),
        sa.Column("parts", sa.JSON(), nullable=False, comment="id of a later import that brought it, by part"),
        sa.PrimaryKeyConstraint("source", "source_id", name="pk_imported_rows"),
        _asset("imported_rows"),
    )
    op.create_index("ix_imported_rows_asset_id", "imported_rows", ["asset_id"])
    op.execute(_ROWS_OF_BEFORE)
    op.create_table(
        "import_changes",
        *(_text(name) for name in ("import_id", "asset_id")),
        _number("version_after"),
        sa.Column("row_before", sa.JSON(), nullable=False, comment="what was known of its row"),
        sa.PrimaryKeyConstraint("import_id", "asset_id", name="pk_import_changes"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.import_id"], name="fk_import_changes_import_id", ondelete="CASCADE"
        ),
        _asset("import_changes"),
    )
    op.create_index("ix_import_changes_asset_id", "import_changes", ["asset_id"])
    op.create_table(
        "list_mappings",
        _text("name"),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        _text("saved_by"),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_list_mappings"),
    )
    op.add_column("looks", sa.Column("import_id", sa.Text(), comment="the list that says so, if one does"))
    op.create_index("ix_looks_import_id", "looks", ["import_id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _asset(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["asset_id"], ["assets.asset_id"], name=f"fk_{table}_asset_id", ondelete="CASCADE")
