"""Which links open a record to its own organisation, and what was answered by them?

A link holds a random token; the store keeps only its digest, so that whoever reads it cannot answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from asset_map.domain.asset import Asset, CheckedHow, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import (
    ANSWERS_PER_LINK,
    CheckLink,
    HeldRecord,
    LinkAnswer,
    LinkState,
    held_record,
    link_state,
)
from asset_map.domain.freshness import may_be_kept
from asset_map.domain.proposal import Proposal
from asset_map.errors import ConflictError, NotAllowedError, StoreError
from asset_map.store.assets import select_asset
from asset_map.store.audit import Change, insert_events
from asset_map.store.checks import CheckNote, write_check_notes
from asset_map.store.people import token_digest
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.proposals import insert_proposal, withdraw_proposals
from asset_map.store.schema import audit_events, check_links
from asset_map.store.transactions import OpenDatabase

REPLACED = "Replaced by a later answer of the organisation"


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """What an organisation answered by its link.

    Parameters
    ----------
    link_id
        The link.
    asset_version
        The version of the record that it had before it.
    answer
        What it says.
    checked_on
        The day of the answer.
    proposal
        What is to be looked at by staff; None where everything is still right.
    """

    link_id: str
    asset_version: int
    answer: LinkAnswer
    checked_on: dt.date
    proposal: Proposal | None = None


class CheckLinks(OpenDatabase):
    """Links for organisations, and their answers."""

    def add_check_link(self, link: CheckLink, *, token: str, event: AuditEvent) -> None:
        """Keep a new link.

        Parameters
        ----------
        link, token
            The link, and what stands in it.
        event
            Who makes it and when.
        """
        row = {name: value for name, value in vars(link).items() if name != "answer"}
        refuse_unstorable_text(row, record="the link")
        with self._changing() as connection:
            connection.execute(insert(check_links).values(row | {"token_digest": token_digest(token)}))
            _note(connection, link.link_id, event, before=None)

    def check_links(self, asset_id: str) -> list[CheckLink]:
        """Return the links that were made for a record, newest first.

        Parameters
        ----------
        asset_id
            The record.

        Returns
        -------
        list of CheckLink
            Those that no longer open too.
        """
        asked = select(check_links).where(check_links.c.asset_id == asset_id)
        newest_first = asked.order_by(check_links.c.made_at.desc(), check_links.c.link_id)
        with self._reading() as connection:
            return [_link(row) for row in connection.execute(newest_first).mappings()]

    def asset_of_check_link(self, link_id: str) -> str | None:
        """Return for which record a link was made; for staff.

        Parameters
        ----------
        link_id
            The link's id, which opens nothing.

        Returns
        -------
        str or None
            Id of the asset; None where there is no such link.
        """
        asked = select(check_links.c.asset_id).where(check_links.c.link_id == link_id)
        with self._reading() as connection:
            asset_id: str | None = connection.scalar(asked)
        return asset_id

    def held_record(self, token: str, *, zone_system: str, now: dt.datetime, today: dt.date) -> HeldRecord | None:
        """Return what a link opens: the door for whoever holds one.

        Parameters
        ----------
        token
            What stands in the link.
        zone_system
            The system whose code stands in ``zone_code``.
        now, today
            The moment to judge by, with its time zone, and the day here.

        Returns
        -------
        HeldRecord or None
            None for a link that was never made, has expired or was revoked, and for a record that is not published.
        """
        asked = select(check_links).where(check_links.c.token_digest == token_digest(token))
        with self._reading() as connection:
            row = connection.execute(asked).mappings().one_or_none()
            if row is None:
                return None
            link = _link(row)
            asset = select_asset(connection, link.asset_id)
        opens = _opens(link, asset, now=now, today=today)
        return held_record(asset, link, zone_system=zone_system) if opens else None

    def revoke_check_link(self, link_id: str, *, event: AuditEvent) -> None:
        """End a link before its time; ending it twice changes nothing.

        Parameters
        ----------
        link_id
            The link.
        event
            Who ends it, when and why.
        """
        with self._changing() as connection:
            before = _select(connection, link_id)
            if before.revoked_at is None:
                own = check_links.c.link_id == link_id
                connection.execute(update(check_links).where(own).values(revoked_at=event.at))
                _note(connection, link_id, event, before=before)

    def answer_check_link(self, given: GivenAnswer, *, event: AuditEvent) -> None:
        """Keep an organisation's answer, all of it or nothing.

        A record that is still right is checked at once; anything else waits as a proposal. What the organisation
        proposed before, and nobody has decided yet, is withdrawn.

        Parameters
        ----------
        given
            The answer.
        event
            Who answers, when and why.

        Raises
        ------
        NotAllowedError
            When the link opens no longer, or has answered too often.
        ConflictError
            When the record was changed since the organisation saw it.
        """
        with self._changing() as connection:
            link = _select(connection, given.link_id)
            asset = select_asset(connection, link.asset_id)
            _refuse_answer(connection, link, asset, given, now=event.at)
            withdraw_proposals(connection, asset.asset_id, by=event.actor, reason=REPLACED, event=event)
            if given.proposal is not None:
                insert_proposal(connection, given.proposal, event=event)
            else:
                note = CheckNote(
                    asset_id=asset.asset_id,
                    version=given.asset_version,
                    last_checked=given.checked_on,
                    checked_how=CheckedHow.ORGANISATION,
                )
                write_check_notes(connection, [note], event=event)
            own = check_links.c.link_id == link.link_id
            answered = {"answered_at": event.at, "answer": given.answer.value}
            connection.execute(update(check_links).where(own).values(answered))
            _note(connection, link.link_id, event, before=link)


def _refuse_answer(
    connection: Connection, link: CheckLink, asset: Asset, given: GivenAnswer, *, now: dt.datetime
) -> None:
    if not _opens(link, asset, now=now, today=given.checked_on):
        raise NotAllowedError("This link does not open any longer. Ask whoever sent it for a new one.")
    own = (audit_events.c.subject_kind == "check_link") & (audit_events.c.subject_id == link.link_id)
    answers = own & (audit_events.c.action != Action.LINK_MADE.value)
    count = connection.execute(select(func.count()).select_from(audit_events).where(answers)).scalar_one()
    if count >= ANSWERS_PER_LINK:
        msg = (
            f"Expected at most {ANSWERS_PER_LINK} answers by one link; found {count}. Your last answer is kept. Ask "
            f"whoever sent the link for a new one."
        )
        raise NotAllowedError(msg)
    if asset.version != given.asset_version:
        raise ConflictError("The record was changed while this page was open. Read it again, then answer.")


def _opens(link: CheckLink, asset: Asset, *, now: dt.datetime, today: dt.date) -> bool:
    is_open = link_state(link, now=now) in {LinkState.OPEN, LinkState.ANSWERED}
    is_published = asset.review_state is ReviewState.PUBLISHED and not asset.merged_into
    return is_open and is_published and may_be_kept(asset.keep_until, today=today)


def _select(connection: Connection, link_id: str) -> CheckLink:
    row = connection.execute(select(check_links).where(check_links.c.link_id == link_id)).mappings().one_or_none()
    if row is None:
        msg = f"Expected a link with the id “{link_id}”; found none. Choose it from the list again."
        raise StoreError(msg)
    return _link(row)


def _link(row: RowMapping) -> CheckLink:
    stored = {name: value for name, value in row.items() if name != "token_digest"}
    return CheckLink(**stored | {"answer": LinkAnswer(row["answer"]) if row["answer"] else None})


def _note(connection: Connection, link_id: str, event: AuditEvent, *, before: CheckLink | None) -> None:
    after = _noted(_select(connection, link_id))
    change = Change(
        subject_kind="check_link",
        subject_id=link_id,
        before=None if before is None else _noted(before),
        after=after,
    )
    insert_events(connection, event, [change])


def _noted(link: CheckLink) -> dict[str, str | None]:
    moments = {
        name: None if (at := getattr(link, name)) is None else at.isoformat() for name in ("expires_at", "revoked_at")
    }
    return moments | {"asset_id": link.asset_id, "answer": link.answer.value if link.answer else None}
