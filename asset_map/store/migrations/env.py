"""How Alembic runs the migrations: on the connection and in the transaction that it is given."""

from __future__ import annotations

from alembic import context

from asset_map.store.schema import REVISION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
