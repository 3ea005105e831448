"""How is somebody's name taken out of everything in which they can be named?

The walk follows the description of the tables, so that no table is forgotten; what a table needs besides is said here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, Row, RowMapping, Table, delete, select, update

from asset_map.domain.held import Held
from asset_map.domain.sought import ERASED, Sought, texts_in
from asset_map.store.described import DESCRIBED, tables_with_words
from asset_map.store.forgetting import edit_form
from asset_map.store.mapping_sessions import next_number
from asset_map.store.schema import assets, audit_events, contributions, mapping_sessions, proposals
from asset_map.store.traces import Hand, Trace, excerpt

CONSENT_FIELDS = ("contact_person", "consent_for", "consent_wording")
CONSENT_DATES = ("consent_given_on", "consent_until", "consent_withdrawn_on")
BLANKED = frozenset({*CONSENT_FIELDS, "phone", "email", "web", "sent_by", "slip_code", "owner"})
"""Fields that become empty where nothing else stood in them."""

WHOLE_ROWS = {"drafts": frozenset({"owner", "form", "fields"}), "photos": frozenset({"alt"})}
"""Rows that go as a whole when somebody is named in these columns: half-typed forms, and photos said to show them."""

ONLY_WHOLE = frozenset({"people"})
"""Tables of which a row goes only when it is about nobody else: staff."""

DOERS = frozenset(
    name for described in DESCRIBED.values() for name, held in described.held().items() if held is Held.WHO_DID
) - {"name"}
"""Fields that say who did something."""

NAMES = frozenset({"name", "also_known_as", "address", "postcode", "place"})
"""Fields that say what a record is called and where it is."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far erasing goes.

    Parameters
    ----------
    sought
        Who.
    asset_ids
        Only what belongs to these records; None for everything that is kept.
    is_alone
        Whether only texts go that say nothing else, for names that others have too.
    spares_doers
        Whether it stays on record who did something: whoever takes a consent back may be staff as well.
    spares_names
        Whether what a record is called and where it is stays.
    salt
        Random; makes keys that take the place of keys with a name in them.
    """

    sought: Sought
    asset_ids: frozenset[str] | None = None
    is_alone: bool = False
    spares_doers: bool = False
    spares_names: bool = False
    salt: str = ""

    @property
    def spared(self) -> frozenset[str]:
        """Fields that stay as they are.

        Returns
        -------
        frozenset of str
            Their names.
        """
        return (DOERS if self.spares_doers else frozenset()) | (NAMES if self.spares_names else frozenset())

    def means(self, text: str) -> bool:
        """Return whether a text is to change.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        bool
            Whether they are named in it.
        """
        return self.sought.is_all_of(text) if self.is_alone else self.sought.is_in(text)


def erase_words(hand: Hand, reach: Reach) -> None:
    """Take somebody out of every column in which they can be named.

    Parameters
    ----------
    hand
        Writes, or only looks.
    reach
        Who, and how far.
    """
    for table, columns in tables_with_words():
        for row in _rows_with(hand, table, columns, reach):
            _erase_in_row(hand, table, row, words_of(row._mapping, columns, reach), reach)


def words_of(row: RowMapping, columns: tuple[Column[Any], ...], reach: Reach) -> list[Column[Any]]:
    """Return the columns of a row in which somebody is named.

    Parameters
    ----------
    row
        Values by the name of the column.
    columns
        Those in which they can be.
    reach
        Who.

    Returns
    -------
    list of sqlalchemy.Column
        Empty where they are not.
    """
    asked = [column for column in columns if column.name not in reach.spared]
    return [column for column in asked if any(map(reach.means, _texts(row[column.name], reach)))]


def _texts(value: Any, reach: Reach) -> Iterator[str]:  # noqa: ANN401  (what stands in a column)
    if reach.spared and isinstance(value, Mapping):
        value = {name: inner for name, inner in value.items() if name not in reach.spared}
    return texts_in(value)


def _rows_with(hand: Hand, table: Table, columns: tuple[Column[Any], ...], reach: Reach) -> list[Row[Any]]:
    wanted = [column for column in table.columns if column in columns or _tells_whose(column)]
    asked = select(*wanted)
    if reach.asset_ids is not None:
        condition = _of_records(table, reach.asset_ids)
        if condition is None:
            return []
        asked = asked.where(condition)
    what = replace(reach, salt="")
    return hand.rows(asked, table, what, is_in=lambda row: bool(words_of(row._mapping, columns, reach)))


def _tells_whose(column: Column[Any]) -> bool:
    return column.primary_key or column.name in {"asset_id", "from_id", "subject_kind", "subject_id", "session_id"}


def _of_records(table: Table, asset_ids: frozenset[str]) -> Any:  # noqa: ANN401  (SQLAlchemy's type of a condition)
    """Return the condition that a row belongs to records; None where none of the table does."""
    if table is audit_events:
        proposed = select(proposals.c.proposal_id).where(proposals.c.asset_id.in_(asset_ids))
        return audit_events.c.subject_id.in_(asset_ids) | audit_events.c.subject_id.in_(proposed)
    if table.name == "drafts":
        return table.c.form.in_([edit_form(one) for one in asset_ids])
    if table.name == "asset_links":
        return table.c.from_id.in_(asset_ids) | table.c.to_id.in_(asset_ids)
    return table.c.asset_id.in_(asset_ids) if "asset_id" in table.c else None


def _erase_in_row(hand: Hand, table: Table, row: Row[Any], found: list[Column[Any]], reach: Reach) -> None:
    values = row._mapping
    names = {column.name for column in found}
    asset_id = _asset_of(table, values)
    is_left = table.name in ONLY_WHOLE and not any(reach.sought.is_all_of(str(values[name])) for name in names)
    hand.note(
        Trace(
            table=table.name,
            column=name,
            asset_id=asset_id,
            excerpt=_shown(values[name], reach, hand.around),
            is_kept=is_left,
        )
        for name in sorted(names)
    )
    if is_left:
        return
    own = [column == values[column.name] for column in table.primary_key]
    if table.name in ONLY_WHOLE or names & WHOLE_ROWS.get(table.name, frozenset()):
        hand.write(delete(table).where(*own))
        return
    keys = {column.name for column in table.columns if column.primary_key or column.unique} | {"source", "source_id"}
    new = {name: _without(values[name], name, reach, keys) for name in names}
    if table is assets:
        new |= _without_consent(new)
        new["version"] = assets.c.version + 1
        hand.touched.add(asset_id)
    if table is mapping_sessions:
        new["version"] = mapping_sessions.c.version + 1
    if table is contributions and not hand.is_dry:
        new["number"] = next_number(hand.connection, values["session_id"])
    hand.write(update(table).where(*own).values(new))


def _asset_of(table: Table, values: RowMapping) -> str:
    if table is audit_events:
        return str(values["subject_id"]) if values["subject_kind"] == "asset" else ""
    return str(values.get("asset_id") or values.get("from_id") or "")


def _shown(value: Any, reach: Reach, around: int) -> str:  # noqa: ANN401  (what stands in a column)
    text = next(text for text in texts_in(value) if reach.means(text))
    return excerpt(text, *reach.sought.spans(text)[0], around=around)


def _without(value: Any, name: str, reach: Reach, keys: set[str]) -> Any:  # noqa: ANN401  (what stands in a column)
    if isinstance(value, str):
        return _text_without(value, name, reach, keys)
    if isinstance(value, Mapping):
        inner = {
            _text_without(one, "", reach, keys): held if one in reach.spared else _without(held, one, reach, keys)
            for one, held in value.items()
        }
        lost = value.get("contact_person") and not inner.get("contact_person")
        return inner | _without_consent(inner) if lost else inner
    if isinstance(value, list | tuple):
        return [_without(one, name, reach, keys) for one in value]
    return value


def _text_without(text: str, name: str, reach: Reach, keys: set[str]) -> str:
    if not reach.means(text):
        return text
    if name in keys:  # equal keys stay equal, and others apart
        return f"{ERASED} {hashlib.blake2b(text.encode(), key=bytes.fromhex(reach.salt), digest_size=6).hexdigest()}"
    if name in BLANKED and reach.sought.is_all_of(text):
        return ""
    return reach.sought.without(text)


def _without_consent(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return blanks for a consent whose person is gone."""
    if fields.get("contact_person") != "":
        return {}
    return dict.fromkeys(CONSENT_FIELDS, "") | dict.fromkeys(CONSENT_DATES)
