"""Where is what somebody said: tapped or drawn on the map, or in words?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.asset import LocatedBy
from asset_map.domain.contribution import ContributionDraft, HowPlaced
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.errors import UserError
from asset_map.geography.edge import near_area
from asset_map.geography.shapes import read_shape
from asset_map.language import gettext as _
from asset_map.services.sessions.places import AROUND_M, SessionPlace, find_in_session, places_in_words
from asset_map.services.sessions.shown import in_metres
from asset_map.services.workspace import Workspace

GRID_SIZE_M = 0.1
"""Corners of squares that lie closer together than this are one, so that squares side by side make one area."""

AREA_DIMENSIONS = 2


@dataclass(frozen=True)
class Placed:
    """Where something is.

    Parameters
    ----------
    shape
        In metres, EPSG:27700; None without a place.
    how, by
        How finely and how it was given.
    """

    shape: BaseGeometry | None
    how: HowPlaced
    by: LocatedBy | None


def placed_by(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, today: dt.date
) -> Placed | Problem:
    """Return where somebody says that something is.

    Parameters
    ----------
    draft
        As it was sent: a shape, else a place in words; several places in words make a line or an area.
    session
        Whose grid counts.
    workspace
        The area.
    today
        When.

    Returns
    -------
    Placed or Problem
        Without a shape where nothing was said; or what is to be mended, beside its field.
    """
    if draft.how_placed and draft.how_placed not in tuple(HowPlaced):
        return Problem(
            ProblemCode.UNKNOWN_CODE, "how_placed", draft.how_placed[:60], _("Please say again where it is.")
        )
    if draft.shape.strip():
        return _on_the_map(draft, workspace)
    if not draft.place.strip():
        return Placed(None, HowPlaced.NONE, None)
    try:
        found = [
            find_in_session(one, session, workspace, today=today)[0]
            for one in places_in_words(draft.place, session.grid)
        ]
    except UserError as error:
        return Problem(ProblemCode.NO_PLACE, "place", draft.place[:60], str(error))
    return _together(found, draft.how_placed)


def _together(found: Sequence[SessionPlace], how: str) -> Placed:
    """Return one place, the line between several, or the area that they make."""
    shapes = [in_metres(shapely.from_geojson(one.shape)) for one in found]
    first = found[0]
    if len(found) == 1:
        is_area = how == HowPlaced.AREA and shapely.get_dimensions(shapes[0]) == AREA_DIMENSIONS
        is_around = how == HowPlaced.AROUND
        one_way = HowPlaced.AREA if is_area else HowPlaced.AROUND if is_around else first.how_placed
        return Placed(shapes[0], one_way, first.located_by)
    middles = [shapely.centroid(shape) for shape in shapes]
    if how == HowPlaced.LINE and len({middle.wkb for middle in middles}) > 1:
        return Placed(shapely.LineString(middles), HowPlaced.LINE, first.located_by)
    whole = shapely.union_all(shapes, grid_size=GRID_SIZE_M)
    if shapely.get_dimensions(whole) < AREA_DIMENSIONS or whole.geom_type == "GeometryCollection":
        whole = shapely.convex_hull(whole).buffer(AROUND_M)
    return Placed(whole, HowPlaced.AREA, first.located_by)


def _on_the_map(draft: ContributionDraft, workspace: Workspace) -> Placed | Problem:
    shape = _drawn(draft.shape)
    if isinstance(shape, Problem):
        return shape
    if not near_area(np.array([shape], dtype=np.object_), workspace.geography.zones_bng)[0]:
        message = _("This place is too far away. Please choose one nearer by.")
        return Problem(ProblemCode.OUTSIDE_AREA, "shape", "", message)
    usual = (HowPlaced.POINT, HowPlaced.LINE, HowPlaced.AREA)[shapely.get_dimensions(shape)]
    return Placed(shape, HowPlaced.AROUND if draft.how_placed == HowPlaced.AROUND else usual, LocatedBy.MAP)


def _drawn(text: str) -> BaseGeometry | Problem:
    """Return a tapped point, or a line or an area that was drawn, EPSG:27700."""
    point = _tapped(text)
    if point is not None:
        return point
    shape = read_shape(text, allowed={"line", "area"}, kind_label="")
    return replace(shape, message=_drawn_wrongly(shape.code)) if isinstance(shape, Problem) else shape


def _drawn_wrongly(code: ProblemCode) -> str:
    messages = {
        ProblemCode.CROSSES_ITSELF: _("The outline crosses itself. Please draw it again, once around."),
        ProblemCode.TOO_SMALL: _("What you drew is very small. Please draw it larger, or tap one spot."),
        ProblemCode.TOO_LARGE: _("What you drew is very long. Please draw a part of it."),
        ProblemCode.TOO_MANY_CORNERS: _("There are too many corners. Please draw it more simply."),
        ProblemCode.OUTSIDE_AREA: _("This place is too far away. Please choose one nearer by."),
    }
    return messages.get(code, _("Please say again where it is."))


def _tapped(text: str) -> BaseGeometry | None:
    try:
        given = json.loads(text)
        if given["type"] != "Point":
            return None
        longitude, latitude = (float(number) for number in given["coordinates"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    point = in_metres(shapely.Point(longitude, latitude))
    return point if np.isfinite(point.bounds).all() else None
