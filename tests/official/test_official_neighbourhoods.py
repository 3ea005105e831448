"""The Thriving Places and wards of Glasgow, as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from asset_map.domain.neighbourhood import NeighbourhoodKind
from asset_map.services.adding_neighbourhoods import NeighbourhoodFile, add_neighbourhoods
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.neighbourhoods import area_of, neighbourhoods_of
from asset_map.services.workspace import open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW

pytestmark = pytest.mark.official


def test_thriving_places_wards_and_intermediate_zones_of_glasgow(official_data: Path, tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "home")
    files = AreaFiles(
        official_data / "glasgow-simd-2020v2.geojson",
        [official_data / "simd2020_withinds.csv"],
        [],
        [official_data / "lookup_dz2011_iz2011_council2020.csv"],
    )
    add_geography(files, settings, now=NOW, actor="test", progress=lambda _: None)
    workspace = open_workspace(settings)
    places = add_neighbourhoods(
        NeighbourhoodFile(path=official_data / "thriving_places_name_matches.csv"), workspace, now=NOW, actor="test"
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
        actor="test",
    )
    assert (len(wards.added), wards.outside, wards.name_column) == (23, (), "ward21_name")
    kinds = [one.kind for one in neighbourhoods_of(workspace)]
    assert kinds.count(NeighbourhoodKind.INTERMEDIATE_ZONE) == 136
    workspace.store.close()
