"""What is kept, why, how long and who sees it: from the description of the store, for everybody and in full."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asset_map.domain.held import IMPERSONAL, Held
from asset_map.domain.permission import Actor, may_erase
from asset_map.domain.protection import Audience
from asset_map.services.data_protection.words import TableWords, held_words, table_words
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from asset_map.store.described import DESCRIBED
from asset_map.store.erasures import Erasure

NOT_TOLD = IMPERSONAL | {Held.INDEX}
"""What is about nobody, and what only repeats what stands elsewhere."""


@dataclass(frozen=True)
class KeptOf:
    """What is kept of one kind.

    Parameters
    ----------
    what, who_sees
        In words.
    columns
        Names of the columns, for who has to check.
    """

    what: str
    who_sees: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class KeptIn:
    """What a table keeps.

    Parameters
    ----------
    table, words
        Its name, and what it is for.
    kinds
        What in it can be about a person; empty where nothing can.
    rows
        How many rows it has; None where that is not told.
    """

    table: str
    words: TableWords
    kinds: tuple[KeptOf, ...]
    rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """What an organisation needs for its assessment of the impact on data protection.

    Parameters
    ----------
    area, written_at
        Of which area, and when.
    tables
        Everything that is kept, with counts.
    consents_held, consents_ended
        How many consents hold, and how many were taken back or ended.
    erasures
        Notes of what was erased.
    files
        How many files were taken away, by audience.
    """

    area: str
    written_at: dt.datetime
    tables: tuple[KeptIn, ...]
    consents_held: int
    consents_ended: int
    erasures: tuple[Erasure, ...]
    files: dict[str, int]


def kept_about_people() -> tuple[KeptIn, ...]:
    """Return what is kept that can be about a person, the same for every area: no count tells of any record.

    Returns
    -------
    tuple of KeptIn
        In the order in which the tables are described.
    """
    return tuple(one for one in _everything({}) if one.kinds)


@asks(may_erase, everywhere)
def impact_document(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Document:  # noqa: ARG001  (asked for)
    """Return everything that is kept, with counts, for the organisation's own assessment.

    Parameters
    ----------
    workspace
        The area.
    now, actor
        When, and who asks.

    Returns
    -------
    Document
        Without anybody's data.
    """
    store = workspace.store
    consents = store.consents()
    files = store.files_made(since=None, audiences=list(_audiences()))
    return Document(
        area=workspace.geography.area_name,
        written_at=now,
        tables=_everything(store.rows_kept()),
        consents_held=sum(one.withdrawn_on is None for one in consents),
        consents_ended=sum(one.withdrawn_on is not None for one in consents),
        erasures=tuple(store.erasures()),
        files={one.value: sum(file.audience is one for file in files) for one in _audiences()},
    )


def _audiences() -> tuple[Audience, ...]:
    return tuple(Audience)


def _everything(rows: dict[str, int]) -> tuple[KeptIn, ...]:
    return tuple(
        KeptIn(
            table=table,
            words=table_words(table),
            kinds=tuple(
                KeptOf(held_words(held).what, held_words(held).who_sees, tuple(names.split()))
                for held, names in described.columns.items()
                if held not in NOT_TOLD
            ),
            rows=rows.get(table),
        )
        for table, described in DESCRIBED.items()
    )
