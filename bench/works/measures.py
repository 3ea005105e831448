"""Nearest, number within a distance and floating catchments, beside the tools that planners know."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from asset_map.geography.distances import StraightLine, tree_of
from asset_map.measures.catchment import enhanced_two_step, step_weights
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, scaled, times
from bench.made_up.nation import ZONES, made_up_points, made_up_zones

ASSETS, OFFERS, REACH_M = 100_000, 8, 800
BANDS = ((400.0, 1.0), (800.0, 0.68))
"""Weights of the catchment, by distance."""

CLOSE = 1e-9
SEED = 2022

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Town:
    """Where people live, and the places of each offer with what they hold."""

    x_m: Floats
    y_m: Floats
    people: Floats
    sites: list[Floats]
    capacity: list[Floats]


def _prepare(folder: Path) -> None:
    zones = made_up_zones(scaled(ZONES))
    rng = np.random.default_rng(SEED)
    origins = shapely.get_coordinates(shapely.point_on_surface(zones.geometry.to_numpy()))
    sites = np.column_stack(made_up_points(zones, scaled(ASSETS)))
    np.savez(
        folder / "town.npz",
        origins=origins,
        people=rng.integers(400, 1200, len(origins)).astype(float),
        sites=sites,
        offer=rng.integers(0, OFFERS, len(sites)),
        capacity=rng.integers(5, 200, len(sites)).astype(float),
    )


def _town(folder: Path) -> _Town:
    with np.load(folder / "town.npz", allow_pickle=False) as kept:
        x_m, y_m = kept["origins"].T
        of_offer = [kept["offer"] == offer for offer in range(OFFERS)]
        return _Town(
            np.ascontiguousarray(x_m),
            np.ascontiguousarray(y_m),
            kept["people"],
            [kept["sites"][these] for these in of_offer],
            [kept["capacity"][these] for these in of_offer],
        )


def _as_answer(rows: object) -> Answer:
    nearest_m, within, access = map(np.stack, zip(*rows, strict=True))  # type: ignore[call-overload] # of our own making
    return {"nearest_m": nearest_m, "within": within, "access": access}


def _product(folder: Path) -> Ready:
    town = _town(folder)
    straight = StraightLine(tree_of(town.x_m, town.y_m))
    places = [np.asarray(shapely.points(sites), dtype=object) for sites in town.sites]

    def _of(offer: int) -> tuple[Floats, NDArray[np.int64], Floats]:
        shared = np.ones(len(places[offer]), dtype=bool)
        made = straight.reached(town.x_m, town.y_m, places[offer], (REACH_M,), shared=shared, shared_m=REACH_M)
        weight = step_weights(made.pairs.distance_m, bands=BANDS)
        access = enhanced_two_step(made.pairs, weight, town.people, town.capacity[offer]).access
        return made.nearest_m, made.counts[:, 0], access

    return Ready(lambda: [_of(offer) for offer in range(OFFERS)], _as_answer)


def _limit(folder: Path) -> Ready:
    town = _town(folder)
    origins = cKDTree(np.column_stack([town.x_m, town.y_m]))

    def _go() -> int:
        trees = [cKDTree(sites) for sites in town.sites]
        return sum(len(tree.sparse_distance_matrix(origins, REACH_M, output_type="ndarray")) for tree in trees)

    return Ready(_go, figures=lambda pairs: {"pairs": float(str(pairs))})


def _two_step(
    point: NDArray[np.int64], place: NDArray[np.int64], distance_m: Floats, town: _Town, offer: int
) -> tuple[NDArray[np.int64], Floats]:
    """Return numbers and access as a programmer would add them up with NumPy."""
    weight = np.where(distance_m <= BANDS[0][0], BANDS[0][1], BANDS[1][1])
    demand = np.bincount(place, weight * town.people[point], minlength=len(town.sites[offer]))
    level = np.divide(town.capacity[offer], demand, out=np.zeros(len(demand)), where=demand > 0)
    access = np.bincount(point, weight * level[place], minlength=len(town.x_m))
    return np.bincount(point, minlength=len(town.x_m)), access


def _sklearn(folder: Path) -> Ready:
    neighbors = importlib.import_module("sklearn.neighbors")
    town = _town(folder)
    origins = np.column_stack([town.x_m, town.y_m])

    def _of(offer: int) -> tuple[Floats, NDArray[np.int64], Floats]:
        tree = neighbors.KDTree(town.sites[offer])
        nearest_m = tree.query(origins)[0][:, 0]
        places, apart_m = tree.query_radius(origins, REACH_M, return_distance=True)
        point = np.repeat(np.arange(len(origins)), [len(some) for some in places])
        return nearest_m, *_two_step(point, np.concatenate(places), np.concatenate(apart_m), town, offer)

    return Ready(lambda: [_of(offer) for offer in range(OFFERS)], _as_answer)


def _geopandas(folder: Path) -> Ready:
    gpd = importlib.import_module("geopandas")
    town = _town(folder)
    origins = gpd.GeoDataFrame(geometry=gpd.points_from_xy(town.x_m, town.y_m, crs=27700))
    sites = [gpd.GeoDataFrame(geometry=gpd.points_from_xy(*some.T, crs=27700)) for some in town.sites]

    def _of(offer: int) -> tuple[Floats, NDArray[np.int64], Floats]:
        nearest = gpd.sjoin_nearest(origins, sites[offer], distance_col="apart_m")
        nearest_m = nearest["apart_m"].groupby(level=0).first().to_numpy()
        pairs = gpd.sjoin(origins, sites[offer], predicate="dwithin", distance=REACH_M)
        point, place = pairs.index.to_numpy(), pairs["index_right"].to_numpy()
        apart_m = shapely.distance(origins.geometry.to_numpy()[point], sites[offer].geometry.to_numpy()[place])
        return nearest_m, *_two_step(point, place, apart_m, town, offer)

    return Ready(lambda: [_of(offer) for offer in range(OFFERS)], _as_answer)


def _access(folder: Path) -> Ready:
    access = importlib.import_module("access")
    town = _town(folder)
    origins = cKDTree(np.column_stack([town.x_m, town.y_m]))
    first = np.cumsum([0, *(len(some) for some in town.sites)])
    costs = []
    for offer, some in enumerate(town.sites):
        found = cKDTree(some).sparse_distance_matrix(origins, REACH_M, output_type="ndarray")
        costs.append(pd.DataFrame({"origin": found["j"], "dest": first[offer] + found["i"], "cost": found["v"]}))
    cost = pd.concat(costs, ignore_index=True)
    demand = pd.DataFrame({"people": town.people}).rename_axis("origin")
    supply = pd.DataFrame(
        {
            name: np.concatenate([values if of == offer else np.zeros(len(values)) for of, values in enumerate(all_of)])
            for offer in range(OFFERS)
            for name, all_of in (
                (f"one_{offer}", [np.ones(len(some)) for some in town.sites]),
                (f"capacity_{offer}", town.capacity),
            )
        }
    ).rename_axis("dest")
    step = access.weights.step_fn(dict(BANDS))

    def _go() -> pd.DataFrame:
        tables = []
        for measure, value in (("weighted_catchment", "one"), ("enhanced_two_stage_fca", "capacity")):
            made = access.Access(
                demand_df=demand.copy(),
                demand_value="people",
                supply_df=supply.copy(),
                supply_value=[f"{value}_{offer}" for offer in range(OFFERS)],
                cost_df=cost,
                cost_origin="origin",
                cost_dest="dest",
                cost_name="cost",
            )
            weights = {} if value == "one" else {"weight_fn": step}
            tables.append(getattr(made, measure)(name=value, max_cost=REACH_M, **weights))
        return pd.concat(tables, axis=1)

    def _answer(table: object) -> Answer:
        frame = pd.DataFrame(table).reindex(demand.index).fillna(0.0)
        return {
            "within": np.stack([frame[f"one_one_{offer}"] for offer in range(OFFERS)]),
            "access": np.stack([frame[f"capacity_capacity_{offer}"] for offer in range(OFFERS)]),
        }

    return Ready(_go, _answer)


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    ours = answers["product"]
    return [
        Check(
            f"{name}: {measure.replace('_m', '').replace('_', ' ')} is the same to {CLOSE:g} of it at every origin",
            np.allclose(values, ours[measure], rtol=CLOSE, atol=CLOSE),
        )
        for name, answer in answers.items()
        if name != "product"
        for measure, values in answer.items()
    ]


def _times_the_limit(ways: Ways) -> float:
    return times(ways["product"], ways["limit"])


WORKS = (
    Work(
        name="measures",
        title="Nearest, number within 800 m and floating catchment for 8 offers, 6,976 origins, 100,000 assets",
        prepare=_prepare,
        ways=(
            Way("product", "Asset Map", _product, role="product"),
            Way("limit", "finding the pairs alone (SciPy's cKDTree)", _limit, needs=("scipy",), role="limit"),
            Way("sklearn", "scikit-learn's KDTree, sums by NumPy", _sklearn, needs=("scikit-learn",)),
            Way("geopandas", "geopandas, sums by NumPy", _geopandas, needs=("geopandas",)),
            Way("access", "PySAL access, table of costs given, without the nearest", _access, needs=("access",)),
        ),
        goals=(Goal("at most 3 times the limit", _times_the_limit, at_most=3, unit=" times"),),
        check=_check,
        warm_ups=1,
        notes=(
            "The origins are points in the zones of the made-up nation, the assets lie about where people live. PySAL "
            "access has no nearest; the table of all pairs and distances that it begins with is made before its time "
            "begins.",
        ),
    ),
)
