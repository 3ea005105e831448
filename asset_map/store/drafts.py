"""What was typed into a form and not yet recorded?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import drafts

DraftFields = Mapping[str, "str | list[str]"]
"""What stands in a form, by the name of the field."""


def upsert_draft(connection: Connection, owner: str, form: str, fields: DraftFields, *, at: dt.datetime) -> None:
    """Keep what stands in a form, in place of what stood there.

    Parameters
    ----------
    connection
        The transaction that writes.
    owner, form
        Whose form it is, and which.
    fields
        What was typed, whatever it is: a draft is never refused for what stands in it.
    at
        The moment, with its time zone.
    """
    refuse_unstorable_text({"owner": owner, "form": form}, record="the draft")
    typed = {"fields": dict(fields), "updated_at": at}
    upsert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = upsert(drafts).values(owner=owner, form=form, **typed)
    connection.execute(statement.on_conflict_do_update(index_elements=["owner", "form"], set_=typed))


def select_draft(connection: Connection, owner: str, form: str) -> dict[str, str | list[str]] | None:
    """Return what stands in a form.

    Parameters
    ----------
    connection
        A transaction.
    owner, form
        Whose form it is, and which.

    Returns
    -------
    dict or None
        What was typed, by the name of the field; None where nothing was.
    """
    return connection.scalar(select(drafts.c.fields).where(_of(owner, form)))


def remove_draft(connection: Connection, owner: str, form: str) -> None:
    """Forget what stands in a form.

    Parameters
    ----------
    connection
        The transaction that writes.
    owner, form
        Whose form it is, and which.
    """
    connection.execute(delete(drafts).where(_of(owner, form)))


def _of(owner: str, form: str) -> ColumnElement[bool]:
    return (drafts.c.owner == owner) & (drafts.c.form == form)
