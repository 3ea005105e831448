"""Strengths and gaps as a Streamlit app with Folium, as people usually write one: run by `bench.works.changing`."""

from __future__ import annotations

import os
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

HOME = Path(os.environ["ASSET_MAP_BENCH_PEER"])
BLUES = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")


@st.cache_data
def read_zones() -> gpd.GeoDataFrame:
    """Read the boundaries."""
    return gpd.read_file(HOME / "zones.geojson").to_crs(4326)


@st.cache_data
def read_assets() -> pd.DataFrame:
    """Read the list of assets."""
    return pd.read_csv(HOME / "assets.csv")


st.set_page_config(layout="wide")
st.title("Strengths and gaps")
zones, assets = read_zones(), read_assets()
offer = st.selectbox("What are you looking for?", sorted(assets["offer"].unique()))
distance = st.radio("How near is near?", [400, 800, 1200], index=1, horizontal=True)
chosen = assets[assets["offer"] == offer]
places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(chosen["longitude"], chosen["latitude"], crs=4326)).to_crs(27700)
middles = zones.to_crs(27700).geometry.centroid
near = places.sindex.query(middles, predicate="dwithin", distance=distance)[0]
counts = pd.Series(near).value_counts().reindex(range(len(zones)), fill_value=0)
bounds = zones.total_bounds
drawn = folium.Map([(bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2], zoom_start=11, tiles=None)
zones["near"] = counts.to_numpy()


def style(feature: dict) -> dict:
    """Colour a zone by how many assets are near."""
    colour = BLUES[min(feature["properties"]["near"], len(BLUES) - 1)]
    return {"fillColor": colour, "color": "#555555", "weight": 1, "className": f"{offer}-{distance}"}


folium.GeoJson(zones, style_function=style, tooltip=folium.GeoJsonTooltip(["zone_name", "near"])).add_to(drawn)
for latitude, longitude in zip(chosen["latitude"], chosen["longitude"], strict=True):
    folium.CircleMarker([latitude, longitude], radius=3).add_to(drawn)
st_folium(drawn, height=640, use_container_width=True)
st.dataframe(zones.drop(columns="geometry"))
