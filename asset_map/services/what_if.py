"""What if there were one more place, and where would it do most for the people of the most deprived fifth?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy
import shapely

from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.run_card import RunCard
from asset_map.errors import UserError
from asset_map.geography.edge import near_area
from asset_map.geography.pairs import Floats
from asset_map.language import gettext as _
from asset_map.measures.before_and_after import BeforeAndAfter, added_by_place, before_and_after
from asset_map.measures.comparison import MOST_DEPRIVED
from asset_map.measures.ranking import fifths
from asset_map.measures.siting import added_people, best_places, thinned
from asset_map.services.distances import distances_of
from asset_map.services.fairness import points_of, zones_with_assets_not_placed
from asset_map.services.measure import MeasureQuestion, measure
from asset_map.services.rankings import OVERALL, ranks_of
from asset_map.services.what_if_words import what_if_notes, what_if_sentence
from asset_map.services.workspace import Workspace

MOST_PLACES = 10
"""So many places may be asked for at once; a map of more is a plan, and needs more than distances."""


@dataclass(frozen=True)
class WhatIf:
    """Reach with one more place, or a few.

    Parameters
    ----------
    places
        One row a place, the one that adds most first: ``x_m`` and ``y_m`` (EPSG:27700), ``zone_code``, ``zone_name``
        (empty beyond the area), ``near`` (the postcode it stands at; empty for a place that was given), and
        ``new_people`` and ``new_most_deprived``: who comes within reach, everybody counted at the first place; numbers
        that need not be whole people's and are missing where they are too small to be shown.
    counts
        People and shares by fifth, before and after; small numbers are suppressed.
    sentence
        The same in plain words.
    ranking, distance_m
        What was asked.
    run_card
        How all of it was worked out.
    """

    places: pd.DataFrame
    counts: BeforeAndAfter
    sentence: str
    ranking: str
    distance_m: int
    run_card: RunCard


def one_more_place(
    asked: MeasureQuestion,
    workspace: Workspace,
    *,
    x_m: float,
    y_m: float,
    ranking: str = OVERALL,
    distance_m: int = DEFAULT_DISTANCE_M,
) -> WhatIf:
    """Tell who would come within reach if there were one more place here.

    Parameters
    ----------
    asked
        The offer, for whom, as of when and how distances are measured.
    workspace
        The area.
    x_m, y_m
        Where the place would be, EPSG:27700.
    ranking
        ``overall`` or a domain of the edition.
    distance_m
        One of the distances asked for, in metres.

    Returns
    -------
    WhatIf
        Before and after. Only assets that the audience may see exactly count as there already.

    Raises
    ------
    UserError
        When the place is more than 1,200 m outside the area, or the edition, ranking or distance is not to be had.
    """
    if not (np.isfinite([x_m, y_m]).all() and _near(x_m, y_m, workspace)):
        raise UserError(
            _(
                "Expected a place in {area} or at most 1,200 m beyond its edge; found one further away. Choose another."
            ).format(area=workspace.geography.area_name)
        )
    around = _around(asked, workspace, ranking, distance_m)
    return _what_if(around, np.array([x_m]), np.array([y_m]), [""])


def best_sites(
    asked: MeasureQuestion,
    workspace: Workspace,
    *,
    count: int = 1,
    ranking: str = OVERALL,
    distance_m: int = DEFAULT_DISTANCE_M,
) -> WhatIf:
    """Tell where so many more places would bring the most people of the most deprived fifth within reach.

    Parameters
    ----------
    asked
        The offer, for whom, as of when and how distances are measured.
    workspace
        The area.
    count
        How many places, up to `MOST_PLACES`.
    ranking
        ``overall`` or a domain of the edition.
    distance_m
        One of the distances asked for, in metres.

    Returns
    -------
    WhatIf
        The best places, all of them points where residents of the area live; fewer than asked for, or none, where
        no more people would come within reach. People who live where nobody has looked are not counted: what they
        have is not known. Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When so many places cannot be asked for, or the edition, ranking or distance is not to be had.
    """
    if not 1 <= count <= MOST_PLACES:
        message = _("Expected 1 to {most} places; found {count}. Choose a number between.")
        raise UserError(message.format(most=MOST_PLACES, count=count))
    around = _around(asked, workspace, ranking, distance_m)
    key = ("best sites", asked, count, ranking, distance_m)
    return workspace.remember(key, lambda: _best_sites(around, count))


@dataclass(frozen=True)
class _Around:
    asked: MeasureQuestion
    workspace: Workspace
    ranking: str
    distance_m: int
    points: pd.DataFrame
    fifth: pd.Series
    card: RunCard

    def reaches(self, points: pd.DataFrame, x_m: Floats, y_m: Floats) -> scipy.sparse.csr_array:
        """Return which points are within the distance of each place."""
        distances = distances_of(self.asked.distance_kind, self.workspace)
        places = np.asarray(shapely.points(x_m, y_m), dtype=object)
        pairs = distances.pairs_within(points["x_m"].to_numpy(), points["y_m"].to_numpy(), places, self.distance_m)
        return scipy.sparse.csr_array(
            (np.ones(len(pairs.point)), (pairs.place, pairs.point)), shape=(len(places), len(points))
        )

    @property
    def open_people(self) -> pd.Series:
        """People with a fifth who are known not to be within reach."""
        is_open = self.points["known"] & ~self.points["reached"] & self.fifth.notna()
        return self.points["people"].where(is_open, 0.0)

    @property
    def counting(self) -> pd.Series:
        """Those of them who live in the most deprived fifth."""
        return self.open_people.where(self.fifth.eq(MOST_DEPRIVED).fillna(value=False), 0.0)


def _around(asked: MeasureQuestion, workspace: Workspace, ranking: str, distance_m: int) -> _Around:
    if distance_m not in asked.distances_m:
        offered = ", ".join(str(one) for one in asked.distances_m)
        message = _("Expected one of the distances {offered} m; found {found} m. Choose one of them.")
        raise UserError(message.format(offered=offered, found=distance_m))
    rank = ranks_of(workspace, ranking, asked.question.edition_id)
    measured = measure(asked, workspace)
    not_placed = zones_with_assets_not_placed(asked, measured, workspace)
    points = points_of(measured, rank, not_placed, distance_m=distance_m)
    points = points.join(measured.points.loc[points.index, ["x_m", "y_m"]])
    fifth = points["zone_code"].map(fifths(rank, workspace.geography.zones_bng["population"]))
    card = replace(measured.run_card, ranking=ranking, distances_m=(distance_m,))
    return _Around(asked, workspace, ranking, distance_m, points, fifth, card)


def _best_sites(around: _Around, count: int) -> WhatIf:
    points = around.points
    x_m, y_m = points["x_m"].to_numpy(), points["y_m"].to_numpy()
    candidates = thinned(x_m, y_m)
    is_open = around.open_people > 0
    reaches = around.reaches(points[is_open], x_m[candidates], y_m[candidates])
    people, everyone = (column[is_open].to_numpy() for column in (around.counting, around.open_people))
    best = candidates[best_places(reaches, people, everyone, count=count)]
    return _what_if(around, x_m[best], y_m[best], [_near_words(str(near)) for near in points.index[best]])


def _what_if(around: _Around, x_m: Floats, y_m: Floats, near: list[str]) -> WhatIf:
    reaches = around.reaches(around.points, x_m, y_m)
    chosen = np.arange(len(x_m))
    new_people = added_people(reaches, chosen, around.open_people.to_numpy())
    deprived = added_people(reaches, chosen, around.counting.to_numpy())
    zones_bng, prepared = around.workspace.geography.zones_bng, around.workspace.prepared
    codes = np.append(prepared.zone_codes.astype(object), "")[prepared.place(x_m, y_m)]
    places = pd.DataFrame(
        {
            "x_m": x_m,
            "y_m": y_m,
            "zone_code": codes,
            "zone_name": pd.Series(codes, dtype="str").map(zones_bng["zone_name"]).fillna(""),
            "near": near,
        }
    )
    added = pd.Series(np.asarray(reaches.sum(axis=0)) > 0, index=around.points.index)
    counts = before_and_after(around.points, around.fifth, added)
    places = places.join(added_by_place(new_people, deprived, counts))
    unknown = added & ~around.points["known"] & ~around.points["reached"]
    notes = what_if_notes(around.ranking, around.asked.distance_kind, around.points["people"][unknown].sum())
    offer = around.workspace.classification.offers[around.asked.question.offer].label
    return WhatIf(
        places=places,
        counts=counts,
        sentence=what_if_sentence(places, counts, offer, around.card, given=near == [""]),
        ranking=around.ranking,
        distance_m=around.distance_m,
        run_card=replace(around.card, notes=(*around.card.notes, *notes)),
    )


def _near_words(place: str) -> str:
    postcode = postcode_key(place)
    return written_postcode(postcode) if postcode else place


def _near(x_m: float, y_m: float, workspace: Workspace) -> bool:
    place = np.asarray([shapely.Point(x_m, y_m)], dtype=object)
    return bool(near_area(place, workspace.geography.zones_bng)[0])
