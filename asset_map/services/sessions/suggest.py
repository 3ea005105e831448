"""Which codes may residents' words stand for? The reviewer chooses; the words stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from asset_map.domain.contribution import Contribution
from asset_map.domain.protection import Audience
from asset_map.intake.scheme_words import NOT_SUCH, Meaning, SchemeWords, plain_words, scheme_words
from asset_map.language import ENGLISH
from asset_map.services.words import folded, own_words
from asset_map.services.workspace import Workspace

MOST_SUGGESTED = 4
LONGEST_TERM = 4
"""Terms of the scheme have at most so many words that matter here: “social facility food bank”."""


@dataclass(frozen=True)
class SuggestedOffer:
    """An offer that words may stand for.

    Parameters
    ----------
    offer
        Its code.
    reason
        Why, in plain words: for instance “library”.
    """

    offer: str
    reason: str


def suggested_offers(contribution: Contribution, workspace: Workspace) -> tuple[SuggestedOffer, ...]:
    """Return offers that the words of a contribution may stand for.

    Parameters
    ----------
    contribution
        What was said.
    workspace
        The area.

    Returns
    -------
    tuple of SuggestedOffer
        Without those that were chosen already: first what records with the same words have, then what English words
        mean in the classification; four at most.
    """
    found: dict[str, SuggestedOffer] = {}
    for one in (*_of_same_words(contribution, workspace), *_of_terms(contribution, workspace)):
        if one.offer not in contribution.offers:
            found.setdefault(one.offer, one)
    return tuple(found.values())[:MOST_SUGGESTED]


def suggested_kind(contribution: Contribution, workspace: Workspace) -> str:
    """Return the kind of asset that the words of a contribution may stand for.

    Parameters
    ----------
    contribution
        What was said.
    workspace
        The area.

    Returns
    -------
    str
        What was chosen, else a code by its words; empty where they say nothing.
    """
    if contribution.asset_kind or contribution.language != ENGLISH:
        return contribution.asset_kind
    return next((one.kind for _term, one in _meanings(contribution.words, workspace) if one.kind), "")


def _of_same_words(contribution: Contribution, workspace: Workspace) -> Iterator[SuggestedOffer]:
    wanted = folded(contribution.words)
    if not wanted:
        return
    groups = workspace.remember(("own words",), lambda: own_words(workspace, audience=Audience.STAFF))
    same = next((one for one in groups if folded(one.words) == wanted), None)
    counted = Counter(code for record in (same.records if same else ()) for code in record.offers)
    for code, _count in counted.most_common():
        yield SuggestedOffer(code, contribution.words.strip())


def _of_terms(contribution: Contribution, workspace: Workspace) -> Iterator[SuggestedOffer]:
    if contribution.language != ENGLISH:
        return
    for term, meaning in _meanings(contribution.words, workspace):
        for code in meaning.offers:
            yield SuggestedOffer(code, term)


def _meanings(words: str, workspace: Workspace) -> Iterator[tuple[str, Meaning]]:
    """Give what runs of words mean, the longest first at each place; no word counts twice."""
    known: SchemeWords = workspace.remember(
        ("scheme words",), lambda: scheme_words(workspace.classification), follows_store=False
    )
    plain = plain_words(words).split()
    at = 0
    while at < len(plain):
        for long in range(min(LONGEST_TERM, len(plain) - at), 0, -1):
            term = " ".join(plain[at : at + long])
            if term in NOT_SUCH or term in known.exact:
                if term not in NOT_SUCH:
                    yield term, known.exact[term]
                at += long
                break
        else:
            at += 1
