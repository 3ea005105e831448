from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from asset_map.errors import GeographyError
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.geographies import Geography
from asset_map.geography.installed import InstallReport, install_geography, open_geography
from asset_map.geography.network_file import CUT_M
from asset_map.settings import bundled
from tests.fixtures.paths import MadeWay, write_osm
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M, write_town, zones_bng

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
PRIVATE = {"highway": "service", "access": "private"}


def way(*corners: tuple[float, float], layer: int = 0, **tags: str) -> MadeWay:
    """Return a way through corners that are counted from the south-west of the tiny town, in metres."""
    moved = [(WEST_M + x, SOUTH_M + y) for x, y in corners]
    return MadeWay(moved, tags or {"highway": "footway"}, layer)


# A river runs along y = 1000 between the two rows of zones; its one bridge is at x = 2500.
SOUTH_BANK = way((0, 900), (1500, 900), (2500, 900), (3000, 900), highway="residential")
NORTH_BANK = way((0, 1100), (2500, 1100), (3000, 1100), highway="residential")
BRIDGE = way((2500, 900), (2500, 1100), highway="footway", bridge="yes")
RIVER_TOWN = [SOUTH_BANK, NORTH_BANK, BRIDGE]


class Place:
    """The tiny town installed in a folder of its own."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder, self.home, self.catalogue = folder, folder / "geography", catalogue
        self.files = write_town(folder)

    def install(self, boundaries: Path | None = None, **wanted: object) -> InstallReport:
        return install_geography(
            self.home, catalogue=self.catalogue, boundaries=boundaries, now=NOW, progress=lambda _: None, **wanted
        )

    def opened(self) -> Geography:
        geography = open_geography(self.home, catalogue=self.catalogue)
        assert geography is not None
        return geography

    def walk(self, start: tuple[float, float], end: tuple[float, float]) -> float:
        network = self.opened().network
        assert network is not None
        x_m, y_m = np.array([WEST_M + start[0]]), np.array([SOUTH_M + start[1]])
        place = np.array([shapely.Point(WEST_M + end[0], SOUTH_M + end[1])], dtype=object)
        return float(network.nearest_m(x_m, y_m, place)[0])


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(bundled("data/geography"))


@pytest.fixture
def town(tmp_path: Path, catalogue: Catalogue) -> Place:
    place = Place(tmp_path, catalogue)
    place.install(place.files["boundaries"], deprivation=[place.files["deprivation"]])
    return place


@pytest.mark.parametrize("name", ["river.osm", "river.osm.pbf"])
def test_a_network_is_installed_and_opens_again(town: Place, name: str) -> None:
    before = town.opened()
    report = town.install(network=write_osm(town.folder / name, RIVER_TOWN))
    geography = town.opened()
    assert before.network is None
    assert geography.digest == report.digest != before.digest
    # Nearest across the river: 20 to the bank, 2,000 to the bridge, 200 across it, 2,000 back, 20 to the door.
    assert town.walk((500, 880), (500, 1120)) == pytest.approx(4240, abs=0.1)
    network = report.network
    assert network is not None
    assert (network.file, network.dated, network.junctions, network.paths) == (name, "2026-10-01", 6, 5)
    assert (network.length_km, network.left_out_km, network.zones_without) == (6.2, 0.0, 0)
    assert "OpenStreetMap contributors" in network.attribution
    assert report.attribution[-1] == network.attribution
    assert [source.role for source in report.sources] == ["boundaries", "deprivation", "network"]
    assert geography.editions.keys() == before.editions.keys()


def test_the_same_ways_give_the_same_bytes_whatever_the_format(town: Place) -> None:
    first = town.install(network=write_osm(town.folder / "river.osm", RIVER_TOWN))
    again = town.install(network=write_osm(town.folder / "river.osm.pbf", RIVER_TOWN))
    assert first.digest == again.digest


def test_only_what_may_be_walked_joins_what_is_apart(town: Place) -> None:
    for closed in (
        way((500, 900), (500, 1100), **PRIVATE),
        way((500, 900), (500, 1100), highway="motorway"),
        way((500, 900), (500, 1100), route="ferry"),
        way((500, 900), (500, 1100), layer=1),
    ):
        banks = [way((0, 900), (500, 900), (2500, 900)), way((0, 1100), (500, 1100), (2500, 1100)), BRIDGE]
        town.install(network=write_osm(town.folder / "closed.osm", [*banks, closed]))
        assert town.walk((500, 900), (500, 1100)) == pytest.approx(4200, abs=0.1)
    town.install(network=write_osm(town.folder / "open.osm", [*banks, way((500, 900), (500, 1100))]))
    assert town.walk((500, 900), (500, 1100)) == pytest.approx(200, abs=0.1)


def test_paths_are_kept_as_far_as_a_walk_may_lead(town: Place) -> None:
    edge = 3000.0
    east = [(0.0, 500.0), *((edge + out, 500.0) for out in (0, CUT_M - 100, CUT_M + 100, CUT_M + 900, CUT_M + 1000))]
    report = town.install(network=write_osm(town.folder / "long.osm", [way(*east)]))
    assert report.network is not None
    assert report.network.length_km == round((edge + CUT_M + 100) / 1000, 1)


def test_an_extract_cut_through_a_way_keeps_the_rest_of_it(town: Place) -> None:
    path = write_osm(town.folder / "cut.osm", [way((0, 500), (1000, 500), (2000, 500), (2900, 500))])
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith('<node id="4"')), "utf-8")
    report = town.install(network=path)
    assert report.network is not None
    assert (report.network.length_km, report.network.zones_without) == (2.0, 3)


def test_parts_that_nothing_joins_are_left_out_and_counted(town: Place) -> None:
    golf = way((100, 100), (1100, 100))
    report = town.install(network=write_osm(town.folder / "golf.osm", [*RIVER_TOWN, golf]))
    assert report.network is not None
    assert (report.network.length_km, report.network.left_out_km) == (6.2, 1.0)


def test_a_network_stays_when_other_things_are_added(town: Place) -> None:
    town.install(network=write_osm(town.folder / "river.osm", RIVER_TOWN))
    added = town.install(postcodes=[town.files["postcodes"]])
    again = town.install(town.files["boundaries"], deprivation=[town.files["deprivation"]])
    for report in (added, again):
        assert report.network is not None
        assert [source.name for source in report.sources if source.role == "network"] == ["river.osm"]
        assert report.attribution.count(report.network.attribution) == 1
    assert town.walk((500, 900), (500, 1100)) == pytest.approx(4200, abs=0.1)


def test_a_network_that_does_not_cover_the_new_area_is_left_out(tmp_path: Path, catalogue: Catalogue) -> None:
    place = Place(tmp_path, catalogue)
    few = tmp_path / "few.gpkg"
    zones_bng().iloc[:5].to_file(few)
    place.install(few, network=write_osm(tmp_path / "river.osm", RIVER_TOWN))
    wider = place.install(place.files["boundaries"])
    assert wider.network is None
    assert place.opened().network is None
    assert any("does not cover all of the new area" in note for note in wider.notes)
    assert all(source.role != "network" for source in wider.sources)
    narrower = [place.install(few, network=tmp_path / "river.osm"), place.install(few)][-1]
    assert narrower.network is not None


def test_a_new_network_replaces_the_former_one(town: Place) -> None:
    town.install(network=write_osm(town.folder / "river.osm", RIVER_TOWN))
    report = town.install(network=write_osm(town.folder / "south.osm", [SOUTH_BANK]))
    assert [source.name for source in report.sources if source.role == "network"] == ["south.osm"]
    assert report.network is not None
    assert (report.network.file, report.network.length_km, report.network.zones_without) == ("south.osm", 3.0, 0)


def test_it_opens_as_a_layer(town: Place) -> None:
    report = town.install(network=write_osm(town.folder / "river.osm", RIVER_TOWN))
    [kept] = town.home.glob(f"*{report.digest[:16]}/network.parquet")
    layer = gpd.read_parquet(kept)
    assert layer.crs == "EPSG:27700"
    assert layer["length_m"].sum() == pytest.approx(6200, abs=0.1)
    assert layer.geometry.length.tolist() == pytest.approx(layer["length_m"].tolist())


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _web_page(path: Path) -> None:
    path.write_text("<!DOCTYPE html><html>Sign in</html>", "utf-8")


def _other_xml(path: Path) -> None:
    path.write_text("<?xml version='1.0'?><gpx><wpt lat='55' lon='-4'/></gpx>", "utf-8")


def _entities(path: Path) -> None:
    text = "<!DOCTYPE osm [<!ENTITY a 'footway'>]><osm version='0.6'><way id='1'><tag k='highway' v='&a;'/></way></osm>"
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "damage", "words"),
    [
        ("a.osm.pbf", _cut_short, "not a whole extract"),
        ("a.osm.pbf", _flip_a_byte, "not a whole extract"),
        ("a.osm", _cut_short, "not a whole extract"),
        ("a.osm", _other_xml, "not a whole extract"),
        ("a.osm", _entities, "not a whole extract"),
        ("a.osm.pbf", _other_xml, "not a whole extract"),
        ("a.osm", _nothing, "is empty"),
        ("a.osm.pbf", _web_page, "is a web page"),
        ("a.osm", Path.unlink, "There is no file"),
    ],
)
def test_a_damaged_file_is_refused_and_changes_nothing(
    town: Place, name: str, damage: Callable[[Path], None], words: str
) -> None:
    town.install(network=write_osm(town.folder / "river.osm", RIVER_TOWN))
    before = (town.home / "installed.json").read_bytes()
    damage(path := write_osm(town.folder / name, RIVER_TOWN))
    with pytest.raises(GeographyError, match=words):
        town.install(network=path)
    assert (town.home / "installed.json").read_bytes() == before
    assert town.opened().network is not None


def test_a_file_of_something_else_is_refused(town: Place) -> None:
    far = [MadeWay([(300_000.0, 700_000.0), (301_000.0, 700_000.0)])]
    cases = {
        "buildings.osm": ([way((0, 0), (10, 0), building="yes")], "no way that people may walk"),
        "far.osm": (far, "1 walkable ways, but none in or near the area"),
    }
    for name, (ways, words) in cases.items():
        with pytest.raises(GeographyError, match=words):
            town.install(network=write_osm(town.folder / name, ways))
    zipped = town.folder / "scotland.zip"
    zipped.write_bytes(b"PK")
    with pytest.raises(GeographyError, match=r"expected a file that ends in \.osm\.pbf or \.osm"):
        town.install(network=zipped)
    assert json.loads((town.home / "installed.json").read_text("utf-8"))["geographies"][0]["report"]["network"] is None
