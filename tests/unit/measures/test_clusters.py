"""Clusters: the statistics are those of PySAL's esda, what is planted is found, and chance is not."""

from __future__ import annotations

from collections.abc import Callable

import esda
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.weights import WSP
from scipy import sparse
from shapely import box

from asset_map.geography.neighbours import touching
from asset_map.measures.clusters import PERMUTATIONS, WARNING, Cluster, Clusters, getis_ord, local_moran
from tests.fixtures.tiny_town.town import CODES, zones_bng

SIDE = 12


def _squares(side: int = SIDE) -> gpd.GeoSeries:
    return gpd.GeoSeries([box(x, y, x + 1, y + 1) for y in range(side) for x in range(side)], crs=27700)


@pytest.fixture(scope="module")
def neighbours() -> sparse.csr_array:
    return touching(_squares())


def _planted(seed: int = 3) -> pd.Series:
    value = np.random.default_rng(seed).normal(size=(SIDE, SIDE))
    value[:4, :4] += 4
    return pd.Series(value.ravel(), index=[f"Z{n}" for n in range(SIDE**2)])


def test_squares_touch_at_edges_and_corners_and_an_island_touches_nothing() -> None:
    matrix = touching(pd.concat([_squares(3), gpd.GeoSeries([box(9, 9, 10, 10)], crs=27700)]))
    assert matrix.sum(axis=1).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3, 0]
    assert (matrix != matrix.T).nnz == 0


def test_six_zones_by_hand() -> None:
    """See tiny_town/INEQUALITY.md."""
    matrix, value = touching(zones_bng().geometry), pd.Series([3, 1, 0, 1, 1, 0], index=CODES)
    moran = local_moran(value, matrix, rng=np.random.default_rng(1)).zones
    assert moran["statistic"].tolist() == pytest.approx([0, 0, 1 / 3, 0, 0, 1 / 3])
    gi = getis_ord(value, matrix, rng=np.random.default_rng(1)).zones
    expected = [1.5811388, np.nan, -1.5811388, 1.5811388, np.nan, -1.5811388]
    assert gi["statistic"].tolist() == pytest.approx(expected, nan_ok=True)
    assert set(moran["cluster"]) == set(gi["cluster"]) == {Cluster.CHANCE.value}


@pytest.mark.parametrize("measure", [local_moran, getis_ord])
def test_a_planted_cluster_is_found_and_little_else(
    measure: Callable[..., Clusters], neighbours: sparse.csr_array
) -> None:
    value = _planted()
    result = measure(value, neighbours, rng=np.random.default_rng(1))
    much = (result.zones["cluster"] == Cluster.MUCH.value).to_numpy().reshape(SIDE, SIDE)
    assert much[1:3, 1:3].all()
    assert much[6:, 6:].sum() == 0
    assert (result.warning, result.permutations) == (WARNING, PERMUTATIONS)
    assert (result.zones["p_adjusted"] >= result.zones["p"]).all()
    assert result.zones.index.equals(value.index)


@pytest.mark.parametrize("measure", [local_moran, getis_ord])
def test_chance_is_seldom_a_cluster(measure: Callable[..., Clusters], neighbours: sparse.csr_array) -> None:
    found = 0
    for seed in range(5):
        value = pd.Series(np.random.default_rng(seed).normal(size=SIDE**2))
        result = measure(value, neighbours, rng=np.random.default_rng(seed))
        found += int((result.zones["cluster"] != Cluster.CHANCE.value).sum())
    assert found <= 5


@pytest.mark.parametrize("measure", [local_moran, getis_ord])
def test_islands_are_flagged_and_unknown_zones_are_nobodys_neighbours(measure: Callable[..., Clusters]) -> None:
    shapes = pd.concat([_squares(), gpd.GeoSeries([box(90, 90, 91, 91)], crs=27700)], ignore_index=True)
    value = pd.Series([*_planted(), 9.0])
    value[5] = np.nan
    matrix = touching(shapes)
    result = measure(value, matrix, rng=np.random.default_rng(1)).zones
    assert result["cluster"].iloc[[5, -1]].tolist() == [Cluster.NOT_KNOWN.value, Cluster.ISLAND.value]
    assert result.loc[[5, 144], ["statistic", "p", "p_adjusted"]].isna().all(axis=None)
    kept = np.delete(np.arange(145), 5)
    again = measure(value[kept], matrix[kept][:, kept], rng=np.random.default_rng(1)).zones
    pd.testing.assert_frame_equal(result.loc[kept], again)


@pytest.mark.parametrize("measure", [local_moran, getis_ord])
def test_equal_values_are_no_cluster_and_few_permutations_are_refused(
    measure: Callable[..., Clusters], neighbours: sparse.csr_array
) -> None:
    result = measure(pd.Series(np.ones(SIDE**2)), neighbours, rng=np.random.default_rng(1))
    assert set(result.zones["cluster"]) == {Cluster.CHANCE.value}
    with pytest.raises(ValueError, match="999"):
        measure(_planted(), neighbours, rng=np.random.default_rng(1), permutations=99)


# esda's classes cannot be asked for two-sided values yet, so its one-sided ones are doubled, as it advises itself.
@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_statistics_and_p_values_are_those_of_esda(neighbours: sparse.csr_array) -> None:
    weights = WSP(sparse.csr_matrix(neighbours)).to_W(silence_warnings=True)
    chance = {"permutations": 999, "seed": 1, "n_jobs": 1}
    value = _planted()
    moran = local_moran(value, neighbours, rng=np.random.default_rng(1)).zones
    peer = esda.Moran_Local(value.to_numpy(), weights, **chance)
    # esda divides by the variance of a sample, Anselin (1995) by that of all zones.
    np.testing.assert_allclose(moran["statistic"] * (SIDE**2 - 1) / SIDE**2, peer.Is, rtol=1e-9)
    np.testing.assert_allclose(moran["p"], np.minimum(1, 2 * peer.p_sim), atol=0.13)
    gi = getis_ord(value, neighbours, rng=np.random.default_rng(1)).zones
    peer = esda.G_Local(value.to_numpy(), weights, transform="B", star=True, **chance)
    np.testing.assert_allclose(gi["statistic"], peer.Zs, rtol=1e-9)
    np.testing.assert_allclose(gi["p"], np.minimum(1, 2 * peer.p_sim), atol=0.13)
