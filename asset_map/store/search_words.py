"""How does each database keep words, and look for them?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, TypeDecorator, bindparam, cast, literal_column, select, table
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.types import TypeEngine

from asset_map.domain.search_text import Term

LAST_POSITION = 16_383
"""PostgreSQL knows no later place of a word."""

INDEX_TABLE = "asset_search_words"
"""The full-text index of SQLite; triggers keep it like ``asset_search``, whose rows are never updated in place."""


class WordList(TypeDecorator[Sequence[str]]):
    """Words in their order, as text with blanks between them or as PostgreSQL's vector of words."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the column.

        Parameters
        ----------
        dialect
            The database's dialect.

        Returns
        -------
        sqlalchemy.types.TypeEngine
            TSVECTOR on PostgreSQL, else TEXT.
        """
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str:
        """Return words as the database takes them.

        Parameters
        ----------
        value
            Words as `asset_map.domain.search_text` makes them: they hold no blank and no quote.
        dialect
            The database's dialect.

        Returns
        -------
        str
            Text.
        """
        words = value or ()
        if dialect.name == "postgresql":
            return " ".join(f"'{word}':{min(place, LAST_POSITION)}" for place, word in enumerate(words, start=1))
        return " ".join(words)


def holds(column: ColumnElement[Any], term: Term, *, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a row holds what is looked for.

    Parameters
    ----------
    column
        ``names`` or ``words`` of the table ``asset_search``.
    term
        What is looked for.
    dialect
        Name of the database's dialect.

    Returns
    -------
    sqlalchemy.ColumnElement
        True for rows that hold it.
    """
    if dialect == "postgresql":
        beside = " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.is_start else "")
        return column.bool_op("@@")(cast(bindparam(None, beside, Text), TSQUERY))
    asked = f'{column.key} : "{" ".join(term.words)}"{" *" if term.is_start else ""}'
    index = table(INDEX_TABLE, named("rowid"))
    matches = literal_column(INDEX_TABLE).bool_op("MATCH")(asked)
    return literal_column("search_id").in_(select(index.c.rowid).where(matches))
