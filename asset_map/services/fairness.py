"""Are people in the most deprived places as likely to have something within reach as anyone else?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.domain.run_card import RunCard
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.measures.areas import sum_by_area
from asset_map.measures.comparison import Comparison, Verdict, compare
from asset_map.measures.counts import count_by_zone
from asset_map.measures.inequality import indices
from asset_map.measures.intervals import interval, resample
from asset_map.measures.ranking import Floats, fifths
from asset_map.measures.reach import within_column
from asset_map.measures.theil import theil_of_people
from asset_map.services.fairness_words import fairness_notes, fairness_sentence
from asset_map.services.measure import MeasureQuestion, ZoneMeasures, measure, measured_assets
from asset_map.services.rankings import OVERALL, ranks_of
from asset_map.services.workspace import Workspace

SEED = 2020
"""What chance starts from, so that the same question always has the same answer."""

INDICES = (
    "concentration_index",
    "erreygers",
    "slope_index",
    "relative_index",
    "theil",
    "theil_within",
    "theil_between",
)


@dataclass(frozen=True)
class Fairness:
    """How reach of one offer differs over deprivation.

    Parameters
    ----------
    sentence
        What can be said, in plain words.
    verdict
        The same as a code.
    comparison
        The most deprived fifth beside everyone else, and all fifths.
    indices
        Indexed by name (`INDICES`): ``estimate``, ``low`` and ``high`` of the share within reach over the zones that
        were looked at; all missing when too little was looked at. Negative favours the deprived (Theil's parts, over
        fifths, have no direction).
    zones_left_out
        Zones that have a rank and people but were not looked at, or not lately.
    ranking, distance_m
        What was asked.
    run_card
        How all of it was worked out, with what to know of it.
    """

    sentence: str
    verdict: Verdict
    comparison: Comparison
    indices: pd.DataFrame
    zones_left_out: int
    ranking: str
    distance_m: int
    run_card: RunCard


def fairness(
    asked: MeasureQuestion, workspace: Workspace, *, ranking: str = OVERALL, distance_m: int = DEFAULT_DISTANCE_M
) -> Fairness:
    """Compare the reach of one offer over deprivation.

    Parameters
    ----------
    asked
        The offer, for whom, as of when and how distances are measured.
    workspace
        The area.
    ranking
        ``overall`` or a domain of the edition, such as ``income``.
    distance_m
        One of the distances asked for, in metres.

    Returns
    -------
    Fairness
        Shared between callers: never changed in place. The same question has the same answer to the last digit.

    Raises
    ------
    UserError
        When the edition, the ranking or the distance is not to be had.
    """
    if distance_m not in asked.distances_m:
        offered = ", ".join(str(one) for one in asked.distances_m)
        message = _("Expected one of the distances {offered} m; found {found} m. Choose one of them.")
        raise UserError(message.format(offered=offered, found=distance_m))
    rank = ranks_of(workspace, ranking, asked.question.edition_id)
    measured = measure(asked, workspace)
    key = ("fairness", asked, ranking, distance_m)
    return workspace.remember(key, lambda: _fairness(asked, measured, rank, workspace, ranking, distance_m))


def points_of(measured: ZoneMeasures, rank: pd.Series, not_placed: pd.Series, *, distance_m: int) -> pd.DataFrame:
    """Return where residents live with what is compared.

    Parameters
    ----------
    measured
        Reach of one offer.
    rank
        Rank of each zone.
    not_placed
        Which zones hold assets without a place, as `zones_with_assets_not_placed` gives it.
    distance_m
        One of its distances, in metres.

    Returns
    -------
    pandas.DataFrame
        One row a point in the area: ``zone_code``, ``people``, ``known``, ``reached`` and ``rank``, as
        `asset_map.measures.areas.sum_by_area` takes them. Known are the points of zones that were looked at and are in
        date and hold no asset without its place: nobody may be told who lives near that one, and nobody may be said to
        have none.
    """
    codes = zones_of_points(measured)
    points = measured.points.loc[codes.index]
    looked = measured.zones["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    known = looked.to_numpy() & ~not_placed.to_numpy(dtype=bool)
    zone = measured.zones.index.get_indexer(pd.Index(codes))
    return pd.DataFrame(
        {
            "zone_code": codes,
            "people": points["people"],
            "known": known[zone],
            "reached": points[within_column(distance_m)].to_numpy() > 0,
            "rank": rank.reindex(measured.zones.index).to_numpy(dtype=np.float64, na_value=np.nan)[zone],
        }
    )


def zones_with_assets_not_placed(asked: MeasureQuestion, measured: ZoneMeasures, workspace: Workspace) -> pd.Series:
    """Return which zones hold a usable asset whose place the audience may not see, or nobody knows.

    Parameters
    ----------
    asked
        What was asked.
    measured
        The answer.
    workspace
        The area.

    Returns
    -------
    pandas.Series
        ``not_placed``, true or false, by zone.
    """
    placed = count_by_zone(measured_assets(asked.question, workspace)["zone_code"], measured.zones.index)
    return measured.zones["usable"].fillna(0).gt(placed).astype(bool).rename("not_placed")


def zones_of_points(measured: ZoneMeasures) -> pd.Series:
    """Return the zone of each point in the area where residents live.

    Parameters
    ----------
    measured
        Reach of one offer.

    Returns
    -------
    pandas.Series
        ``zone_code`` by point; points beyond the area's edge are left out.
    """
    return measured.points["zone_code"].dropna()


def _fairness(
    asked: MeasureQuestion, measured: ZoneMeasures, rank: pd.Series, workspace: Workspace, ranking: str, distance_m: int
) -> Fairness:
    not_placed = zones_with_assets_not_placed(asked, measured, workspace)
    points = points_of(measured, rank, not_placed, distance_m=distance_m)
    areas = sum_by_area(points, points["zone_code"])
    comparison = compare(areas, rng=np.random.default_rng(SEED))
    figures = _indices(areas, rng=np.random.default_rng(SEED))
    if comparison.verdict is Verdict.TOO_LITTLE_LOOKED_AT:
        figures[:] = np.nan
    offer = workspace.classification.offers[asked.question.offer].label
    known = measured.zones["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    left_out = areas["rank"].notna() & ~known.reindex(areas.index)
    notes = fairness_notes(
        ranking,
        asked.distance_kind,
        unranked=len(measured.zones) - int(areas["rank"].notna().sum()),
        not_looked=int(left_out.sum()),
        not_placed=int(not_placed.sum()),
    )
    card = measured.run_card
    return Fairness(
        sentence=fairness_sentence(comparison, offer, ranking, distance_m, asked.distance_kind),
        verdict=comparison.verdict,
        comparison=comparison,
        indices=figures,
        zones_left_out=int(left_out.sum()),
        ranking=ranking,
        distance_m=distance_m,
        run_card=replace(card, ranking=ranking, distances_m=(distance_m,), notes=(*card.notes, *notes)),
    )


def _indices(areas: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
    fifth = fifths(areas["rank"], areas["people"])
    kept = fifth.notna() & (areas["known_people"] > 0)
    known = areas[kept]
    share = (known["reached_people"] / known["known_people"]).to_numpy()
    people, rank = known["known_people"].to_numpy(), known["rank"].to_numpy()
    group = fifth[kept].to_numpy(dtype=np.int64) - 1

    def figures(people: Floats) -> Floats:
        parts = theil_of_people(share, people, group=group)
        over_ranks = indices(share, people, rank)
        return np.stack([*over_ranks, parts.total, parts.within, parts.between], axis=-1)

    drawn = resample(people, figures, rng=rng)
    rows = [interval(float(one), many) for one, many in zip(figures(people), drawn.T, strict=True)]
    columns = {"estimate": [one.estimate for one in rows], "low": [one.low for one in rows]}
    columns["high"] = [one.high for one in rows]
    return pd.DataFrame(columns, index=pd.Index(INDICES, name="index"))
