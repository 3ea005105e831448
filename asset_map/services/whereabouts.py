"""Where does each draft lie: its point, line or area, the zone, and how finely that is known?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from asset_map.domain.asset import AssetDraft, LocatedBy, Precision
from asset_map.domain.classification import Classification
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.geography.edge import near_area
from asset_map.geography.installed import Geography
from asset_map.geography.locating import LOCATING_COLUMNS, describe_problem, locate
from asset_map.geography.placing import PreparedZones
from asset_map.geography.shapes import PLACEMENTS, read_shape
from asset_map.geography.vector_files import within_uk
from asset_map.services.workspace import Workspace

FOUND_PRECISION = {
    LocatedBy.POSTCODE: Precision.STREET,
    LocatedBy.ADDRESS: Precision.STREET,
    LocatedBy.PAPER_GRID: Precision.STREET,
}
"""How finely a point is known that was looked up rather than shown; otherwise it is exact."""

STREET_FROM_M, AREA_FROM_M = 30.0, 250.0
"""A point known to 30 m or worse is known to the street, about a house and its neighbours; to 250 m or worse, a few
streets, to the area."""

_WAYS = tuple(map(str, LocatedBy))


@dataclass(frozen=True)
class Whereabouts:
    """Where a draft lies.

    Parameters
    ----------
    geometry_bng
        Its point, line or area as well-known binary in metres, EPSG:27700; None where there is a problem.
    zone_code
        The zone of the point, or of a point on the line or in the area; None beyond the edge.
    located_by, precision
        How its place was found, and how finely it is known. What was drawn is exact: a line or an area is the place
        itself, not a guess at where in it the place lies.
    problem
        Why it cannot be placed.
    """

    geometry_bng: bytes | None = None
    zone_code: str | None = None
    located_by: LocatedBy | None = None
    precision: Precision = Precision.NONE
    problem: Problem | None = None


def whereabouts_of(
    drafts: Sequence[AssetDraft],
    *,
    geography: Geography,
    prepared: PreparedZones,
    classification: Classification,
    anywhere: bool = False,
) -> list[Whereabouts]:
    """Find where drafts lie; a shape goes before all other ways to say so.

    Parameters
    ----------
    drafts
        As typed; ``located_by`` is a code or empty.
    geography, prepared
        The area, and its zones made ready for placing.
    classification
        Says which kinds may be lines and areas.
    anywhere
        Whether any place in the United Kingdom will do.

    Returns
    -------
    list of Whereabouts
        One for each draft, in order. What lies up to 1,200 m beyond the area's edge has a place, and no zone.
    """
    table = pd.DataFrame(
        {field: [getattr(draft, field) for draft in drafts] for field in LOCATING_COLUMNS}, dtype="str"
    )
    located = locate(table, prepared=prepared, postcodes=geography.postcodes)
    points = np.asarray(shapely.points(located["x_m"], located["y_m"]), dtype=np.object_)
    outside = located["problem"].eq(ProblemCode.OUTSIDE_AREA.value).to_numpy()
    near = np.zeros(len(drafts), dtype=bool)
    near[outside] = _in_reach(points[outside], geography, anywhere=anywhere)
    rows = zip(drafts, located.itertuples(index=False), near, shapely.to_wkb(points), strict=True)
    return [
        _of_shape(draft, geography, prepared, classification, anywhere=anywhere)
        if draft.shape.strip()
        else _of_point(draft, located_row, is_near=bool(is_near), point=point)
        for draft, located_row, is_near, point in rows
    ]


def zone_of(draft: AssetDraft, workspace: Workspace) -> str | None:
    """Return the zone that a draft would fall in, whichever way it says where.

    Parameters
    ----------
    draft
        As typed so far.
    workspace
        The area.

    Returns
    -------
    str or None
        None while no place in the area is given.
    """
    found = whereabouts_of(
        [draft],
        geography=workspace.geography,
        prepared=workspace.prepared,
        classification=workspace.classification,
    )
    return found[0].zone_code


def _of_point(draft: AssetDraft, located: tuple[object, ...], *, is_near: bool, point: bytes) -> Whereabouts:
    problem_code = str(located.problem)  # type: ignore[attr-defined]  # a named tuple of pandas
    if problem_code and not is_near:
        return Whereabouts(problem=describe_problem(ProblemCode(problem_code), draft))
    # Beyond the area's edge a row counts as not placed, so what was typed tells how its point was found.
    by_coordinates = draft.latitude or draft.longitude or draft.easting or draft.northing
    by_postcode = located.placed_by == "postcode" or not by_coordinates  # type: ignore[attr-defined]  # pandas
    located_by = LocatedBy.POSTCODE if by_postcode else _as_given(draft, otherwise=LocatedBy.IMPORT)
    zone_code = located.zone_code  # type: ignore[attr-defined]  # a named tuple of pandas
    return Whereabouts(
        geometry_bng=point,
        zone_code=zone_code if isinstance(zone_code, str) else None,
        located_by=located_by,
        precision=_precision(draft, located_by),
    )


def _precision(draft: AssetDraft, located_by: LocatedBy) -> Precision:
    usual = FOUND_PRECISION.get(located_by, Precision.EXACT)
    try:
        precise_to_m = float(draft.precise_to_m)
    except ValueError:  # nothing said so
        return usual
    if precise_to_m >= AREA_FROM_M:
        return Precision.AREA
    return Precision.STREET if precise_to_m >= STREET_FROM_M else usual


def _of_shape(
    draft: AssetDraft,
    geography: Geography,
    prepared: PreparedZones,
    classification: Classification,
    *,
    anywhere: bool,
) -> Whereabouts:
    kind = classification.kinds.get(draft.kind)
    # What is not a kind is a problem of its own; what is never on the map is not placed anyway.
    allowed = kind.placements if kind and kind.placements else frozenset(PLACEMENTS.values())
    shape = read_shape(draft.shape, allowed=allowed, kind_label=kind.label if kind else draft.kind)
    if isinstance(shape, Problem):
        return Whereabouts(problem=shape)
    if not _in_reach(np.array([shape], dtype=np.object_), geography, anywhere=anywhere)[0]:
        message = "Expected a line or an area in this area; found one that lies in none of its zones. Draw it again."
        return Whereabouts(problem=Problem(ProblemCode.OUTSIDE_AREA, "shape", "", message))
    return Whereabouts(
        geometry_bng=shapely.to_wkb(shape),
        zone_code=_zone_of_shape(shape, prepared),
        located_by=_as_given(draft, otherwise=LocatedBy.MAP),
        precision=Precision.EXACT,
    )


def _in_reach(geometry: NDArray[np.object_], geography: Geography, *, anywhere: bool) -> NDArray[np.bool_]:
    if not anywhere:
        return near_area(geometry, geography.zones_bng)
    return np.array([within_uk(bounds) for bounds in shapely.bounds(geometry)], dtype=bool)


def _zone_of_shape(shape: BaseGeometry, prepared: PreparedZones) -> str | None:
    point = shapely.point_on_surface(shape)
    position = prepared.place(np.array([point.x]), np.array([point.y]))[0]
    return str(prepared.zone_codes[position]) if position >= 0 else None


def _as_given(draft: AssetDraft, *, otherwise: LocatedBy) -> LocatedBy:
    # What is no code is a problem of its own.
    return LocatedBy(draft.located_by) if draft.located_by in _WAYS else otherwise
