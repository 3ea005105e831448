"""Does a conclusion about deprivation hold at other distances, by other rankings and with other borders?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.domain.run_card import RunCard
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.measures.areas import sum_by_area
from asset_map.measures.comparison import CLOSE, Comparison, Verdict, compare
from asset_map.services.borders import Borders, by_borders
from asset_map.services.fairness import (
    SEED,
    Fairness,
    fairness,
    points_of,
    zones_of_points,
    zones_with_assets_not_placed,
)
from asset_map.services.measure import MeasureQuestion, ZoneMeasures, measure
from asset_map.services.rankings import OVERALL, rankings_held, ranks_of
from asset_map.services.workspace import Workspace

RANKINGS = (OVERALL, "income", "employment")
"""Rankings that are compared where an edition gives them: the last two hold nothing about access to services."""


class Holds(StrEnum):
    """Whether a conclusion holds."""

    HOLDS = "holds"
    IN_PART = "in_part"
    DOES_NOT_HOLD = "does_not_hold"
    NOTHING_TO_HOLD = "nothing_to_hold"


@dataclass(frozen=True)
class DoesItHold:
    """The same question asked in every other way.

    Parameters
    ----------
    table
        One row for each way: ``borders``, ``ranking``, ``distance_m``, ``areas`` (number of which anything is known),
        ``share_most_deprived``, ``share_others``, ``difference`` with ``low`` and ``high`` (shares; missing when too
        little was looked at), ``verdict`` and ``asked`` (true for the conclusion itself, which comes first).
    holds
        Whether the conclusion holds.
    sentence
        The same in plain words.
    run_card
        How all of it was worked out.
    """

    table: pd.DataFrame
    holds: Holds
    sentence: str
    run_card: RunCard


def does_it_hold(
    asked: MeasureQuestion, workspace: Workspace, *, ranking: str = OVERALL, distance_m: int = DEFAULT_DISTANCE_M
) -> DoesItHold:
    """Ask whether a conclusion holds at all distances, by all rankings and with all borders.

    Parameters
    ----------
    asked
        The offer, for whom, as of when, and all the distances to try.
    workspace
        The area.
    ranking, distance_m
        Of the conclusion itself, which is drawn over zones.

    Returns
    -------
    DoesItHold
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the edition, the ranking or the distance is not to be had.
    """
    conclusion = fairness(asked, workspace, ranking=ranking, distance_m=distance_m)
    measured = measure(asked, workspace)
    key = ("does it hold", asked, ranking, distance_m)
    return workspace.remember(key, lambda: _does_it_hold(asked, measured, conclusion, workspace))


def _does_it_hold(
    asked: MeasureQuestion,
    measured: ZoneMeasures,
    conclusion: Fairness,
    workspace: Workspace,
) -> DoesItHold:
    edition = asked.question.edition_id
    held = rankings_held(workspace, edition)
    rankings = dict.fromkeys([conclusion.ranking, *(one for one in RANKINGS if one in held)])
    distances_m = dict.fromkeys([conclusion.distance_m, *asked.distances_m])
    not_placed = zones_with_assets_not_placed(asked, measured, workspace)
    divided = by_borders(measured.points.loc[zones_of_points(measured).index], workspace)
    rows = []
    for one_ranking in rankings:
        rank = ranks_of(workspace, one_ranking, edition)
        for one_distance_m in distances_m:
            points = points_of(measured, rank, not_placed, distance_m=one_distance_m)
            for borders, area in divided.items():
                comparison = compare(sum_by_area(points.loc[area.index], area), rng=np.random.default_rng(SEED))
                rows.append(_row(borders, one_ranking, one_distance_m, comparison))
    table = pd.DataFrame(rows)
    table["asked"] = (table.index == 0).tolist()
    holds = judge(table["verdict"])
    card = conclusion.run_card
    chance = _(
        "Of twenty ways to ask, one may differ by chance alone; and ways share their data, so they are no votes."
    )
    return DoesItHold(
        table=table,
        holds=holds,
        sentence=f"{conclusion.sentence} {_judgement(table, holds)}".strip(),
        run_card=replace(
            card, ranking=", ".join(rankings), distances_m=tuple(distances_m), notes=(*card.notes, chance)
        ),
    )


def judge(verdicts: pd.Series) -> Holds:
    """Return whether a conclusion holds.

    Parameters
    ----------
    verdicts
        A `Verdict` for each way to ask; the first is the conclusion itself.

    Returns
    -------
    Holds
        ``holds`` when all ways that can be told agree; ``does_not_hold`` when one says the reverse; otherwise
        ``in_part``. Ways of which too little was looked at tell nothing for it or against it.
    """
    conclusion = verdicts.iloc[0]
    told = set(verdicts) - {Verdict.TOO_LITTLE_LOOKED_AT}
    if conclusion == Verdict.TOO_LITTLE_LOOKED_AT:
        return Holds.NOTHING_TO_HOLD
    if told == {conclusion}:
        return Holds.HOLDS
    # Without a difference there is no direction to turn round.
    both_ways = {Verdict.FAVOURS_DEPRIVED, Verdict.FAVOURS_AFFLUENT} <= told
    return Holds.DOES_NOT_HOLD if both_ways and conclusion != Verdict.NO_DIFFERENCE else Holds.IN_PART


def _row(borders: Borders, ranking: str, distance_m: int, comparison: Comparison) -> dict[str, object]:
    told = comparison.verdict is not Verdict.TOO_LITTLE_LOOKED_AT
    deprived, others = comparison.most_deprived, comparison.others
    shares = {
        "share_most_deprived": deprived.share.estimate,
        "share_others": others.share.estimate,
        "difference": comparison.difference.estimate,
        "low": comparison.difference.low,
        "high": comparison.difference.high,
    }
    return {
        "borders": borders.value,
        "ranking": ranking,
        "distance_m": distance_m,
        "areas": deprived.areas + others.areas,
        **{name: number if told else np.nan for name, number in shares.items()},
        "verdict": comparison.verdict.value,
    }


def _judgement(table: pd.DataFrame, holds: Holds) -> str:
    if holds is Holds.NOTHING_TO_HOLD:
        return ""
    told = table.loc[table["verdict"] != Verdict.TOO_LITTLE_LOOKED_AT, "verdict"]
    ways = len(told)
    same = int((told == told.iloc[0]).sum())
    if holds is Holds.HOLDS and (wide := _too_wide(table.loc[told.index])):
        words = _(
            "None of {ways} ways of asking speaks against this, but in {wide} of them the interval is too wide to "
        )
        return (words + _("tell that there is no difference.")).format(ways=ways, wide=wide)
    if holds is Holds.HOLDS:
        return ngettext(
            "There is only {count} way to ask, so nothing stands against it and nothing for it.",
            "This holds in all {count} ways of asking: other distances, other rankings and other borders.",
            ways,
        )
    against = told[told != told.iloc[0]].value_counts(sort=False).sort_index()
    others = "; ".join(f"{_verdict_words(Verdict(str(verdict)))}: {count}" for verdict, count in against.items())
    if holds is Holds.DOES_NOT_HOLD:
        words = _("This does not hold: of {ways} ways of asking {same} say so, but others do not ({others}).")
    else:
        words = _("This holds in part: of {ways} ways of asking {same} say so, others do not ({others}).")
    return words.format(ways=ways, same=same, others=others)


def _too_wide(told: pd.DataFrame) -> int:
    """Return how many ways that found no difference could not have told one of more than `CLOSE`."""
    close = told["low"].ge(-CLOSE) & told["high"].le(CLOSE)
    return int((told["verdict"].eq(Verdict.NO_DIFFERENCE) & ~close).sum()) if len(told) > 1 else 0


def _verdict_words(verdict: Verdict) -> str:
    words = {
        Verdict.NO_DIFFERENCE: _("no clear difference"),
        Verdict.FAVOURS_DEPRIVED: _("the most deprived fifth is more likely"),
        Verdict.FAVOURS_AFFLUENT: _("the most deprived fifth is less likely"),
        Verdict.TOO_LITTLE_LOOKED_AT: _("too little looked at"),
    }
    return words[verdict]
