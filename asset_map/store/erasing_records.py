"""How does a record go with everything that hangs on it: history, photos, links, proposals, lists, what was said?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import JSON, RowMapping, Table, delete, func, or_, select, update

from asset_map.domain.sought import texts_in
from asset_map.store.erasing_said import erase_said
from asset_map.store.forgetting import edit_form
from asset_map.store.schema import (
    assets,
    audit_events,
    contributions,
    drafts,
    metadata,
    word_mappings,
)
from asset_map.store.traces import Hand, Trace, row_trace

SUBJECTS = {"proposals": "proposal", "check_links": "check_link", "consents": "consent"}
"""Tables whose rows have a history of their own, and as what it tells of them."""


def erase_records(hand: Hand, asset_ids: Collection[str]) -> frozenset[str]:
    """Erase records and everything that hangs on them.

    Parameters
    ----------
    hand
        Writes, or only looks.
    asset_ids
        Which.

    Returns
    -------
    frozenset of str
        The records that go: those, and what was merged into them.
    """
    going = _with_merged(hand, asset_ids)
    if not going:
        return going
    said = select(contributions.c.contribution_id).where(contributions.c.asset_id.in_(going))
    erase_said(hand, hand.connection.scalars(said).all())
    hanging = _hanging_on(going)
    subjects: dict[str, set[str]] = {kind: set() for kind in SUBJECTS.values()}
    for table, condition in hanging:
        for row in hand.connection.execute(select(table).where(condition)).mappings():
            if table.name in SUBJECTS:
                subjects[SUBJECTS[table.name]] |= {row[column.name] for column in table.primary_key}
            hand.note([row_trace(table.name, row.values(), asset_id=_asset_of(row, going))])
    _erase_history(hand, going, subjects)
    for table, condition in hanging:
        hand.write(delete(table).where(condition))
    _forget_mappings(hand, going)
    return going


def _with_merged(hand: Hand, asset_ids: Collection[str]) -> frozenset[str]:
    going = set(hand.connection.scalars(select(assets.c.asset_id).where(assets.c.asset_id.in_(asset_ids))))
    while (
        more := set(hand.connection.scalars(select(assets.c.asset_id).where(assets.c.merged_into.in_(going)))) - going
    ):
        going |= more
    return frozenset(going)


def _hanging_on(going: frozenset[str]) -> list[tuple[Table, Any]]:
    """Return every table with rows that belong to a record, found by their keys, and those rows; the records last."""
    hanging: list[tuple[Table, Any]] = []
    for table in reversed(metadata.sorted_tables):
        to_records = [key.parent for key in table.foreign_keys if key.column is assets.c.asset_id]
        if table.name == "asset_sources":
            to_records.append(table.c.from_asset_id)
        if to_records:
            hanging.append((table, or_(*(column.in_(going) for column in to_records))))
    return [
        *hanging,
        (drafts, drafts.c.form.in_([edit_form(one) for one in going])),
        (assets, assets.c.asset_id.in_(going)),
    ]


def _asset_of(row: RowMapping, going: frozenset[str]) -> str:
    return next((str(row[name]) for name in ("asset_id", "from_id", "to_id") if row.get(name) in going), "")


def _erase_history(hand: Hand, going: frozenset[str], subjects: Mapping[str, Collection[str]]) -> None:
    own = audit_events.c.subject_id.in_(going) & (audit_events.c.subject_kind != "session")
    for kind, ids in subjects.items():
        own |= (audit_events.c.subject_kind == kind) & audit_events.c.subject_id.in_(ids)
    found = hand.connection.execute(select(func.count()).select_from(audit_events).where(own)).scalar_one()
    hand.note(Trace(table="audit_events", column="", asset_id=min(going)) for _ in range(found))
    hand.write(delete(audit_events).where(own))
    asked = select(audit_events.c.event_id, audit_events.c.before, audit_events.c.after).where(
        ~own, audit_events.c.before.is_not(None) | audit_events.c.after.is_not(None)
    )
    telling = hand.rows(
        asked, audit_events, going, is_in=lambda row: bool(going.intersection(texts_in([row.before, row.after])))
    )
    for row in telling:
        hand.note([Trace(table="audit_events", column="after")])
        event = audit_events.c.event_id == row.event_id
        before, after = (_without_record(value, going) for value in (row.before, row.after))
        if not before and not after:
            hand.write(delete(audit_events).where(event))
        else:
            hand.write(update(audit_events).where(event).values(before=before or None, after=after or None))


def _without_record(value: Any, going: frozenset[str], *, is_inside: bool = False) -> Any:  # noqa: ANN401  (JSON)
    """Return what the history of others tells without what it tells of a record, like a link to it."""
    if isinstance(value, Mapping):
        if is_inside and going.intersection(one for one in value.values() if isinstance(one, str)):
            return None
        inner = {
            name: _without_record(held, going, is_inside=True) for name, held in value.items() if name not in going
        }
        return {name: held for name, held in inner.items() if held is not None or value[name] is None}
    if isinstance(value, list | tuple):
        kept = [_without_record(one, going, is_inside=True) for one in value]
        return [one for one in kept if one is not None and one not in going] if kept else kept
    return "" if isinstance(value, str) and value in going else value


def _forget_mappings(hand: Hand, going: frozenset[str]) -> None:
    """Take records out of what mappings of words changed."""
    assert isinstance(word_mappings.c.assets.type, JSON)  # noqa: S101  (ids stand as its names)
    for row in hand.connection.execute(select(word_mappings.c.mapping_id, word_mappings.c.assets)).all():
        if going.intersection(row.assets):
            hand.note([Trace(table="word_mappings", column="assets")])
            kept = {one: held for one, held in row.assets.items() if one not in going}
            hand.write(update(word_mappings).where(word_mappings.c.mapping_id == row.mapping_id).values(assets=kept))
