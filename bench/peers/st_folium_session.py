"""A mapping session as a Streamlit app with Folium, as people usually write one: run by `bench.works.saving`."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

PLACES = 20
FILE = Path(os.environ["ASSET_MAP_BENCH_PEER"]) / "assets.db"


@st.cache_resource
def prepare() -> None:
    """Make the table, with places that are there already."""
    rng = np.random.default_rng(0)
    with sqlite3.connect(FILE) as base:
        base.execute("CREATE TABLE assets (name TEXT, latitude REAL, longitude REAL)")
        places = [(f"Place {n}", 55.86 + rng.normal(0, 0.02), -4.25 + rng.normal(0, 0.04)) for n in range(PLACES)]
        base.executemany("INSERT INTO assets VALUES (?, ?, ?)", places)


prepare()
st.title("What is here?")
name = st.query_params.get("save") or st.text_input("Name")
if name:
    with sqlite3.connect(FILE, timeout=30) as base:
        base.execute("INSERT INTO assets VALUES (?, 55.86, -4.25)", (name,))
    st.success("Thank you")
with sqlite3.connect(FILE, timeout=30) as base:
    assets = pd.read_sql("SELECT * FROM assets", base)
drawn = folium.Map([55.86, -4.25], zoom_start=12, tiles=None)
for row in assets.itertuples():
    folium.Marker([row.latitude, row.longitude], popup=row.name).add_to(drawn)
st_folium(drawn, height=500, use_container_width=True)
st.dataframe(assets)
