"""Which zones did a session look at, for what, and what came of it?

Nothing is written by itself. What people said is put together zone by zone; somebody who was there confirms which of it
was a look. A zone that nobody spoke of was not looked at, whatever else the session asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from asset_map.domain.coverage import Look, LookDraft, LookMethod, LookResult
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor, audience_for, may_run_sessions
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.record_looks import (
    Contradiction,
    LooksRefused,
    contradictions,
    not_on_the_map,
    record_looks,
    take_back_looks,
)
from asset_map.services.sessions.heard import Heard, heard_in
from asset_map.services.workspace import Workspace

LONGEST_TITLE = 50


@dataclass(frozen=True)
class SessionCoverage:
    """What a session can say of its zones.

    Parameters
    ----------
    heard
        One for each offer of the session in each zone that people spoke of, by zone and offer.
    untouched
        Zones that nobody spoke of and no dot lies in: they were not looked at.
    written
        The looks of this session that are on record, by zone and offer; each by its number in the ledger.
    """

    heard: Mapping[tuple[str, str], Heard]
    untouched: tuple[str, ...]
    written: Mapping[tuple[str, str], tuple[int, Look]]

    @property
    def spoken_of(self) -> frozenset[tuple[str, str]]:
        """The zones and offers of which somebody said something: the usual choice."""
        return frozenset(cell for cell, one in self.heard.items() if not one.is_silent)


@dataclass(frozen=True)
class CoverageWritten:
    """The looks of a session are on record.

    Parameters
    ----------
    looks
        How many there are now.
    added, taken_back
        How many were not there before, and how many no longer are.
    contradictions
        Where nothing was found although something usable is on record; for staff.
    not_on_the_map
        Where something was found of which no usable record is kept yet; for staff.
    """

    looks: int
    added: int
    taken_back: int
    contradictions: tuple[Contradiction, ...]
    not_on_the_map: tuple[Look, ...]


def session_coverage(session: MappingSession, workspace: Workspace) -> SessionCoverage:
    """Return what a session can say of its zones; for staff only.

    Parameters
    ----------
    session
        Which one.
    workspace
        The area.

    Returns
    -------
    SessionCoverage
        By what was said and neither taken back nor refused in review. What is hidden from the room counts once it was
        reviewed.

    Raises
    ------
    UserError
        When the zones of the session are no longer those of the area.
    """
    if session.zone_system != workspace.geography.system.id:
        text = _("This session was held with other zones than those installed now. Its coverage cannot be written.")
        raise UserError(text)
    heard = heard_in(session, workspace)
    touched = {zone for zone, _offer in heard}
    untouched = tuple(zone for zone in session.zone_codes if zone not in touched)
    return SessionCoverage(heard, untouched, _written(session, workspace))


@asks(may_run_sessions, of_session("session"))
def write_coverage(
    session: MappingSession,
    looked: Collection[tuple[str, str]],
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
) -> CoverageWritten:
    """Write the looks of a session, in place of those that it wrote before; twice writes them once.

    Parameters
    ----------
    session
        Which one.
    looked
        The zones and offers that somebody who was there confirms to have been looked at.
    workspace
        The area.
    now, actor
        When, and who confirms.

    Returns
    -------
    CoverageWritten
        What is on record now.

    Raises
    ------
    UserError
        For a zone that nobody spoke of, an offer that the session did not ask about, or a session still to be held.
    """
    if session.held_on > local_date(now):
        text = _("This session is held on {date}. Write its coverage afterwards.")
        raise UserError(text.format(date=written_date(session.held_on)))
    coverage, before = session_coverage(session, workspace), _looks_of(session, workspace)
    if unknown := sorted(set(looked) - set(coverage.heard)):
        text = _("Expected zones that people spoke of; found {zone}, of which nobody did. It was not looked at.")
        raise UserError(text.format(zone=unknown[0][0]))
    wanted = {cell: _draft(coverage.heard[cell], session) for cell in sorted(looked)}
    stands = {cell for cell, (_number, look) in coverage.written.items() if _says(look, wanted.get(cell))}
    fresh = [draft for cell, draft in wanted.items() if cell not in stands]
    recorded = record_looks(fresh, workspace, now=now, actor=actor)
    if isinstance(recorded, LooksRefused):
        raise UserError(" ".join(problem.message for problem in recorded.problems))
    standing = {coverage.written[cell][0] for cell in stands}
    gone = {number: look for number, look in before if number not in standing}
    if gone:
        take_back_looks(gone, workspace, now=now, actor=actor)
    kept = [look for _number, look in _written(session, workspace).values()]
    return CoverageWritten(
        looks=len(kept),
        added=len(recorded.added),
        taken_back=len(gone),
        contradictions=contradictions(wanted.values(), workspace, audience=audience_for(actor), today=local_date(now)),
        not_on_the_map=not_on_the_map(kept, workspace, audience=audience_for(actor), today=local_date(now)),
    )


@asks(may_run_sessions, of_session("session"))
def take_back_coverage(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> int:
    """Take back all looks that a session wrote; the audit keeps what they said.

    Parameters
    ----------
    session
        Which one.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    int
        How many there were.

    Raises
    ------
    ConflictError
        When somebody took one of them back in this moment; nothing is changed.
    """
    kept = dict(_looks_of(session, workspace))
    if kept:
        take_back_looks(kept, workspace, now=now, actor=actor)
    return len(kept)


def _draft(heard: Heard, session: MappingSession) -> LookDraft:
    return LookDraft(
        zone_code=heard.zone_code,
        offer=heard.offer,
        result=heard.result.value,
        method=LookMethod.SESSION.value,
        looked_on=session.held_on.isoformat(),
        looked_by=f"Mapping session “{session.title[:LONGEST_TITLE]}” {_mark_of(session)}",
    )


def _mark_of(session: MappingSession) -> str:
    """Return by what the looks of a session are found again, also when its title changes."""
    return f"({session.session_id})"


def _says(look: Look, draft: LookDraft | None) -> bool:
    return draft is not None and (look.result.value, look.looked_on.isoformat()) == (draft.result, draft.looked_on)


def _written(session: MappingSession, workspace: Workspace) -> dict[tuple[str, str], tuple[int, Look]]:
    return {(look.zone_code, look.offer): (number, look) for number, look in _looks_of(session, workspace)}


def _looks_of(session: MappingSession, workspace: Workspace) -> list[tuple[int, Look]]:
    """Return every look that the session wrote, the oldest first: two who write at once leave two of one zone."""
    looks = workspace.store.read_looks(Audience.STAFF)
    own = looks[looks["looked_by"].str.endswith(_mark_of(session)) & looks["method"].eq(LookMethod.SESSION.value)]
    return [
        (
            int(row["look_id"]),
            Look(
                zone_code=row["zone_code"],
                offer=row["offer"],
                result=LookResult(row["result"]),
                method=LookMethod(row["method"]),
                looked_on=row["looked_on"].date(),
                looked_by=row["looked_by"],
            ),
        )
        for row in own.sort_values("look_id").to_dict("records")
    ]
