"""Glasgow's general practices, dentists and opticians: every measure of access equals another implementation's.

Numbers within a distance, the shares got from them and enhanced two-step catchments equal PySAL ``access``. That has no
distance to the nearest, no rate for each 1,000 and no balanced catchments, so those equal plain sums over the whole
table of distances, with NumPy and pandas alone. PySAL is given those distances too: the ones it works out leave out
what lies just at the largest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from access import Access, weights
from pandas.testing import assert_series_equal

from asset_map.domain.asset import Asset, LocatedBy, Precision
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.distance import DISTANCES_M
from asset_map.domain.protection import Audience
from asset_map.geography.distances import StraightLine
from asset_map.measures.catchment import enhanced_two_step, step_weights
from asset_map.measures.reach import means_by_zone, people_by_zone
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion, ZoneMeasures, measure
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.official

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
LISTS = {
    "health": "nhsggc_gps_2020-07.csv",
    "family": "nhsggc_dentists_2020-07.csv",
    "older": "nhsggc_opticians_2020-07.csv",
}
"""Each list under an offer of its own, so that it is measured alone."""
RELATIVE = 1e-9


@pytest.fixture(scope="module")
def glasgow(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    home = tmp_path_factory.mktemp("glasgow")
    add_geography(
        AreaFiles(
            official_data / "glasgow-simd-2020v2.geojson",
            [official_data / "simd2020_withinds.csv"],
            [official_data / "codepoint_open_g_2020-08.csv"],
        ),
        read_settings(home),
        now=NOW,
        actor=somebody("test"),
        progress=lambda _: None,
    )
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    for offer, name in LISTS.items():
        records = as_records(pd.read_csv(official_data / name), offer, workspace)
        workspace.store.add_assets(records, event=AuditEvent(at=NOW, actor="test", action=Action.IMPORTED))
    yield workspace
    workspace.store.close()


def as_records(rows: pd.DataFrame, offer: str, workspace: Workspace) -> list[Asset]:
    """Return the rows of a list as records, with a capacity made up from their order."""
    points_bng = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs=4326).to_crs(27700)
    positions = workspace.prepared.place(points_bng.x.to_numpy(), points_bng.y.to_numpy())
    return [
        Asset(
            asset_id=f"{offer}{number}",
            name=f"{offer} {number}",
            kind="institution",
            offers=(offer,),
            geometry_bng=shapely.to_wkb(point),
            precision=Precision.EXACT,
            located_by=LocatedBy.IMPORT,
            zones={"datazone2011": str(workspace.prepared.zone_codes[position])} if position >= 0 else {},
            recorded_by="test",
            recorded_at=NOW,
            last_checked=NOW.date(),
            capacity=1 + number % 7,
            capacity_unit="rooms",
        )
        for number, (point, position) in enumerate(zip(points_bng, positions, strict=True))
    ]


@dataclass(frozen=True)
class Plain:
    """The same people and places without the project: as frames, and every distance between them.

    Parameters
    ----------
    demand
        Postcodes of Glasgow (or centroids) with ``people`` and ``zone``.
    supply
        What may count, with ``capacity``.
    apart_m
        Metres from each of them (row) to each place (column).
    zones
        All zones.
    """

    demand: pd.DataFrame
    supply: pd.DataFrame
    apart_m: np.ndarray
    zones: pd.Index

    def mean(self, values: np.ndarray) -> pd.Series:
        """Return the mean over each zone's people."""
        people = self.demand["people"]
        sums = (people * values).groupby(self.demand["zone"]).sum() / people.groupby(self.demand["zone"]).sum()
        return sums.reindex(self.zones)

    def pysal(self) -> Access:
        """Return PySAL's object, with the pairs up to 1,200 m apart."""
        point, place = np.nonzero(self.apart_m <= max(DISTANCES_M))
        cost = pd.DataFrame(
            {
                "origin": self.demand.index[point],
                "dest": self.supply.index[place],
                "metres": self.apart_m[point, place],
            }
        )
        return Access(
            demand_df=self.demand.copy(),
            demand_value="people",
            supply_df=self.supply.assign(one=1),
            supply_value=["one", "capacity"],
            cost_df=cost,
            cost_origin="origin",
            cost_dest="dest",
            cost_name="metres",
        )


@pytest.fixture(scope="module", params=LISTS)
def both(request: pytest.FixtureRequest, glasgow: Workspace, official_data: Path) -> tuple[ZoneMeasures, Plain]:
    """Return what the project measures of a list, and what there is to measure, from the files themselves."""
    asked = MeasureQuestion(Question(request.param, Audience.PUBLIC, NOW.date()))
    return measure(asked, glasgow), plain(official_data, LISTS[request.param])


def plain(folder: Path, name: str) -> Plain:
    """Put people at postcodes, by plain joins of the published files."""
    zones = gpd.read_file(folder / "glasgow-simd-2020v2.geojson").to_crs(27700).set_index("datazone").sort_index()
    zones = zones.set_geometry(zones.geometry.make_valid())
    people = pd.read_csv(folder / "simd2020_withinds.csv", index_col="Data_Zone")["Total_population"].loc[zones.index]
    table = pd.read_csv(folder / "codepoint_open_g_2020-08.csv", header=None)
    table = table[table[1] != 90]
    postcodes = gpd.GeoDataFrame(
        index=pd.Index(table[0].str.replace(" ", ""), name="place"),
        geometry=gpd.points_from_xy(table[2], table[3], crs=27700),
    )
    joined = postcodes.sjoin(zones[["geometry"]], predicate="intersects").rename(columns={"datazone": "zone"})
    demand = joined.sort_values("zone").groupby(level=0).first().set_crs(27700)
    number = demand.groupby("zone").size().reindex(zones.index, fill_value=0)
    centres = zones.geometry[number == 0].centroid
    demand = pd.concat(
        [
            pd.DataFrame({"zone": demand["zone"], "x_m": demand.geometry.x, "y_m": demand.geometry.y}),
            pd.DataFrame({"zone": centres.index, "x_m": centres.x, "y_m": centres.y}, index=centres.index),
        ]
    )
    demand["people"] = people[demand["zone"]].to_numpy() / number.clip(lower=1)[demand["zone"]].to_numpy()
    demand.index.name = "place"  # PySAL looks for the index by its name
    rows = pd.read_csv(folder / name)
    points = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs=4326).to_crs(27700)
    supply = pd.DataFrame(
        {"x_m": points.x, "y_m": points.y, "capacity": 1 + np.arange(len(points)) % 7, "zone": None}, index=rows.index
    )
    held = gpd.GeoDataFrame(geometry=points).sjoin(zones[["geometry"]], predicate="intersects")["datazone"]
    supply["zone"] = held.groupby(level=0).min().reindex(supply.index)
    supply = supply[points.distance(zones.geometry.union_all()) <= 1200]
    east = demand["x_m"].to_numpy()[:, None] - supply["x_m"].to_numpy()
    north = demand["y_m"].to_numpy()[:, None] - supply["y_m"].to_numpy()
    return Plain(demand, supply, np.sqrt(east**2 + north**2), zones.index.rename("zone_code"))


def compare(made: pd.Series, expected: pd.Series) -> None:
    assert made.notna().sum() > 700
    assert_series_equal(made.astype("float64"), expected, rtol=RELATIVE, atol=0, check_names=False)


def test_number_and_share_within_equal_pysal_access(both: tuple[ZoneMeasures, Plain]) -> None:
    made, plain_sums = both
    pysal = plain_sums.pysal()
    for distance_m in DISTANCES_M:
        caught = pysal.weighted_catchment(name=f"c{distance_m}", supply_values="one", max_cost=distance_m)
        count = caught[f"c{distance_m}_one"].reindex(plain_sums.demand.index).fillna(0).to_numpy()
        compare(made.zones[f"within_{distance_m}m"], plain_sums.mean(count))
        compare(made.zones[f"share_within_{distance_m}m"], plain_sums.mean(count > 0))


def test_enhanced_catchments_equal_pysal_access(both: tuple[ZoneMeasures, Plain]) -> None:
    made, plain_sums = both
    steps = weights.step_fn({400: 1, 800: 0.68, 1200: 0.22})
    caught = plain_sums.pysal().enhanced_two_stage_fca(supply_values="capacity", max_cost=1200, weight_fn=steps)
    expected = caught["e2sfca_capacity"].reindex(plain_sums.demand.index).fillna(0).to_numpy()
    residents = made.points
    places = shapely.points(plain_sums.supply[["x_m", "y_m"]].to_numpy())
    pairs = StraightLine().pairs_within(residents["x_m"].to_numpy(), residents["y_m"].to_numpy(), places, 1200)
    capacity = plain_sums.supply["capacity"].to_numpy("float64")
    access = enhanced_two_step(pairs, step_weights(pairs.distance_m), residents["people"].to_numpy(), capacity).access
    means = means_by_zone(access[:, None], people_by_zone(residents, plain_sums.zones))
    compare(pd.Series(means[:, 0], index=plain_sums.zones), plain_sums.mean(expected))


def test_what_pysal_has_not_equals_plain_sums(both: tuple[ZoneMeasures, Plain]) -> None:
    made, plain_sums = both
    compare(made.zones["nearest_m"], plain_sums.mean(plain_sums.apart_m.min(axis=1)))
    weight = np.select([plain_sums.apart_m <= end for end in (400, 800, 1200)], [1, 0.68, 0.22], 0.0)
    total = weight.sum(axis=1, keepdims=True)
    divided = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    demand = plain_sums.demand["people"].to_numpy() @ divided
    level = np.divide(plain_sums.supply["capacity"], demand, out=np.zeros_like(demand), where=demand > 0)
    compare(made.zones["access_per_1000"], plain_sums.mean(1000 * (divided @ level)))
    count = plain_sums.supply["zone"].value_counts().reindex(plain_sums.zones, fill_value=0)
    found = count[count > 0]
    population = plain_sums.demand.groupby("zone")["people"].sum()
    rate = made.zones["per_1000"].dropna()
    assert_series_equal(rate, 1000 * found / population[found.index], rtol=RELATIVE, check_names=False)
    assert made.zones["near_edge"].sum() > 300
