"""Six square zones in two rows, worked by hand, for the map tests."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from asset_map.domain.classification import Classification, read_classification
from asset_map.maps.drawing import DrawnZones, drawn_zones
from asset_map.settings import bundled

CODES = [f"S0100000{n}" for n in range(1, 7)]


@pytest.fixture
def zones_bng() -> gpd.GeoDataFrame:
    corners = [(258_000 + 500 * column, 666_000 + 500 * row) for row in (0, 1) for column in (0, 1, 2)]
    squares = [shapely.box(east, north, east + 500, north + 500) for east, north in corners]
    return gpd.GeoDataFrame(geometry=squares, index=pd.Index(CODES, name="zone_code"), crs=27700)


@pytest.fixture
def zones(zones_bng: gpd.GeoDataFrame) -> DrawnZones:
    return drawn_zones(zones_bng)


@pytest.fixture
def measures() -> pd.DataFrame:
    """Return found twice, found without people, looked and none, out of date, not looked."""
    return pd.DataFrame(
        {
            "zone_name": ["Ash", "Birch", "Cedar", "Dene", "Elm", "Fir"],
            "population": pd.array([1000, 500, 0, 800, 700, 900], dtype="Int64"),
            "decile": pd.array([1, 5, 10, 2, pd.NA, 1], dtype="Int64"),
            "usable": [1, 2, 1, 0, 0, 0],
            "per_1000": [1.0, 4.0, float("nan"), 0.0, 0.0, 0.0],
            "coverage": ["found", "found", "found", "looked_none", "out_of_date", "not_looked"],
        },
        index=pd.Index(CODES, name="zone_code"),
    )


@pytest.fixture
def assets() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "name": ["Soup kitchen", "Larder", "Allotment", "Lunch club"],
            "kind": ["institution", "exchange", "place", "association"],
            "offers": [("food",), ("food", "meet"), ("food",), ("food",)],
            "zone_code": [CODES[0], CODES[1], CODES[1], CODES[0]],
            "last_checked": pd.to_datetime(["2026-10-01", None, "2026-09-30", "2026-10-02"]),
        }
    )
    shapes = [
        shapely.Point(258_100, 666_100),
        shapely.Point(258_600, 666_100),
        shapely.box(258_700, 666_200, 258_720, 666_220),
        None,
    ]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=27700)


@pytest.fixture
def classification() -> Classification:
    return read_classification(bundled("data/classification/classification.toml").read_text(encoding="utf-8"))
