"""Neighbourhoods that people name or draw.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "neighbourhoods",
        *(_text(name) for name in ("neighbourhood_id", "name", "kind", "zone_system")),
        sa.Column("zone_codes", sa.JSON(), nullable=False),
        sa.Column("shape_bng", sa.LargeBinary(), comment="well-known binary in metres, EPSG:27700"),
        *(_text(name) for name in ("source", "licence", "added_by")),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("removed_at", _MOMENT),
        sa.PrimaryKeyConstraint("neighbourhood_id", name="pk_neighbourhoods"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
