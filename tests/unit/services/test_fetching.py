"""Fetching an area: files of the official formats from a server on this machine, to an installed geography."""

from __future__ import annotations

import dataclasses
import io
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from asset_map.errors import FetchError, GeographyError
from asset_map.services.geography import fetch_geography, list_geographies
from asset_map.services.workspace import open_workspace
from asset_map.settings import Settings, read_settings
from tests.conftest import NOW
from tests.fixtures.actors import somebody

SOURCES = """
[[source]]
id = "zones"
title = "Zones with deprivation"
url = "{address}/SG_SIMD_2020.zip"
publisher = "Test"
licence = "None"
attribution = "Made for a test."
role = "boundaries"
kind = "zip"
file_name = "SG_SIMD_2020.zip"

[[source]]
id = "lookup"
title = "Look-up"
url = "{address}/DataZone2022lookup.csv"
publisher = "Test"
licence = "None"
attribution = "Made for a test."
role = "lookup"
kind = "csv"
file_name = "DataZone2022lookup.csv"

[[source]]
id = "postcodes"
title = "Postcodes"
url = "{address}/SPD.zip"
publisher = "Test"
licence = "None"
attribution = "Made for a test."
role = "postcodes"
kind = "zip"
file_name = "SPD.zip"
"""


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def _write_official_files(folder: Path) -> None:
    """Write two councils of two zones each, in the shapes and spellings of the official downloads."""
    zones = gpd.GeoDataFrame(
        {
            "DataZone": ["S01006506", "S01006507", "S01009758", "S01009759"],
            "DZName": ["A - 01", "A - 02", "B - 01", "B - 02"],
            "LAName": ["Aberdeen City", "Aberdeen City", "Glasgow City", "Glasgow City"],
            "SAPE2017": [100, 200, 300, 400],
            "Rankv2": [4691, 4862, 1, 6976],
            "Decilev2": [7, 7, 1, 10],
            "IncRate": ["8%", "9%", "50%", "0%"],
        },
        geometry=[box(260_000 + 1_000 * n, 665_000, 261_000 + 1_000 * n, 666_000) for n in range(4)],
        crs=27700,
    )
    shapes = folder / "shapes"
    shapes.mkdir()
    zones.to_file(shapes / "SG_SIMD_2020.shp")
    (folder / "SG_SIMD_2020.zip").write_bytes(_zipped({file.name: file.read_bytes() for file in shapes.iterdir()}))
    (folder / "DataZone2022lookup.csv").write_text(
        "DZ22_Code,DZ22_Name,LA_Code,LA_Name\nS01013482,A,S12000033,Aberdeen City\nS01017000,B,S12000049,Glasgow City\n"
    )
    postcodes = (
        "Postcode,GridReferenceEasting,GridReferenceNorthing,DataZone2011Code,DataZone2022Code,DateOfDeletion\n"
        "ZZ1 1AA,262500,665500,S01009758,S01017000,\nZZ1 1AB,262600,665500,S01009758,S01017000,01/01/2020 00:00:00\n"
    )
    (folder / "SPD.zip").write_bytes(_zipped({"SmallUser.csv": postcodes.encode()}))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Settings]:
    """Publish official-looking files on this machine; return settings that fetch them from there."""
    folder = tmp_path / "published"
    folder.mkdir()
    _write_official_files(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    sources = tmp_path / "sources.toml"
    sources.write_text(SOURCES.format(address=f"http://127.0.0.1:{server.server_port}"))
    yield dataclasses.replace(read_settings(tmp_path / "home"), sources_file=sources)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("area", ["Glasgow City", "S12000049"])
def test_a_council_is_fetched_and_installed_by_name_and_by_code(published: Settings, area: str) -> None:
    said: list[str] = []
    report = fetch_geography(area, published, now=NOW, actor=somebody("test"), progress=said.append)
    assert (report.area_name, report.zones, report.population) == ("Glasgow City", 2, 700)
    assert report.editions[0].name == "SIMD 2020v2"
    assert report.editions[0].decile_counts == (1, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert report.postcodes == 1
    assert sum(report.postcodes_left_out.values()) == 1
    assert any("SG_SIMD_2020.zip" in text for text in said)
    workspace = open_workspace(published)
    assert workspace.geography.zones_bng.index.tolist() == ["S01009758", "S01009759"]
    workspace.store.close()


def test_all_of_scotland_is_fetched_without_a_council(published: Settings) -> None:
    assert fetch_geography("scotland", published, now=NOW, actor=somebody("test"), progress=lambda _: None).zones == 4


def test_an_unknown_council_names_close_ones_and_installs_nothing(published: Settings) -> None:
    with pytest.raises(GeographyError, match="Glasgow City"):
        fetch_geography("Glasgow", published, now=NOW, actor=somebody("test"), progress=lambda _: None)
    assert list_geographies(published) == []


def test_a_missing_file_is_said_with_its_address_and_the_command_that_goes_on(
    published: Settings, tmp_path: Path
) -> None:
    (tmp_path / "published" / "SPD.zip").unlink()
    with pytest.raises(FetchError) as refused:
        fetch_geography("Glasgow City", published, now=NOW, actor=somebody("test"), progress=lambda _: None)
    message = str(refused.value)
    assert "/SPD.zip" in message
    assert "asset-map geography add --boundaries" in message
    assert "--council 'Glasgow City'" in message
