"""What became of what was said in sessions, what was decided, and how many took part?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import session_decisions, session_outcomes, session_turnout
from asset_map.store.transactions import OpenDatabase


class SessionOutcomes(OpenDatabase):
    """Outcomes and decisions of sessions, and counts of who took part."""

    def add_outcome(self, outcome: Outcome, *, event: AuditEvent) -> None:
        """Keep what is told to people; what was told before stays beside it.

        Parameters
        ----------
        outcome, event
            What is told; who says so, when and why.
        """
        self.add_outcomes([outcome], event=event)

    def add_outcomes(self, outcomes: Sequence[Outcome], *, event: AuditEvent) -> None:
        """Keep what is told to people of several things: all of it or nothing.

        Parameters
        ----------
        outcomes, event
            What is told; who says so, when and why.
        """
        rows = [vars(one) | {"answer": one.answer.value} for one in outcomes]
        for row in rows:
            refuse_unstorable_text(row, record="the outcome")
        if not rows:
            return
        with self._changing() as connection:
            connection.execute(insert(session_outcomes), rows)
            insert_events(connection, event, [_told(one) for one in outcomes])

    def outcomes(self, session_id: str) -> list[Outcome]:
        """Return what was told of a session and its contributions, oldest first.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        list of Outcome
            Also those that a later one replaces.
        """
        own = session_outcomes.c.session_id == session_id
        asked = select(session_outcomes).where(own)
        oldest_first = asked.order_by(session_outcomes.c.said_at, session_outcomes.c.outcome_id)
        with self._reading() as connection:
            rows = connection.execute(oldest_first).mappings().all()
        return [Outcome(**dict(row) | {"answer": Answer(row["answer"])}) for row in rows]

    def add_decision(self, decision: Decision, *, event: AuditEvent) -> None:
        """Keep what a session decided.

        Parameters
        ----------
        decision, event
            What was decided; who notes it, when and why.
        """
        refuse_unstorable_text(vars(decision), record="the decision")
        with self._changing() as connection:
            connection.execute(insert(session_decisions).values(vars(decision)))
            noted = {"words": decision.words, "reason": decision.reason}
            change = Change(subject_kind="session", subject_id=decision.session_id, after=noted)
            insert_events(connection, event, [change])

    def decisions(self, session_id: str) -> list[Decision]:
        """Return what a session decided, oldest first.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        list of Decision
            Empty where nothing was.
        """
        own = session_decisions.c.session_id == session_id
        asked = select(session_decisions).where(own)
        oldest_first = asked.order_by(session_decisions.c.noted_at, session_decisions.c.decision_id)
        with self._reading() as connection:
            return [Decision(**row) for row in connection.execute(oldest_first).mappings()]

    def set_turnout(self, session_id: str, question: str, people: Mapping[str, int], *, event: AuditEvent) -> None:
        """Keep how many people gave each answer to one question, in place of what stood there.

        Parameters
        ----------
        session_id, question
            The session, and the code of the question.
        people
            Number of people by code of the answer.
        event
            Who counts them, when and why.
        """
        own = (session_turnout.c.session_id == session_id) & (session_turnout.c.question == question)
        shared = {"session_id": session_id, "question": question}
        rows = [shared | {"answer": answer, "people": count} for answer, count in people.items()]
        with self._changing() as connection:
            connection.execute(delete(session_turnout).where(own))
            if rows:
                connection.execute(insert(session_turnout), rows)
            change = Change(subject_kind="session", subject_id=session_id, after={question: dict(people)})
            insert_events(connection, event, [change])

    def turnout(self, session_id: str) -> dict[str, dict[str, int]]:
        """Return how many people gave each answer.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        dict
            Number of people by answer, by question.
        """
        own = select(session_turnout).where(session_turnout.c.session_id == session_id)
        found: dict[str, dict[str, int]] = {}
        with self._reading() as connection:
            for row in connection.execute(own.order_by(session_turnout.c.question, session_turnout.c.answer)):
                found.setdefault(row.question, {})[row.answer] = row.people
        return found


def _told(outcome: Outcome) -> Change:
    noted = {"contribution_id": outcome.contribution_id, "answer": outcome.answer.value}
    by_when = None if outcome.by_when is None else outcome.by_when.isoformat()
    words = {"words": outcome.words, "because": outcome.because, "by_when": by_when}
    return Change(subject_kind="session", subject_id=outcome.session_id, after=noted | words)
