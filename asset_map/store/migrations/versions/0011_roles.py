"""Roles by area and organisation, and the team among those for whom records are found.

Written out rather than taken from the schema, which moves on while a migration does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table and the columns; who could sign in could do everything, and still can."""
    for column in (
        sa.Column("organisation", sa.Text(), nullable=False, server_default=""),
        sa.Column("sees_protected", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("identity", sa.Text(), comment="who they are to the provider of sign-in, if there is one"),
        sa.Column("link_expires_at", _MOMENT, comment="until when the personal link opens; none for always"),
    ):
        op.add_column("people", column)
    op.create_index("ix_people_identity", "people", ["identity"], unique=True)
    op.create_table(
        "roles_held",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("neighbourhood_id", sa.Text(), nullable=False, comment="empty for the whole area"),
        sa.Column(
            "is_for_own", sa.Boolean(), nullable=False, comment="whether it is limited to records of their organisation"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", "neighbourhood_id", name="pk_roles_held"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_roles_held_person_id", ondelete="CASCADE"
        ),
    )
    could_do_everything = (
        "INSERT INTO roles_held (person_id, role, neighbourhood_id, is_for_own) "
        "SELECT person_id, 'steward', '', :no FROM people WHERE left_at IS NULL"
    )
    op.execute(sa.text(could_do_everything).bindparams(no=False))
    op.execute(sa.text("UPDATE people SET sees_protected = :yes WHERE left_at IS NULL").bindparams(yes=True))
    op.add_column("asset_search", sa.Column("for_team", sa.Boolean(), nullable=False, server_default=sa.false()))
