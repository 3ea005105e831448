"""Neighbours of the area count as people near the edge, and as nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.edge import WATER_HALF_M, edge_lines, from_edge_m, known_land
from asset_map.geography.geographies import Geography
from asset_map.geography.installed import InstallReport, install_geography, open_geography
from asset_map.geography.placing import prepare_zones
from asset_map.geography.residents import residents_at_postcodes
from asset_map.settings import bundled

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
CODES = [f"S0101000{number}" for number in range(5)]
COUNCILS = ["Glasgow City", "Glasgow City", "Renfrewshire", "Renfrewshire", "Renfrewshire"]
PEOPLE = ["700", "300", "800", "500", "900"]

# Zones of 1 km in a row from west to east; the council's edge is at 2 km, and the last zone begins 2 km beyond it.
POSTCODES = {"G1 1AA": 500, "PA1 1AA": 2200, "PA1 1AB": 2900, "PA1 1AD": 3100, "PA1 1AE": 3300, "PA9 9ZZ": 4500}


class Row:
    """A folder with files of five zones in a row."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder, self.home, self.catalogue = folder, folder / "geography", catalogue
        squares = [box(258_000 + 1000 * n, 665_000, 259_000 + 1000 * n, 666_000) for n in range(5)]
        self.boundaries = folder / "zones.gpkg"
        gpd.GeoDataFrame({"DataZone": CODES}, geometry=squares, crs=27700).to_file(self.boundaries)
        self.postcodes = folder / "postcodes.csv"
        rows = [f"{code},{258_000 + x},665500" for code, x in POSTCODES.items()]
        self.postcodes.write_text("\n".join(["postcode,easting,northing", *rows]), "utf-8")

    def simd(self, people: list[str], name: str = "simd.csv") -> Path:
        columns = {
            "Data_Zone": CODES,
            "Council_area": COUNCILS,
            "Total_population": people,
            "SIMD2020v2_Rank": range(1, 6),
            "SIMD2020v2_Decile": [1] * 5,
        }
        pd.DataFrame(columns).to_csv(self.folder / name, index=False)
        return self.folder / name

    def install(self, boundaries: Path | None = None, **wanted: object) -> InstallReport:
        return install_geography(
            self.home, catalogue=self.catalogue, boundaries=boundaries, now=NOW, progress=lambda _: None, **wanted
        )

    def opened(self) -> Geography:
        geography = open_geography(self.home, catalogue=self.catalogue)
        assert geography is not None
        return geography


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


@pytest.fixture
def row(tmp_path: Path, catalogue: Catalogue) -> Row:
    made = Row(tmp_path, catalogue)
    made.install(made.boundaries, deprivation=[made.simd(PEOPLE)], postcodes=[made.postcodes], council="Glasgow City")
    return made


def residents(geography: Geography) -> pd.DataFrame:
    return residents_at_postcodes(geography, prepare_zones(geography.zones_bng.geometry))


def test_neighbours_within_1200_m_are_kept_apart_from_the_area(row: Row) -> None:
    geography = row.opened()
    assert geography.zones_bng.index.tolist() == CODES[:2]
    beyond = geography.beyond_bng
    assert beyond is not None
    assert beyond.index.tolist() == CODES[2:4]
    assert list(beyond.columns) == list(geography.zones_bng.columns)
    assert beyond["population"].tolist() == [800, 500]
    assert beyond.crs == "EPSG:27700"
    assert geography.editions["simd2020v2"].table.index.tolist() == CODES[:2]


def test_their_people_live_within_1200_m_of_the_edge_and_in_no_zone(row: Row) -> None:
    found = residents(row.opened())
    # The second zone has no postcode of its own: its people are at its centre.
    assert found["people"].to_dict() == {
        "G11AA": 700.0,
        "PA11AA": 400.0,
        "PA11AB": 400.0,
        "PA11AD": 250.0,
        CODES[1]: 300.0,
    }
    assert found["zone_code"].isna().tolist() == [False, True, True, True, False]
    assert found["zone_code"].dtype == "str"
    assert found.groupby("zone_code")["people"].sum().to_dict() == {CODES[0]: 700.0, CODES[1]: 300.0}


def test_the_report_counts_them_apart(row: Row) -> None:
    report = row.install(row.boundaries, deprivation=[row.simd(PEOPLE)], council="Glasgow City")
    assert (report.zones, report.population, report.zones_outside_council, report.zones_beyond) == (2, 1000, 3, 2)


def test_they_stay_when_something_is_added_and_follow_its_people(row: Row) -> None:
    before = row.opened().digest
    row.install(deprivation=[row.simd(["700", "300", "80", "50", "90"], "newer.csv")])
    beyond = row.opened().beyond_bng
    assert beyond is not None
    assert beyond["population"].tolist() == [80, 50]
    assert row.opened().zones_bng.index.tolist() == CODES[:2]
    assert row.opened().digest != before


def test_without_neighbours_nothing_lies_beyond(row: Row) -> None:
    report = row.install(row.boundaries, deprivation=[row.simd(PEOPLE)])
    assert (report.zones, report.zones_beyond) == (5, 0)
    geography = row.opened()
    assert geography.beyond_bng is None
    assert known_land(geography).index.tolist() == CODES


def test_an_area_made_smaller_keeps_what_it_leaves_behind_near_its_edge(row: Row) -> None:
    row.install(row.boundaries, deprivation=[row.simd(PEOPLE)])
    row.install(council="Renfrewshire")
    geography = row.opened()
    assert geography.zones_bng.index.tolist() == CODES[2:]
    assert geography.beyond_bng is not None
    assert geography.beyond_bng.index.tolist() == CODES[:2]


def near_the_edge(geography: Geography, x_m: float, distance_m: float) -> bool:
    edge = edge_lines(known_land(geography))
    return bool(from_edge_m(np.array([258_000 + x_m]), np.array([665_500.0]), edge)[0] <= distance_m)


def test_known_land_ends_where_nobody_s_home_is_known(row: Row) -> None:
    # At 1,900 m from the west the council's edge is 100 m away; the land of neighbours goes on for 2 km.
    assert not near_the_edge(row.opened(), 1900, 400)
    assert near_the_edge(row.opened(), 300, 400)
    assert near_the_edge(row.opened(), 3800, 400)


@pytest.mark.parametrize(("gap_m", "is_edge"), [(2 * WATER_HALF_M - 1, False), (2 * WATER_HALF_M + 1, True)])
def test_a_river_between_neighbours_is_no_edge_of_the_data(row: Row, gap_m: float, *, is_edge: bool) -> None:
    squares = [box(0, 0, 1000, 6000), box(1000 + gap_m, 0, 2000 + gap_m, 6000)]
    zones = gpd.GeoDataFrame({"population": [1, 1]}, geometry=squares, index=["a", "b"], crs=27700)
    geography = dataclasses.replace(row.opened(), zones_bng=zones[:1], beyond_bng=zones[1:])
    far_from_the_rest = np.array([990.0]), np.array([3000.0])
    edge = edge_lines(known_land(geography))
    assert bool(from_edge_m(*far_from_the_rest, edge)[0] <= 400) is is_edge
