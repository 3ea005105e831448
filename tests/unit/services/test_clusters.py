"""Clusters of reach are sought among zones that were looked at, and come out the same every time."""

from __future__ import annotations

from pandas.testing import assert_frame_equal

from asset_map.domain.protection import Audience
from asset_map.measures.clusters import Cluster
from asset_map.services.clusters import clusters
from asset_map.services.look import Question
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.workspace import Workspace
from tests.conftest import TODAY
from tests.fixtures.wide_town.wide import CODES, add_asset, look_everywhere

FOOD = MapQuestion(Question("food", Audience.PUBLIC, TODAY), 1200)


def test_zones_nobody_looked_at_are_in_no_cluster(wide: Workspace) -> None:
    add_asset(wide, 0, 1)
    for found in clusters(FOOD, wide):
        known = found.zones["cluster"] != Cluster.NOT_KNOWN.value
        assert [code for code, is_known in known.items() if is_known] == [CODES[1]]


def test_clusters_are_the_same_each_time_and_warn(wide: Workspace) -> None:
    look_everywhere(wide)
    for column in range(3):
        for row in range(3):
            add_asset(wide, column, row)
    moran, gi_star = clusters(FOOD, wide)
    assert Cluster.MUCH.value in set(moran.zones["cluster"])
    assert Cluster.MUCH.value in set(gi_star.zones["cluster"])
    assert "weak evidence" in moran.warning
    wide.memory.clear()
    again = clusters(FOOD, wide)
    assert_frame_equal(again[0].zones, moran.zones)
    assert_frame_equal(again[1].zones, gi_star.zones)
