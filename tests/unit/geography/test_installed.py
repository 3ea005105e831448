from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, box

from asset_map.errors import GeographyError, VintageMismatchError
from asset_map.geography import storage
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.installed import (
    InstallReport,
    install_geography,
    installed_geographies,
    open_geography,
)
from asset_map.settings import bundled

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


class Place:
    """A folder with files of four zones in a row, and the geography installed from them."""

    def __init__(self, folder: Path, catalogue: Catalogue, *, first: int = 1010000) -> None:
        self.files = folder / "files"
        self.files.mkdir(exist_ok=True)
        self.home = folder / "geography"
        self.catalogue = catalogue
        self.codes = [f"S0{first + number}" for number in range(4)]

    def boundaries(self, name: str = "zones.gpkg", **columns: list[object]) -> Path:
        squares = [box(259_000 + 100 * n, 665_000, 259_100 + 100 * n, 665_100) for n in range(4)]
        zones = gpd.GeoDataFrame({"DataZone": self.codes, **columns}, geometry=squares, crs="EPSG:27700")
        zones.iloc[::-1].to_file(self.files / name)
        return self.files / name

    def table(self, name: str, **columns: list[object]) -> Path:
        pd.DataFrame({"Data_Zone": self.codes, **columns}).to_csv(self.files / name, index=False)
        return self.files / name

    def simd(self, name: str = "simd.csv") -> Path:
        return self.table(
            name,
            Council_area=["Glasgow City", "Glasgow City", "Glasgow City", "Renfrewshire"],
            Total_population=[700, "*", 800, 900],
            SIMD2020v2_Rank=[1, 700, 1500, 6976],
            SIMD2020v2_Decile=[1, 2, 3, 10],
        )

    def postcodes(self, text: str = "G1 1AA,259050,665050\nG1 1AB,259150,665050\nG1 1AC,0,0\n") -> Path:
        path = self.files / "postcodes.csv"
        path.write_text(f"postcode,easting,northing\n{text}")
        return path

    def install(self, boundaries: Path | None = None, **wanted: object) -> InstallReport:
        return install_geography(
            self.home,
            catalogue=self.catalogue,
            boundaries=boundaries,
            now=NOW,
            progress=lambda _: None,
            **wanted,
        )


@pytest.fixture
def place(tmp_path: Path, catalogue: Catalogue) -> Place:
    return Place(tmp_path, catalogue)


def test_what_is_installed_opens_again(place: Place) -> None:
    report = place.install(
        place.boundaries(DZName=["A", "B", "C", None]), deprivation=[place.simd()], postcodes=[place.postcodes()]
    )
    geography = open_geography(place.home, catalogue=place.catalogue)
    assert geography is not None
    assert geography.zones_bng.index.tolist() == place.codes
    assert geography.zones_bng.index.name == "zone_code"
    assert geography.zones_bng["zone_name"].tolist() == ["A", "B", "C", "S01010003"]
    assert geography.zones_bng["population"].dtype == "Int64"
    assert geography.zones_bng["population"].fillna(-1).tolist() == [700, -1, 800, 900]
    assert geography.zones_bng["council_name"].iloc[3] == "Renfrewshire"
    assert geography.zones_bng.crs == "EPSG:27700"
    assert geography.zones_bng.area.tolist() == [10_000.0] * 4
    assert geography.population_source == (
        "small area population estimates 2017, National Records of Scotland (simd.csv)"
    )
    assert geography.default_edition == "simd2020v2"
    table = geography.editions["simd2020v2"].table
    assert table.index.equals(geography.zones_bng.index)
    assert (table["rank"].dtype, table["decile"].dtype) == ("float64", "Int64")
    assert table["decile"].tolist() == [1, 2, 3, 10]
    assert geography.postcodes.index.tolist() == ["G11AA", "G11AB"]
    assert (geography.fictional, geography.context_bng) == (False, None)
    assert geography.digest == report.digest
    assert len(geography.digest) == 64


def test_the_report_says_what_is_there_and_what_is_not(place: Place) -> None:
    report = place.install(place.boundaries(), deprivation=[place.simd()], postcodes=[place.postcodes()])
    edition = report.editions[0]
    assert (report.area_name, report.zones, report.vintage) == ("zones", 4, "2011")
    assert (report.population, report.zones_without_population) == (2400, 1)
    assert (edition.name, edition.decile_definition) == ("SIMD 2020v2", "by number of zones")
    assert edition.decile_counts == (1, 1, 1, 0, 0, 0, 0, 0, 0, 1)
    assert (report.postcodes, report.postcodes_left_out) == (2, {"no position": 1})
    assert [(source.role, source.name) for source in report.sources] == [
        ("boundaries", "zones.gpkg"),
        ("deprivation", "simd.csv"),
        ("postcodes", "postcodes.csv"),
    ]
    assert len(report.attribution) == 3
    assert report.installed_at == "2026-11-21T12:00:00+00:00"
    assert installed_geographies(place.home) == (report,)
    assert json.loads(json.dumps(dataclasses.asdict(report)))["editions"][0]["decile_counts"][9] == 1


def test_zones_without_a_row_and_rows_without_a_zone_are_counted(place: Place) -> None:
    zones = place.boundaries()
    place.codes = ["S01010000", "S01010001", "S01012000", "S01012001"]
    report = place.install(zones, deprivation=[place.simd()])
    assert report.editions[0].zones_without_row == ("S01010002", "S01010003")
    assert report.editions[0].rows_outside == 2
    geography = open_geography(place.home, catalogue=place.catalogue)
    assert geography is not None
    assert geography.editions["simd2020v2"].table["rank"].isna().tolist() == [False, False, True, True]


def test_a_table_of_another_area_is_refused(place: Place) -> None:
    zones = place.boundaries()
    place.codes = [f"S0101200{number}" for number in range(4)]
    with pytest.raises(GeographyError, match=r"simd\.csv has no row of SIMD 2020v2 for any zone of the area"):
        place.install(zones, deprivation=[place.simd()])


def test_an_edition_can_stand_in_the_boundary_file_itself(place: Place) -> None:
    report = place.install(place.boundaries(Rankv2=[1, 2, 3, 4], Decilev2=[1, 1, 1, 1], SAPE2017=[10, 20, 30, 40]))
    assert report.editions[0].decile_counts[0] == 4
    assert report.population == 100
    assert report.population_source.endswith("(zones.gpkg)")


def test_a_table_wins_over_the_boundary_file_and_the_difference_is_noted(place: Place) -> None:
    zones = place.boundaries(Rankv2=[1, 701, 1500, 6976], SAPE2017=[10, 20, 30, 40])
    report = place.install(zones, deprivation=[place.simd()])
    assert report.population == 2400  # nobody is taken from the boundary file to fill a suppressed cell
    geography = open_geography(place.home, catalogue=place.catalogue)
    assert geography is not None
    assert geography.editions["simd2020v2"].table["population"].sum() == 2400
    assert report.notes == (
        "zones.gpkg and simd.csv differ in the rank of SIMD 2020v2 for 1 zones; simd.csv was used.",
    )


def test_editions_and_postcodes_can_follow_without_boundaries(place: Place) -> None:
    first = place.install(place.boundaries(TotPop2011=[1, 2, 3, 4]))
    assert first.population == 10
    assert first.population_source == "census 2011, all residents (zones.gpkg)"
    second = place.install(postcodes=[place.postcodes()])
    third = place.install(deprivation=[place.simd()])
    assert (second.population, second.postcodes) == (10, 2)
    assert (third.population, third.postcodes, third.zones) == (2400, 2, 4)
    assert [edition.id for edition in third.editions] == ["simd2020v2"]
    weighted = place.table("phs.csv", SIMD2020V2Rank=[1, 700, 1500, 6976], SIMD2020V2CountryDecile=[1, 1, 2, 10])
    fourth = place.install(deprivation=[weighted])
    assert [edition.id for edition in fourth.editions] == ["simd2020v2", "simd2020v2-phs"]
    assert (fourth.population, fourth.postcodes) == (2400, 2)
    assert len({first.digest, second.digest, third.digest, fourth.digest}) == 4


def test_an_edition_given_again_replaces_the_former(place: Place) -> None:
    place.install(place.boundaries(), deprivation=[place.simd()])
    corrected = place.table("corrected.csv", SIMD2020v2_Rank=[5, 6, 7, 8])
    report = place.install(deprivation=[corrected])
    assert report.editions[0].decile_counts == (4, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert report.population == 2400


def test_without_anything_installed_boundaries_are_asked_for(place: Place) -> None:
    assert open_geography(place.home, catalogue=place.catalogue) is None
    assert installed_geographies(place.home) == ()
    with pytest.raises(GeographyError, match="Give a file of boundaries too, with --boundaries"):
        place.install(deprivation=[place.simd()])


def test_a_council_is_clipped_by_any_column_that_knows_it(place: Place) -> None:
    councils = ["Glasgow City"] * 3 + ["Renfrewshire"]
    codes = ["S12000049"] * 3 + ["S12000038"]
    lookup = place.table("lookup.csv", ltla20_name=councils, ltla20_code=codes)
    own = place.install(place.boundaries(LAName=councils), council="renfrewshire")
    by_table = place.install(place.boundaries(), deprivation=[place.simd()], council="Glasgow City")
    by_lookup = place.install(place.boundaries(), lookups=[lookup], council="S12000049")
    assert (own.area_name, own.zones, own.zones_outside_council) == ("Renfrewshire", 1, 3)
    assert (by_table.area_name, by_table.zones, by_table.zones_outside_council) == ("Glasgow City", 3, 1)
    assert (by_lookup.area_name, by_lookup.zones) == ("Glasgow City", 3)
    assert by_table.editions[0].rows_outside == 1


def test_a_given_name_is_kept_and_boundaries_given_again_say_what_they_replace(place: Place) -> None:
    place.install(place.boundaries(), area_name="Milton")
    assert place.install(postcodes=[place.postcodes()]).area_name == "Milton"
    again = place.install(place.boundaries())
    assert again.notes == ("The former geography of data zones 2011 (Milton) was replaced.",)
    assert again.postcodes == 0


def test_same_files_same_digest_whatever_the_clock_says(place: Place, tmp_path: Path) -> None:
    first = place.install(place.boundaries(), deprivation=[place.simd()])
    place.home = tmp_path / "elsewhere"
    assert place.install(place.boundaries(), deprivation=[place.simd()]).digest == first.digest
    assert place.install(area_name="Another name").digest != first.digest


def test_streets_are_kept_to_be_drawn_below(place: Place) -> None:
    streets = gpd.GeoDataFrame(
        {"name": ["High Street", None], "category": ["street", "river"], "lanes": [2, 0]},
        geometry=[LineString([(259_000, 665_000), (259_400, 665_000)]), box(259_000, 665_000, 259_010, 665_010)],
        crs="EPSG:27700",
    )
    streets.to_file(place.files / "streets.gpkg")
    place.install(place.boundaries(), context=place.files / "streets.gpkg")
    place.install(postcodes=[place.postcodes()])
    geography = open_geography(place.home, catalogue=place.catalogue)
    assert geography is not None
    assert geography.context_bng is not None
    assert geography.context_bng[["name", "category"]].to_numpy().tolist() == [["High Street", "street"], ["", "river"]]
    assert geography.context_bng.crs == "EPSG:27700"


def test_an_interrupted_install_leaves_the_former_geography(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    former = place.install(place.boundaries(), deprivation=[place.simd()])

    def full_disk(*_: object) -> None:
        raise OSError("No space left on device")

    for step in ("_write_synced", "_replace_manifest"):
        with monkeypatch.context() as patched:
            patched.setattr(storage, step, full_disk)
            with pytest.raises(OSError, match="No space left"):
                place.install(postcodes=[place.postcodes()])
        geography = open_geography(place.home, catalogue=place.catalogue)
        assert geography is not None
        assert geography.digest == former.digest
        assert geography.postcodes.empty
    assert place.install(postcodes=[place.postcodes()]).postcodes == 2


def test_what_an_app_may_still_be_reading_stays_one_install_longer(place: Place) -> None:
    def folders() -> int:
        return len([path for path in place.home.iterdir() if path.is_dir()])

    place.install(place.boundaries())
    for number in range(3):
        place.install(area_name=f"Name {number}")
        assert folders() == 2


def test_a_damaged_geography_says_so(place: Place) -> None:
    report = place.install(place.boundaries())
    home = place.home / f"zones-datazone2011-{report.digest[:16]}"
    (home / "zones.parquet").write_bytes(b"PAR1")
    with pytest.raises(GeographyError, match="is damaged"):
        open_geography(place.home, catalogue=place.catalogue)
    (place.home / "installed.json").write_text("{")
    with pytest.raises(GeographyError, match="cannot be read"):
        installed_geographies(place.home)


def test_an_edition_that_is_no_longer_described_is_named(place: Place) -> None:
    place.install(place.boundaries(), deprivation=[place.simd()])
    without = Catalogue(place.catalogue.systems, {})
    with pytest.raises(GeographyError, match="uses simd2020v2, which no file in data/geography describes"):
        open_geography(place.home, catalogue=without)


SIMD_2026 = """
[[edition]]
id = "simd2026"
name = "SIMD 2026"
zone_system = "datazone2022"
zones = 7392
decile_definition = "by number of zones"
decile_from_rank = true
year = 2026
rank_columns = ["SIMD2026_Rank"]
decile_columns = ["SIMD2026_Decile"]
[edition.population]
label = "small area population estimates 2024"
year = 2024
columns = ["Total_population"]
[edition.domain_columns]
income = ["SIMD2026_Income_Domain_Rank"]
"""


def test_an_edition_on_2022_zones_is_added_by_a_file_alone(tmp_path: Path) -> None:
    descriptions = tmp_path / "descriptions"
    shutil.copytree(bundled("data/geography"), descriptions)
    (descriptions / "simd2026.toml").write_text(SIMD_2026)
    catalogue = read_catalogue(descriptions)
    older, newer = Place(tmp_path, catalogue), Place(tmp_path, catalogue, first=1014000)
    older.install(older.boundaries("old.gpkg"), deprivation=[older.simd()])
    newer.install(newer.boundaries("new.gpkg"))
    table = newer.table(
        "simd2026.csv",
        Total_population=[1, 2, 3, 4],
        SIMD2026_Rank=[1, 740, 7000, 7392],
        SIMD2026_Income_Domain_Rank=[4, 3, 2, 1],
    )
    report = newer.install(deprivation=[table])
    assert (report.vintage, report.population) == ("2022", 10)
    assert report.editions[0].decile_counts == (1, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert [listed.vintage for listed in installed_geographies(newer.home)] == ["2022", "2011"]
    geography = open_geography(newer.home, catalogue=catalogue)
    assert geography is not None
    assert geography.default_edition == "simd2026"
    assert geography.editions["simd2026"].table["rank_income"].tolist() == [4, 3, 2, 1]
    former = open_geography(newer.home, catalogue=catalogue, system="datazone2011")
    assert former is not None
    assert former.default_edition == "simd2020v2"


def test_tables_and_boundaries_of_two_vintages_do_not_join(tmp_path: Path, catalogue: Catalogue) -> None:
    older, newer = Place(tmp_path, catalogue), Place(tmp_path, catalogue, first=1014000)
    with pytest.raises(VintageMismatchError) as refused:
        newer.install(newer.boundaries(), deprivation=[older.simd()])
    assert "SIMD 2020v2 is keyed by data zones 2011 but the boundaries are data zones 2022" in str(refused.value)
    assert str(refused.value).count(".") == 1
    assert installed_geographies(newer.home) == ()


def test_geography_without_deprivation_is_listed_after_geography_with_it(tmp_path: Path, catalogue: Catalogue) -> None:
    older, newer = Place(tmp_path, catalogue), Place(tmp_path, catalogue, first=1014000)
    newer.install(newer.boundaries("new.gpkg"))
    older.install(older.boundaries("old.gpkg"), deprivation=[older.simd()])
    assert [report.vintage for report in installed_geographies(older.home)] == ["2011", "2022"]


def test_the_demo_s_kind_of_town_installs_and_is_fictional(place: Place) -> None:
    demo = [f"DEMO000{number}" for number in range(1, 5)]
    zones = gpd.read_file(place.boundaries()).drop(columns="DataZone").assign(zone_code=demo, zone_name="Somewhere")
    zones.to_file(place.files / "town.geojson")
    table = place.files / "town.csv"
    pd.DataFrame(
        {"zone_code": demo, "rank": [1, 2, 3, 4], "decile": [1, 4, 7, 10], "population": 100, "income_rank": 1}
    ).to_csv(table, index=False)
    report = place.install(place.files / "town.geojson", deprivation=[table], area_name="Town")
    assert (report.fictional, report.country, report.population) == (True, "Nowhere", 400)
    assert report.editions[0].id == "demo-index"
