"""How is it said who would come within reach of one more place?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from asset_map.domain.distance import DistanceKind
from asset_map.domain.run_card import RunCard
from asset_map.language import gettext as _
from asset_map.measures.before_and_after import BeforeAndAfter
from asset_map.measures.comparison import MOST_DEPRIVED
from asset_map.measures.small_numbers import TOTAL
from asset_map.services.fairness_words import circularity_note, deprived_fifth_words, percent, within_words


def what_if_sentence(
    places: pd.DataFrame,
    counts: BeforeAndAfter,
    offer: str,
    card: RunCard,
    *,
    given: bool,
) -> str:
    """Return what one more place, or a few, would change.

    Parameters
    ----------
    places
        As `asset_map.services.what_if.WhatIf` holds them.
    counts
        People and shares, before and after.
    offer
        Its label.
    card
        With the ranking, the distance and how it is measured.
    given
        Whether the place was given, rather than found.

    Returns
    -------
    str
        Plain words with numbers that may be shown.
    """
    within = within_words(offer, card.distances_m[0], card.distance_kind)
    fifth = deprived_fifth_words(card.ranking)
    if not len(places):
        nobody = _("No place would bring more people of {fifth} {within}, as far as somebody has looked.")
        return nobody.format(fifth=fifth, within=within)
    said = [
        _where(places, given=given),
        _new_people(counts, within, fifth),
        _shares(counts, fifth),
    ]
    return " ".join(one for one in said if one)


def what_if_notes(ranking: str, kind: DistanceKind, not_known: float) -> tuple[str, ...]:
    """Return what has to be said beside it.

    Parameters
    ----------
    ranking
        ``overall`` or a domain.
    kind
        How distances are measured.
    not_known
        People within the distance of the new places who live where nobody has looked, or where something has no place
        that may be shown.

    Returns
    -------
    tuple of str
        A sentence each.
    """
    notes = [
        *circularity_note(ranking),
        _("People are counted where the postcodes of their zone are, so numbers are estimates."),
        _("A place is judged by who is near it alone: not by land, cost, buses, or whether people want it. Ask them."),
    ]
    if kind is DistanceKind.STRAIGHT_LINE:
        notes.append(_("Distances are in a straight line; every walk is longer."))
    if round(not_known):
        # In tens, so that nobody can subtract it from a total to the last person.
        tens = max(10, round(not_known, -1))
        words = _("About {people} more people are near it where it is not known, or not told, whether they have one.")
        notes.append(words.format(people=f"{tens:,.0f}"))
    return tuple(notes)


def _where(places: pd.DataFrame, *, given: bool) -> str:
    if given:
        return _("With one more asset here:")
    stated = ", ".join(
        _("{near} in {zone}").format(near=near, zone=zone)
        for near, zone in zip(places["near"], places["zone_name"], strict=True)
    )
    if len(places) == 1:
        return _("One more asset would do most near {stated}.").format(stated=stated)
    return _("{count} more assets would do most near {stated}.").format(count=len(places), stated=stated)


def _new_people(counts: BeforeAndAfter, within: str, fifth: str) -> str:
    people, deprived = _added(counts, TOTAL), _added(counts, MOST_DEPRIVED)
    if people is None:
        return _("How many more people would be {within} is too few to show.").format(within=within)
    if people == 0:
        return _("Nobody more would be {within}, as far as somebody has looked.").format(within=within)
    more = _("{people} more people would be {within}").format(people=f"{people:,}", within=within)
    if deprived is None:
        return _("{more}; how many of them live in {fifth} is not shown, as numbers are small.").format(
            more=more, fifth=fifth
        )
    if deprived == 0:
        return _("{more}; none of them live in {fifth}.").format(more=more, fifth=fifth)
    return _("{more}; {deprived} of them live in {fifth}.").format(more=more, deprived=f"{deprived:,}", fifth=fifth)


def _added(counts: BeforeAndAfter, row: str | int) -> int | None:
    people = counts.people["added"].to_dict()[row]
    return None if pd.isna(people) else int(people)


def _shares(counts: BeforeAndAfter, fifth: str) -> str:
    before, after = (float(counts.shares[column].to_dict()[MOST_DEPRIVED]) for column in ("before", "after"))
    if np.isnan(before) or np.isnan(after):
        return ""
    words = _("Share of {fifth} within reach: {before} before, {after} after.")
    return words.format(fifth=fifth, before=percent(before), after=percent(after))
