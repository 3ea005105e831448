"""How does what a resident said in a session go?

The contribution stays as a blank that was taken back, with a new number, so that phones which show it drop it at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from asset_map.domain.sought import Sought, sought_texts, texts_in
from asset_map.store.erasing_words import Reach, erase_words
from asset_map.store.mapping_sessions import next_number
from asset_map.store.schema import (
    assets,
    audit_events,
    contribution_matters,
    contributions,
    session_outcomes,
    session_participants,
    session_slips,
)
from asset_map.store.traces import Hand, Trace, excerpt, row_trace

BLANK: Mapping[str, Any] = {
    "words": "", "prompt": "", "asset_kind": "", "offers": [], "geometry_bng": None, "located_by": None, "place": "",
    "zone_code": "", "sheet": "", "sent_by": "", "slip_code": "", "entered_by": "", "review_reason": "",
    "reviewed_by": "", "asset_id": "", "may_be_quoted": False, "do_not_publish": True, "dot": None,
}  # fmt: skip
"""What is left of something that was said."""


def said_with_slips(hand: Hand, slip_codes: Sequence[str]) -> list[str]:
    """Return what was said with slips, by phone or on paper.

    Parameters
    ----------
    hand
        Of the transaction.
    slip_codes
        The codes.

    Returns
    -------
    list of str
        Ids of contributions.
    """
    phones = select(session_participants.c.participant_id).where(session_participants.c.slip_code.in_(slip_codes))
    own = or_(contributions.c.slip_code.in_(slip_codes), contributions.c.sent_by.in_(phones))
    return list(hand.connection.scalars(select(contributions.c.contribution_id).where(own)))


def records_from(hand: Hand, contribution_ids: Collection[str]) -> frozenset[str]:
    """Return the records that were made of what was said.

    Parameters
    ----------
    hand
        Of the transaction.
    contribution_ids
        What was said.

    Returns
    -------
    frozenset of str
        Ids of records that are kept.
    """
    asked = select(assets.c.asset_id).join(contributions, contributions.c.asset_id == assets.c.asset_id)
    return frozenset(hand.connection.scalars(asked.where(contributions.c.contribution_id.in_(contribution_ids))))


def erase_said(hand: Hand, contribution_ids: Collection[str]) -> None:
    """Erase what was said, with its history; answers to it lose the words that they quote.

    Parameters
    ----------
    hand
        Writes, or only looks.
    contribution_ids
        What was said.
    """
    own = contributions.c.contribution_id.in_(contribution_ids)
    for row in hand.connection.execute(select(contributions).where(own)).mappings().all():
        hand.note(
            [Trace(table="contributions", column="words", asset_id=row["asset_id"], excerpt=_start(row["words"]))]
        )
        if not hand.is_dry:
            number = next_number(hand.connection, row["session_id"])
            this = contributions.c.contribution_id == row["contribution_id"]
            gone = func.coalesce(contributions.c.taken_back_at, contributions.c.sent_at)
            hand.write(
                update(contributions).where(this).values(dict(BLANK) | {"number": number, "taken_back_at": gone})
            )
        _forget_in_outcomes(hand, row["contribution_id"], row["words"])
    hand.write(delete(contribution_matters).where(contribution_matters.c.contribution_id.in_(contribution_ids)))
    told = (audit_events.c.subject_kind == "contribution") & audit_events.c.subject_id.in_(contribution_ids)
    found = hand.connection.execute(select(func.count()).select_from(audit_events).where(told)).scalar_one()
    hand.note(Trace(table="audit_events", column="after") for _ in range(found))
    hand.write(delete(audit_events).where(told))


def erase_own_words(hand: Hand, contribution_ids: Collection[str], asset_ids: frozenset[str], *, salt: str) -> None:
    """Take what somebody said out of the records that were made of it; what they are called and where stays.

    Parameters
    ----------
    hand
        Writes, or only looks.
    contribution_ids
        What was said; to be read before it is erased.
    asset_ids
        The records.
    salt
        Random.
    """
    own = contributions.c.contribution_id.in_(contribution_ids)
    said = set(hand.connection.scalars(select(contributions.c.words).where(own)))
    names = set(hand.connection.scalars(select(assets.c.name).where(assets.c.asset_id.in_(asset_ids))))
    texts = sought_texts(said - names)
    if texts.terms:
        erase_words(hand, Reach(sought=texts, asset_ids=asset_ids, spares_names=True, salt=salt))
    hand.write(update(assets).where(assets.c.asset_id.in_(asset_ids)).values(sent_by=""))


def erase_phones(hand: Hand, slip_codes: Sequence[str]) -> None:
    """Erase the phones that had slips, what mattered to them, and the slips.

    Parameters
    ----------
    hand
        Writes, or only looks.
    slip_codes
        The codes.
    """
    phones = session_participants.c.slip_code.in_(slip_codes)
    ids = hand.connection.scalars(select(session_participants.c.participant_id).where(phones)).all()
    matters = contribution_matters.c.participant_id.in_(ids)
    for table, condition in (
        (contribution_matters, matters),
        (session_participants, phones),
        (session_slips, session_slips.c.slip_code.in_(slip_codes)),
    ):
        hand.note(row_trace(table.name, row) for row in hand.connection.execute(select(table).where(condition)))
        hand.write(delete(table).where(condition))


def _forget_in_outcomes(hand: Hand, contribution_id: str, said: str) -> None:
    texts = sought_texts([said])
    if not texts.terms:
        return
    _forget_in_history_of_outcomes(hand, contribution_id, texts)
    own = session_outcomes.c.contribution_id == contribution_id
    for row in hand.connection.execute(select(session_outcomes).where(own)).mappings().all():
        quoting = {name: texts.without(row[name]) for name in ("words", "because") if texts.is_in(row[name])}
        if quoting:
            hand.note(Trace(table="session_outcomes", column=name) for name in quoting)
            this = session_outcomes.c.outcome_id == row["outcome_id"]
            hand.write(update(session_outcomes).where(this).values(quoting))


def _forget_in_history_of_outcomes(hand: Hand, contribution_id: str, texts: Sought) -> None:
    own = audit_events.c.subject_kind == "session"
    for row in hand.connection.execute(select(audit_events.c.event_id, audit_events.c.after).where(own)).all():
        if (
            row.after
            and row.after.get("contribution_id") == contribution_id
            and any(map(texts.is_in, texts_in(row.after)))
        ):
            hand.note([Trace(table="audit_events", column="after")])
            after = {name: texts.without(one) if isinstance(one, str) else one for name, one in row.after.items()}
            hand.write(update(audit_events).where(audit_events.c.event_id == row.event_id).values(after=after))


def _start(text: str) -> str:
    return excerpt(text, 0, 0)
