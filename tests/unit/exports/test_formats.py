"""Every format, read back by something that did not write it: equal rows, places to a hand's breadth, types kept."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import json
import sqlite3
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, box

from asset_map.domain.protection import Audience
from asset_map.domain.run_card import RunCard
from asset_map.exports.export import ClassStyle, Column, Export, ExportLayer
from asset_map.exports.formats import FACTS, Format
from asset_map.exports.shapefile import short_names
from asset_map.exports.workbook import MOST_IN_A_CELL, write_sheets
from asset_map.exports.writing import write_export
from asset_map.maps.layer import LegendClass, Pattern

DAY = pd.ArrowDtype(pa.date32())
NAMES = [
    "Café “Blà”",
    "<script>alert(1)</script> & Söns",
    "two\nlines; 'and' \"quotes\", commas",
    "=1+1",
    "🎣 " + "x" * 400,
]
DAYS = ["2026-11-01", "", "1999-12-31", "", ""]
WHEN = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
ASSETS = gpd.GeoDataFrame(
    {
        "asset_id": pd.Series(list("abcde"), dtype="str"),
        "name": pd.Series(NAMES, dtype="str"),
        "kind_label": pd.Series(["Places", "Groups", "Places", "", "Groups"], dtype="str"),
        "capacity": pd.Series([30, None, 0, -5, 12], dtype="Int64"),
        "share": pd.Series([0.25, np.nan, 1.0, 1 / 3, 0.0]),
        "usable": pd.Series([True, False, True, True, False]),
        "last_checked": pd.Series([dt.date(2026, 11, 1), None, dt.date(1999, 12, 31), None, None], dtype=DAY),
        "recorded_at": pd.Series([WHEN] * 5, dtype="datetime64[us, UTC]"),
        "last_checked_by": pd.Series(["", None, "M", "I", "M"], dtype="str"),
        "geometry_type": pd.Series(["point", "line", "area", "area", ""], dtype="str"),
    },
    geometry=[
        Point(259_000.125, 665_000.5),
        LineString([(259_000, 665_000), (259_100.25, 665_000), (259_100, 665_300)]),
        box(259_000, 665_000, 259_009, 665_009),
        MultiPolygon([box(259_000, 665_000, 259_010, 665_010), box(259_020, 665_000, 259_030, 665_010)]),
        None,
    ],
    crs=27700,
)
CARD = RunCard(
    offer="",
    audience=Audience.PUBLIC,
    as_of=dt.date(2026, 11, 21),
    edition="SIMD 2020v2",
    decile_definition="by number of zones",
    boundary_vintage="2011",
    distances_m=(800, 400),
    coverage="5 of 6 zones looked at",
    software_version="9.9.9",
)
ON_THE_CARD = ["SIMD 2020v2", "2011", "public", "5 of 6 zones looked at", "9.9.9"]


def _columns(rows: pd.DataFrame) -> tuple[Column, ...]:
    return tuple(Column(name, name.title(), f"What {name} means.") for name in rows.columns if name != "geometry")


def export() -> Export:
    """Return five assets, two zones and a table."""
    zones = gpd.GeoDataFrame(
        {"zone_code": ["S01", "S02"], "class_gaps": ["Gap", "Not looked"]},
        geometry=[box(259_000, 665_000, 259_500, 665_500), box(259_500, 665_000, 260_000, 665_500)],
        crs=27700,
    )
    table = pd.DataFrame({"zone_code": ["S01", "S02"], "usable": pd.Series([1, None], dtype="Int64")})
    kinds = (LegendClass("Places", "#117733"), LegendClass("Groups", "#aa4499"))
    gaps = (LegendClass("Gap", "#e8924f", Pattern.CROSSED), LegendClass("Not looked", "#ebecec", Pattern.HATCHED))
    return Export(
        title="Anytown: assets & zones",
        abstract="Made up.",
        layers=(
            ExportLayer("assets", "Assets", "What is here.", ASSETS, _columns(ASSETS), "name",
                        (ClassStyle("Kind", "kind_label", kinds),)),
            ExportLayer("zones", "Zones", "Where.", zones, _columns(zones), "zone_code",
                        (ClassStyle("Gaps", "class_gaps", gaps), ClassStyle("Other", "class_gaps", gaps[:1]))),
            ExportLayer("coverage_ledger", "Ledger", "A table.", table, _columns(table)),
        ),
        card=CARD,
        caveats=("Only “looked, none” is a gap.",),
        attribution="Contains public sector information.",
        licence="OGL",
        keywords=("assets",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write all formats twice, with more than the two seconds between that a zip can tell."""
    folders = (tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second"))
    for folder in folders:
        for one, facts in FACTS.items():
            write_export(export(), folder / f"out{facts.suffix}", one)
        if folder is folders[0]:
            time.sleep(2.1)
    return folders


@pytest.fixture
def file(written: tuple[Path, Path]) -> Callable[[Format], Path]:
    """Return where a format was written."""
    return lambda one: written[0] / f"out{FACTS[one].suffix}"


@pytest.mark.parametrize("one", list(Format))
def test_the_same_twice_is_the_same_bytes(written: tuple[Path, Path], one: Format) -> None:
    first, second = (hashlib.sha256((folder / f"out{FACTS[one].suffix}").read_bytes()) for folder in written)
    assert first.hexdigest() == second.hexdigest()


def _same_places(found: gpd.GeoSeries, expected: gpd.GeoSeries) -> None:
    found, expected = found.to_crs(4326), expected.to_crs(4326)
    assert found.isna().tolist() == expected.isna().tolist()
    for one, other in zip(found.dropna(), expected.dropna(), strict=True):
        assert {one.geom_type.removeprefix("Multi")} == {other.geom_type.removeprefix("Multi")}
        assert shapely.hausdorff_distance(one, other) < 1e-7


def _same_cells(found: pd.DataFrame) -> None:
    for name in ("asset_id", "name", "kind_label", "last_checked_by", "geometry_type"):
        expected = ASSETS[name].fillna("").tolist()
        assert found[name].fillna("").tolist() == expected, name
    assert found["capacity"].astype("Int64").tolist() == ASSETS["capacity"].tolist()
    np.testing.assert_array_equal(found["share"].astype(float), ASSETS["share"])
    assert found["usable"].astype(bool).tolist() == ASSETS["usable"].tolist()
    assert pd.to_datetime(found["last_checked"]).dt.strftime("%Y-%m-%d").fillna("").tolist() == DAYS
    assert (pd.to_datetime(found["recorded_at"], utc=True) == WHEN).all()


def test_geopackage_holds_the_rows_by_shape(file: Callable[[Format], Path]) -> None:
    path = file(Format.GEOPACKAGE)
    layers = {str(name): gpd.read_file(path, layer=name) for name in pyogrio.list_layers(path)[:, 0]}
    assert list(layers)[:4] == ["assets", "asset_lines", "asset_areas", "zones"]
    _same_cells(layers["assets"])
    assert layers["assets"].geometry.iloc[0].equals(ASSETS.geometry.iloc[0])
    _same_places(layers["asset_lines"].geometry, ASSETS.geometry.iloc[1:2])
    _same_places(layers["asset_areas"].geometry, ASSETS.geometry.iloc[2:4])
    info = pyogrio.read_info(path, layer="assets")
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (types["last_checked"], types["recorded_at"], types["capacity"]) == (
        "OFTDate",
        "OFTDateTime",
        "OFTInteger64",
    )
    assert dict(zip(info["fields"], info["ogr_subtypes"], strict=True))["usable"] == "OFSTBoolean"


def test_geopackage_is_as_its_standard_asks(file: Callable[[Format], Path]) -> None:
    """The requirements that can be asked in SQL (OGC 12-128r18, annex A)."""
    with contextlib.closing(sqlite3.connect(file(Format.GEOPACKAGE))) as database:

        def asked(query: str) -> list[tuple[object, ...]]:
            return database.execute(query).fetchall()

        assert asked("PRAGMA application_id") == [(0x47504B47,)]
        assert asked("PRAGMA integrity_check") == [("ok",)]
        assert asked("PRAGMA foreign_key_check") == []
        contents = dict(asked("SELECT table_name, data_type FROM gpkg_contents"))
        tables = {str(name) for (name,) in asked("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert set(contents) <= tables
        assert {contents[name] for name in ("about", "data_dictionary", "coverage_ledger")} == {"attributes"}
        assert asked("SELECT DISTINCT last_change FROM gpkg_contents") == [("2026-11-21T00:00:00.000Z",)]
        columns = asked("SELECT table_name, column_name FROM gpkg_data_columns")
        for table, column in columns:
            assert column in {row[1] for row in asked(f'PRAGMA table_info("{table}")')}
        titles = dict(asked("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'assets'"))
        assert titles["last_checked"] == "Last_Checked"
        extensions = {str(name) for (name,) in asked("SELECT extension_name FROM gpkg_extensions")}
        assert {"gpkg_rtree_index", "gpkg_schema", "gpkg_metadata"} <= extensions
        usual = {str(row[1]): row[4] for row in asked("PRAGMA table_info(gpkg_metadata_reference)")}
        assert usual["timestamp"] == "strftime('%Y-%m-%dT%H:%M:%fZ','now')"  # GDAL's validation: requirement 95
        texts = [str(text) for (text,) in asked("SELECT metadata FROM gpkg_metadata")]
        for text in texts:
            Xml.fromstring(text)  # noqa: S314  # our own
        for told in (*ON_THE_CARD[:2], *ON_THE_CARD[3:], "800 m", "the public", "Only “looked, none” is a gap.", "OGL"):
            assert told in texts[0], told
        topics = [text for text in texts[1:] if '<keywords vocabulary="gmd:topicCategory"><keyword>Society<' in text]
        assert ("<gmd:MD_TopicCategoryCode>society<" in texts[0], len(topics)) == (True, len(texts) - 1)
        styles = asked("SELECT f_table_name, styleName, useAsDefault, styleQML, styleSLD FROM layer_styles")
        assert [(table, name, bool(usual)) for table, name, usual, *_ in styles if table == "zones"] == [
            ("zones", "Gaps", True),
            ("zones", "Other", False),
        ]
        for _table, _name, _usual, qml, sld in styles:
            assert Xml.fromstring(str(qml)).find("renderer-v2") is not None  # noqa: S314
            assert Xml.fromstring(str(sld)).tag.endswith("StyledLayerDescriptor")  # noqa: S314
        gaps = next(str(qml) for table, name, _, qml, _ in styles if (table, name) == ("zones", "Gaps"))
        assert ("232,146,79,255" in gaps, "LinePatternFill" in gaps) == (True, True)
        about = dict(asked("SELECT what, value FROM about"))
        assert about["Distances"] == "800 m, 400 m"
        assert len(asked("SELECT * FROM data_dictionary")) == 3 * len(_columns(ASSETS)) + 4


def test_geojson_is_rfc_7946(file: Callable[[Format], Path]) -> None:
    written = json.loads(file(Format.GEOJSON).read_text("utf-8"))
    assert "crs" not in written
    assert [one["properties"]["name"] for one in written["features"]] == NAMES
    assert written["asset_map"]["run_card"] == CARD.facts()
    west, south, east, north = written["bbox"]
    assert (west, south) < (east, north)
    ring = shapely.from_geojson(json.dumps(written["features"][2]["geometry"])).exterior
    assert ring.is_ccw
    rows = gpd.GeoDataFrame.from_features(written["features"], crs=4326)
    _same_cells(rows)
    _same_places(rows.geometry, ASSETS.geometry)


@pytest.mark.parametrize("one", [Format.FLATGEOBUF, Format.GEOPARQUET])
def test_one_layer_with_its_shapes(file: Callable[[Format], Path], one: Format) -> None:
    path = file(one)
    rows = gpd.read_parquet(path) if one is Format.GEOPARQUET else gpd.read_file(path)
    _same_cells(rows)
    _same_places(rows.geometry, ASSETS.geometry)
    told = str(rows.attrs) if one is Format.GEOPARQUET else pyogrio.read_info(path)["layer_metadata"]["DESCRIPTION"]
    for text in ON_THE_CARD:
        assert text in told


def test_geoparquet_says_what_it_is(file: Callable[[Format], Path]) -> None:
    schema = pq.read_schema(file(Format.GEOPARQUET))
    geo = json.loads(schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert schema.field("last_checked").type == pa.date32()
    assert schema.field("capacity").type == pa.int64()


def test_kml_has_folders_styles_and_every_column(file: Callable[[Format], Path]) -> None:
    path = file(Format.KML)
    root = Xml.parse(path).getroot()  # noqa: S314  # our own
    names = {"k": "http://www.opengis.net/kml/2.2"}
    document = root.find("k:Document", names)
    assert document is not None
    assert [one.findtext("k:name", namespaces=names) for one in document.findall("k:Folder", names)] == [
        "assets",
        "zones",
    ]
    for told in ("SIMD 2020v2", "5 of 6 zones looked at", "9.9.9"):
        assert told in str(document.findtext("k:description", namespaces=names))
    known = {one.get("id") for one in document.findall("k:Style", names)}
    used = [one.text for one in document.iterfind(".//k:styleUrl", names)]
    assert {f"#{one}" for one in known} >= set(used)
    assert len(used) == 4 + 2  # one asset has no class
    rows = gpd.read_file(path, layer="assets")
    assert rows["Name"].tolist() == NAMES
    _same_places(rows.geometry, ASSETS.geometry)
    assert rows["capacity"].astype("Int64").tolist() == ASSETS["capacity"].tolist()
    assert rows["last_checked"].fillna("").tolist() == DAYS


def test_a_shapefile_says_what_it_cannot_hold(file: Callable[[Format], Path]) -> None:
    path = file(Format.SHAPEFILE)
    with zipfile.ZipFile(path) as packed:
        stems = {Path(name).stem for name in packed.namelist()}
        notes = packed.read("NOTES.txt").decode("utf-8-sig")
        assert packed.read("assets.cpg") == b"UTF-8"
    assert stems == {"assets", "asset_lines", "asset_areas", "zones", "NOTES"}
    for told in ("last_check  last_checked: Last_Checked", "1 texts of the column name", *ON_THE_CARD[:2]):
        assert told in notes, told
    rows = gpd.read_file(f"/vsizip/{path}/assets.shp", layer="assets")
    short = short_names([str(name) for name in ASSETS.columns.drop("geometry")])
    assert rows.columns.drop("geometry").tolist() == list(short.values())
    assert rows["name"].tolist()[:4] == NAMES[:4]
    assert NAMES[4].startswith(rows["name"].iloc[4])
    assert rows.geometry.isna().tolist() == [False] * 4 + [True]


def test_csv_is_rfc_4180_and_runs_no_formula(file: Callable[[Format], Path]) -> None:
    content = file(Format.CSV).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 1 + len(ASSETS)
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["name"] for row in rows] == [*NAMES[:3], "'=1+1", NAMES[4]]
    assert (rows[0]["last_checked"], rows[0]["capacity"], rows[1]["capacity"]) == ("2026-11-01", "30", "")
    first = gpd.GeoSeries.from_xy([float(rows[0]["longitude"])], [float(rows[0]["latitude"])], crs=4326)
    _same_places(first, ASSETS.geometry.iloc[:1])
    assert (rows[4]["longitude"], rows[4]["latitude"]) == ("", "")
    told = ("deprivation_edition", "zone_vintage", "audience", "coverage_known", "software_version")
    assert [rows[2][name] for name in told] == ON_THE_CARD
    assert rows[0]["recorded_at"] == "2026-11-20T09:30:00Z"
    assert (rows[2]["distances_m"], rows[2]["as_of"]) == ("800;400", "2026-11-21")


def test_a_workbook_has_cells_of_their_kind_and_notes(file: Callable[[Format], Path]) -> None:
    book = openpyxl.load_workbook(file(Format.WORKBOOK))
    assert book.sheetnames == ["assets", "zones", "coverage_ledger", "Notes", "Columns"]
    sheet = book["assets"]
    heading = [cell.value for cell in sheet[1]]
    cells = {name: [sheet.cell(row, heading.index(name) + 1) for row in range(2, 7)] for name in heading}
    assert [cell.value for cell in cells["name"]] == [*NAMES[:3], "'=1+1", NAMES[4]]
    assert {cell.data_type for cell in cells["name"]} == {"s"}
    assert (cells["last_checked"][0].value, cells["last_checked"][0].is_date) == (dt.datetime(2026, 11, 1), True)  # noqa: DTZ001
    assert [cell.value for cell in cells["capacity"]] == [30, None, 0, -5, 12]
    assert cells["usable"][0].value is True
    assert sheet.freeze_panes == "A2"
    notes = dict(book["Notes"].iter_rows(min_row=2, values_only=True))
    assert notes["Distances"] == "800 m, 400 m"
    assert notes["Software"] == "9.9.9"
    assert book["Columns"].max_row == 1 + len(_columns(ASSETS)) + 2 + 2


@pytest.mark.parametrize("one", list(Format))
def test_nothing_at_all_can_be_taken_away(tmp_path: Path, one: Format) -> None:
    whole = export()
    nothing = ExportLayer(
        "assets", "Assets", "None.", ASSETS.iloc[:0], _columns(ASSETS), "name", whole.layers[0].styles
    )
    path = tmp_path / f"none{FACTS[one].suffix}"
    empty = Export("None", "Nothing.", (nothing,), CARD)
    assert write_export(empty, path, one) == path.stat().st_size > 0
    assert b"BoundingBox" not in path.read_bytes()  # no place is not the place where both degrees are nought


def test_signs_that_no_document_holds_leave_the_others_readable(tmp_path: Path) -> None:
    """One name in an odd encoding must not make a whole file unreadable."""
    odd, plain = "A\x01B\x0bC\ufffe\uffff\rD", "ABC\nD"
    whole = export()
    rows = ASSETS.assign(name=pd.Series([odd] * len(ASSETS), dtype="str"))
    hostile = replace(whole, title=odd, caveats=(odd,), layers=(replace(whole.layers[0], rows=rows, title=odd),))
    kml, book, package = (tmp_path / f"odd.{ending}" for ending in (Format.KML, Format.WORKBOOK, Format.GEOPACKAGE))
    for path in (kml, book, package):
        write_export(hostile, path, Format(path.suffix[1:]))
    Xml.parse(kml)  # noqa: S314  # our own
    assert gpd.read_file(kml, layer="assets")["Name"].tolist() == [plain] * len(ASSETS)
    assert {cell.value for cell in openpyxl.load_workbook(book)["assets"]["B"][1:]} == {plain}
    with contextlib.closing(sqlite3.connect(package)) as database:
        documents = "SELECT metadata FROM gpkg_metadata UNION SELECT styleQML FROM layer_styles"
        for (text,) in database.execute(documents):
            Xml.fromstring(text)  # noqa: S314  # our own


def test_a_workbook_keeps_days_before_its_calendar_and_ends_texts_where_a_cell_is_full(tmp_path: Path) -> None:
    days = pd.Series([dt.date(1899, 12, 31), dt.date(1900, 3, 1), None], dtype=DAY)
    moments = pd.Series([dt.datetime(1850, 5, 1, 12, tzinfo=dt.UTC)] * 3, dtype="datetime64[us, UTC]")
    rows = pd.DataFrame({"day": days, "at": moments, "text": pd.Series(["🎣" * 40_000] * 3, dtype="str")})
    write_sheets({"old": rows}, tmp_path / "old.xlsx")
    found = list(openpyxl.load_workbook(tmp_path / "old.xlsx")["old"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in found] == ["1899-12-31", dt.datetime(1900, 3, 1), None]  # noqa: DTZ001
    assert {row[1] for row in found} == {"1850-05-01T12:00:00Z"}
    assert {len(str(row[2]).encode("utf-16-le")) // 2 for row in found} == {MOST_IN_A_CELL - 1}


def test_kml_holds_places_of_which_nothing_but_the_name_is_known(tmp_path: Path) -> None:
    rows = gpd.GeoDataFrame(
        {"name": ["A", "B"], "kind_label": pd.Series([None, "Places"], dtype="str")},
        geometry=[Point(1, 2), None],
        crs=27700,
    )
    few = replace(export().layers[0], rows=rows, columns=_columns(rows))
    write_export(replace(export(), layers=(few,)), tmp_path / "few.kml", Format.KML)
    assert gpd.read_file(tmp_path / "few.kml")["Name"].tolist() == ["A", "B"]
