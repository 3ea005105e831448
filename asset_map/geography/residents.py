"""Where do the residents of each zone live, as near as is known?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.geography.edge import near_area
from asset_map.geography.geographies import Geography
from asset_map.geography.placing import PreparedZones
from asset_map.geography.settling import NOWHERE, Positions, place_exactly

BY_POSTCODE = "postcode"
BY_CENTROID = "centroid"


def residents_at_postcodes(geography: Geography, prepared: PreparedZones) -> pd.DataFrame:
    """Return the points at which the people of each zone are taken to live.

    Parameters
    ----------
    geography
        The zones with their people, those beyond the area's edge, and the postcodes.
    prepared
        Places points into the zones of the area.

    Returns
    -------
    pandas.DataFrame
        Index ``place`` (the postcode, or the zone's code), sorted; ``x_m`` and ``y_m`` (EPSG:27700), ``zone_code``
        (missing beyond the area), ``people`` (number, which need not be whole) and ``placed_by``: ``postcode``, or
        ``centroid`` where no postcode lies in the zone. Zones where nobody lives, or nobody knows how many, have no
        rows. People beyond the area's edge have rows up to 1,200 m from it: they are demand, and in no total.

    Notes
    -----
    people = population of the zone / number of postcodes whose point falls into it: all live postcodes count alike,
    because open directories do not say how many people each has. Zone centroids are the fallback; where a zone's shape
    leaves its centroid outside, a point on it is taken.
    """
    x_m, y_m = (geography.postcodes[axis].to_numpy("float64") for axis in ("easting_m", "northing_m"))
    position = prepared.place(x_m, y_m)
    zones_bng = geography.zones_bng.loc[pd.Index(prepared.zone_codes)]
    residents = [_shared_out(zones_bng, position, geography.postcodes)]
    if geography.beyond_bng is not None:
        outside = geography.postcodes[position == NOWHERE]
        residents.append(_beyond(geography.beyond_bng, outside, geography.zones_bng))
    return pd.concat(residents).sort_index().rename_axis("place")


def _beyond(beyond_bng: gpd.GeoDataFrame, postcodes: pd.DataFrame, zones_bng: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the people of zones beyond the edge who live near enough to count."""
    west_m, south_m, east_m, north_m = beyond_bng.total_bounds
    around = postcodes["easting_m"].between(west_m, east_m) & postcodes["northing_m"].between(south_m, north_m)
    postcodes = postcodes[around]
    x_m, y_m = (postcodes[axis].to_numpy("float64") for axis in ("easting_m", "northing_m"))
    position = place_exactly(np.asarray(beyond_bng.geometry.array, dtype=object), x_m, y_m)
    residents = _shared_out(beyond_bng, position, postcodes)
    near = near_area(np.asarray(shapely.points(residents["x_m"], residents["y_m"]), dtype=object), zones_bng)
    return residents[near].assign(zone_code=pd.Series(pd.NA, index=residents.index[near], dtype="str"))


def _shared_out(zones_bng: gpd.GeoDataFrame, position: Positions, postcodes: pd.DataFrame) -> pd.DataFrame:
    """Return the people of zones at their postcodes; ``position`` tells the zone of each postcode."""
    population = zones_bng["population"].astype("Float64").fillna(0).to_numpy("float64")
    sharing = np.bincount(position[position != NOWHERE], minlength=len(zones_bng))
    inside = np.flatnonzero(position != NOWHERE)
    zone = position[inside]
    at_postcodes = pd.DataFrame(
        {
            "x_m": postcodes["easting_m"].to_numpy("float64")[inside],
            "y_m": postcodes["northing_m"].to_numpy("float64")[inside],
            "zone_code": zones_bng.index.to_numpy(dtype=str)[zone],
            "people": population[zone] / sharing[zone],
            "placed_by": BY_POSTCODE,
        },
        index=postcodes.index[inside].astype(str),
    )
    without = np.flatnonzero(sharing == 0)
    points = _middle(np.asarray(zones_bng.geometry.array[without], dtype=object))
    at_centroids = pd.DataFrame(
        {
            "x_m": shapely.get_x(points),
            "y_m": shapely.get_y(points),
            "zone_code": zones_bng.index.to_numpy(dtype=str)[without],
            "people": population[without],
            "placed_by": BY_CENTROID,
        },
        index=zones_bng.index[without].astype(str),
    )
    residents = pd.concat([at_postcodes, at_centroids]).astype({"zone_code": "str", "placed_by": "str"})
    return residents[residents["people"] > 0]


def _middle(zones_bng: np.ndarray) -> np.ndarray:
    centroids = shapely.centroid(zones_bng)
    return np.where(shapely.intersects(zones_bng, centroids), centroids, shapely.point_on_surface(zones_bng))
