"""Mapping sessions: codes and slips, who joined, what they said, what became of it, and who took part.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "mapping_sessions",
        *_texts("session_id", "title", "purpose", "promise", "limits", "place"),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_texts("time_words", "area_name", "neighbourhood_id"),
        sa.Column("area_bng", sa.LargeBinary(), nullable=False, comment="well-known binary in metres, EPSG:27700"),
        *_texts("zone_system"),
        sa.Column("zone_codes", sa.JSON(), nullable=False),
        sa.Column("grid", sa.JSON(), nullable=False, comment="west_m, north_m, side_m, columns, rows"),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("offers", "prompts", "languages")),
        *_texts("who_is_missing"),
        sa.Column("glance_first", sa.Boolean(), nullable=False),
        *_texts("facilitator", "state", "made_by"),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("news", sa.Integer(), nullable=False, comment="the highest number of its contributions"),
        sa.PrimaryKeyConstraint("session_id", name="pk_mapping_sessions"),
    )
    _of_session(
        "session_codes",
        sa.Column("code", sa.Text(), nullable=False, comment="never given twice"),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("replaced_at", _MOMENT),
        key=("code",),
    )
    _of_session(
        "session_slips",
        sa.Column("slip_code", sa.Text(), nullable=False, comment="never given twice"),
        sa.Column("made_at", _MOMENT, nullable=False),
        key=("slip_code",),
    )
    _of_session(
        "session_participants",
        *_texts("participant_id"),
        sa.Column("cookie_digest", sa.Text(), nullable=False, comment="SHA-256 of the cookie's value"),
        *_texts("slip_code", "language"),
        sa.Column("joined_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("cookie_digest"),
        key=("participant_id",),
    )
    _of_session(
        "contributions",
        *_texts("contribution_id", "kind", "words", "language", "prompt", "asset_kind"),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("geometry_bng", sa.LargeBinary(), comment="well-known binary in metres, EPSG:27700"),
        *_texts("how_placed"),
        sa.Column("located_by", sa.Text()),
        *_texts("place", "zone_code"),
        sa.Column("do_not_publish", sa.Boolean(), nullable=False),
        *_texts("about_id", "channel"),
        sa.Column("dot", sa.Integer()),
        *_texts("sheet", "sent_by", "slip_code", "entered_by"),
        sa.Column("sent_at", _MOMENT, nullable=False),
        *(sa.Column(name, _MOMENT) for name in ("glanced_at", "hidden_at", "taken_back_at")),
        *_texts("review", "reviewed_by"),
        sa.Column("reviewed_at", _MOMENT),
        *_texts("review_reason", "asset_id"),
        sa.Column("may_be_quoted", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="raised within the session by every change"),
        key=("contribution_id",),
        index=("session_id", "number"),
    )
    op.create_index("ix_contributions_slip_code", "contributions", ["slip_code"])
    op.create_table(
        "contribution_matters",
        *_texts("contribution_id"),
        sa.Column("participant_id", sa.Text(), nullable=False, comment="one person says once that it matters"),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.contribution_id"],
            name="fk_contribution_matters_contribution_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contribution_id", "participant_id", name="pk_contribution_matters"),
    )
    _of_session(
        "session_outcomes",
        *_texts("outcome_id", "contribution_id", "answer", "words", "because"),
        sa.Column("by_when", sa.Date()),
        *_texts("said_by"),
        sa.Column("said_at", _MOMENT, nullable=False),
        key=("outcome_id",),
    )
    _of_session(
        "session_decisions",
        *_texts("decision_id", "words", "reason"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        *_texts("noted_by"),
        sa.Column("noted_at", _MOMENT, nullable=False),
        key=("decision_id",),
    )
    _of_session(
        "session_turnout",
        *_texts("question", "answer"),
        sa.Column(
            "people",
            sa.Integer(),
            nullable=False,
            comment="counts alone, so that no answer leads to a person or a pin",
        ),
        key=("session_id", "question", "answer"),
        index=(),
    )


def _of_session(
    table: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...], index: tuple[str, ...] = ("session_id",)
) -> None:
    op.create_table(
        table,
        *_texts("session_id"),
        *parts,
        sa.ForeignKeyConstraint(
            ["session_id"], ["mapping_sessions.session_id"], name=f"fk_{table}_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )
    if index:
        op.create_index(f"ix_{table}_{'_'.join(index)}", table, list(index))


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
