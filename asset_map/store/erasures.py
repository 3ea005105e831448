"""What is erased for good, which note is kept of it, and how is an older backup rid of the same again?"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.protection import Audience
from asset_map.domain.sought import Sought
from asset_map.store.assets import select_assets
from asset_map.store.audit import Change, insert_events
from asset_map.store.cleaning import clean
from asset_map.store.erasing_records import erase_records
from asset_map.store.erasing_said import erase_own_words, erase_phones, erase_said, records_from, said_with_slips
from asset_map.store.erasing_words import Reach, erase_words
from asset_map.store.schema import erasures, session_participants, session_slips
from asset_map.store.search import index_assets
from asset_map.store.traces import AROUND, Hand, Trace
from asset_map.store.transactions import OpenDatabase
from asset_map.store.walks import Finds, Marks, earlier_walk, marks_of, some_at_once
from asset_map.store.who_saw import Shown, who_saw

NOBODY = Sought(frozenset(), frozenset())


@dataclass(frozen=True, kw_only=True)
class ToErase:
    """What is to be erased.

    Parameters
    ----------
    kind
        A code for the note: ``person``, ``record``, ``consent`` or ``keep_until``.
    sought
        What somebody is known by; nobody for records alone.
    slip_codes
        Slips of sessions, whose contributions go.
    asset_ids
        Records that go with everything that hangs on them.
    is_alone
        Whether a name goes only where it stands alone.
    with_records
        Whether records go that were made of what was said with the slips; else they lose those words.
    only_in
        Records in which alone somebody is looked for; None for everywhere.
    """

    kind: str
    sought: Sought = NOBODY
    slip_codes: tuple[str, ...] = ()
    asset_ids: tuple[str, ...] = ()
    is_alone: bool = False
    with_records: bool = False
    only_in: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """The note of an erasure; nothing in it says who or what was erased.

    Parameters
    ----------
    erasure_id, erased_at, erased_by, kind, reason
        Itself, when, by whom, what kind of thing, and why.
    found
        In how many places something stood, by table.
    known_by
        Digests and ids by which an older backup is rid of the same.
    held_since, seen_by
        Since when it was kept, and the audiences whose files could hold it.
    """

    erasure_id: str
    erased_at: dt.datetime
    erased_by: str
    kind: str
    reason: str
    found: Mapping[str, int]
    known_by: Mapping[str, Any]
    held_since: dt.datetime | None
    seen_by: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What was found of somebody or of a record.

    Parameters
    ----------
    traces
        Every place.
    asset_ids
        Records that go as a whole.
    from_slips
        Records that were made of what was said with the slips.
    shown
        Since when it was kept, and who could see it.
    counted_whole
        Records of which everything counted for that.
    """

    traces: tuple[Trace, ...]
    asset_ids: frozenset[str]
    from_slips: frozenset[str]
    shown: Shown
    counted_whole: frozenset[str] = frozenset()


class Erasures(OpenDatabase):
    """Erasing; for who may erase alone."""

    def find_to_erase(self, asked: ToErase, *, around: int = AROUND) -> Found:
        """Return what would be erased, and change nothing.

        Parameters
        ----------
        asked
            Who or what.
        around
            Letters of a text that are shown on each side of what was found.

        Returns
        -------
        Found
            Everything that `erase` would reach.
        """
        with self._reading() as connection:
            return _erase(Hand(connection, is_dry=True, around=around), asked, salt=secrets.token_hex(16))

    def erase(self, asked: ToErase, *, event: AuditEvent) -> tuple[Erasure, Found]:
        """Erase somebody or something everywhere, or nothing.

        Everything is looked through before others have to wait: while it writes, only at what was found or changed
        since. What the database file still holds in places that are free goes with `clean`.

        Parameters
        ----------
        asked
            Who or what.
        event
            Who erases, when and why; the reason must not say who was erased.

        Returns
        -------
        tuple
            The note that is kept, and what was found.
        """
        salt = secrets.token_hex(16)
        walked = self._walked(lambda _connection: asked)
        with self._changing() as connection:
            found = _erase(walked.hand(connection), asked, salt=salt)
            note = _note_of(asked, found, event, salt=salt)
            connection.execute(insert(erasures).values(vars(note) | {"seen_by": list(note.seen_by)}))
            _tell(connection, note, found, event)
        return note, found

    def erase_again(self, note: Erasure, *, event: AuditEvent) -> Found:
        """Erase once more what was erased, from an older backup that was put back.

        Parameters
        ----------
        note
            What is known of it.
        event
            Who puts the backup back, and when.

        Returns
        -------
        Found
            What stood in the backup.
        """
        walked = self._walked(lambda connection: _asked_again(connection, note))
        with self._changing() as connection:
            found = _erase(walked.hand(connection), _asked_again(connection, note), salt=secrets.token_hex(16))
            if note.erasure_id not in set(connection.scalars(select(erasures.c.erasure_id))):
                connection.execute(insert(erasures).values(vars(note) | {"seen_by": list(note.seen_by)}))
            _tell(connection, note, found, event)
        return found

    def _walked(self, asks: Callable[[Connection], ToErase]) -> _Walked:
        with self._reading() as connection:
            marks, hand = marks_of(connection), Hand(connection, is_dry=True, around=0)
            found = _erase(hand, asks(connection), salt=secrets.token_hex(16))
        return _Walked(marks, hand.finds, found)

    def erasures(self) -> list[Erasure]:
        """Return the notes of what was erased.

        Returns
        -------
        list of Erasure
            The newest first.
        """
        newest_first = select(erasures).order_by(erasures.c.erased_at.desc(), erasures.c.erasure_id)
        with self._reading() as connection:
            rows = connection.execute(newest_first).mappings().all()
        return [Erasure(**dict(row) | {"seen_by": tuple(row["seen_by"])}) for row in rows]

    def clean(self) -> str:
        """Give back the room of what was deleted, overwritten, so that no free place of the files holds it.

        Returns
        -------
        str
            Empty when all was done; else a sentence on what still holds the old pages.
        """
        return clean(self._database)


@dataclass(frozen=True)
class _Walked:
    """What a walk found that wrote nothing."""

    marks: Marks
    finds: Finds
    found: Found

    def hand(self, connection: Connection) -> Hand:
        """Return what writes, going by this walk and what changed since."""
        earlier = earlier_walk(
            connection, self.marks, self.finds, shown=self.found.shown, whole=self.found.counted_whole
        )
        return Hand(connection, earlier=earlier)


def _erase(hand: Hand, asked: ToErase, *, salt: str) -> Found:
    said = said_with_slips(hand, asked.slip_codes)
    from_slips = records_from(hand, said)
    whole = frozenset(asked.asset_ids) | (from_slips if asked.with_records else frozenset())
    shown = _shown(hand, whole, asked.sought)
    if from_slips - whole:
        erase_own_words(hand, said, from_slips - whole, salt=salt)
    going = erase_records(hand, whole)
    erase_said(hand, said)
    erase_phones(hand, asked.slip_codes)
    if asked.sought.terms:
        reach = Reach(
            sought=asked.sought,
            asset_ids=asked.only_in,
            is_alone=asked.is_alone,
            spares_doers=asked.only_in is not None,
            salt=salt,
        )
        erase_words(hand, reach)
    if not hand.is_dry:
        left = hand.touched - going
        index_assets(hand.connection, list(select_assets(hand.connection, sorted(left)).values()))
    return Found(tuple(hand.traces), going, from_slips, shown, whole)


def _shown(hand: Hand, whole: frozenset[str], sought: Sought) -> Shown:
    """Return who could see it: of the history, only what is told of records that changed since is read again."""
    if hand.earlier is None:
        return who_saw(hand.connection, whole, sought)
    changed = hand.earlier.subjects(hand.connection) | (whole - hand.earlier.whole)
    shown = hand.earlier.shown
    for some in some_at_once(changed):
        shown |= who_saw(hand.connection, whole, sought, among=some)
    return shown


def _note_of(asked: ToErase, found: Found, event: AuditEvent, *, salt: str) -> Erasure:
    counted = Counter(trace.table for trace in found.traces if not trace.is_kept)
    digests = asked.sought.as_digests(salt) if asked.sought.terms else NOBODY
    return Erasure(
        erasure_id=uuid.uuid4().hex,
        erased_at=event.at,
        erased_by=event.actor,
        kind=asked.kind,
        reason=event.reason,
        found=dict(sorted(counted.items())),
        known_by={
            "terms": sorted(digests.terms),
            "lengths": sorted(digests.lengths),
            "salt": digests.salt,
            "asset_ids": sorted(found.asset_ids),
            "slips": bool(asked.slip_codes),
            "is_alone": asked.is_alone,
            "with_records": asked.with_records,
            "only_in": None if asked.only_in is None else sorted(asked.only_in),
        },
        held_since=found.shown.since,
        seen_by=tuple(audience.value for audience in Audience if audience in found.shown.audiences),
    )


def _asked_again(connection: Connection, note: Erasure) -> ToErase:
    known = note.known_by
    digests = Sought(frozenset(known["terms"]), frozenset(known["lengths"]), known["salt"])
    codes = {
        *connection.scalars(select(session_slips.c.slip_code)),
        *connection.scalars(select(session_participants.c.slip_code)),
    }
    return ToErase(
        kind=note.kind,
        sought=digests,
        slip_codes=tuple(sorted(code for code in codes if known["slips"] and digests.is_all_of(code))),
        asset_ids=tuple(known["asset_ids"]),
        is_alone=known["is_alone"],
        with_records=known["with_records"],
        only_in=None if known["only_in"] is None else frozenset(known["only_in"]),
    )


def _tell(connection: Connection, note: Erasure, found: Found, event: AuditEvent) -> None:
    """Keep that something was erased: under the erasure, and under each record that is still there."""
    changes = [Change(subject_kind="erasure", subject_id=note.erasure_id)]
    left = {trace.asset_id for trace in found.traces if trace.asset_id} - found.asset_ids
    kept = select_assets(connection, sorted(left))
    changes += [Change(subject_kind="asset", subject_id=asset_id) for asset_id in kept]
    insert_events(connection, replace(event, second_actor=""), changes)


def traces_by_table(traces: Sequence[Trace]) -> dict[str, list[Trace]]:
    """Return traces by their table.

    Parameters
    ----------
    traces
        Places.

    Returns
    -------
    dict
        In the order in which they were found.
    """
    by_table: dict[str, list[Trace]] = {}
    for trace in traces:
        by_table.setdefault(trace.table, []).append(trace)
    return by_table
