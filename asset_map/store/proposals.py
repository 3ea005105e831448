"""What waits for somebody's yes, and what became of it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.proposal import Decision, Proposal, ProposalKind, may_agree, same_person
from asset_map.errors import ConflictError, NotAllowedError, SecondPersonError, StoreError
from asset_map.store.assets import update_asset
from asset_map.store.audit import Change, insert_events
from asset_map.store.forgetting import without_place_words
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import proposals
from asset_map.store.transactions import OpenDatabase


def insert_proposal(connection: Connection, proposal: Proposal, *, event: AuditEvent) -> None:
    """Keep something that somebody else is to agree to, in the transaction of whatever else belongs to it.

    Parameters
    ----------
    connection
        The transaction that writes.
    proposal, event
        What is proposed; who proposes it, when and why.
    """
    refuse_unstorable_text(vars(proposal) | _texts(proposal.fields), record="the proposal")
    connection.execute(insert(proposals).values(_row(proposal)))
    _note(connection, proposal, event, before=None)


def withdraw_proposals(connection: Connection, asset_id: str, *, by: str, reason: str, event: AuditEvent) -> None:
    """Withdraw what somebody proposed for a record and nobody has decided yet.

    Parameters
    ----------
    connection
        The transaction that writes.
    asset_id, by
        The record, and who proposed.
    reason, event
        Why; who withdraws it, and when.
    """
    values = {
        "decision": Decision.WITHDRAWN.value,
        "decided_by": event.actor,
        "decided_at": event.at,
        "decision_reason": reason,
    }
    is_theirs = (proposals.c.asset_id == asset_id) & (proposals.c.proposed_by == by)
    is_open = proposals.c.decision == Decision.OPEN.value
    for row in connection.execute(select(proposals).where(is_theirs, is_open)).mappings().all():
        before = _proposal(row)
        own = proposals.c.proposal_id == before.proposal_id
        connection.execute(update(proposals).where(own).values(values))
        _note(connection, _select(connection, before.proposal_id), event, before=before)


class Proposals(OpenDatabase):
    """What is proposed for records; for staff only."""

    def add_proposal(self, proposal: Proposal, *, event: AuditEvent) -> None:
        """Keep something that somebody else is to agree to.

        Parameters
        ----------
        proposal, event
            What is proposed; who proposes it, when and why.

        Raises
        ------
        NotAllowedError
            When a weaker protection of the same record waits already.
        """
        with self._changing() as connection:
            if proposal.kind is ProposalKind.LOWER_PROTECTION:
                _refuse_second_lowering(connection, proposal.asset_id)
            insert_proposal(connection, proposal, event=event)

    def proposals(self, *, asset_id: str | None = None, only_open: bool = True) -> list[Proposal]:
        """Return what is proposed, oldest first.

        Parameters
        ----------
        asset_id
            Only for this record.
        only_open
            Whether what is decided is left out.

        Returns
        -------
        list of Proposal
            Empty when there is none.
        """
        asked = select(proposals).order_by(proposals.c.proposed_at, proposals.c.proposal_id)
        if asset_id is not None:
            asked = asked.where(proposals.c.asset_id == asset_id)
        if only_open:
            asked = asked.where(proposals.c.decision == Decision.OPEN.value)
        with self._reading() as connection:
            return [_proposal(row) for row in connection.execute(asked).mappings()]

    def proposal(self, proposal_id: str) -> Proposal:
        """Return one proposal.

        Parameters
        ----------
        proposal_id
            Its id.

        Returns
        -------
        Proposal
            Open or decided.

        Raises
        ------
        StoreError
            When there is none.
        """
        with self._reading() as connection:
            return _select(connection, proposal_id)

    def decide_proposal(
        self, proposal_id: str, decision: Decision, *, reason: str, event: AuditEvent, asset: Asset | None = None
    ) -> Asset | None:
        """Keep what became of a proposal, together with the record as it is changed by it.

        Parameters
        ----------
        proposal_id, decision, reason
            Which, what became of it, and why.
        event
            Who decides, when and why. Where two people lower a protection, ``actor`` is who proposed it and
            ``second_actor`` who agreed.
        asset
            The changed record with the version that it was read with; None when nothing is changed.

        Returns
        -------
        Asset or None
            The record as it is kept now; None when nothing was changed.

        Raises
        ------
        ConflictError
            When the proposal is decided already, or the record was changed meanwhile.
        SecondPersonError
            When who proposed a weaker protection agrees to it alone.
        """
        decided_by = event.second_actor or event.actor
        with self._changing() as connection:
            before = _select(connection, proposal_id)
            if before.decision is not Decision.OPEN:
                msg = (
                    f"Expected a proposal that is still open; found that {before.decided_by} has decided it "
                    f"({before.decision}). Nothing was changed."
                )
                raise ConflictError(msg)
            if decision is Decision.AGREED:
                _refuse_one_person(before, event)
            kept = None if asset is None else update_asset(connection, asset, event=event)
            values = {
                "decision": decision.value,
                "decided_by": decided_by,
                "decided_at": event.at,
                "decision_reason": reason,
            }
            refuse_unstorable_text(values, record="the proposal")
            connection.execute(update(proposals).where(proposals.c.proposal_id == proposal_id).values(values))
            _note(connection, _select(connection, proposal_id), event, before=before)
        return kept


def _refuse_one_person(proposal: Proposal, event: AuditEvent) -> None:
    if proposal.kind is not ProposalKind.LOWER_PROTECTION:
        return
    if not same_person(event.actor, proposal.proposed_by) or not may_agree(proposal, event.second_actor):
        msg = (
            f"Expected somebody other than {proposal.proposed_by} to agree before the record is protected less; found "
            f"{event.second_actor or event.actor}. Ask a second person."
        )
        raise SecondPersonError(msg)


def _refuse_second_lowering(connection: Connection, asset_id: str) -> None:
    is_lowering = (proposals.c.asset_id == asset_id) & (proposals.c.kind == ProposalKind.LOWER_PROTECTION.value)
    waits = select(proposals).where(is_lowering, proposals.c.decision == Decision.OPEN.value)
    if (row := connection.execute(waits).mappings().first()) is not None:
        waiting = _proposal(row)
        raise NotAllowedError(
            f"Expected nothing to wait for a second person; found what {waiting.proposed_by} proposed "
            f"(“{waiting.fields['protection']}”). Decide that first, or take it back."
        )


def _select(connection: Connection, proposal_id: str) -> Proposal:
    asked = select(proposals).where(proposals.c.proposal_id == proposal_id)
    row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        msg = f"Expected a proposal with the id “{proposal_id}”; found none. Choose it from the list again."
        raise StoreError(msg)
    return _proposal(row)


def _proposal(row: RowMapping) -> Proposal:
    return Proposal(**dict(row) | {"kind": ProposalKind(row["kind"]), "decision": Decision(row["decision"])})


def _row(proposal: Proposal) -> dict[str, Any]:
    return vars(proposal) | {
        "kind": proposal.kind.value,
        "decision": proposal.decision.value,
        "fields": dict(proposal.fields),
    }


def _note(connection: Connection, proposal: Proposal, event: AuditEvent, *, before: Proposal | None) -> None:
    change = Change(
        subject_kind="proposal",
        subject_id=proposal.proposal_id,
        before=None if before is None else _noted(before),
        after=_noted(proposal),
    )
    insert_events(connection, event, [change])


def _noted(proposal: Proposal) -> dict[str, Any]:
    """Return what the audit keeps: never the words about a place, which may have to be forgotten."""
    return {
        "asset_id": proposal.asset_id,
        "asset_version": proposal.asset_version,
        "kind": proposal.kind.value,
        "fields": without_place_words(proposal.fields),
        "decision": proposal.decision.value,
        "decision_reason": proposal.decision_reason,
    }


def _texts(fields: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: "".join(map(str, value)) if isinstance(value, list | tuple) else value for name, value in fields.items()
    }
