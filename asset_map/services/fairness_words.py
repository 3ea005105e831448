"""How is a comparison over deprivation said in one plain sentence, and what has to be said beside it?"""

from __future__ import annotations

import numpy as np

from asset_map.domain.distance import DistanceKind
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.measures.comparison import LEAST_AREAS, LEAST_LOOKED_AT, Comparison, Side, Verdict
from asset_map.measures.intervals import Interval
from asset_map.services.rankings import ACCESS, OVERALL, ranking_words


def fairness_sentence(comparison: Comparison, offer: str, ranking: str, distance_m: int, kind: DistanceKind) -> str:
    """Return what a comparison says.

    Parameters
    ----------
    comparison
        The most deprived fifth beside everyone else.
    offer
        Its label.
    ranking
        ``overall`` or a domain.
    distance_m
        What counts as within reach, in metres.
    kind
        How it is measured.

    Returns
    -------
    str
        One sentence with both shares, the difference and its interval; or that too little was looked at to say.
    """
    within, fifth = within_words(offer, distance_m, kind), deprived_fifth_words(ranking)
    if comparison.verdict is Verdict.TOO_LITTLE_LOOKED_AT:
        return _too_little(comparison, fifth, within)
    if comparison.most_deprived.share.estimate == comparison.others.share.estimate == 0:
        nobody = _("On record, nobody is {within}: neither in {fifth} nor elsewhere.")
        return nobody.format(within=within, fifth=fifth)
    return _statement(comparison).format(fifth=fifth, within=within, numbers=_numbers(comparison))


def fairness_notes(
    ranking: str, kind: DistanceKind, *, unranked: int, not_looked: int, not_placed: int
) -> tuple[str, ...]:
    """Return what has to be said beside any comparison over deprivation.

    Parameters
    ----------
    ranking
        ``overall`` or a domain.
    kind
        How distances are measured.
    unranked
        Zones without a rank or without residents.
    not_looked
        Zones with both that nobody looked at, or not lately.
    not_placed
        Zones with an asset whose place is not shown.

    Returns
    -------
    tuple of str
        A sentence each.
    """
    notes = [
        *circularity_note(ranking),
        _("A fifth is a fifth of the people of this area by the rank of their zone, not a fifth of the country."),
        _("Indices are negative where more deprived people have more, positive where they have less."),
        _("Intervals come from drawing the zones anew. Neighbours share what is near, so they are rather too narrow."),
    ]
    if kind is DistanceKind.STRAIGHT_LINE:
        notes.append(_("Distances are in a straight line; every walk is longer."))
    if not_looked:
        notes.append(
            ngettext(
                "{count} zone is left out because nobody has looked there, or not lately.",
                "{count} zones are left out because nobody has looked there, or not lately.",
                not_looked,
            )
        )
        notes.append(
            _("What is on record makes a zone known by itself, and what nobody recorded next door may be near too.")
        )
    if not_placed:
        notes.append(
            ngettext(
                "{count} zone is left out because it has an asset without its place: who lives near it is not told.",
                "{count} zones are left out because they have assets without their place: who lives near is not told.",
                not_placed,
            )
        )
    if unranked:
        notes.append(
            ngettext(
                "{count} zone has no rank or no residents and is left out.",
                "{count} zones have no rank or no residents and are left out.",
                unranked,
            )
        )
    return tuple(notes)


def circularity_note(ranking: str) -> tuple[str, ...]:
    """Return what has to be said of a ranking that holds access to services itself.

    Parameters
    ----------
    ranking
        ``overall`` or a domain.

    Returns
    -------
    tuple of str
        One sentence, or none.
    """
    if ranking == OVERALL:
        return (
            _(
                "Overall deprivation counts access to services among its parts, so this partly compares access with "
                "itself: look at the ranking by income as well."
            ),
        )
    if ranking == ACCESS:
        return (_("This ranking is itself one of access to services, so it says nothing of deprivation."),)
    return ()


def deprived_fifth_words(ranking: str) -> str:
    """Return what the most deprived fifth is called.

    Parameters
    ----------
    ranking
        ``overall`` or a domain.

    Returns
    -------
    str
        With the ranking where it is not the overall one.
    """
    if ranking == OVERALL:
        return _("the most deprived fifth")
    return _("the most deprived fifth by {ranking}").format(ranking=ranking_words(ranking))


def within_words(offer: str, distance_m: int, kind: DistanceKind) -> str:
    """Return what is within reach, and how that is measured.

    Parameters
    ----------
    offer
        Its label.
    distance_m
        Metres.
    kind
        How they are measured.

    Returns
    -------
    str
        A straight line is never called a walk.
    """
    if kind is DistanceKind.STRAIGHT_LINE:
        words = _("within {distance} m, in a straight line, of an asset for “{offer}”")
    else:
        words = _("within a walk of {distance} m of an asset for “{offer}”")
    return words.format(distance=f"{distance_m:,}", offer=offer)


def percent(share: float) -> str:
    """Return a share as people read it.

    Parameters
    ----------
    share
        0 to 1.

    Returns
    -------
    str
        For instance ``61 %``.
    """
    return f"{100 * share:.0f} %".replace("-", "−")


def difference_words(difference: Interval) -> str:
    """Return a difference of shares with its interval, in percentage points.

    Parameters
    ----------
    difference
        As shares, −1 to 1.

    Returns
    -------
    str
        For instance ``difference −2 to 9 percentage points, 95 % interval``; with one decimal where whole points would
        hide on which side of 0 a bound lies.
    """
    bounds = (100 * difference.low, 100 * difference.high)
    decimals = 1 if any(0 < abs(bound) < 1 for bound in bounds) else 0
    low, high = (_signed(bound, decimals) for bound in bounds)
    return _("difference {low} to {high} percentage points, 95 % interval").format(low=low, high=high)


def _signed(number: float, decimals: int) -> str:
    text = f"{number:.{decimals}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", "−")


def _statement(comparison: Comparison) -> str:
    if comparison.verdict is Verdict.FAVOURS_DEPRIVED:
        return _("Residents of {fifth} are more likely to be {within} than anyone else ({numbers}).")
    if comparison.verdict is Verdict.FAVOURS_AFFLUENT:
        return _("Residents of {fifth} are less likely to be {within} than anyone else ({numbers}).")
    if comparison.close:
        return _("Residents of {fifth} are as likely to be {within} as anyone else ({numbers}).")
    return _(
        "No clear difference: residents of {fifth} may be more or less likely to be {within} than others ({numbers})."
    )


def _numbers(comparison: Comparison) -> str:
    shares = _("share {deprived}, others {others}").format(
        deprived=percent(comparison.most_deprived.share.estimate), others=percent(comparison.others.share.estimate)
    )
    looked_at = (comparison.most_deprived.looked_at, comparison.others.looked_at)
    if min(looked_at) < 1:
        known = _("{shares}, among the {deprived} and {others} of them who live where it is known what is there")
        deprived, others = map(_rounded_down, looked_at)
        shares = known.format(shares=shares, deprived=deprived, others=others)
    return f"{shares}; {difference_words(comparison.difference)}"


def _too_little(comparison: Comparison, fifth: str, within: str) -> str:
    words = _(
        "Too little has been looked at to say whether residents of {fifth} are as likely to be {within} as anyone "
        "else: {why}."
    )
    return words.format(fifth=fifth, within=within, why=_why(comparison.most_deprived, comparison.others))


def _why(deprived: Side, others: Side) -> str:
    # Not a number where nobody lives on a side, which is then short of areas.
    if np.isfinite(looked_at := [deprived.looked_at, others.looked_at]).all() and min(looked_at) < LEAST_LOOKED_AT:
        words = _(
            "it is known what is there where {deprived} of them and {others} of the others live, and {least} is needed"
        )
        shares = (_rounded_down(share) for share in (*looked_at, LEAST_LOOKED_AT))
        return words.format(**dict(zip(("deprived", "others", "least"), shares, strict=True)))
    words = _("something is known of {deprived} of their areas and {others} of the others, and {least} are needed")
    return words.format(deprived=deprived.areas, others=others.areas, least=LEAST_AREAS)


def _rounded_down(share: float) -> str:
    # 79.6 % is less than the 80 % that are needed, and has to look so.
    return f"{int(100 * share + 1e-9)} %"
