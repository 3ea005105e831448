"""Lines and areas of a layer are kept where their kind may be one, and are a point in them where it may not."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from asset_map.domain.problem import Problem
from asset_map.geography.shapes import read_shape
from asset_map.intake.drafts import drafts_from, fields_of
from asset_map.intake.places_table import PlacesTable

LINE = LineString([(41_000, 640_000), (41_300, 640_400)])
AREA = box(41_000, 640_000, 41_100, 640_200)
HOLED = Polygon(AREA.exterior, [box(41_040, 640_080, 41_060, 640_120).exterior])
PLACEMENTS = {"place": {"point", "line", "area"}, "association": {"point", "area"}, "institution": {"point"}}


def _table(shapes: list[BaseGeometry | None], kinds: list[str]) -> PlacesTable:
    rows = pd.DataFrame({"name": ["A"] * len(shapes), "kind": kinds, "easting": ["1"] * len(shapes)}, dtype="str")
    return PlacesTable(rows, gpd.GeoSeries(shapes, crs=27700))


def test_points_are_kept_to_the_last_digit_and_go_before_columns() -> None:
    fields = fields_of(_table([Point(41_000.5, 640_000.25), None, MultiPoint([(1.5, 2.5)])], ["place"] * 3))
    assert fields["easting"].tolist() == ["41000.5", "", "1.5"]
    assert fields["northing"].tolist() == ["640000.25", "", "2.5"]
    assert "shape" not in fields


def test_lines_and_areas_are_kept_where_the_kind_may_be_one() -> None:
    shapes = [LINE, AREA, HOLED, LINE, AREA, AREA, Point(1, 2)]
    kinds = ["place", "place", "place", "association", "association", "institution", "place"]
    drafts = drafts_from(fields_of(_table(shapes, kinds)), defaults={}, placements=PLACEMENTS)
    assert [draft.shape != "" for draft in drafts] == [True, True, True, False, True, False, False]
    for draft, shape in zip(drafts, shapes, strict=True):
        if draft.shape:
            kept = read_shape(draft.shape, allowed=PLACEMENTS[draft.kind], kind_label=draft.kind)
            assert not isinstance(kept, Problem)
            assert shapely.hausdorff_distance(kept, shape) < 0.03
            assert abs(kept.area - shape.area) < 10
        inside = Point(float(draft.easting), float(draft.northing))
        assert shape.distance(inside) < 1e-6
    assert [draft.precise_to_m for draft in drafts] == ["250.0", "111.8", "111.8", "250.0", "111.8", "111.8", ""]


def test_the_kind_of_the_whole_list_counts_for_rows_without_their_own() -> None:
    fields = fields_of(_table([AREA], [""]))
    assert drafts_from(fields, defaults={"kind": "place"}, placements=PLACEMENTS)[0].shape != ""
    assert drafts_from(fields, defaults={"kind": "institution"}, placements=PLACEMENTS)[0].shape == ""
    assert drafts_from(fields, defaults={"kind": "place"})[0].shape == ""


def test_what_is_several_but_one_is_that_one_and_heights_are_left_out() -> None:
    high = shapely.force_3d(LINE, 12.0)
    fields = fields_of(_table([MultiPolygon([AREA]), high], ["place"] * 2))
    types = fields["shape"].str.extract(r'"type":"(\w+)"', expand=False)
    assert types.tolist() == ["Polygon", "LineString"]
    assert "12" not in fields["shape"][1].split("coordinates")[1].split("]")[0].split(",")[2:]


def test_too_many_corners_are_refused_in_words_and_never_simplified() -> None:
    round_one = Point(41_000, 640_000).buffer(500, quad_segs=600)
    draft = drafts_from(fields_of(_table([round_one], ["place"])), defaults={}, placements=PLACEMENTS)[0]
    refused = read_shape(draft.shape, allowed=PLACEMENTS["place"], kind_label="Places")
    assert isinstance(refused, Problem)
    assert "at most 2,000 corners" in refused.message


def test_collections_of_different_things_are_a_point() -> None:
    mixed = shapely.GeometryCollection([LINE, AREA])
    drafts = drafts_from(fields_of(_table([mixed], ["place"])), defaults={}, placements=PLACEMENTS)
    assert drafts[0].shape == ""
    assert drafts[0].easting != ""
