"""What does the ground of Inverfable look like: zones, streets, water, railway, parks and houses?

Everything is in metres on the British National Grid (EPSG:27700).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Polygon
from shapes import GRID_M, cut_up, oblong, rounded_off
from zones import cut_into_zones, named_zones

BNG = "EPSG:27700"
HALF_WIDTH_M = {"river": 20.0, "railway": 9.0, "main_street": 12.0}

Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """The made town before anybody lives in it.

    Parameters
    ----------
    zones_bng
        Columns ``zone_code``, ``zone_name``, ``neighbourhood``, ``expected_people`` and the polygons.
    context_bng
        Columns ``name``, ``category`` and the lines and polygons to draw under everything else.
    """

    zones_bng: gpd.GeoDataFrame
    context_bng: gpd.GeoDataFrame


def make_ground(plan: Plan, words: Mapping[str, Any], rng: np.random.Generator) -> Ground:
    """Make the ground from its hand-drawn plan.

    Parameters
    ----------
    plan
        The content of ``plan.toml``.
    words
        The content of ``words.toml``.
    rng
        Where lesser streets run and what they are called.

    Returns
    -------
    Ground
        Zones and context.
    """
    lines = gpd.GeoDataFrame(
        [{"name": entry["name"], "category": entry["category"]} for entry in plan["line"]],
        geometry=[LineString(rounded_off(entry["points"])) for entry in plan["line"]],
    )
    shore = rounded_off(plan["shore"])
    town = shapely.set_precision(Polygon(np.vstack([shore, rounded_off(plan["edge"])[1:]])), GRID_M)
    coast = [plan["shore"][-1], *plan["far_water"], plan["shore"][0]]
    loch = Polygon(np.vstack([shore, rounded_off(coast)[1:]])).difference(town)
    river = lines.geometry[lines["category"] == "river"].item()

    cells, zone_cuts = cut_into_zones(town, lines.geometry.tolist(), rng=rng)
    zones = named_zones(cells, town=town, river=river, neighbourhoods=plan["neighbourhood"])
    blocks, block_cuts = _blocks(zones.geometry.tolist(), rng=rng)
    edge_cuts = shapely.intersection(zone_cuts, zones.boundary.union_all().buffer(1))

    beds = _beds(lines)
    parks = _parks(blocks, plan["ground"], spared=shapely.union_all([*beds.values()]))
    unbuilt = shapely.union_all([beds["river"].buffer(14), beds["railway"].buffer(6), parks.union_all().buffer(-1)])
    streets = _streets([*edge_cuts, *block_cuts], zones, words["streets"], unbuilt=unbuilt, rng=rng)
    footprints = _footprints(plan["footprint"])
    houses = _houses(blocks, spared=[unbuilt, beds["main_street"], footprints.union_all().buffer(12)])
    lines.loc[lines["category"] == "river", "geometry"] = beds["river"].difference(loch)
    water = gpd.GeoDataFrame({"name": ["Loch Fable"], "category": ["water"]}, geometry=[loch])
    context = pd.concat([water, parks, lines, streets, houses, footprints], ignore_index=True)
    return Ground(_placed(zones, plan["origin"]), _placed(context, plan["origin"]))


def _beds(lines: gpd.GeoDataFrame) -> dict[str, shapely.Geometry]:
    """Return the land that river, railway and main streets lie on, by category; the river widens to its mouth."""
    half_widths_m = lines["category"].map(HALF_WIDTH_M).to_numpy()
    beds = lines.assign(geometry=lines.buffer(half_widths_m)).dissolve("category").geometry.to_dict()
    river = lines.geometry[lines["category"] == "river"].item()
    mouth = LineString(river.coords[-14:]).buffer(1.6 * HALF_WIDTH_M["river"])
    return beds | {"river": beds["river"].union(mouth)}


def _blocks(zones: list[Polygon], *, rng: np.random.Generator) -> tuple[list[Polygon], list[LineString]]:
    def too_big(piece: Polygon) -> bool:
        distance_m = np.hypot(piece.centroid.x, piece.centroid.y)
        return bool(piece.area > np.interp(distance_m, [300, 1600], [13_000, 26_000]))

    blocks, cuts = [], []
    for zone in zones:
        parts, streets = cut_up(zone, too_big=too_big, rng=rng, bend=0.1)
        blocks.extend(parts)
        cuts.extend(streets)
    return blocks, cuts


def _parks(blocks: list[Polygon], plan_of_grounds: list[Plan], *, spared: shapely.Geometry) -> gpd.GeoDataFrame:
    middles = shapely.centroid(blocks)
    rows = []
    for ground in plan_of_grounds:
        within = shapely.distance(middles, shapely.Point(ground["at"])) < ground["radius_m"]
        green = shapely.union_all(np.array(blocks)[within]).buffer(1).buffer(-5).difference(spared.buffer(6))
        rows.append({"name": ground["name"], "category": ground["category"], "geometry": green})
    return gpd.GeoDataFrame(rows)


def _streets(
    cuts: list[LineString],
    zones: gpd.GeoDataFrame,
    names: Mapping[str, Any],
    *,
    unbuilt: shapely.Geometry,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    left = shapely.get_parts(shapely.difference(np.array(cuts), unbuilt))
    left = left[shapely.length(left) > 30]
    middles = shapely.line_interpolate_point(left, 0.5, normalized=True)
    nearest = shapely.STRtree(zones.geometry.values).nearest(middles)
    neighbourhoods = zones["neighbourhood"].to_numpy()[nearest]
    chosen = np.empty(len(left), dtype=object)
    for neighbourhood in sorted(set(neighbourhoods)):
        here = np.flatnonzero(neighbourhoods == neighbourhood)
        every = [f"{first} {last}" for last in names["types"] for first in names["firsts"][neighbourhood]]
        chosen[here] = rng.choice(every, size=len(here), replace=False)
    return gpd.GeoDataFrame({"name": chosen, "category": "street"}, geometry=left)


def _houses(blocks: list[Polygon], *, spared: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    outer, inner = shapely.buffer(blocks, -13), shapely.buffer(blocks, -24)
    rows = shapely.difference(outer, inner)
    gaps = shapely.union_all(spared)
    built = shapely.simplify(shapely.difference(rows, gaps), 1.0)
    parts = shapely.get_parts(built)
    parts = parts[shapely.area(parts) > 150]
    return gpd.GeoDataFrame({"name": [""], "category": ["building"]}, geometry=[shapely.multipolygons(parts)])


def _footprints(plans: list[Plan]) -> gpd.GeoDataFrame:
    shapes = [oblong(plan["at"], plan["size_m"], plan["turned_deg"]) for plan in plans]
    columns = {name: [plan[name] for plan in plans] for name in ("name", "category")}
    return gpd.GeoDataFrame(columns, geometry=shapes)


def _placed(frame: gpd.GeoDataFrame, origin: Sequence[float]) -> gpd.GeoDataFrame:
    moved = frame.set_geometry(frame.geometry.translate(*origin))
    return moved.set_crs(BNG)
