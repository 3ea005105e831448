"""Who lives in Inverfable: people, deprivation and postcodes of its zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

DOMAIN_WEIGHTS = {"income": 28, "employment": 28, "health": 14, "education": 14, "access": 9, "crime": 5, "housing": 2}
"""How much each domain tells in the whole, as in the Scottish index of 2020."""
OWN_PATTERN = {
    "income": 0.25,
    "employment": 0.3,
    "health": 0.4,
    "education": 0.5,
    "access": 0.5,
    "crime": 0.8,
    "housing": 0.9,
}
"""How far each domain goes its own way: the spread of what it does not share with the others."""
POSTCODES_PER_ZONE = (8, 12)
KERB_M = 9.0
"""A postcode lies at least so far from the edge of its zone."""
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that the last two places of postcodes may be."""


def make_deprivation(zones_bng: gpd.GeoDataFrame, plan: Mapping[str, Any], rng: np.random.Generator) -> pd.DataFrame:
    """Make the people and the deprivation ranks of zones; 1 is the most deprived.

    Parameters
    ----------
    zones_bng
        Columns ``zone_code``, ``zone_name``, ``expected_people`` and polygons in EPSG:27700.
    plan
        The content of ``plan.toml``: where hardship gathers and thins out.
    rng
        Chance differences between neighbours.

    Returns
    -------
    DataFrame
        One row per zone: ``zone_code``, ``zone_name``, ``rank``, ``decile`` (by number of zones), ``population`` and a
        rank for each domain.
    """
    middles = shapely.get_coordinates(zones_bng.geometry.centroid) - plan["origin"]
    shared = _hills(middles, plan["hardship"]) + rng.normal(0, 0.45, len(middles))
    scores = {domain: shared + rng.normal(0, own, len(middles)) for domain, own in OWN_PATTERN.items()}
    scores["access"] = 0.3 * scores["access"] + np.hypot(*middles.T) / 1000
    whole = sum(weight * scores[domain] for domain, weight in DOMAIN_WEIGHTS.items())
    rank = _rank(whole)
    people = zones_bng["expected_people"].clip(520, 980) * rng.uniform(0.97, 1.02, len(middles))
    return pd.DataFrame(
        {
            "zone_code": zones_bng["zone_code"],
            "zone_name": zones_bng["zone_name"],
            "rank": rank,
            "decile": np.ceil(10 * rank / len(rank)).astype(int),
            "population": people.round().astype(int),
        }
        | {f"{domain}_rank": _rank(score) for domain, score in scores.items()}
    )


def make_postcodes(
    zones_bng: gpd.GeoDataFrame, streets_bng: gpd.GeoDataFrame, plan: Mapping[str, Any], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Lay postcodes along the streets of each zone.

    Parameters
    ----------
    zones_bng
        Columns ``zone_code``, ``neighbourhood`` and polygons in EPSG:27700.
    streets_bng
        Column ``name`` and lines in EPSG:27700.
    plan
        The content of ``plan.toml``: the postcode district of each neighbourhood.
    rng
        How many a zone has, and where.

    Returns
    -------
    GeoDataFrame
        Columns ``postcode``, ``zone_code``, ``street`` and points on whole metres.
    """
    within = gpd.overlay(
        streets_bng[["name", "geometry"]],
        zones_bng.set_geometry(zones_bng.buffer(-KERB_M))[["zone_code", "neighbourhood", "geometry"]],
        keep_geom_type=True,
    ).explode(ignore_index=True)
    rows = []
    for zone_code, here in within.groupby("zone_code", sort=True):
        count = rng.integers(POSTCODES_PER_ZONE[0], POSTCODES_PER_ZONE[1] + 1)
        chance = here.length / here.length.sum()
        on = here.iloc[np.sort(rng.choice(len(here), size=count, p=chance, replace=len(here) < count))]
        points = on.geometry.interpolate(rng.uniform(0.15, 0.85, count), normalized=True)
        rows.append(on.assign(zone_code=zone_code, geometry=shapely.set_precision(points, 1.0)))
    laid = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), crs=zones_bng.crs).rename(columns={"name": "street"})
    laid = laid.loc[~laid.geometry.duplicated()].reset_index(drop=True)
    districts = {entry["name"]: entry["postcode_district"] for entry in plan["neighbourhood"]}
    laid["postcode"] = _postcodes(laid["neighbourhood"].map(districts))
    return laid[["postcode", "zone_code", "street", "geometry"]].sort_values("postcode", ignore_index=True)


def _hills(points: NDArray[np.float64], hills: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
    heights = np.zeros(len(points))
    for hill in hills:
        away_m = np.hypot(*(points - hill["at"]).T)
        heights += hill["height"] * np.exp(-((away_m / hill["reach_m"]) ** 2))
    return heights


def _rank(scores: pd.Series | NDArray[np.float64]) -> NDArray[np.int64]:
    return pd.Series(scores).rank(ascending=False, method="first").astype(int).to_numpy()


def _postcodes(districts: pd.Series) -> list[str]:
    number = districts.groupby(districts).cumcount().to_numpy()
    first, second = np.divmod(number % 40, 20)
    return [
        f"ZZ{district} {sector + 1}{UNIT_LETTERS[one]}{UNIT_LETTERS[two]}"
        for district, sector, one, two in zip(districts, number // 40, first, second, strict=True)
    ]
