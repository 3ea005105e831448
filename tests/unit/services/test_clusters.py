"""Clusters of reach are sought among zones of which it is known and told what is there; they never change by chance."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import box

from asset_map.domain.protection import Audience
from asset_map.geography.neighbours import touching
from asset_map.measures import clusters as measures
from asset_map.measures.clusters import Cluster, local_moran
from asset_map.services.clusters import PERMUTATIONS, clusters
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


@pytest.mark.parametrize(("audience", "told"), [(Audience.PUBLIC, 38), (Audience.PARTNERS, 39)])
def test_zones_without_a_look_or_with_an_asset_without_its_place_are_not_known(
    wide: Workspace, audience: Audience, told: int
) -> None:
    look_everywhere(wide, CODES[:-1])
    add_asset(wide, 0, 0)
    add_asset(wide, 3, 2, protection="area")
    for found in clusters(MapQuestion(Question("food", audience, TODAY)), wide):
        assert found.zones["cluster"].ne("not_known").sum() == told
        assert found.permutations == PERMUTATIONS


def test_so_many_permutations_are_drawn_that_one_group_can_be_told_in_a_city() -> None:
    side = 20
    squares = gpd.GeoSeries([box(x, y, x + 1, y + 1) for y in range(side) for x in range(side)], crs=27700)
    value = np.random.default_rng(3).normal(size=(side, side))
    value[:3, :3] += 6
    neighbours = touching(squares)
    told = [
        local_moran(pd.Series(value.ravel()), neighbours, rng=np.random.default_rng(1), permutations=times)
        .zones["cluster"]
        .eq("much")
        .sum()
        for times in (measures.PERMUTATIONS, PERMUTATIONS)
    ]
    assert told[0] == 0
    assert told[1] >= 5
