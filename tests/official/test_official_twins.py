"""Duplicates on real lists: what was entered again is found, and branches of a chain are not taken for each other."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from rapidfuzz import fuzz, process

from asset_map.intake.duplicates import KnownPlaces, likely_twins, prepare
from tests.fixtures.respelling import respelled

pytestmark = pytest.mark.official

LISTS = ("nhsggc_gps_2020-07.csv", "nhsggc_dentists_2020-07.csv", "nhsggc_opticians_2020-07.csv")
RECORDS = 100
MOVED_M = 150.0
OFFERED = 3
SAME_ADDRESS_M = 1.0
UNSAID = r"\b(?:the|ltd|limited|uk|opticians?|pro|services)\b"


@pytest.fixture(scope="module")
def services(official_data: Path) -> gpd.GeoDataFrame:
    """Return the three lists as assets."""
    rows = [pd.read_csv(official_data / name, dtype=str, keep_default_na=False).assign(list=name) for name in LISTS]
    table = pd.concat(rows, ignore_index=True)
    points = gpd.GeoSeries.from_xy(table["longitude"].astype(float), table["latitude"].astype(float), crs=4326)
    assets = pd.DataFrame(
        {
            "asset_id": [f"a{number}" for number in range(len(table))],
            "name": table["Name"],
            "postcode": table["Postcode"],
            "kind": "institution",
            "offers": [("health",)] * len(table),
            "list": table["list"],
        }
    )
    return gpd.GeoDataFrame(assets, geometry=points.to_crs(27700).to_numpy(), crs=27700)


@pytest.fixture(scope="module")
def known(services: gpd.GeoDataFrame) -> KnownPlaces:
    """Return the three lists, recorded."""
    return prepare(services)


def _entered_again(services: gpd.GeoDataFrame, *, seed: int, changes: int, with_postcode: bool) -> gpd.GeoDataFrame:
    generator = np.random.default_rng(seed)
    again = services.iloc[generator.choice(len(services), RECORDS, replace=False)].copy()
    again["name"] = [respelled(name, generator, changes=changes) for name in again["name"]]
    direction = generator.uniform(0, 2 * np.pi, RECORDS)
    moved_m = MOVED_M * np.sqrt(generator.uniform(0, 1, RECORDS))
    x_m, y_m = again.geometry.x + moved_m * np.cos(direction), again.geometry.y + moved_m * np.sin(direction)
    again = again.set_geometry(gpd.points_from_xy(x_m, y_m, crs=27700))
    return again if with_postcode else again.assign(postcode="")


@pytest.mark.parametrize("with_postcode", [True, False])
@pytest.mark.parametrize("changes", [1, 2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_records_entered_again_are_offered_as_twins(
    services: gpd.GeoDataFrame, known: KnownPlaces, seed: int, changes: int, with_postcode: bool
) -> None:
    again = _entered_again(services, seed=seed, changes=changes, with_postcode=with_postcode)
    twins = likely_twins(again.drop(columns="asset_id"), known).groupby("candidate").head(OFFERED)
    offered = twins["asset_id"].to_numpy() == again["asset_id"].loc[twins["candidate"]].to_numpy()
    missed = again.loc[again.index.difference(twins["candidate"][offered]), "name"].to_list()
    assert len(missed) <= 5, missed
    assert len(twins) < 1.2 * RECORDS


def _branches(services: gpd.GeoDataFrame) -> list[tuple[int, int]]:
    """Return pairs of different places in one list that have the same name, or nearly."""
    names = services["name"].str.lower().str.replace(UNSAID, " ", regex=True).str.replace(r"\W+", " ", regex=True)
    alike = process.cdist(names, names, scorer=fuzz.token_sort_ratio)
    one, other = np.nonzero(np.triu(alike >= 88, 1))
    places = services.geometry.to_numpy()
    in_one_list = services["list"].to_numpy()[one] == services["list"].to_numpy()[other]
    apart = gpd.array.from_shapely(places[one]).distance(gpd.array.from_shapely(places[other])) > SAME_ADDRESS_M
    return [(int(a), int(b)) for a, b in np.column_stack([one, other])[in_one_list & apart]]


@pytest.mark.parametrize("with_postcode", [True, False])
def test_branches_of_a_chain_are_not_offered_for_each_other(
    services: gpd.GeoDataFrame, known: KnownPlaces, with_postcode: bool
) -> None:
    pairs = _branches(services)
    assert len(pairs) >= 200
    written = services if with_postcode else services.assign(postcode="")
    everything = likely_twins(written, known)
    offered = set(zip(everything["candidate"], everything["asset_id"], strict=True))
    in_the_lists = [pair for pair in pairs if (pair[0], services["asset_id"].iloc[pair[1]]) in offered]
    alone = [
        (one, other) for one, other in pairs if len(likely_twins(written.iloc[[one]], prepare(services.iloc[[other]])))
    ]
    for found in (in_the_lists, alone):
        assert len(found) <= 0.02 * len(pairs), [tuple(services["name"].iloc[list(pair)]) for pair in found]


def test_hardly_anything_in_the_lists_is_taken_for_its_neighbour(
    services: gpd.GeoDataFrame, known: KnownPlaces
) -> None:
    """Many practices share a building, or a street and a word of their names."""
    assert len(likely_twins(services, known)) <= 0.03 * len(services)
