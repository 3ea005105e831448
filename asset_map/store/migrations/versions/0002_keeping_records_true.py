"""All fields of an asset, people who sign in, and what keeps records true.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)
_TEXTS = (
    "also_known_as", "story", "own_words", "own_words_language", "valued", "could_do", "referral", "languages",
    "capacity_unit", "uprn", "contact_person", "consent_for", "consent_wording", "protection_set_by", "sent_by",
    "merged_into",
)  # fmt: skip
_NUMBERS = ("season_from", "season_to", "age_from", "age_to", "capacity")
_DATES = ("consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until")


def upgrade() -> None:
    """Widen the assets, and make the new tables."""
    _widen_assets()
    _make_people()
    _make_photos_and_links()
    _make_proposals()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _added_text(name: str, default: str = "", comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default, comment=comment)


def _asset_id(name: str, table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([name], ["assets.asset_id"], name=f"fk_{table}_{name}", ondelete="CASCADE")
    return _text(name), key


def _widen_assets() -> None:
    columns: list[sa.Column[Any]] = [
        *(_added_text(name) for name in _TEXTS),
        _added_text("accessed", "[]", "JSON list of codes"),
        _added_text("access_features", "{}", "JSON object: true or false by code"),
        sa.Column("checked_how", sa.Text()),
        *(sa.Column(name, sa.Integer()) for name in _NUMBERS),
        *(sa.Column(name, sa.Date()) for name in _DATES),
    ]
    for column in columns:
        op.add_column("assets", column)
    op.add_column("audit_events", _added_text("second_actor"))


def _make_people() -> None:
    op.create_table(
        "people",
        _text("person_id"),
        _text("name"),
        sa.Column("token_digest", sa.Text(), nullable=False, comment="SHA-256 of the personal link's token"),
        sa.Column("invited_at", _MOMENT, nullable=False),
        sa.Column("left_at", _MOMENT),
        sa.PrimaryKeyConstraint("person_id", name="pk_people"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("token_digest"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("cookie_digest", sa.Text(), nullable=False, comment="SHA-256 of the cookie's value"),
        _text("person_id"),
        sa.Column("signed_in_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name="fk_sign_ins_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cookie_digest", name="pk_sign_ins"),
    )


def _make_photos_and_links() -> None:
    op.create_table(
        "photos",
        _text("photo_id"),
        *_asset_id("asset_id", "photos"),
        _text("alt"),
        _text("media_type"),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _text("sha256"),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("added_by"),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("removed_at", _MOMENT),
        sa.PrimaryKeyConstraint("photo_id", name="pk_photos"),
    )
    op.create_index("ix_photos_asset_id", "photos", ["asset_id"])
    op.create_table(
        "asset_links",
        _text("link_id"),
        *_asset_id("from_id", "asset_links"),
        *_asset_id("to_id", "asset_links"),
        _text("relation"),
        _text("note"),
        _text("added_by"),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("link_id", name="pk_asset_links"),
    )
    ends = ["from_id", "to_id", "relation"]
    op.create_index("ix_asset_links_from_id_to_id_relation", "asset_links", ends, unique=True)
    op.create_index("ix_asset_links_to_id", "asset_links", ["to_id"])
    op.create_table(
        "asset_sources",
        *_asset_id("asset_id", "asset_sources"),
        sa.Column("from_asset_id", sa.Text(), nullable=False, comment="the record that brought this source"),
        _text("source"),
        _text("source_id"),
        _text("licence"),
        _text("recorded_by"),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "from_asset_id", name="pk_asset_sources"),
    )


def _make_proposals() -> None:
    op.create_table(
        "proposals",
        _text("proposal_id"),
        *_asset_id("asset_id", "proposals"),
        sa.Column("asset_version", sa.Integer(), nullable=False, comment="the version it was proposed for"),
        sa.Column("kind", sa.Text(), nullable=False, comment="lower_protection, update or gone"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="what is to stand in the record, by field"),
        _text("reason"),
        _text("proposed_by"),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        _added_text("decision", comment="empty while open"),
        _added_text("decided_by"),
        sa.Column("decided_at", _MOMENT),
        _added_text("decision_reason"),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_asset_id", "proposals", ["asset_id"])
    op.create_index("ix_proposals_decision", "proposals", ["decision"])
    op.create_table(
        "check_links",
        _text("link_id"),
        *_asset_id("asset_id", "check_links"),
        sa.Column("token_digest", sa.Text(), nullable=False, comment="SHA-256 of the link's token"),
        _text("made_by"),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.Column("answered_at", _MOMENT),
        _added_text("answer"),
        sa.PrimaryKeyConstraint("link_id", name="pk_check_links"),
        sa.UniqueConstraint("token_digest"),
    )
    op.create_index("ix_check_links_asset_id", "check_links", ["asset_id"])
    op.create_table(
        "word_mappings",
        _text("mapping_id"),
        sa.Column("offers", sa.JSON(), nullable=False, comment="codes that were given, the primary one first"),
        _text("kind"),
        sa.Column("replaced", sa.Boolean(), nullable=False, comment="whether the codes took the place of others"),
        _text("reason"),
        _text("mapped_by"),
        sa.Column("mapped_at", _MOMENT, nullable=False),
        sa.Column(
            "assets", sa.JSON(), nullable=False, comment="version after the mapping, and codes before it, by asset_id"
        ),
        sa.Column("undone_at", _MOMENT),
        _added_text("undone_by"),
        sa.PrimaryKeyConstraint("mapping_id", name="pk_word_mappings"),
    )
