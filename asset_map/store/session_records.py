"""A whole session at once: taken in from a file or made up, it is there with everything in it or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Decision, Outcome
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.contributions import contribution_row
from asset_map.store.mapping_sessions import session_row
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import (
    contributions,
    mapping_sessions,
    session_codes,
    session_decisions,
    session_outcomes,
    session_slips,
)
from asset_map.store.transactions import OpenDatabase


class SessionRecords(OpenDatabase):
    """Sessions with what was said in them, what became of it and what was decided."""

    def add_whole_session(
        self,
        session: MappingSession,
        *,
        said: Sequence[Contribution],
        outcomes: Sequence[Outcome],
        decisions: Sequence[Decision],
        slip_codes: Sequence[str] = (),
        event: AuditEvent,
    ) -> bool:
        """Keep a session with everything in it, unless there is one with its id.

        Parameters
        ----------
        session, said, outcomes, decisions, slip_codes
            The session with its code, if it has one; what was said; what became of it; what was decided; its slips.
        event
            Who takes it in, when and why.

        Returns
        -------
        bool
            Whether it was new; otherwise nothing is changed.

        Raises
        ------
        StoreError
            When an id or a code in it belongs to another session, and for text that cannot be stored; nothing is kept.
        """
        rows = [contribution_row(one) | {"number": number} for number, one in enumerate(said, start=1)]
        answers = [vars(one) | {"answer": one.answer.value} for one in outcomes]
        decided = [vars(one) for one in decisions]
        own = session_row(session) | {"news": len(rows)}
        for row in ({**own, "prompts": repr(session.prompts)}, *rows, *answers, *decided):
            refuse_unstorable_text(row, record="the session")
        taken = select(contributions.c.contribution_id).where(
            contributions.c.contribution_id.in_([one.contribution_id for one in said])
        )
        with self._changing() as connection:
            known = select(mapping_sessions.c.session_id).where(mapping_sessions.c.session_id == session.session_id)
            if connection.scalar(known) is not None:
                return False
            if connection.scalar(taken.limit(1)) is not None:
                raise StoreError(
                    "Expected a session that is not here yet; found that something said in it belongs to another "
                    "session here. Ask whoever gave you the file to write it again."
                )
            connection.execute(insert(mapping_sessions).values(own))
            if session.code:
                code = {"code": session.code, "session_id": session.session_id, "given_at": event.at}
                connection.execute(insert(session_codes).values(code))
            slips = [{"slip_code": code, "session_id": session.session_id, "made_at": event.at} for code in slip_codes]
            tables = {
                session_slips: slips,
                contributions: rows,
                session_outcomes: answers,
                session_decisions: decided,
            }
            for table, kept in tables.items():
                if kept:
                    connection.execute(insert(table), kept)
            held = {"title": session.title, "said": len(rows), "outcomes": len(answers), "decisions": len(decided)}
            change = Change(subject_kind="session", subject_id=session.session_id, after=held)
            insert_events(connection, event, [change])
        return True
