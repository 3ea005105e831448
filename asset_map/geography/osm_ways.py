"""Which walkable ways does an extract of OpenStreetMap hold near an area?

The file is read twice, first its ways and then only their nodes, in any order. What is held is 8 bytes for each corner
of a walkable way of the whole file (about 60 MB for Scotland), and 32 bytes for each corner near the area.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.filter import KeyFilter
from osmium.io import File
from osmium.osm import Node, Way

from asset_map.errors import GeographyError
from asset_map.geography.table_files import check_file
from asset_map.geography.walkable import WalkingRules

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
LonLatBounds = tuple[float, float, float, float]

SAY_EVERY = 250_000
"""Ways or corners between two lines of progress."""

PER_DEGREE = 10_000_000
"""OpenStreetMap counts ten-millionths of a degree, about a centimetre."""

_KINDS = {".pbf": "pbf", ".osm": "osm"}
_REPLICATED_AT = "osmosis_replication_timestamp"


@dataclass(frozen=True, eq=False)
class WalkableWays:
    """The walkable ways of an extract, cut into straight pieces.

    Parameters
    ----------
    longitude, latitude
        Of each corner, EPSG:4326.
    start, end
        Positions of the two corners of each piece.
    ways
        How many ways were found walkable in the whole file.
    dated
        The day the file tells of: when it was made, or else the newest change of a walkable way; empty when unknown.
    """

    longitude: Floats
    latitude: Floats
    start: Integers
    end: Integers
    ways: int
    dated: str


@dataclass
class _Found:
    corners: array[int]
    ends: array[int]
    tracker: osmium.IdTracker
    newest: str = ""


def read_walkable_ways(
    path: Path, rules: WalkingRules, *, window: LonLatBounds, progress: Callable[[str], None] = lambda _: None
) -> WalkableWays:
    """Read the walkable ways of an extract of OpenStreetMap that have a corner in a window.

    Parameters
    ----------
    path
        ``.osm.pbf`` or ``.osm``.
    rules
        Which ways count.
    window
        West, south, east and north in degrees, EPSG:4326; pieces with a corner outside are left out.
    progress
        Is told how far the reading is.

    Returns
    -------
    WalkableWays
        Ways that share a node of OpenStreetMap share a corner; a bridge shares none with what it crosses.

    Raises
    ------
    GeographyError
        The file is missing, cut off or something else, or holds no walkable way.
    """
    check_file(path)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        message = f"{path.name} is no extract of OpenStreetMap: expected a file that ends in .osm.pbf or .osm."
        raise GeographyError(f"{message} Download one for your region, for instance from download.geofabrik.de.")
    try:
        found = _read_ways(File(str(path), kind), rules, progress)
        if not len(found.ends):
            message = f"{path.name} holds no way that people may walk along. Check that it is an extract with all tags"
            raise GeographyError(f"{message}, of the region around your area.")
        progress(f"Reading where the corners of {len(found.ends):,} walkable ways lie")
        ids, longitude, latitude = _read_corners(File(str(path), kind), found.tracker, window, progress)
        dated = osmium.FileProcessor(File(str(path), kind)).header.get(_REPLICATED_AT)
    except (RuntimeError, ValueError, UnicodeDecodeError) as error:
        raise GeographyError(
            f"{path.name} is not a whole extract of OpenStreetMap: it is cut off, damaged or something else under that "
            f"name ({(str(error).splitlines() or [''])[0][:120]}). Download it again. Nothing was changed."
        ) from error
    start, end = _pieces(found, ids)
    return WalkableWays(longitude, latitude, start, end, len(found.ends), (dated or found.newest)[:10])


def _read_ways(file: File, rules: WalkingRules, progress: Callable[[str], None]) -> _Found:
    found = _Found(array("q"), array("q"), osmium.IdTracker())
    for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(KeyFilter(*rules.keys)):
        if not isinstance(way, Way) or way.deleted or len(way.nodes) < 2 or not rules.allow(dict(way.tags)):
            continue
        found.corners.extend(node.ref for node in way.nodes)
        found.ends.append(len(found.corners))
        found.tracker.add_references(way)
        if way.timestamp.year > 1970:
            found.newest = max(found.newest, way.timestamp.isoformat())
        if len(found.ends) % SAY_EVERY == 0:
            progress(f"{len(found.ends):,} walkable ways so far")
    return found


def _read_corners(
    file: File, tracker: osmium.IdTracker, window: LonLatBounds, progress: Callable[[str], None]
) -> tuple[Integers, Floats, Floats]:
    """Return id, longitude and latitude of the tracked nodes in the window, by id."""
    # In the whole numbers that OpenStreetMap counts in; a place that is not known is larger than any.
    west, south, east, north = (round(side * PER_DEGREE) for side in window)
    ids, columns, rows = array("q"), array("i"), array("i")
    nodes = osmium.FileProcessor(file, osmium.osm.NODE).with_filter(tracker.id_filter())
    for read, node in enumerate(nodes, 1):
        if isinstance(node, Node):
            location = node.location
            column, row = location.x, location.y
            if west <= column <= east and south <= row <= north:
                ids.append(node.id)
                columns.append(column)
                rows.append(row)
        if read % SAY_EVERY == 0:
            progress(f"{read:,} corners so far, {len(ids):,} of them near the area")
    in_order, first = np.unique(np.frombuffer(ids, dtype=np.int64), return_index=True)
    longitude, latitude = (np.frombuffer(axis, dtype=np.int32)[first] / PER_DEGREE for axis in (columns, rows))
    return in_order, longitude, latitude


def _pieces(found: _Found, ids: Integers) -> tuple[Integers, Integers]:
    """Return the straight pieces whose two corners are known, as positions among the ids."""
    corners = np.frombuffer(found.corners, dtype=np.int64)
    if not len(ids):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    position = np.minimum(ids.searchsorted(corners), len(ids) - 1)
    usable = ids[position] == corners
    goes_on = usable[:-1] & usable[1:]
    goes_on[np.frombuffer(found.ends, dtype=np.int64)[:-1] - 1] = False
    first = np.flatnonzero(goes_on)
    return position[first], position[first + 1]
