"""Where do the residents of each zone live, as near as is known?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from asset_map.geography.geographies import Geography
from asset_map.geography.placing import PreparedZones

BY_POSTCODE = "postcode"
BY_CENTROID = "centroid"


def residents_at_postcodes(geography: Geography, prepared: PreparedZones) -> pd.DataFrame:
    """Return the points at which the people of each zone are taken to live.

    Parameters
    ----------
    geography
        The zones with their people, and the postcodes.
    prepared
        Places points into the same zones.

    Returns
    -------
    pandas.DataFrame
        Index ``place`` (the postcode, or the zone's code), sorted; ``x_m`` and ``y_m`` (EPSG:27700), ``zone_code``,
        ``people`` (number, which need not be whole) and ``placed_by``: ``postcode``, or ``centroid`` where no postcode
        lies in the zone. Zones where nobody lives, or nobody knows how many, have no rows.

    Notes
    -----
    people = population of the zone / number of postcodes whose point falls into it: all live postcodes count alike,
    because open directories do not say how many people each has. Zone centroids are the fallback; where a zone's shape
    leaves its centroid outside, a point on it is taken.
    """
    population = geography.zones_bng["population"].astype("Float64").fillna(0).astype("float64")
    postcodes = geography.postcodes
    x_m, y_m = postcodes["easting_m"].to_numpy("float64"), postcodes["northing_m"].to_numpy("float64")
    positions = prepared.place(x_m, y_m)
    inside = positions >= 0
    zone_code = prepared.zone_codes[positions[inside]]
    sharing = pd.Series(zone_code).value_counts()
    share = (population / sharing.reindex(population.index)).reindex(zone_code).to_numpy("float64")
    at_postcodes = pd.DataFrame(
        {"x_m": x_m[inside], "y_m": y_m[inside], "zone_code": zone_code, "people": share, "placed_by": BY_POSTCODE},
        index=postcodes.index[inside].astype(str),
    )
    without = geography.zones_bng[~population.index.isin(sharing.index)]
    points = _middle(np.asarray(without.geometry.array, dtype=object))
    at_centroids = pd.DataFrame(
        {
            "x_m": shapely.get_x(points),
            "y_m": shapely.get_y(points),
            "zone_code": without.index.to_numpy(dtype=str),
            "people": population[without.index].to_numpy("float64"),
            "placed_by": BY_CENTROID,
        },
        index=without.index.astype(str),
    )
    residents = pd.concat([at_postcodes, at_centroids]).astype({"zone_code": "str", "placed_by": "str"})
    return residents[residents["people"] > 0].sort_index().rename_axis("place")


def _middle(zones_bng: np.ndarray) -> np.ndarray:
    centroids = shapely.centroid(zones_bng)
    return np.where(shapely.intersects(zones_bng, centroids), centroids, shapely.point_on_surface(zones_bng))
