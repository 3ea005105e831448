"""How do two assets belong together, and to whom may that be told?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from asset_map.domain.protection import EXACT_LEVELS, Audience, Level


class Relation(StrEnum):
    """What the first of two assets does for or with the second."""

    RUNS = "runs"
    MEETS_AT = "meets_at"
    FUNDS = "funds"
    REFERS_TO = "refers_to"
    SHARES_SPACE_WITH = "shares_space_with"

    @property
    def is_mutual(self) -> bool:
        """Whether it says the same from both sides."""
        return self is Relation.SHARES_SPACE_WITH

    @property
    def tells_place(self) -> bool:
        """Whether who knows the place of one asset then knows that of the other."""
        return self in {Relation.MEETS_AT, Relation.SHARES_SPACE_WITH}


_DOERS = frozenset({"person", "association", "institution", "exchange"})
_ANY = frozenset({"person", "association", "institution", "place", "exchange", "culture"})
_THINGS = _ANY - {"person"}

PLAUSIBLE_KINDS: Mapping[Relation, tuple[frozenset[str], frozenset[str]]] = {
    Relation.RUNS: (_DOERS, _THINGS),
    Relation.MEETS_AT: (_ANY - {"place"}, _THINGS - {"association"}),
    Relation.FUNDS: (_DOERS, _ANY),
    Relation.REFERS_TO: (_DOERS, _ANY - {"place"}),
    Relation.SHARES_SPACE_WITH: (_THINGS, _THINGS),
}
"""Kinds that usually stand before and after each relation; others may be right, and are asked about once more."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Two assets that belong together.

    Parameters
    ----------
    link_id
        Opaque and permanent.
    from_id, relation, to_id
        The first asset, what it does, and the second one.
    note
        A few words more; whoever sees both records sees it.
    added_by
        Who; empty for those who may not know.
    """

    link_id: str
    from_id: str
    relation: Relation
    to_id: str
    note: str = ""
    added_by: str = ""


@dataclass(frozen=True, kw_only=True)
class End:
    """One end of a link, as an audience sees it.

    Parameters
    ----------
    asset_id, name, kind
        The asset.
    """

    asset_id: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class SeenLink:
    """A link of which an audience sees both ends.

    Parameters
    ----------
    link
        The link itself.
    first, second
        Its ends.
    """

    link: Link
    first: End
    second: End


def in_order(relation: Relation, first_id: str, second_id: str) -> tuple[str, str]:
    """Return the two ends as they are kept: what is mutual is kept once, whoever is named first.

    Parameters
    ----------
    relation
        How they belong together.
    first_id, second_id
        Ids of the assets.

    Returns
    -------
    tuple of str
        Both ids.
    """
    return (second_id, first_id) if relation.is_mutual and second_id < first_id else (first_id, second_id)


def is_plausible(relation: Relation, first_kind: str, second_kind: str) -> bool:
    """Return whether a link is of the usual sort.

    Parameters
    ----------
    relation
        How two assets belong together.
    first_kind, second_kind
        Codes of their kinds.

    Returns
    -------
    bool
        True too for kinds of another scheme, of which nothing is known.
    """
    return all(
        kind in usual or kind not in _ANY
        for kind, usual in zip((first_kind, second_kind), PLAUSIBLE_KINDS[relation], strict=True)
    )


def may_be_told(relation: Relation, first: Level, second: Level, audience: Audience) -> bool:
    """Return whether a link gives away no place that an audience is not shown.

    A group that is shown by its area only must not be found by the hall that it meets at.

    Parameters
    ----------
    relation
        How two assets belong together.
    first, second
        Their protection.
    audience
        For whom; it sees something of both.

    Returns
    -------
    bool
        False where one end is shown more finely than the other and the link ties their places together.
    """
    return not relation.tells_place or _fineness(first, audience) == _fineness(second, audience)


def _fineness(level: Level, audience: Audience) -> int:
    if level in EXACT_LEVELS[audience]:
        return 2
    return 0 if level is Level.UNMAPPED else 1
