"""What is done once a day, by whichever process comes first.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "daily_work",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="what was done, or what is wrong and what to do"),
        sa.PrimaryKeyConstraint("name", "day", name="pk_daily_work"),
    )
