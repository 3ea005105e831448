"""How alike are two names?

Shared words speak for two names being the same, by how rare they are. A word that one name leaves out says less against
it than two words of which each name has one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from asset_map.intake.names import Spellings

AGAINST = 1.5
"""How much a different word counts against two names, beside a shared one for them."""

LEFT_OUT = 0.3
"""How much a word left out counts against them."""

WORD_ALIKE = 0.75
"""Longer words differ by slips of the pen from here on: two letters in eight, swapped letters being one slip."""

SHORTEST_SLIP = 3
"""A word of so many letters or more may have one slip, whatever its length."""

INITIAL_ALIKE = 0.9
"""How alike an initial and a word that starts with it are."""

JOINED_ALIKE = 0.9
"""Names written together are the same from here on ("Bluewater", "Blue Water")."""

SHORTEST_JOINED = 8
"""Names of fewer letters are not compared written together."""


def likeness(
    left: Spellings, right: Spellings, one: NDArray[np.intp], other: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how alike two spellings are, for each pair.

    Parameters
    ----------
    left, right
        Where the spellings stand; both made with one vocabulary.
    one, other
        Positions of spellings: of each pair, the one in ``left`` and the one in ``right``.

    Returns
    -------
    tuple of numpy.ndarray
        The likeness, from 0 (nothing in common) to 1 (the same words); and what the rarest word is worth that they
        share.
    """
    many_left, many_right = np.diff(left.starts)[one], np.diff(right.starts)[other]
    pair, within = spread(many_left * many_right)
    at_left, at_right = np.divmod(within, many_right[pair])
    in_left, in_right = left.starts[one][pair] + at_left, right.starts[other][pair] + at_right
    alike = _words_alike(left.texts, right.texts, left.words[in_left], right.words[in_right])
    shared = alike * np.minimum(left.weights[in_left], right.weights[in_right])
    first = _one_side(left, one, (np.cumsum(many_left) - many_left)[pair] + at_left, alike, shared)
    second = _one_side(right, other, (np.cumsum(many_right) - many_right)[pair] + at_right, alike, shared)
    common = (first.shared + second.shared) / 2
    different = np.minimum(first.against, second.against)
    left_out = np.maximum(first.missing, second.missing)
    total = common + AGAINST * different + LEFT_OUT * left_out
    by_words = np.divide(common, total, out=np.zeros(len(one)), where=total > 0)
    joined = _joined_alike(left.joined[one], right.joined[other])
    return np.maximum(by_words, joined), np.where(joined > 0, first.heaviest, first.rarest)


def spread(counts: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the position of each count as often as it says, and beside it 0, 1, 2 and so on.

    Parameters
    ----------
    counts
        How often.

    Returns
    -------
    tuple of numpy.ndarray
        For ``[2, 1]``: ``[0, 0, 1]`` and ``[0, 1, 0]``.
    """
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - (np.cumsum(counts) - counts)[which]


@dataclass(frozen=True)
class _Side:
    """What the words of one name of each pair are worth together; ``rarest`` and ``heaviest`` are of a single word."""

    shared: NDArray[np.float64]
    missing: NDArray[np.float64]
    against: NDArray[np.float64]
    rarest: NDArray[np.float64]
    heaviest: NDArray[np.float64]


def _one_side(
    spellings: Spellings,
    positions: NDArray[np.intp],
    slots: NDArray[np.intp],
    alike: NDArray[np.float64],
    shared: NDArray[np.float64],
) -> _Side:
    """Sum up the words of one side; ``slots`` says which of them each comparison was made for."""
    pair, at = spread(np.diff(spellings.starts)[positions])
    words = spellings.starts[positions][pair] + at
    weights = spellings.weights[words]
    best_alike, best_shared = np.zeros(len(pair)), np.zeros(len(pair))
    np.maximum.at(best_alike, slots, alike)
    np.maximum.at(best_shared, slots, shared)
    against = np.where(best_alike > 0, 0.0, spellings.against[words])
    names = len(positions)
    rarest, heaviest = np.zeros(names), np.zeros(names)
    np.maximum.at(rarest, pair, best_shared)
    np.maximum.at(heaviest, pair, weights)
    return _Side(
        shared=_sums(best_shared, pair, names),
        missing=_sums(weights * (1 - best_alike), pair, names),
        against=_sums(against, pair, names),
        rarest=rarest,
        heaviest=heaviest,
    )


def _sums(values: NDArray[np.float64], pair: NDArray[np.intp], names: int) -> NDArray[np.float64]:
    return np.bincount(pair, values, minlength=names).astype(np.float64)


def _words_alike(
    left: NDArray[np.object_], right: NDArray[np.object_], one: NDArray[np.intp], other: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return 1 for the same word, less for a slip of the pen, 0 for another word; each two words are compared once."""
    at, distinct = pd.factorize(one * np.int64(max(len(right), 1)) + other)
    one, other = np.divmod(distinct, max(len(right), 1))
    ones, others = left[one], right[other]
    lengths_one, lengths_other = (np.fromiter(map(len, words), np.int64, len(words)) for words in (ones, others))
    shorter, longer = np.minimum(lengths_one, lengths_other), np.maximum(lengths_one, lengths_other)
    slips = longer.copy()
    close = longer - shorter <= np.maximum(1, (1 - WORD_ALIKE) * longer)
    slips[close] = process.cpdist(ones[close], others[close], scorer=OSA.distance, dtype=np.int32)
    alike = 1 - slips / longer
    slipped = ((slips == 1) & (shorter >= SHORTEST_SLIP)) | (alike >= WORD_ALIKE)
    starts_alike = np.array([a[0] == b[0] for a, b in zip(ones, others, strict=True)], dtype=bool)
    initial = starts_alike & (shorter == 1) & (slips > 0)
    return np.select([initial, slipped], [np.full(len(alike), INITIAL_ALIKE), alike], default=0.0)[at]


def _joined_alike(left: NDArray[np.object_], right: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return how alike names are written together, or 0 where they are short or not the same."""
    alike = np.zeros(len(left))
    long = np.array([min(map(len, two)) >= SHORTEST_JOINED for two in zip(left, right, strict=True)], dtype=bool)
    alike[long] = process.cpdist(
        left[long],
        right[long],
        scorer=Indel.normalized_similarity,
        score_cutoff=JOINED_ALIKE,
        dtype=np.float64,
    )
    return alike
