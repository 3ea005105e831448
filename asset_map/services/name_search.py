"""Which of the named places does somebody mean, however they spell it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from asset_map.services.place_names import NamedPlace, Sort, search_key

ALIKE = 80.0
"""From this on two names may be the same with a slip in one: "Lantren Road" and "Lantern Road" are 90 alike."""

ALIKE_IN_PART = 85.0
SHORTEST_PART = 5
"""A part of a name counts when it has so many letters: shorter ones stand in too many others."""

FAR_BEHIND = 12.0
"""What is so much less alike than the best is not offered beside it; nothing less alike stands beside the very name."""

SAME = 100.0

SAME_PLACE_M = 200.0
"""A landmark and an asset of one name that lie no farther apart are the same."""

_NUMBERED = re.compile(r"(?:flat\s+\S+\s+)?([0-9]+[a-z]?)(?:\s+[0-9]+[a-z]?)*\s+(?=\S*[a-z]{2})")


@dataclass(frozen=True)
class Hit:
    """A named place that may be meant.

    Parameters
    ----------
    place
        The place.
    house
        The house number that was asked for and that the place does not tell; empty for none.
    """

    place: NamedPlace
    house: str


def search_names(text: str, places: Sequence[NamedPlace], *, most: int) -> list[Hit]:
    """Return the named places that somebody may mean, best first.

    Parameters
    ----------
    text
        Words as typed, with or without a house number.
    places
        All places that may be offered.
    most
        How many at most.

    Returns
    -------
    list of Hit
        Empty when nothing is alike.
    """
    whole = search_key(text)
    numbered = _NUMBERED.match(whole)
    house = numbered[1] if numbered else ""
    street = whole[numbered.end() :] if numbered else whole
    scores = _alike(whole, places) | {
        at: score for at, score in _alike(street, places).items() if places[at].sort in {Sort.STREET, Sort.GROUND}
    }
    ranked = []
    for at, score in scores.items():
        place = places[at]
        at_house = place.sort is Sort.ADDRESS and house in place.key.split()
        if house and place.sort is Sort.ADDRESS and not at_house:
            continue
        closeness = fuzz.token_sort_ratio(street if place.sort is Sort.STREET else whole, place.key)
        hit = Hit(place, house if place.sort is Sort.STREET else "")
        ranked.append((not (house and at_house), -score, -closeness, place.sort, place.name, place.beside, hit))
    ranked.sort(key=lambda row: row[:-1])
    if not ranked:
        return []
    best, closest = min(row[1] for row in ranked), min(row[2] for row in ranked)
    behind = 0.0 if closest == -SAME else FAR_BEHIND
    return _apart([row[-1] for row in ranked if row[1] <= best + behind])[:most]


def _alike(key: str, places: Sequence[NamedPlace]) -> dict[int, float]:
    """Return how alike the places are, of 100, by position; only those that are alike."""
    keys = [place.key for place in places]
    found: dict[int, float] = {}
    for _, score, at in process.extract(key, keys, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=None):
        found[at] = score
    if len(key) >= SHORTEST_PART:
        for _, score, at in process.extract(
            key, keys, scorer=fuzz.partial_ratio, score_cutoff=ALIKE_IN_PART, limit=None
        ):
            if len(keys[at]) >= SHORTEST_PART:
                found[at] = max(found.get(at, 0.0), score)
    return found


def _apart(hits: list[Hit]) -> list[Hit]:
    """Leave out what was offered already under the same name."""
    kept: list[Hit] = []
    for hit in hits:
        here = (hit.place.easting_m, hit.place.northing_m)
        there = [(one.place.easting_m, one.place.northing_m) for one in kept if one.place.key == hit.place.key]
        if all(float(np.hypot(here[0] - x, here[1] - y)) > SAME_PLACE_M for x, y in there):
            kept.append(hit)
    return kept
