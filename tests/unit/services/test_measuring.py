"""Reach of the tiny town agrees with the sums in tests/fixtures/tiny_town/README.md, in frames and in every file."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner

from asset_map import cli_measures
from asset_map.cli import app
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion, measure
from asset_map.services.residents import residents_of
from asset_map.services.variety import variety
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.tiny_town.reach import OFFER, reach_assets
from tests.fixtures.tiny_town.town import CODES

PUBLIC = MeasureQuestion(Question(OFFER, Audience.PUBLIC, TODAY))
NOT = float("nan")
BY_HAND = pd.DataFrame(
    {
        "usable": pd.Series([1, 1, 1, 1, 0, pd.NA], dtype="Int64"),
        "per_1000": [1.0, 2.5, 4.0, 2.0, NOT, NOT],
        "nearest_m": [400.0, 300.0, 300.0, 50.0, NOT, 300.0],
        "within_400m": [0.5, 1.0, 1.0, 1.0, NOT, 1.0],
        "share_within_400m": [0.5, 1.0, 1.0, 1.0, NOT, 1.0],
        "within_600m": [1.5, 1.25, 1.0, 1.0, NOT, 1.0],
        "share_within_600m": [1.0, 1.0, 1.0, 1.0, NOT, 1.0],
        "within_800m": [2.0, 1.5, 1.0, 1.0, NOT, 1.0],
        "share_within_800m": [1.0, 1.0, 1.0, 1.0, NOT, 1.0],
        "within_1200m": [4.0, 2.5, 2.0, 2.5, NOT, 1.0],
        "share_within_1200m": [1.0, 1.0, 1.0, 1.0, NOT, 1.0],
        "access_per_1000": [23.4134, 22.5941, 22.2702, 23.9628, NOT, 0.0],
    }
).set_index(pd.Index(CODES, name="zone_code"))


def add_capacity(workspace: Workspace, name: str, *, capacity: int | None, unit: str, offer: str = OFFER) -> None:
    """Record one more place beside A."""
    beside = next(asset for asset in reach_assets() if asset.name == "A")
    more = replace(beside, asset_id=name, name=name, offers=(offer,), capacity=capacity, capacity_unit=unit)
    event = AuditEvent(at=NOW, actor="test", action=Action.RECORDED)
    workspace.store.add_assets([more], event=event)


def test_residents_share_a_zone_s_people_over_its_postcodes(reach_town: Workspace) -> None:
    residents = residents_of(reach_town)
    assert residents["people"].to_dict() == {
        "DEMO0003": 250.0,
        "ZZ12AA": 500.0,
        "ZZ12AB": 500.0,
        **dict.fromkeys(["ZZ21AA", "ZZ21AB", "ZZ21AD", "ZZ21AE"], 100.0),
        "ZZ41AA": 250.0,
        "ZZ41AB": 250.0,
        "ZZ61AA": 1000.0,
    }
    assert residents.loc[["DEMO0003", "ZZ61AA"], "placed_by"].tolist() == ["centroid", "postcode"]
    assert residents.loc["DEMO0003", ["x_m", "y_m", "zone_code"]].tolist() == [42_500.0, 640_500.0, "DEMO0003"]


def test_every_measure_agrees_with_the_sums_by_hand(reach_town: Workspace) -> None:
    measured = measure(PUBLIC, reach_town)
    exact = BY_HAND.columns.drop("access_per_1000")
    assert_frame_equal(measured.zones[exact], BY_HAND[exact], rtol=1e-12)
    np.testing.assert_allclose(measured.zones["access_per_1000"].round(4), BY_HAND["access_per_1000"], rtol=1e-12)
    assert "Capacity is counted in people, on record for 2 of 5 places." in measured.run_card.notes[-1]
    assert measured.zones["coverage"].tolist() == ["found"] * 4 + ["looked_none", "not_looked"]
    assert measured.zones["placed_by"].tolist() == ["postcodes", "postcodes", "centroid", "postcodes", "", "postcodes"]
    assert measured.share_with_any == 0.8
    assert measured.points["within_1200m"].to_dict() == {
        "DEMO0003": 2,
        **{"ZZ12AA": 4, "ZZ12AB": 4, "ZZ21AA": 2, "ZZ21AB": 3, "ZZ21AD": 2, "ZZ21AE": 3},
        **{"ZZ41AA": 3, "ZZ41AB": 2, "ZZ61AA": 1},
    }


def test_zones_are_marked_where_reach_may_leave_the_data(reach_town: Workspace) -> None:
    near = [measure(replace(PUBLIC, distances_m=(d,)), reach_town).zones["near_edge"].tolist() for d in (299, 400, 500)]
    assert near[0] == [False] * 6
    assert near[1] == [True, False, False, True, False, False]
    assert near[2] == [True, True, True, True, False, True]


def test_what_lies_far_outside_counts_for_nobody(reach_town: Workspace) -> None:
    within = measure(replace(PUBLIC, distances_m=(2000,)), reach_town).points["within_2000m"]
    assert within["ZZ12AA"] == 4  # A, B, P and E; not the one 1,600 m away that is 1,300 m outside


def test_partners_can_be_told_of_more(reach_town: Workspace) -> None:
    partners = replace(PUBLIC, question=Question(OFFER, Audience.PARTNERS, TODAY))
    assert measure(partners, reach_town).zones.loc["DEMO0006", ["usable", "nearest_m"]].tolist() == [1, 100.0]


def test_capacities_in_another_unit_are_not_added(reach_town: Workspace) -> None:
    add_capacity(reach_town, "Courts", capacity=500, unit="courts")
    note = measure(PUBLIC, reach_town).run_card.notes[-1]
    assert "in people, on record for 2 of 6 places" in note


def test_without_capacity_on_record_no_access_is_given(reach_town: Workspace) -> None:
    add_capacity(reach_town, "Green", offer="green", capacity=None, unit="")
    zones = measure(MeasureQuestion(Question("green", Audience.PUBLIC, TODAY)), reach_town).zones
    assert "access_per_1000" not in zones
    assert zones["within_1200m"].gt(0).any()


def test_variety_is_over_what_is_known_and_says_who_may_be_compared(reach_town: Workspace) -> None:
    add_capacity(reach_town, "Green", offer="green", capacity=None, unit="")
    made = variety(reach_town, Audience.PUBLIC, today=TODAY)
    assert made["offers_known"].tolist() == [2, 1, 1, 1, 1, 0]
    assert made["q0"].tolist()[:5] == [2, 1, 1, 1, 0]
    assert made["q2"].tolist()[:5] == [2, 1, 1, 1, 0]
    assert made["looked_alike"].tolist()[:5] == [0, 1, 1, 1, 1]
    assert made.loc["DEMO0006", ["q0", "q1", "q2", "looked_alike"]].isna().all()


def test_without_any_asset_nearest_is_missing_and_nothing_is_within(reach_town: Workspace) -> None:
    zones = measure(MeasureQuestion(Question("arts", Audience.PUBLIC, TODAY)), reach_town).zones
    assert zones["nearest_m"].isna().all()
    assert zones["share_within_800m"].dropna().tolist() == [0.0] * 5
    assert set(zones["coverage"]) == {"not_looked"}
    assert np.isnan(measure(MeasureQuestion(Question("arts", Audience.PUBLIC, TODAY)), reach_town).share_with_any)


@pytest.mark.parametrize("distances_m", [(), (0,), (800, 800), (5001,)])
def test_a_distance_that_cannot_be_measured_is_refused(reach_town: Workspace, distances_m: tuple[int, ...]) -> None:
    with pytest.raises(UserError, match="Expected distances"):
        measure(replace(PUBLIC, distances_m=distances_m), reach_town)


def test_a_network_that_is_not_there_is_asked_for(reach_town: Workspace) -> None:
    with pytest.raises(UserError, match="geography add --network"):
        measure(replace(PUBLIC, distance_kind=DistanceKind.WALKING_NETWORK), reach_town)


def _run(workspace: Workspace, *words: str) -> str:
    options = ["--home", str(workspace.settings.home), "--database", str(workspace.settings.database_url)]
    made = CliRunner().invoke(app, [*options, *words], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    return made.output


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson"])
def test_the_command_writes_a_row_a_zone_and_how_it_was_worked_out(
    reach_town: Workspace, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_measures, "this_moment", lambda: NOW)
    out = tmp_path / f"out.{ending}"
    said = json.loads(
        _run(
            reach_town,
            "--json",
            "measures",
            "--offer",
            OFFER,
            "--distance",
            "800",
            "--distance",
            "250",
            "--out",
            str(out),
        )
    )
    assert (said["zones"], said["zones_looked"], said["share_with_any"]) == (6, 5, 0.8)
    assert said["run_card"]["distances_m"] == [800, 250]
    assert said["run_card"]["distance_kind"] == "straight_line"
    read = {
        "csv": pd.read_csv,
        "xlsx": partial(pd.read_excel, engine="openpyxl"),
        "gpkg": partial(gpd.read_file, layer="measures"),
    }.get(ending, gpd.read_file)
    rows = read(out).set_index("zone_code")
    measured = ["nearest_m", "within_800m", "share_within_800m", "within_250m", "share_within_250m"]
    assert list(rows.columns[:5]) == ["zone_name", "population", "coverage", "usable", "per_1000"]
    assert list(rows.columns[5:10]) == measured
    assert list(rows.columns[10:15]) == ["access_per_1000", "rank", "decile", "near_edge", "placed_by"]
    np.testing.assert_allclose(rows["within_800m"], BY_HAND["within_800m"], rtol=1e-12)
    np.testing.assert_allclose(rows["share_within_250m"], [0, 0.25, 0, 1, NOT, 0], rtol=1e-12)
    card = {"audience": "public", "distance_kind": "straight_line", "offer": OFFER, "as_of": TODAY.isoformat()}
    if ending == "xlsx":
        notes = pd.read_excel(out, sheet_name="Notes", engine="openpyxl")
        assert "in a straight line, which is shorter than any walk" in notes["Value"].tolist()
        assert "5 of 6 zones looked at" in notes["Value"].tolist()
    else:
        assert [str(rows[name].iloc[0]).removesuffix(" 00:00:00") for name in card] == list(card.values())
        assert {"zone_vintage", "as_of", "software_version", "decile_definition"} <= set(rows.columns)
