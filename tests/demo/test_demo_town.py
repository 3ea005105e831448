"""Is the demo town whole, plainly made up, and the same every time it is made?"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.domain.asset import ReviewState, Status
from asset_map.domain.classification import Classification, read_classification
from asset_map.domain.coverage import LookMethod, LookResult
from asset_map.domain.freshness import USABLE_STATUSES
from asset_map.domain.postcode import postcode_key
from asset_map.domain.protection import Level, starting_level
from asset_map.geography.network_file import read_network
from asset_map.geography.walkable import read_walking_rules

DEMO = Path(__file__).parents[2] / "data" / "demo"
MADE = (
    "boundaries.geojson",
    "streets.geojson",
    "paths.osm",
    "deprivation.csv",
    "postcodes.csv",
    "assets.csv",
    "coverage.csv",
    "links.csv",
)
NEAREST_LAND = {
    "Malin Head": (-7.3736, 55.3817),
    "Inishtrahull": (-7.2364, 55.4311),
    "Fanad Head": (-7.6322, 55.2764),
    "Melmore Head": (-7.7890, 55.2506),
    "Horn Head": (-7.9700, 55.2300),
    "Tory Island": (-8.1950, 55.2656),
    "Orsay, Islay": (-6.5131, 55.6726),
    "Skerryvore": (-7.1143, 56.3232),
}
"""Longitude and latitude of the capes, islands and rocks round the town's stretch of ocean."""


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / "boundaries.geojson")


@pytest.fixture(scope="module")
def context() -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / "streets.geojson")


@pytest.fixture(scope="module")
def assets() -> pd.DataFrame:
    return pd.read_csv(DEMO / "assets.csv", keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def deprivation() -> pd.DataFrame:
    return pd.read_csv(DEMO / "deprivation.csv")


@pytest.fixture(scope="module")
def coverage() -> pd.DataFrame:
    return pd.read_csv(DEMO / "coverage.csv")


@pytest.fixture(scope="module")
def scheme() -> Classification:
    return read_classification((DEMO.parent / "classification" / "classification.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def placed(assets: pd.DataFrame, zones: gpd.GeoDataFrame, deprivation: pd.DataFrame) -> pd.DataFrame:
    """Return the records that have a place, with their zone and its decile; several rows if in several zones."""
    here = assets[assets["latitude"] != ""]
    points = gpd.points_from_xy(here["longitude"].astype(float), here["latitude"].astype(float), crs=4326)
    joined = gpd.GeoDataFrame(here, geometry=points).sjoin(zones[["zone_code", "geometry"]])
    return joined.merge(deprivation[["zone_code", "decile"]], on="zone_code")


def by_offer(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(offer=records["offer"].str.split(";")).explode("offer")


def test_made_again_it_has_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", DEMO / "make_town.py", tmp_path], check=True)
    assert {path.name for path in tmp_path.iterdir()} == set(MADE)
    assert [name for name in MADE if (tmp_path / name).read_bytes() != (DEMO / name).read_bytes()] == []


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.iterdir() if path.is_file()) < 1_200_000


def test_zones_are_a_coverage_in_degrees_and_in_metres(zones: gpd.GeoDataFrame) -> None:
    zones_bng = zones.to_crs(27700)
    assert shapely.coverage_is_valid(zones.geometry.to_numpy())
    assert shapely.coverage_is_valid(zones_bng.geometry.to_numpy())
    assert zones_bng.union_all().geom_type == "Polygon"
    assert shapely.is_ccw(zones.exterior.to_numpy()).all()


def test_streets_hang_together_and_only_main_streets_lead_over_the_river(
    zones: gpd.GeoDataFrame, context: gpd.GeoDataFrame
) -> None:
    rules = read_walking_rules(DEMO.parent / "geography" / "walking.toml")
    read = read_network(DEMO / "paths.osm", zones.to_crs(27700), rules=rules, progress=lambda _: None)
    shapes = context.to_crs(27700).set_index("category").geometry
    drawn_km = shapes.loc[["street", "main_street"]].length.sum() / 1000
    assert read.report.length_km == pytest.approx(drawn_km, rel=0.005)
    assert (read.report.left_out_km, read.report.zones_without) == (0.0, 0)
    over_water = read.network.paths_bng[shapely.crosses(read.network.paths_bng, shapes.loc["river"])]
    assert len(over_water) > 0
    assert shapely.union_all(shapes.loc["main_street"].to_numpy()).buffer(2.0).contains(over_water).all()


def test_zones_are_named_and_grouped(zones: gpd.GeoDataFrame) -> None:
    assert zones["zone_code"].tolist() == [f"DEMO{number:04d}" for number in range(1, len(zones) + 1)]
    assert 55 <= len(zones) <= 65
    assert zones["zone_name"].str.fullmatch(r".+ - \d\d").all()
    assert (zones["zone_name"].str.rsplit(" - ", n=1).str[0] == zones["neighbourhood"]).all()
    assert zones["neighbourhood"].nunique() == 8
    assert (zones.dissolve("neighbourhood").geom_type == "Polygon").all()


def test_nothing_is_drawn_within_20_km_of_land(zones: gpd.GeoDataFrame, context: gpd.GeoDataFrame) -> None:
    drawn = pd.concat([zones.geometry, context.geometry]).to_crs(27700)
    land = gpd.GeoSeries(gpd.points_from_xy(*zip(*NEAREST_LAND.values(), strict=True)), crs=4326).to_crs(27700)
    frame = shapely.box(*drawn.total_bounds)
    assert dict(zip(NEAREST_LAND, land.distance(frame) > 20_000, strict=True)) == dict.fromkeys(NEAREST_LAND, True)
    assert frame.within(shapely.box(36_000, 636_000, 44_000, 644_000))


def test_the_map_has_what_a_town_has(context: gpd.GeoDataFrame) -> None:
    categories = {"street", "main_street", "railway", "river", "water", "park", "building", "landmark"}
    assert set(context["category"]) == categories
    assert context.is_valid.all()
    streets = context.loc[context["category"].isin(["street", "main_street"]), "name"]
    assert (streets != "").all()
    assert streets[streets.duplicated()].tolist() == []
    river = context.loc[context["category"] == "river"].union_all()
    bridges = context[(context["category"] == "main_street") & context.intersects(river)]
    assert 2 <= len(bridges) <= 3
    assert len(context[(context["category"] == "street") & context.crosses(river)]) == 0


def test_deprivation_ranks_every_zone_once(zones: gpd.GeoDataFrame, deprivation: pd.DataFrame) -> None:
    count = len(zones)
    assert deprivation["zone_code"].tolist() == zones["zone_code"].tolist()
    assert deprivation["zone_name"].tolist() == zones["zone_name"].tolist()
    ranks = deprivation.filter(regex="rank$")
    assert ranks.columns.tolist() == [
        "rank", "income_rank", "employment_rank", "health_rank", "education_rank", "access_rank", "crime_rank",
        "housing_rank",
    ]  # fmt: skip
    assert (np.sort(ranks, axis=0) == np.arange(1, count + 1)[:, None]).all()
    assert deprivation["decile"].tolist() == np.ceil(10 * deprivation["rank"] / count).tolist()
    assert set(deprivation["decile"]) == set(range(1, 11))
    assert deprivation["population"].between(500, 1000).all()


def test_deprivation_gathers_but_not_like_a_caricature(deprivation: pd.DataFrame, zones: gpd.GeoDataFrame) -> None:
    of_neighbourhood = deprivation.groupby(zones["neighbourhood"])["decile"]
    assert of_neighbourhood.mean().max() - of_neighbourhood.mean().min() > 4
    assert (of_neighbourhood.nunique() >= 3).sum() >= 6
    assert 0.5 < deprivation["rank"].corr(deprivation["crime_rank"]) < 0.95
    assert deprivation["rank"].corr(deprivation["access_rank"]) < 0.6


def test_postcodes_are_of_an_area_that_does_not_exist(zones: gpd.GeoDataFrame) -> None:
    postcodes = pd.read_csv(DEMO / "postcodes.csv")
    keys = postcodes["postcode"].map(postcode_key)
    assert keys.str.startswith("ZZ").all()
    assert keys.is_unique
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(postcodes["easting"], postcodes["northing"], crs=27700))
    per_zone = points.sjoin(zones.to_crs(27700)).groupby("zone_code").size()
    assert per_zone.sum() == len(postcodes)
    assert per_zone.reindex(zones["zone_code"], fill_value=0).between(8, 12).all()


def test_every_code_is_known_and_every_one_is_used(assets: pd.DataFrame, scheme: Classification) -> None:
    assert set(assets["kind"]) == set(scheme.kinds)
    assert set(by_offer(assets)["offer"]) == set(scheme.offers)
    assert set(assets["status"]) == set(Status)
    assert set(assets["protection"]) == set(Level)
    assert set(assets["review_state"]) == {
        ReviewState.PUBLISHED,
        ReviewState.SUBMITTED,
        ReviewState.NEEDS_INFORMATION,
    }
    assert (assets["review_state"] == ReviewState.PUBLISHED).mean() > 0.9


def test_records_have_names_of_their_own(assets: pd.DataFrame) -> None:
    assert 140 <= len(assets) <= 190
    assert assets["name"][assets["name"].duplicated()].tolist() == []
    assert assets["source_id"].is_unique
    assert (assets["summary"] != "").all()


def test_every_placed_record_lies_in_one_zone(assets: pd.DataFrame, placed: pd.DataFrame) -> None:
    unmapped = assets["protection"] == Level.UNMAPPED
    assert placed["source_id"].value_counts().to_dict() == dict.fromkeys(assets.loc[~unmapped, "source_id"], 1)
    nowhere = assets.loc[unmapped, ["latitude", "longitude", "postcode", "address"]]
    assert (nowhere == "").all(axis=None)
    assert set(assets.loc[assets["kind"] == "person", "protection"]) == {Level.UNMAPPED}


def test_protection_is_never_below_what_sensitive_words_ask(assets: pd.DataFrame, scheme: Classification) -> None:
    asked = [
        starting_level(Level.PUBLIC, texts, scheme.sensitive_words)
        for texts in assets[["name", "summary"]].itertuples(index=False)
    ]
    sensitive = assets[[level is not Level.PUBLIC for level in asked]]
    assert "Harbour Lights refuge" in set(sensitive["name"])
    assert set(sensitive["protection"]) == {Level.PARTNERS}


def test_words_of_area_records_do_not_tell_their_street(assets: pd.DataFrame, context: gpd.GeoDataFrame) -> None:
    streets = context.loc[context["category"] == "street", "name"].tolist()
    area = assets[assets["protection"] == Level.AREA]
    told = area["name"] + " " + area["summary"]
    assert [words for words in told for street in streets if street in words] == []


def test_contacts_are_not_real(assets: pd.DataFrame) -> None:
    reserved = r"|0141 496 0\d{3}|01632 960\d{3}"
    assert assets["phone"].str.fullmatch(reserved).all()
    assert assets["email"].str.fullmatch(r"|[a-z]+@[a-z0-9-]+\.example").all()
    assert assets["web"].str.fullmatch(r"|https://[a-z0-9-]+\.example").all()
    assert assets["postcode"].str.fullmatch(r"|ZZ\d \d[A-Z]{2}").all()
    assert (assets[["phone", "email", "web"]] != "").any().all()
    prose = " ".join(assets["summary"] + " " + assets["opening_times"] + " " + assets["address"])
    assert "@" not in prose
    assert "http" not in prose


def test_records_are_fresh_due_and_stale(assets: pd.DataFrame, scheme: Classification) -> None:
    interval = assets["kind"].map({code: kind.check_interval_days for code, kind in scheme.kinds.items()})
    intervals_ago = assets["last_checked_days_ago"].astype(int) / interval
    shares = pd.cut(intervals_ago, [0, 1, 2, np.inf], labels=["fresh", "due", "stale"]).value_counts(normalize=True)
    assert 0.55 < shares["fresh"] < 0.8
    assert 0.1 < shares["due"] < 0.3
    assert 0.05 < shares["stale"] < 0.2


def test_offers_lean_different_ways(placed: pd.DataFrame) -> None:
    decile = by_offer(placed).groupby("offer")["decile"].mean()
    assert decile["food"] < 4.2
    assert decile["arts"] > 5.9
    assert 4.8 < decile["green"] < 6.5
    assert placed.groupby("zone_code").size().max() >= 6


def test_the_ledger_has_every_state_and_agrees_with_the_records(
    coverage: pd.DataFrame, placed: pd.DataFrame, zones: gpd.GeoDataFrame, scheme: Classification
) -> None:
    assert not coverage.duplicated(["zone_code", "offer"]).any()
    assert set(coverage["zone_code"]) <= set(zones["zone_code"])
    assert set(coverage["offer"]) <= set(scheme.offers)
    assert set(coverage["result"]) == set(LookResult)
    assert set(coverage["method"]) == set(LookMethod)
    looked = coverage.groupby("offer").size()
    assert looked["food"] >= 0.8 * len(zones)
    assert looked["health"] == len(zones)  # a complete list: something can be said of who is near it
    assert (looked.drop(["food", "health"]) < 0.8 * len(zones)).all()

    interval = coverage["offer"].map({code: offer.look_interval_days for code, offer in scheme.offers.items()})
    old = coverage["looked_days_ago"] > interval
    none = coverage["result"] == LookResult.NONE
    states = (none & ~old).groupby(coverage["offer"]).sum(), (none & old).groupby(coverage["offer"]).sum()
    assert (states[0][["food", "green", "meet", "youth", "arts"]] > 0).all()
    assert (states[1][["food", "green", "meet", "youth", "arts"]] > 0).all()

    known = placed[
        placed["status"].isin(USABLE_STATUSES)
        & (placed["review_state"] == ReviewState.PUBLISHED)
        & placed["protection"].isin([Level.PUBLIC, Level.AREA])
    ]
    there = by_offer(known)[["zone_code", "offer"]].drop_duplicates().assign(there=True)
    compared = coverage.merge(there, how="left", on=["zone_code", "offer"])
    assert (compared["there"].notna() == (compared["result"] == LookResult.FOUND)).all()


def test_the_town_says_that_it_is_made_up() -> None:
    town = tomllib.loads((DEMO / "town.toml").read_text(encoding="utf-8"))
    assert town["banner"] == "Inverfable is a made-up town for trying Asset Map. Nothing here is real."
    assert town["as_of"].isoformat() == "2026-11-01"
