"""What waits for somebody's yes: a weaker protection, or what an organisation says about its own record?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ProposalKind(StrEnum):
    """What is proposed."""

    LOWER_PROTECTION = "lower_protection"
    UPDATE = "update"
    GONE = "gone"


class Decision(StrEnum):
    """What became of a proposal."""

    OPEN = ""
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Something that is to be done to a record once somebody else agrees.

    Parameters
    ----------
    proposal_id
        Opaque and permanent.
    asset_id, asset_version
        The record, and its version when this was proposed.
    kind
        What is proposed.
    fields
        What is to stand in the record, as JSON by field: ``{"protection": LEVEL}`` for a weaker protection, words by
        the names of `asset_map.domain.asset.AssetDraft` for an update, nothing for a record that is gone.
    reason
        Why, in the words of who proposes it.
    proposed_by, proposed_at
        Who and when.
    decision, decided_by, decided_at, decision_reason
        What became of it; empty while it is open.
    """

    proposal_id: str
    asset_id: str
    asset_version: int
    kind: ProposalKind
    fields: Mapping[str, Any]
    reason: str
    proposed_by: str
    proposed_at: dt.datetime
    decision: Decision = Decision.OPEN
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    decision_reason: str = ""


def same_person(name: str, other: str) -> bool:
    """Return whether two names are one person's.

    Parameters
    ----------
    name, other
        Names, in capitals or not, with blanks or not.

    Returns
    -------
    bool
        False for two people.
    """
    first, second = (" ".join(one.split()).casefold() for one in (name, other))
    return first == second


def may_agree(proposal: Proposal, person: str) -> bool:
    """Return whether somebody may agree to a proposal.

    Parameters
    ----------
    proposal
        What is proposed.
    person
        Who would agree.

    Returns
    -------
    bool
        False for nobody in particular, and for a weaker protection that they proposed themselves.
    """
    if not person.strip():
        return False
    return proposal.kind is not ProposalKind.LOWER_PROTECTION or not same_person(proposal.proposed_by, person)
