"""The Thriving Places and wards of Glasgow, as they are published."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from asset_map.domain.neighbourhood import NeighbourhoodKind
from asset_map.domain.protection import Audience
from asset_map.services.adding_neighbourhoods import NeighbourhoodFile, add_neighbourhoods
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.import_assets import plan_import, store_import
from asset_map.services.lists.request import ImportRequest
from asset_map.services.look import view_assets
from asset_map.services.neighbourhoods import area_of, neighbourhoods_of
from asset_map.services.profile import profile
from asset_map.services.residents import residents_of
from asset_map.services.workspace import open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.official


def test_thriving_places_wards_and_intermediate_zones_of_glasgow(official_data: Path, tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "home")
    files = AreaFiles(
        official_data / "glasgow-simd-2020v2.geojson",
        [official_data / "simd2020_withinds.csv"],
        [],
        [official_data / "lookup_dz2011_iz2011_council2020.csv"],
    )
    add_geography(files, settings, now=NOW, actor=somebody("test"), progress=lambda _: None)
    workspace = open_workspace(settings)
    places = add_neighbourhoods(
        NeighbourhoodFile(path=official_data / "thriving_places_name_matches.csv"),
        workspace,
        now=NOW,
        actor=somebody("test"),
    )
    assert len(places.added) == 9
    assert places.outside == ("Priesthill and Househillwood",)  # matches no zone by its name: see SOURCES.md
    possil = area_of("ruchill-and-possilpark", workspace)
    assert possil.kind is NeighbourhoodKind.THRIVING_PLACE
    assert len(possil.zone_codes) == 15
    wards = add_neighbourhoods(
        NeighbourhoodFile(path=official_data / "glasgow_wards_2021_generalised.geojson"),
        workspace,
        now=NOW,
        actor=somebody("test"),
    )
    assert (len(wards.added), wards.outside, wards.name_column) == (23, (), "ward21_name")
    kinds = [one.kind for one in neighbourhoods_of(workspace)]
    assert kinds.count(NeighbourhoodKind.INTERMEDIATE_ZONE) == 136
    workspace.store.close()


def test_the_profile_of_ruchill_and_possilpark_agrees_with_plain_sums(official_data: Path, tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "home")
    files = AreaFiles(
        official_data / "glasgow-simd-2020v2.geojson",
        [official_data / "simd2020_withinds.csv"],
        [official_data / "codepoint_open_g_2020-08.csv"],
        [official_data / "lookup_dz2011_iz2011_council2020.csv"],
    )
    add_geography(files, settings, now=NOW, actor=somebody("test"), progress=lambda _: None)
    workspace = open_workspace(settings)
    given = NeighbourhoodFile(path=official_data / "thriving_places_name_matches.csv")
    add_neighbourhoods(given, workspace, now=NOW, actor=somebody("test"))
    request = ImportRequest(
        path=official_data / "nhsggc_gps_2020-07.csv",
        kind="institution",
        offers=("health",),
        source="GPs",
        last_checked="2026-07-01",
    )
    store_import(
        plan_import(request, workspace, now=NOW, actor=somebody("test")), workspace, now=NOW, actor=somebody("test")
    )
    told = profile(
        area_of("ruchill-and-possilpark", workspace), workspace, today=TODAY, since=TODAY - dt.timedelta(days=365)
    )

    lookup = pd.read_csv(official_data / "lookup_dz2011_iz2011_council2020.csv")
    matches = pd.read_csv(official_data / "thriving_places_name_matches.csv")
    codes = matches.loc[matches["thriving_place"] == "Ruchill and Possilpark", "iz11_code"]
    zones = lookup.loc[lookup["iz11_code"].isin(codes), "dz11_code"]
    simd = pd.read_csv(official_data / "simd2020_withinds.csv").set_index("Data_Zone").loc[zones]
    by_decile = simd.groupby("SIMD2020v2_Decile")["Total_population"].sum()
    assert told.people.to_dict() == {**by_decile.to_dict(), "total": by_decile.sum()}

    residents = residents_of(workspace)
    here = residents["zone_code"].isin(zones).to_numpy()
    assert residents.loc[here, "people"].sum() == pytest.approx(by_decile.sum())
    practices = view_assets(workspace, Audience.PUBLIC, today=TODAY)
    practices = practices[practices.geometry.notna() & practices["usable"]]
    distances = cdist(residents[["x_m", "y_m"]], np.column_stack([practices.geometry.x, practices.geometry.y]))
    within = distances.min(axis=1) <= 800
    people = residents["people"].to_numpy()
    [health] = (one for one in told.offers if one.code == "health")
    assert health.share_here == pytest.approx(people[here & within].sum() / people[here].sum(), rel=1e-9)
    assert health.share_area == pytest.approx(people[within].sum() / people.sum(), rel=1e-9)
    assert {end.name for end in health.assets} == set(practices.loc[practices["zone_code"].isin(zones), "name"])
    workspace.store.close()
