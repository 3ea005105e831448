"""Which mapping sessions are there, by which codes are they joined, and who joined them?

Phones are known by a random cookie; the store keeps only its digest. Joining and contributing change no record of the
map, so they raise the session's own count of news and not the version of the store, which empties every cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.mapping_grid import MappingGrid
from asset_map.domain.mapping_session import MappingSession, Participant, Prompt, SessionState
from asset_map.errors import ConflictError, StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.people import token_digest
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import mapping_sessions, session_codes, session_participants, session_slips
from asset_map.store.transactions import OpenDatabase

_IN_JSON = ("zone_codes", "offers", "languages")


class MappingSessions(OpenDatabase):
    """Sessions, their codes and slips, and the phones that joined."""

    def mapping_sessions(self) -> list[MappingSession]:
        """Return all sessions, the latest first.

        Returns
        -------
        list of MappingSession
            By the day they are held on, and then by id.
        """
        latest_first = _sessions().order_by(mapping_sessions.c.held_on.desc(), mapping_sessions.c.session_id)
        with self._reading() as connection:
            return [_session(row) for row in connection.execute(latest_first).mappings()]

    def mapping_session(self, session_id: str) -> MappingSession | None:
        """Return one session.

        Parameters
        ----------
        session_id
            Which one.

        Returns
        -------
        MappingSession or None
            None for an id that was never given.
        """
        with self._reading() as connection:
            return _select(connection, session_id)

    def session_of_code(self, code: str) -> tuple[MappingSession, bool] | None:
        """Return the session that a code was given to.

        Parameters
        ----------
        code
            Six capital letters.

        Returns
        -------
        tuple of MappingSession and bool, or None
            The session and whether the code still holds; None for a code that was never given.
        """
        with self._reading() as connection:
            row = connection.execute(select(session_codes).where(session_codes.c.code == code)).one_or_none()
            session = None if row is None else _select(connection, row.session_id)
        return None if row is None or session is None else (session, row.replaced_at is None)

    def keep_session(self, session: MappingSession, *, event: AuditEvent) -> MappingSession:
        """Keep a new session, or a changed one unless somebody else changed it meanwhile.

        Parameters
        ----------
        session, event
            The session with the version that it was read with; who keeps it, when and why. Its code is left alone.

        Returns
        -------
        MappingSession
            As it is kept now.

        Raises
        ------
        ConflictError
            When the stored version is another one; nothing is overwritten.
        StoreError
            For text that cannot be stored.
        """
        refuse_unstorable_text(session_row(session) | {"prompts": repr(session.prompts)}, record="the session")
        with self._changing() as connection:
            before = _select(connection, session.session_id)
            if before is None:
                connection.execute(insert(mapping_sessions).values(session_row(session) | {"news": 0}))
            else:
                own = mapping_sessions.c.session_id == session.session_id
                is_as_read = own & (mapping_sessions.c.version == session.version)
                changed = session_row(session) | {"version": session.version + 1}
                if connection.execute(update(mapping_sessions).where(is_as_read).values(changed)).rowcount != 1:
                    raise ConflictError(
                        f"Expected “{session.title}” as it was when you opened it; found that somebody changed it "
                        "meanwhile. Nothing was overwritten: look at their version and type yours again."
                    )
            kept = _kept(connection, session.session_id)
            noted = None if before is None else _noted(before)
            insert_events(connection, event, [_change(kept.session_id, before=noted, after=_noted(kept))])
        return kept

    def give_code(self, session_id: str, code: str, *, event: AuditEvent) -> MappingSession:
        """Give a session a code; the one it had holds no longer.

        Parameters
        ----------
        session_id, code
            The session, and a code that was never given.
        event
            Who gives it, when and why.

        Returns
        -------
        MappingSession
            With its new code.

        Raises
        ------
        StoreError
            When the code was given before; the session keeps the one it had.
        """
        with self._changing() as connection:
            of_session = session_codes.c.session_id == session_id
            holding = of_session & session_codes.c.replaced_at.is_(None)
            connection.execute(update(session_codes).where(holding).values(replaced_at=event.at))
            row = {"code": code, "session_id": session_id, "given_at": event.at}
            connection.execute(insert(session_codes).values(row))
            insert_events(connection, event, [_change(session_id, after={"code": code})])
            return _kept(connection, session_id)

    def add_slips(self, session_id: str, codes: Sequence[str], *, event: AuditEvent) -> None:
        """Keep codes of slips that were never given.

        Parameters
        ----------
        session_id, codes
            The session, and the codes.
        event
            Who makes them and when; the audit keeps how many, not which.
        """
        with self._keeping() as connection:
            rows = [{"slip_code": code, "session_id": session_id, "made_at": event.at} for code in codes]
            if rows:
                connection.execute(insert(session_slips), rows)
                insert_events(connection, event, [_change(session_id, after={"slips": len(rows)})])

    def slip_session(self, slip_code: str) -> str | None:
        """Return the session that a slip is of.

        Parameters
        ----------
        slip_code
            Capital letters and digits.

        Returns
        -------
        str or None
            The session's id; None for a code that was never given.
        """
        asked = select(session_slips.c.session_id).where(session_slips.c.slip_code == slip_code)
        with self._reading() as connection:
            return connection.scalar(asked)

    def slip_codes(self, session_id: str) -> list[str]:
        """Return the codes of a session's slips.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        list of str
            Sorted, so that their order tells nothing.
        """
        asked = select(session_slips.c.slip_code).where(session_slips.c.session_id == session_id)
        with self._reading() as connection:
            return sorted(connection.scalars(asked))

    def add_participant(self, participant: Participant, *, cookie: str, event: AuditEvent) -> None:
        """Let a phone into a session, with a slip of its own.

        Parameters
        ----------
        participant, cookie
            The phone, and what its browser keeps.
        event
            When; the audit keeps that somebody joined, not who.
        """
        slip = {
            "slip_code": participant.slip_code,
            "session_id": participant.session_id,
            "made_at": participant.joined_at,
        }
        with self._keeping() as connection:
            connection.execute(insert(session_slips).values(slip))
            connection.execute(
                insert(session_participants).values(vars(participant) | {"cookie_digest": token_digest(cookie)})
            )
            insert_events(connection, event, [_change(participant.session_id)])

    def participant_of_cookie(self, cookie: str) -> Participant | None:
        """Return the phone that a cookie belongs to.

        Parameters
        ----------
        cookie
            What its browser keeps.

        Returns
        -------
        Participant or None
            None for a cookie that was never given.
        """
        asked = select(session_participants).where(session_participants.c.cookie_digest == token_digest(cookie))
        with self._reading() as connection:
            row = connection.execute(asked).mappings().one_or_none()
        return None if row is None else _participant(row)

    def participants(self, session_id: str) -> list[Participant]:
        """Return the phones that joined a session.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        list of Participant
            By id, so that their order tells nothing.
        """
        asked = select(session_participants).where(session_participants.c.session_id == session_id)
        with self._reading() as connection:
            rows = connection.execute(asked.order_by(session_participants.c.participant_id)).mappings().all()
        return [_participant(row) for row in rows]

    def change_language(self, participant_id: str, language: str, *, event: AuditEvent) -> None:
        """Let a phone read another language.

        Parameters
        ----------
        participant_id, language
            The phone, and the code of the language.
        event
            When; no record changes, and the audit keeps that it was done.
        """
        own = session_participants.c.participant_id == participant_id
        with self._keeping() as connection:
            asked = update(session_participants).where(own).values(language=language)
            session_id = connection.scalar(asked.returning(session_participants.c.session_id))
            if session_id is not None:
                insert_events(connection, event, [_change(session_id)])

    def news(self, session_id: str) -> int:
        """Return the highest number of a session's contributions: one cheap read, to be asked every second.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        int
            0 while nothing was said, and for a session that is not there.
        """
        asked = select(mapping_sessions.c.news).where(mapping_sessions.c.session_id == session_id)
        with self._reading() as connection:
            return connection.scalar(asked) or 0


def next_number(connection: Connection, session_id: str) -> int:
    """Return the next number of a session's contributions; whoever asks has the session to themselves until the end.

    Parameters
    ----------
    connection
        The transaction that writes.
    session_id
        The session.

    Returns
    -------
    int
        1 for the first.

    Raises
    ------
    StoreError
        For a session that is not there.
    """
    own = mapping_sessions.c.session_id == session_id
    raised = update(mapping_sessions).where(own).values(news=mapping_sessions.c.news + 1)
    number: int | None = connection.scalar(raised.returning(mapping_sessions.c.news))
    if number is None:
        raise StoreError(f"Expected a session with the id “{session_id}”; found none. Open its page again.")
    return number


def _sessions() -> Select[Any]:
    holding = (session_codes.c.session_id == mapping_sessions.c.session_id) & session_codes.c.replaced_at.is_(None)
    return select(mapping_sessions, session_codes.c.code).outerjoin(session_codes, holding)


def _select(connection: Connection, session_id: str) -> MappingSession | None:
    own = _sessions().where(mapping_sessions.c.session_id == session_id)
    row = connection.execute(own).mappings().one_or_none()
    return None if row is None else _session(row)


def _kept(connection: Connection, session_id: str) -> MappingSession:
    session = _select(connection, session_id)
    if session is None:
        raise StoreError(f"Expected a session with the id “{session_id}”; found none. Open the list of sessions again.")
    return session


def _session(row: RowMapping) -> MappingSession:
    known = {name: row[name] for name in MappingSession.__dataclass_fields__}
    return MappingSession(
        **known
        | {name: tuple(row[name]) for name in _IN_JSON}
        | {
            "grid": MappingGrid(**row["grid"]),
            "prompts": tuple(Prompt(**one) for one in row["prompts"]),
            "state": SessionState(row["state"]),
            "code": row["code"] or "",
        }
    )


def session_row(session: MappingSession) -> dict[str, Any]:
    """Return the row that something is kept as.

    Parameters
    ----------
    session
        The session; its code is kept beside it.

    Returns
    -------
    dict
        Values by column.
    """
    row = vars(session) | {name: list(getattr(session, name)) for name in _IN_JSON}
    row |= {"grid": asdict(session.grid), "prompts": [asdict(one) for one in session.prompts]}
    return {name: value for name, value in row.items() if name != "code"} | {"state": session.state.value}


def _noted(session: MappingSession) -> dict[str, Any]:
    dates = {"held_on": session.held_on.isoformat(), "made_at": session.made_at.isoformat()}
    return session_row(session) | dates | {"area_bng": session.area_bng.hex()}


def _participant(row: RowMapping) -> Participant:
    return Participant(**{name: row[name] for name in Participant.__dataclass_fields__})


def _change(
    session_id: str, *, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None
) -> Change:
    return Change(subject_kind="session", subject_id=session_id, before=before, after=after)
