"""Does everything that is kept still hold together? Asked in the database, whatever the number of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Connection, Select, String, cast, exists, func, literal, or_, select

from asset_map.domain.asset import LocatedBy, Precision, ReviewState, Status
from asset_map.domain.finding import FindingCode
from asset_map.domain.protection import Level
from asset_map.store.schema import (
    asset_search,
    asset_zones,
    assets,
    audit_events,
    contribution_matters,
    contributions,
    import_changes,
    imported_rows,
    imports,
    looks,
    mapping_sessions,
    metadata,
    photos,
    session_outcomes,
    session_participants,
    session_slips,
)

EXAMPLES = 3
"""How many ids a trouble names: enough to look one up, few enough to read."""


@dataclass(frozen=True)
class Trouble:
    """Something that does not hold.

    Parameters
    ----------
    code
        What was looked at.
    count
        How many rows are wrong.
    examples
        Ids of a few of them.
    """

    code: FindingCode
    count: int
    examples: tuple[str, ...] = ()


Wrong = Select[str]
"""A question whose rows are the ids of what is wrong."""


def broken_rules(connection: Connection) -> list[Trouble]:
    """Return which of our own rules do not hold, beside those that the database keeps itself.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    list of Trouble
        Empty when all hold.
    """
    return [
        trouble
        for code, asked in _RULES.items()
        if (trouble := _count(connection, code, [wrong for ask in asked for wrong in ask()])).count
    ]


def missing_references(connection: Connection) -> Trouble:
    """Return which rows point at a row that is not there; the database should never have let that happen.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    Trouble
        With a count of 0 when every row that is pointed at is there.
    """
    return _count(connection, FindingCode.REFERENCES, list(_dangling()))


def _count(connection: Connection, code: FindingCode, asked: list[Wrong]) -> Trouble:
    count, examples = 0, list[str]()
    for wrong in asked:
        found = connection.scalar(select(func.count()).select_from(wrong.subquery())) or 0
        if found and len(examples) < EXAMPLES:
            examples += [str(one) for one in connection.scalars(wrong.limit(EXAMPLES - len(examples)))]
        count += found
    return Trouble(code, count, tuple(examples))


def _dangling() -> Iterator[Wrong]:
    for table in metadata.sorted_tables:
        own = cast(next(iter(table.primary_key.columns), literal("")), String)
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            there = key.column.table.alias()
            pointed = exists().where(there.c[key.column.name] == key.parent)
            yield select(own).select_from(table).where(key.parent.is_not(None), ~pointed)


def _without_history() -> Iterator[Wrong]:
    written = exists().where(audit_events.c.subject_kind == "asset", audit_events.c.subject_id == assets.c.asset_id)
    yield select(assets.c.asset_id).where(~written)


def _not_in_search() -> Iterator[Wrong]:
    found = exists().where(asset_search.c.asset_id == assets.c.asset_id, asset_search.c.for_staff)
    yield select(assets.c.asset_id).where(~found)


def _places_of_unmapped() -> Iterator[Wrong]:
    unmapped = assets.c.protection == Level.UNMAPPED.value
    told = [assets.c.geometry_bng.is_not(None), assets.c.address != "", assets.c.postcode != ""]
    yield select(assets.c.asset_id).where(unmapped, or_(*told))
    for beside in (asset_zones, photos):
        yield select(assets.c.asset_id).where(unmapped, exists().where(beside.c.asset_id == assets.c.asset_id))


def _unknown_codes() -> Iterator[Wrong]:
    known: Mapping[str, type[StrEnum]] = {
        "status": Status,
        "protection": Level,
        "review_state": ReviewState,
        "precision": Precision,
        "located_by": LocatedBy,
    }
    for name, codes in known.items():
        column = assets.c[name]
        yield select(assets.c.asset_id).where(column.is_not(None), column.not_in([code.value for code in codes]))


def _miscounted_imports() -> Iterator[Wrong]:
    parts = imports.c.added + imports.c.updated + imports.c.unchanged + imports.c.refused
    yield select(imports.c.import_id).where(imports.c.rows != parts)
    brought = select(func.count()).where(imported_rows.c.import_id == imports.c.import_id).scalar_subquery()
    yield select(imports.c.import_id).where(brought > imports.c.added)


def _rows_of_no_import() -> Iterator[Wrong]:
    for own, key in (
        (imported_rows.c.source_id, imported_rows.c.import_id),
        (cast(looks.c.look_id, String), looks.c.import_id),
        (import_changes.c.asset_id, import_changes.c.import_id),
    ):
        yield _points_nowhere(own, key, imports.c.import_id)


def _merged_into_nothing() -> Iterator[Wrong]:
    yield _points_nowhere(assets.c.asset_id, assets.c.merged_into, assets.alias().c.asset_id)


def _session_references() -> Iterator[Wrong]:
    said = contributions.c
    for own, key, to in (
        (said.contribution_id, said.slip_code, session_slips.c.slip_code),
        (said.contribution_id, said.sent_by, session_participants.c.participant_id),
        (said.contribution_id, said.about_id, contributions.alias().c.contribution_id),
        (said.contribution_id, said.asset_id, assets.c.asset_id),
        (session_outcomes.c.outcome_id, session_outcomes.c.contribution_id, said.contribution_id),
        (session_participants.c.participant_id, session_participants.c.slip_code, session_slips.c.slip_code),
        (
            contribution_matters.c.contribution_id,
            contribution_matters.c.participant_id,
            session_participants.c.participant_id,
        ),
    ):
        yield _points_nowhere(own, key, to)
    highest = select(func.max(said.number)).where(said.session_id == mapping_sessions.c.session_id).scalar_subquery()
    yield select(mapping_sessions.c.session_id).where(mapping_sessions.c.news < highest)


def _points_nowhere(own: ColumnElement[str], key: Column[str], to: ColumnElement[str]) -> Wrong:
    return select(own).where(key.is_not(None), key != "", ~exists().where(to == key))


_RULES: Mapping[FindingCode, tuple[Callable[[], Iterator[Wrong]], ...]] = {
    FindingCode.HISTORIES: (_without_history,),
    FindingCode.SEARCH: (_not_in_search,),
    FindingCode.UNMAPPED_PLACES: (_places_of_unmapped,),
    FindingCode.CODES: (_unknown_codes,),
    FindingCode.IMPORT_COUNTS: (_miscounted_imports,),
    FindingCode.IMPORT_REFERENCES: (_rows_of_no_import,),
    FindingCode.MERGED_RECORDS: (_merged_into_nothing,),
    FindingCode.SESSION_REFERENCES: (_session_references,),
}
RULES = tuple(_RULES)
"""What `broken_rules` looks at."""
