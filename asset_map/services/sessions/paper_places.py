"""Where is each square of a session's grid, in words that a scribe knows the neighbourhood by?"""

from __future__ import annotations

import shapely

from asset_map.domain.mapping_session import MappingSession
from asset_map.services.sessions.places import squares_of
from asset_map.services.workspace import Workspace

MOST_NAMES = 3
"""So many names tell where a square is; more take longer to read than to look at the sheet."""


def where_squares_are(session: MappingSession, workspace: Workspace) -> dict[str, str]:
    """Return where each square of the grid is, so that a scribe sees a slip of the finger without asking the server.

    Parameters
    ----------
    session, workspace
        The session, and the area.

    Returns
    -------
    dict
        By square: the zone of its middle, and landmarks, parks, water and streets in it, with commas between.
    """
    key = ("where squares are", session.grid)
    return workspace.remember(key, lambda: _described(session, workspace), follows_store=False)


def _described(session: MappingSession, workspace: Workspace) -> dict[str, str]:
    squares = squares_of(session.grid)
    zones, context = workspace.geography.zones_bng, workspace.geography.context_bng
    told: dict[str, list[str]] = {name: [] for name, _outline in squares}
    outlines = [outline for _name, outline in squares]
    tree = shapely.STRtree(outlines)
    middles = [outline.centroid for outline in outlines]
    for name, shape in zip(zones["zone_name"].fillna(""), zones.geometry, strict=True):
        for at, middle in enumerate(middles):
            if name and shape.contains(middle):
                told[squares[at][0]].append(name)
    if context is not None:
        named = context[context["name"].fillna("").ne("")]
        order = named["category"].map({"landmark": 0, "park": 1, "water": 2, "building": 3}).fillna(4)
        for _at, row in named.assign(_order=order).sort_values(["_order", "name"]).iterrows():
            for at in sorted(tree.query(row.geometry, predicate="intersects")):
                known = told[squares[at][0]]
                if row["name"] not in known and len(known) < MOST_NAMES:
                    known.append(row["name"])
    return {square: ", ".join(names) for square, names in told.items()}
