"""Strengths and gaps of one offer with how near residents are to it, zone by zone."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy

from asset_map import __version__
from asset_map.domain.distance import DISTANCES_M, EDGE_M, DistanceKind
from asset_map.domain.protection import Audience
from asset_map.domain.run_card import RunCard
from asset_map.errors import UserError
from asset_map.geography.distances import Distances
from asset_map.geography.edge import edge_lines, from_edge_m, known_land, near_area
from asset_map.geography.network import SNAP_LIMIT_M
from asset_map.geography.residents import BY_CENTROID, BY_POSTCODE
from asset_map.language import gettext as _
from asset_map.measures.counts import share_with_at_least_one
from asset_map.measures.reach import people_by_zone, reach_by_zone, within_column
from asset_map.services.capacity import REACH_M, CapacityAccess, capacity_access, counted_capacity
from asset_map.services.distances import distances_of
from asset_map.services.look import Question, ZoneAnswer, answer, offered_assets, past_note
from asset_map.services.residents import residents_of
from asset_map.services.workspace import Workspace

LONGEST_M = 5_000
"""The largest distance that may be asked for: an hour's walk."""


@dataclass(frozen=True)
class MeasureQuestion:
    """What is asked of an area, and how near is near.

    Parameters
    ----------
    question
        The offer, for whom and as of when.
    distances_m
        The distances in metres, each once.
    distance_kind
        How they are measured.
    """

    question: Question
    distances_m: tuple[int, ...] = DISTANCES_M
    distance_kind: DistanceKind = DistanceKind.STRAIGHT_LINE


@dataclass(frozen=True)
class ZoneMeasures:
    """Strengths, gaps and reach of one offer.

    Parameters
    ----------
    zones
        One row a zone, indexed by ``zone_code``: the columns of `ZoneAnswer.zones`; ``nearest_m``; ``within_{d}m`` and
        ``share_within_{d}m`` for each distance, as `asset_map.measures.reach` defines them; ``placed_by``
        (``postcodes``, ``centroid``, or empty without residents); ``near_edge``, whether some resident lives
        within the largest distance of the area's edge, so that what they can reach may lie beyond it; and, only where
        capacity is on record, ``access_per_1000``, see `asset_map.services.capacity`.
    share_with_any
        Share of zones with at least one usable asset, among those of which it is known; missing where it is of none.
    points
        Residents with ``nearest_m`` and ``within_{d}m`` for each point, to be summed over other areas; not for output.
    answer
        What is known of each zone without distances.
    run_card
        How all of it was worked out.
    """

    zones: pd.DataFrame
    share_with_any: float
    points: pd.DataFrame
    answer: ZoneAnswer
    run_card: RunCard


def measure(asked: MeasureQuestion, workspace: Workspace) -> ZoneMeasures:
    """Return strengths, gaps and reach of one offer in every zone.

    Usable assets with a place that the audience may see are measured to, in the area and up to 1,200 m beyond its edge.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.

    Returns
    -------
    ZoneMeasures
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the offer or the edition is not known, a distance cannot be used, or there is no walking network.
    """
    check_distances(asked.distances_m)
    distances = distances_of(asked.distance_kind, workspace)
    answered = answer(asked.question, workspace)
    return workspace.remember(("measures", asked), lambda: _measure(asked, answered, distances, workspace))


def check_distances(distances_m: tuple[int, ...]) -> None:
    """Refuse distances that cannot be measured.

    Parameters
    ----------
    distances_m
        Metres.

    Raises
    ------
    UserError
        When there are none, one stands twice, or one is below 1 or above `LONGEST_M`.
    """
    if not distances_m or len(set(distances_m)) < len(distances_m) or not 1 <= min(distances_m) <= LONGEST_M:
        found = ", ".join(map(str, distances_m)) or _("none")
    elif max(distances_m) > LONGEST_M:
        found = str(max(distances_m))
    else:
        return
    expected = _("Expected distances from 1 to {most} metres, each once; found {found}. Choose for instance 800.")
    raise UserError(expected.format(most=f"{LONGEST_M:,}", found=found))


def measured_assets(question: Question, workspace: Workspace) -> gpd.GeoDataFrame:
    """Return the assets that distances are measured to.

    Parameters
    ----------
    question
        The offer, for whom and as of when.
    workspace
        The area.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of `offered_assets` that are usable and have a place that the audience may see, in the area
        or at most 1,200 m beyond its edge. Shared between callers: never changed in place.
    """
    return workspace.remember(("measured assets", question), lambda: _measured_assets(question, workspace))


def _measured_assets(question: Question, workspace: Workspace) -> gpd.GeoDataFrame:
    assets = offered_assets(question, workspace)
    placed = assets[assets["usable"] & assets.geometry.notna() & ~assets.geometry.is_empty]
    # Whatever has a zone lies in the area; only the rest needs measuring.
    counts = placed["zone_code"].notna().to_numpy(copy=True)
    counts[~counts] = near_area(np.asarray(placed.geometry.array[~counts], dtype=object), workspace.geography.zones_bng)
    return placed[counts]


def _measure(asked: MeasureQuestion, answered: ZoneAnswer, distances: Distances, workspace: Workspace) -> ZoneMeasures:
    residents, zones = residents_of(workspace), answered.zones.index
    assets = measured_assets(asked.question, workspace)
    places = np.asarray(assets.geometry.array, dtype=object)
    x_m, y_m = residents["x_m"].to_numpy(), residents["y_m"].to_numpy()
    people, shared = _people(workspace), counted_capacity(assets)
    reached = distances.reached(x_m, y_m, places, asked.distances_m, shared=shared, shared_m=REACH_M)
    nearest_m, counts = reached.nearest_m, reached.counts
    reach = reach_by_zone(nearest_m, counts, people, zones, distances_m=asked.distances_m)
    access = capacity_access(assets, shared, reached.pairs, residents, people)
    marks = _marks(workspace, max(asked.distances_m))
    columns = {
        within_column(one): counts[:, position].astype(np.int32) for position, one in enumerate(asked.distances_m)
    }
    return ZoneMeasures(
        zones=answered.zones.join([reach, marks] if access is None else [reach, _per_1000(access, zones), marks]),
        share_with_any=share_with_at_least_one(answered.zones["usable"]),
        points=residents.assign(nearest_m=nearest_m, **columns),
        answer=answered,
        run_card=_run_card(asked, answered, workspace, more_notes=(access.note,) if access else ()),
    )


def _per_1000(access: CapacityAccess, zones: pd.Index) -> pd.Series:
    return pd.Series(access.access_per_1000, index=zones, name="access_per_1000")


def _people(workspace: Workspace) -> scipy.sparse.csr_array:
    return workspace.remember(
        ("people by zone",),
        lambda: people_by_zone(residents_of(workspace), workspace.geography.zones_bng.index),
        follows_store=False,
    )


def _marks(workspace: Workspace, distance_m: int) -> pd.DataFrame:
    """Return by what each zone's residents are placed, and whether some live near the edge."""
    facts = workspace.remember(("residents by zone",), lambda: _residents_by_zone(workspace), follows_store=False)
    return pd.DataFrame({"placed_by": facts["placed_by"], "near_edge": facts["from_edge_m"] <= distance_m})


def _residents_by_zone(workspace: Workspace) -> pd.DataFrame:
    residents, zones_bng = residents_of(workspace), workspace.geography.zones_bng
    edge = edge_lines(known_land(workspace.geography))
    apart_m = from_edge_m(residents["x_m"].to_numpy(), residents["y_m"].to_numpy(), edge)
    by_zone = (
        residents.assign(from_edge_m=apart_m).groupby("zone_code").agg({"placed_by": "first", "from_edge_m": "min"})
    )
    facts = by_zone.reindex(zones_bng.index)
    words = {BY_POSTCODE: "postcodes", BY_CENTROID: "centroid"}
    return facts.assign(placed_by=facts["placed_by"].map(words).fillna("").astype("str"))


def _run_card(
    asked: MeasureQuestion, answered: ZoneAnswer, workspace: Workspace, *, more_notes: tuple[str, ...]
) -> RunCard:
    question, geography = asked.question, workspace.geography
    coverage = _("{looked} of {zones} zones looked at").format(
        looked=f"{answered.zones_looked:,}", zones=f"{len(answered.zones):,}"
    )
    return RunCard(
        offer=question.offer,
        audience=question.audience,
        as_of=question.day,
        known_by=question.known_by,
        edition=answered.edition_name,
        decile_definition=answered.decile_definition,
        boundary_vintage=answered.vintage,
        population_source=geography.population_source,
        residents_placed_by=_("each zone's people shared evenly over its postcodes; where it has none, at its centre"),
        distance_kind=asked.distance_kind,
        distances_m=asked.distances_m,
        coverage=coverage,
        notes=(*_notes(question, asked.distance_kind), *more_notes),
        software_version=__version__,
    )


def _notes(question: Question, kind: DistanceKind) -> tuple[str, ...]:
    notes = [
        _("Figures count what is on record and usable. Where nobody has looked, there may be more."),
        _("Distances and numbers are means over a zone's people, not over its postcodes."),
        _("Assets up to {edge} m beyond the area's edge count as far as they are on record.").format(
            edge=f"{EDGE_M:,}"
        ),
    ]
    if question.known_by is not None:
        notes.append(past_note(question.audience))
    if kind is DistanceKind.WALKING_NETWORK:
        notes.append(
            _("Walks follow the installed paths, and begin and end at most {limit} m from one. ").format(
                limit=f"{SNAP_LIMIT_M:.0f}"
            )
            + _("Entrances are not known: lines and areas are reached wherever their outline is nearest to a path.")
        )
    if question.audience is Audience.PUBLIC:
        notes.append(_("Distances are measured only to places that the public may see exactly."))
    return tuple(notes)
