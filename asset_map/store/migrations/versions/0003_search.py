"""Full-text search.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"

# Words come ready-made, with a blank between them: nothing but the blank parts them ("ascii" keeps all other letters).
_INDEX = """
CREATE VIRTUAL TABLE asset_search_words
USING fts5(names, words, content = 'asset_search', content_rowid = 'search_id', tokenize = 'ascii')
"""
_ADDED = "INSERT INTO asset_search_words (rowid, names, words) VALUES (new.search_id, new.names, new.words);"
_REMOVED = """
INSERT INTO asset_search_words (asset_search_words, rowid, names, words)
VALUES ('delete', old.search_id, old.names, old.words);
"""


def upgrade() -> None:
    """Make the table that is searched; it is filled when the store has all its tables."""
    is_sqlite = op.get_context().dialect.name == "sqlite"
    words = sa.Text() if is_sqlite else TSVECTOR()
    op.create_table(
        "asset_search",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=False),
        *(sa.Column(f"for_{audience}", sa.Boolean(), nullable=False) for audience in ("public", "partners", "staff")),
        sa.Column("names", words, nullable=False),
        sa.Column("words", words, nullable=False),
        sa.PrimaryKeyConstraint("search_id", name="pk_asset_search"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.asset_id"], name="fk_asset_search_asset_id", ondelete="CASCADE"),
    )
    op.create_index("ix_asset_search_asset_id", "asset_search", ["asset_id"])
    if is_sqlite:
        op.execute(_INDEX)
        for name, when, then in (("added", "INSERT", _ADDED), ("removed", "DELETE", _REMOVED)):
            op.execute(f"CREATE TRIGGER asset_search_{name} AFTER {when} ON asset_search BEGIN {then} END")
    else:
        op.create_index("ix_asset_search_words", "asset_search", ["words"], postgresql_using="gin")
