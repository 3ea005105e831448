"""Maps of zones as pages, beside Folium as it is usually written and geopandas' `explore`."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.classification import read_classification
from asset_map.maps.arcs import LETTERS
from asset_map.maps.drawing import AT_MOST_OFF_M, DECIMALS, DrawnZones, drawn_zones
from asset_map.maps.folium_page import folium_page
from asset_map.maps.layer import Layer, Setting
from asset_map.maps.strengths import strengths_layer
from asset_map.maps.themes.terms import Terms
from asset_map.services.outlines import outlines_of
from asset_map.settings import bundled
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, official, scaled, times, without_official
from bench.made_up.nation import ZONES, made_up_zones

GLASGOW = "glasgow-simd-2020v2.geojson"
SEED = 2029
DAY = dt.date(2026, 11, 27)
LAYERS = ("usable", "per_1000", "share_within", "decile", "population")
FOLIUM = ("folium", "geopandas")


def _measured(zones_bng: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return zones with figures that are made up."""
    rng = np.random.default_rng(SEED)
    number = len(zones_bng)
    usable = rng.poisson(0.8, number)
    population = rng.integers(500, 1200, number)
    rank = rng.permutation(number) + 1
    return gpd.GeoDataFrame(
        {
            "zone_name": [f"Zone {nth}" for nth in range(number)],
            "population": population,
            "usable": usable,
            "per_1000": (1000 * usable / population).round(3),
            "share_within": rng.beta(2, 1, number).round(3),
            "decile": (10 * (rank - 1) // number) + 1,
            "rank": rank,
            "coverage": np.where(usable > 0, "found", rng.choice(["looked_none", "not_looked", "out_of_date"], number)),
        },
        geometry=zones_bng.geometry.to_numpy(),
        index=pd.Index(zones_bng.index, name="zone_code"),
        crs=27700,
    )


def _prepare_glasgow(folder: Path) -> None:
    zones = gpd.read_file(official(GLASGOW)).to_crs(27700).set_index("datazone").sort_index()
    _measured(zones.set_geometry(zones.geometry.make_valid())).to_parquet(folder / "measured.parquet")


def _prepare_scotland(folder: Path) -> None:
    _measured(made_up_zones(scaled(ZONES))).to_parquet(folder / "measured.parquet")


def _read(folder: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(folder / "measured.parquet")


def _layer(zones: DrawnZones, measured: gpd.GeoDataFrame) -> Layer:
    rows = pd.DataFrame(measured.drop(columns="geometry"))
    rows = rows.astype({"population": "Int64", "decile": "Int64"}).assign(
        last_looked=pd.Timestamp(DAY), variety=rows["per_1000"]
    )
    nothing = gpd.GeoDataFrame({"name": [], "kind": [], "offers": []}, geometry=[], crs=27700)
    return strengths_layer(
        zones,
        rows,
        offer_label="Food",
        setting=Setting("The area", "Made up"),
        assets=nothing,
        classification=read_classification(bundled("data/classification/classification.toml").read_text("utf-8")),
        status_words={},
        terms=Terms(800, as_of=DAY, offers_compared=("Food", "Health", "Sport")),
    )


def _page_from(zones: DrawnZones, measured: gpd.GeoDataFrame) -> str:
    return folium_page(_layer(zones, measured), files="served")


def _product(folder: Path) -> Ready:
    measured = _read(folder)
    zones = drawn_zones(measured)
    return Ready(lambda: _page_from(zones, measured), lambda page: _drawn(page, measured), _size)


def _first(folder: Path) -> Ready:
    measured = _read(folder)
    outlines_of(measured, digest="made up", folder=folder)

    def _go() -> str:
        return _page_from(outlines_of(measured, digest="made up", folder=folder), measured)

    return Ready(_go, figures=_size)


def _drawing(folder: Path) -> Ready:
    measured = _read(folder)
    return Ready(lambda: drawn_zones(measured), figures=lambda zones: {"bytes": len(zones.arcs)})


def _size(page: object) -> Mapping[str, float]:
    return {"bytes": len(str(page).encode())}


def _drawn(page: object, measured: gpd.GeoDataFrame) -> Answer:
    """Read the outlines out of the page again, and measure how far off they are."""
    text = str(page)
    data, _ = json.JSONDecoder().raw_decode(text[text.index('{"title"') :])
    drawn = _shapes(data["shapes"])
    in_metres = gpd.GeoSeries(drawn, crs=4326).to_crs(27700).to_numpy()
    true = measured.geometry.to_numpy()
    vertices, zone = shapely.get_coordinates(true, return_index=True)
    edges = shapely.boundary(in_metres)
    off_m = shapely.distance(edges[zone], shapely.points(vertices))
    whole = shapely.transform(drawn, lambda degrees: np.rint(degrees * 10**DECIMALS))
    broken = shapely.coverage_invalid_edges(whole)
    return {
        "off_m": off_m.max(),
        "themes": len(data["themes"]),
        "zones": len(drawn),
        "broken_edges": np.count_nonzero(~shapely.is_empty(broken)),
    }


def _shapes(outlines: dict[str, Any]) -> np.ndarray:
    """Put outlines together from their arcs, as the page's script does."""
    bits = np.array([LETTERS.index(letter) for letter in outlines["points"]], dtype=np.int64)
    ends = np.flatnonzero(bits < 32)
    nth = np.arange(len(bits)) - np.repeat(np.append(0, ends[:-1] + 1), np.diff(ends, prepend=-1))
    numbers = np.add.reduceat((bits % 32) << 5 * nth, np.append(0, ends[:-1] + 1))
    steps = np.where(numbers % 2 == 1, -(numbers + 1) // 2, numbers // 2).reshape(-1, 2)
    arcs = np.split(steps.cumsum(axis=0) / 10**DECIMALS, np.cumsum(outlines["lengths"])[:-1])

    def _ring(numbers: list[int]) -> np.ndarray:
        parts = [(arcs[n] if n >= 0 else arcs[-1 - n][::-1])[:-1] for n in numbers]
        return np.concatenate([*parts, parts[0][:1]])

    return np.array(
        [
            shapely.multipolygons(
                [shapely.polygons(_ring(rings[0]), [_ring(one) for one in rings[1:]] or None) for rings in polygons]
            )
            for polygons in outlines["zones"]
        ]
    )


def _folium(layers: Sequence[str]) -> Callable[[Path], Ready]:
    def _start(folder: Path) -> Ready:
        folium, colours = importlib.import_module("folium"), importlib.import_module("branca.colormap")
        measured = _read(folder).reset_index()

        def _go() -> str:
            degrees = measured.to_crs(4326)
            west, south, east, north = degrees.total_bounds
            page = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=11)
            for column in layers:
                scale = colours.linear.YlGnBu_09.scale(float(degrees[column].min()), float(degrees[column].max()))
                group = folium.FeatureGroup(name=column)
                folium.GeoJson(
                    degrees[["zone_code", "zone_name", column, "geometry"]],
                    style_function=lambda feature, column=column, scale=scale: {
                        "fillColor": scale(feature["properties"][column]),
                        "fillOpacity": 0.7,
                        "color": "#555555",
                        "weight": 1,
                    },
                    tooltip=folium.GeoJsonTooltip(["zone_name", column]),
                ).add_to(group)
                group.add_to(page)
            folium.LayerControl().add_to(page)
            html: str = page.get_root().render()
            return html

        return Ready(_go, figures=_size)

    return _start


def _explore(folder: Path) -> Ready:
    measured = _read(folder).reset_index()

    def _go() -> str:
        page = measured[["zone_code", "zone_name", "usable", "geometry"]].explore(column="usable")
        html: str = page.get_root().render()
        return html

    return Ready(_go, figures=_size)


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    ours = answers["product"]
    off_m = float(ours["off_m"])
    return [
        Check(f"the drawn boundaries are {off_m:.1f} m off at most, of {AT_MOST_OFF_M:.0f} m", off_m <= AT_MOST_OFF_M),
        Check("neighbours share their edges, without gaps or overlaps", int(ours["broken_edges"]) == 0),
        Check(f"the page has {int(ours['themes'])} layers, five or more", int(ours["themes"]) >= len(LAYERS)),
    ]


def _seconds(way: str) -> Callable[[Ways], float]:
    return lambda ways: ways[way].median_s


def _share(way: str, figure: str) -> Callable[[Ways], float]:
    def _found(ways: Ways) -> float:
        ours, theirs = ways[way], ways["folium"]
        if figure == "seconds":
            return times(theirs, ours)
        return theirs.figures[figure] / ours.figures[figure]

    return _found


def _ways(layers: Sequence[str]) -> tuple[Way, ...]:
    named = "one layer" if len(layers) == 1 else f"{len(layers)} layers"
    return (
        Way("product", "Asset Map, all layers, outlines at hand", _product, role="product"),
        Way("first", "Asset Map, the first map after a start: outlines read from disk", _first, role="part"),
        Way("drawing", "Asset Map, once for each set of zones: outlines simplified and kept", _drawing, role="part"),
        Way("folium", f"Folium as usually written, {named}", _folium(layers), needs=FOLIUM),
        Way("explore", "geopandas explore, one layer", _explore, needs=(*FOLIUM, "mapclassify", "matplotlib")),
    )


OUTLINES = (
    "Bytes are those of the page; Leaflet and the like come beside it, here and there. Outlines are simplified and "
    "measured once, when zones are installed, and kept on disk, as prepared zones are: that has a line of its own. "
    "What Folium and explore draw is not simplified."
)

WORKS = (
    Work(
        name="glasgow_map",
        title="Map of Glasgow with five layers",
        prepare=_prepare_glasgow,
        missing=lambda: without_official(GLASGOW),
        ways=_ways(LAYERS),
        goals=(
            Goal("under a twentieth of Folium's time", _share("product", "seconds"), at_least=20, unit=" times"),
            Goal(
                "under a twentieth of Folium's time, first map", _share("first", "seconds"), at_least=20, unit=" times"
            ),
            Goal("under a tenth of Folium's bytes", _share("product", "bytes"), at_least=10, unit=" times"),
        ),
        check=_check,
        notes=(f"Figures are made up, boundaries are those of 2011. {OUTLINES}",),
    ),
    Work(
        name="scotland_map",
        title="Map of a nation of 6,976 zones of full detail, one layer",
        prepare=_prepare_scotland,
        ways=_ways(LAYERS[:1]),
        goals=(
            Goal("under 3 s", _seconds("product"), at_most=3, unit=" s"),
            Goal("under 3 s, first map", _seconds("first"), at_most=3, unit=" s"),
            Goal("under 5 MB", lambda ways: ways["product"].figures["bytes"] / 1e6, at_most=5, unit=" MB"),
        ),
        check=_check,
        notes=(f"Figures and boundaries are made up. {OUTLINES}",),
    ),
)
