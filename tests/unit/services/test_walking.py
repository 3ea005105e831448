"""From an extract of OpenStreetMap to the figures of a planner, with the walks worked by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from asset_map import cli_measures
from asset_map.cli import app
from asset_map.domain.distance import DistanceKind
from asset_map.services.distances import kinds_of_distance
from asset_map.services.geography import AreaFiles, add_geography, describe, list_geographies
from asset_map.services.workspace import Workspace, open_workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.paths import MadeWay, write_osm
from tests.fixtures.tiny_town.reach import OFFER
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

# In kilometres from the south-west corner: a street along each row of zones, and one bridge in the east.
STREETS = [
    [(-0.5, 0.5), (1.0, 0.5), (2.9, 0.5), (3.0, 0.5)],
    [(0.0, 1.5), (2.9, 1.5), (3.0, 1.5)],
    [(2.9, 0.5), (2.9, 1.5)],
]


def streets(folder: Path) -> Path:
    ways = [MadeWay([(WEST_M + 1000 * x, SOUTH_M + 1000 * y) for x, y in street]) for street in STREETS]
    return write_osm(folder / "streets.osm.pbf", ways)


@pytest.fixture
def walking_town(reach_town: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    add_geography(
        AreaFiles(None, network=streets(tmp_path)),
        reach_town.settings,
        now=NOW,
        actor=somebody("test"),
        progress=lambda _: None,
    )
    workspace = open_workspace(reach_town.settings)
    yield workspace
    workspace.store.close()


def test_an_area_with_a_network_offers_to_measure_on_foot(reach_town: Workspace, walking_town: Workspace) -> None:
    assert kinds_of_distance(reach_town) == (DistanceKind.STRAIGHT_LINE,)
    assert kinds_of_distance(walking_town) == (DistanceKind.STRAIGHT_LINE, DistanceKind.WALKING_NETWORK)
    assert "OpenStreetMap contributors" in walking_town.attribution
    assert "OpenStreetMap" not in reach_town.attribution


def test_what_is_installed_says_whether_there_is_a_network(walking_town: Workspace) -> None:
    [report] = list_geographies(walking_town.settings)
    said = describe(report)
    assert "Walking network from streets.osm.pbf, as of 1 October 2026: 6 junctions, 8 km of paths" in said
    assert "© OpenStreetMap contributors, Open Database Licence" in said
    assert "2 zones have no path" not in said


def test_the_figures_are_those_of_the_walks(
    walking_town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_measures, "this_moment", lambda: NOW)
    out = tmp_path / "on-foot.csv"
    words = ["measures", "--offer", OFFER, "--network", "--out", str(out)]
    ran = CliRunner().invoke(app, ["--home", str(walking_town.settings.home), "--json", *words])
    assert ran.exit_code == 0, ran.output
    zones = pd.read_csv(out).set_index("zone_code")
    # DEMO0001: E is 600 and 1,000 m along the street, B 1,200 and 800 m; A lies farther than 200 m from any path.
    assert zones.loc["DEMO0001", ["nearest_m", "within_600m", "within_800m", "within_1200m"]].tolist() == [
        pytest.approx(700, abs=0.1),
        0.5,
        1.0,
        2.0,
    ]
    # DEMO0002: B is at 400, 0 and 400 m; the postcode 400 m north of the street cannot be walked from.
    assert pd.isna(zones.loc["DEMO0002", "nearest_m"])
    assert zones.loc["DEMO0002", "within_600m"] == 0.75
    # DEMO0004: the outline of P is 100 m from one postcode, and the other lies in it.
    assert zones.loc["DEMO0004", ["nearest_m", "within_400m"]].tolist() == [pytest.approx(50, abs=0.1), 1.0]
    assert zones.loc["DEMO0006", "within_1200m"] == 0
    assert set(zones["distance_kind"]) == {"walking_network"}
    notes = json.loads(ran.output)["run_card"]["notes"]
    assert any("Entrances are not known" in note for note in notes)


def test_the_command_installs_and_lists_a_network(reach_town: Workspace, tmp_path: Path) -> None:
    home = ["--home", str(reach_town.settings.home)]
    added = CliRunner().invoke(app, [*home, "geography", "add", "--network", str(streets(tmp_path))])
    assert added.exit_code == 0, added.output
    listed = CliRunner().invoke(app, [*home, "--json", "geography", "list"])
    [one] = json.loads(listed.output)["geographies"]
    assert (one["network"]["junctions"], one["network"]["paths"], one["network"]["length_km"]) == (6, 5, 7.5)
    assert one["zones"] == 6
