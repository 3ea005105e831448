from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from asset_map.domain.distance import EDGE_M
from asset_map.errors import VintageMismatchError
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.installed import InstallReport, install_geography, open_geography
from asset_map.geography.lookups import read_lookup
from asset_map.geography.postcodes import read_postcodes
from asset_map.settings import bundled

pytestmark = pytest.mark.official

GLASGOW_DECILES = (227, 112, 83, 50, 53, 45, 47, 44, 47, 38)
GLASGOW_PEOPLE = 621_020


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


def _install(home: Path, catalogue: Catalogue, boundaries: Path | None, **wanted: object) -> InstallReport:
    now = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    return install_geography(
        home, catalogue=catalogue, boundaries=boundaries, now=now, progress=lambda _: None, **wanted
    )


def test_glasgow_as_published(official_data: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    report = _install(
        tmp_path,
        catalogue,
        official_data / "glasgow-simd-2020v2.geojson",
        deprivation=[official_data / "simd2020_withinds.csv"],
        postcodes=[official_data / "codepoint_open_g_2020-08.csv"],
    )
    assert (report.area_name, report.zones, report.vintage) == ("Glasgow City", 746, "2011")
    assert (report.population, report.zones_without_population) == (GLASGOW_PEOPLE, 0)
    assert report.population_source.startswith("small area population estimates 2017")
    assert [(edition.id, edition.decile_counts) for edition in report.editions] == [("simd2020v2", GLASGOW_DECILES)]
    assert report.editions[0].rows_outside == 6976 - 746
    assert report.editions[0].zones_without_row == ()
    assert report.notes == ()  # full detail, and the ranks and deciles in the two files agree
    assert len(report.repaired_zones) == 1
    assert report.postcodes + sum(report.postcodes_left_out.values()) == 31_815
    geography = open_geography(tmp_path, catalogue=catalogue)
    assert geography is not None
    assert geography.zones_bng.is_valid.all()
    table = geography.editions["simd2020v2"].table
    domains = ["income", "employment", "health", "education", "access", "crime", "housing"]
    assert [f"rank_{domain}" for domain in domains] == [column for column in table if column.startswith("rank_")]
    assert table.notna().all(axis=None)
    assert table["rank"].idxmin() == "S01010245"
    assert table["rank"].min() == 2


def test_the_population_weighted_deciles_are_an_edition_of_their_own(
    official_data: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    _install(tmp_path, catalogue, official_data / "glasgow-simd-2020v2.geojson")
    report = _install(tmp_path, catalogue, None, deprivation=[official_data / "simd2020v2_22062020.csv"])
    assert [edition.decile_definition for edition in report.editions] == ["by number of zones", "by population"]
    geography = open_geography(tmp_path, catalogue=catalogue)
    assert geography is not None
    by_zones, by_people = (geography.editions[name].table for name in ("simd2020v2", "simd2020v2-phs"))
    assert (by_zones["rank"] == by_people["rank"]).all()
    assert int((by_zones["decile"] != by_people["decile"]).sum()) == 35


def test_the_census_boundary_file(official_data: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    report = _install(
        tmp_path,
        catalogue,
        official_data / "glasgow_city_data_zones.json",
        deprivation=[official_data / "simd2020v2_22062020.csv"],
    )
    own = gpd.read_file(official_data / "glasgow_city_data_zones.json", ignore_geometry=True)
    assert report.zones == 746
    assert report.population == int(own["TotPop2011"].sum())
    assert report.population_source == "census 2011, all residents (glasgow_city_data_zones.json)"


def test_all_scotland_whole_and_clipped_to_a_council(official_data: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    boundaries = official_data / "scotland_dz2011_simplified.fgb"
    simd = [official_data / "simd2020_withinds.csv"]
    lookups = [official_data / "lookup_dz2011_iz2011_council2020.csv"]
    whole = _install(tmp_path, catalogue, boundaries, deprivation=simd)
    assert (whole.area_name, whole.zones, whole.population) == ("Scotland", 6_976, 5_424_800)
    assert set(whole.editions[0].decile_counts) == {697, 698}
    assert len(whole.repaired_zones) == 10
    assert any("scotland_dz2011_simplified.fgb looks generalised" in note for note in whole.notes)
    clipped = _install(tmp_path, catalogue, boundaries, deprivation=simd, lookups=lookups, council="S12000049")
    assert (clipped.area_name, clipped.zones, clipped.population) == ("Glasgow City", 746, GLASGOW_PEOPLE)
    assert clipped.editions[0].decile_counts == GLASGOW_DECILES
    assert clipped.zones_outside_council == 6_976 - 746
    assert clipped.zones_beyond == 307
    geography = open_geography(tmp_path, catalogue=catalogue)
    assert geography is not None
    assert geography.beyond_bng is not None
    others = gpd.read_file(boundaries).to_crs(27700).set_index("DataZone").drop(geography.zones_bng.index).sort_index()
    near = others.make_valid().distance(geography.zones_bng.union_all().simplify(0.001)) <= EDGE_M
    assert near.index[near].tolist() == geography.beyond_bng.index.tolist()


def test_a_zipped_shapefile_with_the_official_names(official_data: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    zones = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").to_crs("EPSG:27700")
    zones = zones.rename(
        columns={
            "datazone": "DataZone",
            "dzname": "DZName",
            "laname": "LAName",
            "rankv2": "Rankv2",
            "decilev2": "Decilev2",
            "incrankv2": "IncRankv2",
            "emprank": "EmpRank",
            "hlthrank": "HlthRank",
            "gaccrank": "GAccRank",
        }
    )
    people = pd.read_csv(official_data / "simd2020_withinds.csv").set_index("Data_Zone")["Total_population"]
    zones["SAPE2017"] = zones["DataZone"].map(people)
    zones["IncRate"] = "8%"
    zones.to_file(tmp_path / "SG_SIMD_2020.shp")
    archive_path = tmp_path / "SG_SIMD_2020.zip"
    with zipfile.ZipFile(archive_path, "w") as archive:
        for part in tmp_path.glob("SG_SIMD_2020.*"):
            if part != archive_path:
                archive.write(part, part.name)
    report = _install(tmp_path / "geography", catalogue, archive_path, council="Glasgow City")
    assert (report.zones, report.population) == (746, GLASGOW_PEOPLE)
    assert report.editions[0].decile_counts == GLASGOW_DECILES


def test_deprivation_of_2011_zones_is_refused_on_2022_zones(
    official_data: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    codes_2022 = pd.read_csv(official_data / "DataZone2022.csv")["DZ22_Code"].head(746)
    zones = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson")[["geometry"]]
    zones.assign(dzcode=codes_2022.to_numpy()).to_file(tmp_path / "zones2022.gpkg")
    with pytest.raises(VintageMismatchError, match=r"SIMD 2020v2 is keyed by data zones 2011 but .* data zones 2022"):
        _install(
            tmp_path,
            catalogue,
            tmp_path / "zones2022.gpkg",
            deprivation=[official_data / "simd2020_withinds.csv"],
        )
    report = _install(tmp_path, catalogue, tmp_path / "zones2022.gpkg", lookups=[official_data / "DataZone2022.csv"])
    assert (report.vintage, report.zones, report.editions) == ("2022", 746, ())


@pytest.mark.parametrize(
    ("name", "system", "zones"),
    [
        ("lookup_dz2011_iz2011_council2020.csv", "datazone2011", 6_976),
        ("datazone_to_intermediatezone_lookup_2011.xlsx", "datazone2011", 6_976),
        ("DataZone2022.csv", "datazone2022", 7_392),
    ],
)
def test_every_lookup_names_zones_and_larger_areas(
    official_data: Path, catalogue: Catalogue, name: str, system: str, zones: int
) -> None:
    facts = read_lookup(official_data / name, catalogue=catalogue, system=catalogue.systems[system])
    assert len(facts) == zones
    assert facts.notna().all(axis=None)
    assert {"zone_name", "intermediate_zone_code", "intermediate_zone_name"} <= set(facts)


def test_the_postcodes_of_scotland(official_data: Path) -> None:
    read = read_postcodes(official_data / "codepoint_open_scotland_2020-08.parquet")
    assert len(read.table) == 158_945 - 18
    assert read.left_out == {"no position": 18}
