"""What is in a file to be taken away: every column explained, classes as on the map, and what filters leave out."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pytest
import shapely

from asset_map.domain.asset import AssetDraft
from asset_map.domain.coverage import CoverageState
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.formats import Format, What
from asset_map.exports.notes import about_rows, dictionary_rows
from asset_map.exports.shapes import by_shape
from asset_map.services.look import Question
from asset_map.services.record import Recorded, record
from asset_map.services.strengths_map import MapQuestion, strengths_layer_of
from asset_map.services.take_away.asked import Taken, address_of, taken_in_address
from asset_map.services.take_away.making import left_out, make_export
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

PUBLIC = Question("", Audience.PUBLIC, TODAY)
FOOD = Question("food", Audience.PUBLIC, TODAY)


def add(workspace: Workspace, name: str, shape_km: shapely.Geometry, **fields: object) -> shapely.Geometry:
    metres = shapely.transform(shape_km, lambda km: km * 1000 + [WEST_M, SOUTH_M])
    text = shapely.to_geojson(gpd.GeoSeries([metres], crs=27700).to_crs(4326).iloc[0])
    draft = AssetDraft(**({"kind": "place", "offers": ("green",)} | fields), name=name, shape=text)
    outcome = record(draft, workspace, now=NOW, actor=somebody("connector"))
    assert isinstance(outcome, Recorded), outcome
    return metres


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
@pytest.mark.parametrize("offer", ["", "food"])
def test_every_column_of_every_layer_is_explained(reach_town: Workspace, audience: Audience, offer: str) -> None:
    export = make_export(Taken(what=What.EVERYTHING, question=Question(offer, audience, TODAY)), reach_town)
    for layer in export.layers:
        written = [name for name in layer.rows.columns if name != "geometry"]
        assert [one.name for one in layer.columns] == written
        assert all(one.title and one.meaning for one in layer.columns)
        for style in layer.styles:
            assert set(layer.rows[style.column]) <= set(style.values), (layer.name, style.name)
            assert len(style.values) == len(style.classes)
    names = [layer.name for layer in export.layers]
    assert names == ["assets", "zones", "reach", "coverage", "coverage_ledger", "neighbourhoods"]
    assert set(dictionary_rows(export)["layer"]) == set(names)


def test_the_notes_name_edition_vintage_distance_audience_day_coverage_and_version(reach_town: Workspace) -> None:
    rows = about_rows(make_export(Taken(what=What.ZONES, question=FOOD), reach_town))
    told = dict(zip(rows["what"], rows["value"], strict=True))
    for name in ("Deprivation edition", "Boundaries", "Distances", "Made for", "As of", "Zones looked at", "Software"):
        assert told[name], name
    assert dict(about_rows(make_export(Taken(what=What.ASSETS, question=PUBLIC), reach_town)).to_numpy())["Distances"]


def test_classes_are_those_of_the_map(reach_town: Workspace) -> None:
    layer = make_export(Taken(what=What.ZONES, question=FOOD), reach_town).layers[0]
    drawn = strengths_layer_of(MapQuestion(FOOD), reach_town)
    assert [style.classes for style in layer.styles] == [theme.classes for theme in drawn.themes]
    rows = layer.rows.set_index("zone_code")
    for theme in drawn.themes:
        labels = [theme.classes[position].label for position in theme.class_of_zone]
        assert rows.loc[list(drawn.zones.codes), f"class_{theme.theme_id}"].tolist() == labels


def test_coverage_stands_beside_each_other_and_below_each_other(reach_town: Workspace) -> None:
    wide, long = make_export(Taken(what=What.COVERAGE, question=PUBLIC), reach_town).layers
    offers = list(reach_town.classification.offers)
    assert (len(wide.rows), len(long.rows)) == (6, 6 * len(offers))
    states = long.rows.pivot(index="zone_code", columns="offer", values="coverage")
    for offer in offers:
        assert wide.rows[f"coverage_{offer}"].tolist() == states.loc[wide.rows["zone_code"], offer].tolist()
    gaps = states.eq(CoverageState.LOOKED_NONE.value).sum(axis="columns")
    assert wide.rows["looked_none"].tolist() == gaps.loc[wide.rows["zone_code"]].tolist()
    (table,) = make_export(Taken(what=What.COVERAGE, question=PUBLIC), reach_town, as_tables=True).layers
    assert table.name == "coverage_ledger"


def test_shapes_go_apart_and_no_row_is_lost(tiny: Workspace) -> None:
    line = add(tiny, "Burn path", shapely.LineString([(0.2, 0.2), (0.8, 0.2), (0.8, 0.9)]))
    area = add(tiny, "Green", shapely.box(0.3, 0.3, 0.7, 0.7))
    add(tiny, "Knitters", shapely.box(0.3, 0.3, 0.7, 0.7), kind="association")
    (layer,) = make_export(Taken(what=What.ASSETS, question=PUBLIC), tiny).layers
    points, lines, areas = by_shape(layer)
    assert [one.name for one in (points, lines, areas)] == ["assets", "asset_lines", "asset_areas"]
    assert points.rows["geometry_type"].tolist() == ["line", "area", ""]
    assert points.rows.geometry.iloc[:2].geom_type.tolist() == ["Point", "Point"]
    assert points.rows.geometry.iloc[2] is None
    assert lines.rows.geometry.iloc[0].hausdorff_distance(line) < 0.02
    assert areas.rows.geometry.iloc[0].hausdorff_distance(area) < 0.02


def test_filters_say_what_they_leave_out_and_nothing_of_what_is_protected(tiny: Workspace) -> None:
    patch = shapely.box(0.4, 0.4, 0.6, 0.6)
    add(tiny, "Green", patch)
    add(tiny, "Shop", shapely.box(2.4, 0.4, 2.6, 0.6), kind="exchange", offers=("food",))
    asked = Taken(what=What.ASSETS, question=FOOD, kind="exchange", neighbourhood_id="DEMO0001")
    before = left_out(asked, tiny)
    assert before == (
        "1 of 2 assets do not offer “Food” and are left out.",
        "1 of 1 assets lie elsewhere, or their place is not shown closely enough to say.",
    )
    add(tiny, "Refuge", patch, protection="partners", offers=("food",))
    assert left_out(asked, tiny) == before
    assert left_out(Taken(what=What.ZONES, question=PUBLIC, neighbourhood_id="DEMO0001"), tiny) == (
        "5 of 6 zones lie elsewhere and are left out.",
    )


@pytest.mark.parametrize(
    ("what", "parameters", "told"),
    [
        ("pins", {}, "assets, zones"),
        ("zones", {"offr": "food"}, "offer"),
        ("zones", {"distance": "far"}, "whole metres"),
        ("zones", {"distance": "9000"}, "5,000"),
        ("zones", {"offer": "gold"}, "no offer"),
        ("zones", {"kind": "place"}, "take assets"),
        ("assets", {"kind": "spaceship"}, "association"),
        ("assets", {"usable": "no"}, "yes"),
        ("assets", {"neighbourhood": "Atlantis"}, "neighbourhood"),
        ("zones", {"measured": "crow"}, "straight_line"),
        ("zones", {"as_of": "tomorrow"}, "day"),
    ],
)
def test_what_cannot_be_taken_is_refused(tiny: Workspace, what: str, parameters: dict[str, str], told: str) -> None:
    with pytest.raises(UserError, match=told):
        make_export(taken_in_address(what, parameters, audience=Audience.PUBLIC, today=TODAY), tiny)


def test_an_address_leads_back_to_what_was_asked() -> None:
    past = Question("food", Audience.PUBLIC, TODAY, "SIMD2020v2", known_by=TODAY - dt.timedelta(days=9))
    asked = Taken(what=What.REACH, question=past, distances_m=(600, 800), neighbourhood_id="ruchill")
    address = address_of(asked, Format.SHAPEFILE)
    path, _mark, query = address.partition("?")
    assert path == "/export/reach.zip"
    given = dict(part.split("=") for part in query.split("&"))
    assert taken_in_address("reach", given, audience=Audience.PUBLIC, today=TODAY) == asked
    assert address_of(Taken(what=What.ASSETS, question=PUBLIC), Format.CSV) == "/export/assets.csv"
