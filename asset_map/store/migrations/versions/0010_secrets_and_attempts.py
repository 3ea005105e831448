"""Keys that cookies are signed with, and wrong codes of late.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kept_secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="random; signs what is handed out"),
        sa.PrimaryKeyConstraint("name", name="pk_kept_secrets"),
    )
    op.create_table(
        "attempts",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, comment="keyed digest of an address"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_kind_at", "attempts", ["kind", "at"])
    op.create_index("ix_attempts_at", "attempts", ["at"])
