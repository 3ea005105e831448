"""Which records hold the words that somebody looks for?

Each record stands in the index once for every wording that some audience sees of it, made from what the one door shows
them: words that an audience may not see are not among those that it searches, nor do they move its other results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, case, delete, literal, select

from asset_map.domain.asset import Asset
from asset_map.domain.postcode import postcode_key
from asset_map.domain.protection import Audience
from asset_map.domain.search_text import BREAK, indexed_words, terms_of
from asset_map.store.audience import for_audience
from asset_map.store.inserting import insert_many
from asset_map.store.schema import asset_search, assets
from asset_map.store.search_words import holds
from asset_map.store.transactions import OpenDatabase

ROWS_AT_ONCE = 5_000
"""How many records are indexed at once, so that a large store does not fill the memory."""

_NAMES = ("name", "also_known_as")
_TEXTS = (
    "summary", "story", "own_words", "valued", "could_do", "who_for", "address", "opening_times", "source", "postcode",
)  # fmt: skip
_READ = ("asset_id", *_NAMES, *_TEXTS, "protection", "review_state", "contact_agreed")


class Search(OpenDatabase):
    """Full-text search."""

    def search(self, audience: Audience, words: str) -> list[str]:
        """Return the ids of the records that hold all that is looked for, best first.

        Parameters
        ----------
        audience
            For whom: only words that it may see are searched.
        words
            As typed. Each has to begin a word of the record; capitals and accents do not matter; quotes make a phrase.

        Returns
        -------
        list of str
            Records whose names hold more of the words come first, and then by name. Empty when nothing can be looked
            for.
        """
        terms = terms_of(words)
        if not terms:
            return []
        with self._reading() as connection:
            dialect = connection.dialect.name
            in_names = [case((holds(asset_search.c.names, term, dialect=dialect), 1), else_=0) for term in terms]
            score = sum(in_names, start=literal(0)).label("score")
            asked = (
                select(assets.c.asset_id, assets.c.name, score)
                .join_from(asset_search, assets)
                .where(asset_search.c[f"for_{audience.value}"])
                .where(*(holds(asset_search.c.words, term, dialect=dialect) for term in terms))
            )
            found = connection.execute(asked).all()
        return [row.asset_id for row in sorted(found, key=lambda row: (-row.score, row.name, row.asset_id))]


def index_assets(connection: Connection, changed: Sequence[Asset]) -> None:
    """Put what is written of assets into the index, in place of what stood there.

    Parameters
    ----------
    connection
        The transaction that writes the assets.
    changed
        As they are kept now.
    """
    for start in range(0, len(changed), ROWS_AT_ONCE):
        chunk = changed[start : start + ROWS_AT_ONCE]
        put_in_index(connection, [asset.asset_id for asset in chunk], index_rows(chunk))


def put_in_index(connection: Connection, asset_ids: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put what is written of assets into the index, in place of what stood there.

    Parameters
    ----------
    connection
        The transaction that writes the assets.
    asset_ids
        Their ids.
    rows
        As `index_rows` gives them.
    """
    _forget(connection, asset_ids)
    insert_many(connection, asset_search, rows)


def index_rows(changed: Sequence[Asset]) -> list[dict[str, Any]]:
    """Return the rows of the index that tell of assets.

    Parameters
    ----------
    changed
        As they are to be kept.

    Returns
    -------
    list of dict
        Values by column of the table ``asset_search``.
    """
    return _rows(pd.DataFrame([[getattr(asset, name) for name in _READ] for asset in changed], columns=list(_READ)))


def rebuild_index(connection: Connection) -> None:
    """Index every record anew, after the tables or the rules have changed.

    Parameters
    ----------
    connection
        A transaction that writes.
    """
    connection.execute(delete(asset_search))
    asked = select(*(assets.c[name] for name in _READ)).order_by(assets.c.asset_id).limit(ROWS_AT_ONCE)
    rows = connection.execute(asked).all()
    while rows:
        insert_many(connection, asset_search, _rows(pd.DataFrame(rows, columns=list(_READ))))
        rows = connection.execute(asked.where(assets.c.asset_id > rows[-1].asset_id)).all()


def _forget(connection: Connection, asset_ids: Sequence[str]) -> None:
    connection.execute(delete(asset_search).where(asset_search.c.asset_id.in_(asset_ids)))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    audiences = defaultdict(set)
    for audience in Audience:
        seen = for_audience(frame, audience)[["asset_id", *_NAMES, *_TEXTS]]
        for row in zip(*(seen[name].to_list() for name in seen), strict=True):
            audiences[row].add(audience)
    return [_row(*wording, audiences=seen_by) for wording, seen_by in audiences.items()]


def _row(asset_id: str, *texts: str, audiences: set[Audience]) -> dict[str, Any]:
    names = [indexed_words(text) for text in texts[: len(_NAMES)] if text]
    others = [indexed_words(text) for text in texts[len(_NAMES) :] if text]
    postcode = postcode_key(texts[-1])
    if postcode:
        others.append(indexed_words(postcode))
    seen = {f"for_{audience.value}": audience in audiences for audience in Audience}
    return {"asset_id": asset_id, "names": _apart(names), "words": _apart([*names, *others])} | seen


def _apart(fields: Sequence[Sequence[str]]) -> list[str]:
    return [word for field in fields for word in (*field, BREAK)]
