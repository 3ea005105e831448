"""The page is one Folium page, the same bytes each time, and asks no other machine for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import pytest

from asset_map.domain.classification import Classification
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.folium_page import CLUSTER_FROM_POINTS, boot_script_hash, folium_page
from asset_map.maps.layer import DrawnPoints, Layer, LegendClass, Setting, Table
from asset_map.maps.strengths import strengths_layer
from asset_map.maps.vendor_files import VendorFilesMissingError

FILES = (
    "leaflet/leaflet.js",
    "leaflet/leaflet.css",
    "markercluster/leaflet.markercluster.js",
    "asset_map/map_elements.js",
    "asset_map/map_panel.js",
    "asset_map/map_page.js",
    "asset_map/map_page.css",
)


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"/* stands for {name} */", encoding="utf-8")
    return tmp_path


@pytest.fixture
def layer(zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification) -> Layer:
    return strengths_layer(
        zones,
        measures,
        offer_label="Food",
        setting=Setting("Tiny Town", "SIMD 2020v2"),
        assets=assets,
        classification=classification,
        status_words={"active": "Open"},
    )


def many_points(count: int) -> DrawnPoints:
    return DrawnPoints(
        table=Table(("Name",), (("Hall",),) * count),
        positions=((55.86, -4.26),) * count,
        groups=(LegendClass("Assets", "#000000"),),
        group_of_point=(0,) * count,
    )


def test_the_same_layer_gives_the_same_bytes(layer: Layer, vendor: Path) -> None:
    pages = [folium_page(layer, files="inlined", vendor_folder=vendor) for _ in range(2)]
    assert pages[0] == pages[1]
    assert folium_page(layer, files="served") == folium_page(replace(layer), files="served")


def test_a_served_page_names_this_server_only(layer: Layer) -> None:
    page = folium_page(layer, files="served", vendor_url="/maps-vendor/")
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses == [
        "data:,",
        "/maps-vendor/leaflet/leaflet.js",
        "/maps-vendor/asset_map/map_elements.js",
        "/maps-vendor/asset_map/map_panel.js",
        "/maps-vendor/asset_map/map_page.js",
        "/maps-vendor/typeface/typeface.css",
        "/maps-vendor/leaflet/leaflet.css",
        "/maps-vendor/asset_map/map_page.css",
    ]
    assert "http" not in page


def test_an_inlined_page_names_no_file_at_all(layer: Layer, vendor: Path) -> None:
    page = folium_page(layer, files="inlined", vendor_folder=vendor)
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,"]
    assert "/* stands for leaflet/leaflet.css */" in page
    assert "/* stands for asset_map/map_page.js */" in page


def test_the_page_can_be_zoomed_and_says_its_title_and_language(layer: Layer) -> None:
    page = folium_page(layer, files="served")
    assert '<html lang="en-GB">' in page
    assert "<title>Food: strengths and gaps · Tiny Town</title>" in page
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "user-scalable" not in page


def test_folium_itself_starts_the_map_and_other_folium_maps_stay_as_they_are(layer: Layer) -> None:
    assert 'var map_zones = L.map("map_zones",' in folium_page(layer, files="served")
    assert "leaflet" in folium.Map.default_js[0]
    assert any("jquery" in address for _, address in folium.Map.default_js)


def test_geometry_is_written_once_however_many_themes_there_are(layer: Layer) -> None:
    one_theme = folium_page(replace(layer, themes=layer.themes[:1]), files="served")
    three_themes = folium_page(layer, files="served")
    data = json.loads(re.findall(r'id="layer">(.*?)</script>', three_themes, flags=re.DOTALL)[0])
    shapes = json.dumps(data["shapes"], separators=(",", ":"))
    assert one_theme.count(shapes) == 1
    assert three_themes.count(shapes) == 1


@pytest.mark.parametrize(("count", "clustered"), [(CLUSTER_FROM_POINTS - 1, False), (CLUSTER_FROM_POINTS, True)])
def test_many_points_bring_the_cluster_script(layer: Layer, count: int, clustered: bool) -> None:
    page = folium_page(replace(layer, points=many_points(count)), files="served")
    assert ("leaflet.markercluster.js" in page) is clustered


def test_the_one_script_in_a_served_page_is_the_one_its_hash_was_given_for(layer: Layer) -> None:
    page = folium_page(layer, files="served")
    own = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(own) == 1
    digest = base64.b64encode(hashlib.sha256(own[0].encode()).digest()).decode()
    assert boot_script_hash() == f"'sha256-{digest}'"


@pytest.mark.parametrize("hostile", ["<b>", "{{7*7}}", "{% raw %}", "</script><script>", "</title><b>"])
def test_hostile_words_are_never_part_of_the_page_itself(layer: Layer, hostile: str) -> None:
    named = replace(layer, title=hostile, setting=replace(layer.setting, area_name=hostile, banner=hostile))
    page = folium_page(named, files="served")
    assert hostile not in page
    data = json.loads(re.findall(r'id="layer">(.*?)</script>', page, flags=re.DOTALL)[0])
    assert data["title"] == data["banner"] == hostile


def test_missing_files_say_how_to_make_them(layer: Layer, tmp_path: Path) -> None:
    with pytest.raises(VendorFilesMissingError, match="pip install --editable"):
        folium_page(layer, files="inlined", vendor_folder=tmp_path)
