"""Where do people in a session mean: a square of the grid, a postcode, a landmark; and what lies under their map?"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import shapely

from asset_map.domain.asset import LocatedBy
from asset_map.domain.contribution import HowPlaced
from asset_map.domain.mapping_grid import LETTERS, MappingGrid
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Audience
from asset_map.errors import PlaceNotFoundError, WrongCoordinatesError
from asset_map.language import gettext as _
from asset_map.services.sessions.shown import in_degrees, in_metres
from asset_map.services.typed_place import find_place
from asset_map.services.workspace import Workspace

AROUND_M = 60.0
"""A place that is known less finely than this is "somewhere around here" and not a point."""

MOST_PLACES = 60
"""So many squares make an area, or places a line; whoever names more means the whole."""


@dataclass(frozen=True)
class SessionPlace:
    """A place that somebody in a session may mean.

    Parameters
    ----------
    label
        What people read.
    shape
        GeoJSON geometry in degrees, EPSG:4326.
    how_placed, located_by
        How finely and how it was found.
    """

    label: str
    shape: str
    how_placed: HowPlaced
    located_by: LocatedBy


def find_in_session(
    text: str, session: MappingSession, workspace: Workspace, *, today: dt.date
) -> tuple[SessionPlace, ...]:
    """Find the places that somebody may mean.

    Parameters
    ----------
    text
        A square of the session's grid, a postcode, a grid reference, or the name of a street, a landmark or an asset
        that the public may see.
    session
        Whose grid counts.
    workspace
        The area.
    today
        When.

    Returns
    -------
    tuple of SessionPlace
        One at least, best first.

    Raises
    ------
    PlaceNotFoundError
        When nothing is found; it says what to try.
    """
    if (bounds_m := session.grid.square_bounds_m(text)) is not None:
        square = session.grid.square_at((bounds_m[0] + bounds_m[2]) / 2, (bounds_m[1] + bounds_m[3]) / 2)
        label = _("Square {square} of the grid").format(square=square)
        shape = shapely.to_geojson(in_degrees(shapely.box(*bounds_m)))
        return (SessionPlace(label, shape, HowPlaced.AROUND, LocatedBy.PAPER_GRID),)
    try:
        found = find_place(text, workspace, audience=Audience.PUBLIC, today=today)
    except WrongCoordinatesError as error:
        message = _("These numbers lead to no place here. Type a postcode, a street or a square of the grid.")
        raise PlaceNotFoundError(message) from error
    return tuple(
        SessionPlace(
            one.label,
            _point_or_around(one.longitude, one.latitude, one.precise_to_m),
            HowPlaced.AROUND if one.precise_to_m > AROUND_M else HowPlaced.POINT,
            one.located_by,
        )
        for one in found
    )


def places_in_words(text: str, grid: MappingGrid) -> tuple[str, ...]:
    """Return the places that a text names.

    Parameters
    ----------
    text
        As typed: one place, several with semicolons or on lines of their own, or several squares of the grid however
        they are parted, for instance ``C4, C5 D5``.
    grid
        Of the session.

    Returns
    -------
    tuple of str
        Each as typed, without spaces around it.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text)]
    several = [[part, *_squares_in(part, grid)] for part in parts if part]
    return tuple(one for part, *squares in several for one in (squares or [part]))[:MOST_PLACES]


def _squares_in(text: str, grid: MappingGrid) -> list[str]:
    """Return the squares that a text names; none when it says anything else, also a single square."""
    squares = re.findall(r"[A-Za-z]\s?[0-9]{1,2}(?![0-9A-Za-z])", text)
    rest = re.sub(r"[A-Za-z]\s?[0-9]{1,2}(?![0-9A-Za-z])|[\s,+&]", "", text)
    is_all = not rest and all(grid.square_bounds_m(one) is not None for one in squares)
    return squares if is_all and len(squares) > 1 else []


def squares_of(grid: MappingGrid) -> tuple[tuple[str, shapely.Polygon], ...]:
    """Return all squares of a grid.

    Parameters
    ----------
    grid
        Of a session.

    Returns
    -------
    tuple of str and shapely.Polygon
        Name and outline (EPSG:27700) of each, row by row from the north-west.
    """
    names = [f"{LETTERS[column]}{row + 1}" for row in range(grid.rows) for column in range(grid.columns)]
    return tuple((name, shapely.box(*bounds)) for name in names if (bounds := grid.square_bounds_m(name)) is not None)


def _point_or_around(longitude: float, latitude: float, precise_to_m: float) -> str:
    point = shapely.Point(longitude, latitude)
    if precise_to_m <= AROUND_M:
        return shapely.to_geojson(point)
    return shapely.to_geojson(in_degrees(in_metres(point).buffer(precise_to_m, quad_segs=4)))
