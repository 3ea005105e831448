"""Consents by person and purpose, what was erased, and which files were taken away.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_MOMENT = sa.DateTime(timezone=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables, and note the consents that records held."""
    consents = op.create_table(
        "consents",
        *_texts("consent_id", "asset_id"),
        sa.Column(
            "person",
            sa.Text(),
            nullable=False,
            comment="empty once it was taken back: the note stays, the name does not",
        ),
        *_texts("purpose", "wording"),
        sa.Column("rests_on", sa.JSON(), nullable=False, comment="names of fields, and photo:ID"),
        *(sa.Column(name, sa.Date()) for name in ("given_on", "until", "withdrawn_on")),
        *_texts("noted_by"),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consents"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.asset_id"], name="fk_consents_asset_id", ondelete="CASCADE"),
    )
    op.create_index("ix_consents_asset_id", "consents", ["asset_id"])
    op.create_table(
        "erasures",
        *_texts("erasure_id"),
        sa.Column("erased_at", _MOMENT, nullable=False),
        *_texts("erased_by", "kind", "reason"),
        sa.Column("found", sa.JSON(), nullable=False, comment="how many places, by table"),
        sa.Column(
            "known_by",
            sa.JSON(),
            nullable=False,
            comment="digests and ids by which an older backup is rid of the same",
        ),
        sa.Column("held_since", _MOMENT, comment="when what was erased was first kept"),
        sa.Column("seen_by", sa.JSON(), nullable=False, comment="audiences whose files could hold it"),
        sa.PrimaryKeyConstraint("erasure_id", name="pk_erasures"),
    )
    op.create_table(
        "files_made",
        *_texts("file_id", "what", "made_in", "audience", "offer", "neighbourhood_id", "made_by"),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_of", sa.Integer(), nullable=False, comment="the number of changes that the store had seen"),
        sa.PrimaryKeyConstraint("file_id", name="pk_files_made"),
    )
    op.create_index("ix_files_made_made_at", "files_made", ["made_at"])
    _note_what_records_held(consents)


def _note_what_records_held(consents: sa.Table) -> None:
    held = sa.table(
        "assets",
        *(sa.column(name) for name in ("asset_id", "contact_person", "consent_for", "consent_wording", "recorded_by")),
        *(sa.column(f"consent_{name}", sa.Date()) for name in ("given_on", "until", "withdrawn_on")),
        sa.column("recorded_at", _MOMENT),
    )
    connection = op.get_bind()
    named = sa.or_(held.c.contact_person != "", held.c.consent_given_on.is_not(None))
    rows = [
        {
            "consent_id": uuid.uuid4().hex,
            "asset_id": row.asset_id,
            "person": row.contact_person,
            "purpose": "contact",
            "wording": row.consent_wording or row.consent_for,
            "rests_on": ["contact_person"],
            "given_on": row.consent_given_on,
            "until": row.consent_until,
            "withdrawn_on": row.consent_withdrawn_on,
            "noted_by": row.recorded_by,
            "noted_at": row.recorded_at,
        }
        for row in connection.execute(sa.select(held).where(named))
    ]
    if rows:
        connection.execute(sa.insert(consents), rows)
