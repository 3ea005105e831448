"""How far is near, and how is far measured?"""

from __future__ import annotations

from enum import StrEnum

DISTANCES_M = (400, 600, 800, 1200)
"""Distances that are offered, in metres: 5, 7½, 10 and 15 minutes' walk at 4.8 km/h, for who walks that fast."""

DEFAULT_DISTANCE_M = 800
"""Ten minutes' walk one way: the local living guidance of the Scottish Government (2024)."""

USUAL_DISTANCES_M = (800, 400, 600, 1200)
"""The same, the one that is shown first at the front."""

EDGE_M = 1200
"""Assets and people up to so many metres beyond the area's edge count: the largest distance that is offered."""


class DistanceKind(StrEnum):
    """How a distance is measured."""

    STRAIGHT_LINE = "straight_line"
    WALKING_NETWORK = "walking_network"
