"""Neighbourhoods of an area: added from files or drawn, and what is in one."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.domain.asset import AssetDraft
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.protection import Audience, Level
from asset_map.errors import UserError
from asset_map.services.adding_neighbourhoods import NeighbourhoodFile, add_neighbourhoods, draw_neighbourhood
from asset_map.services.look import view_assets
from asset_map.services.neighbourhoods import (
    area_of,
    assets_in,
    neighbourhoods_of,
    remove_neighbourhood,
    rename_neighbourhood,
    residents_in,
    zone_shares,
)
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER, keep
from tests.fixtures.outlines import degrees_of
from tests.fixtures.tiny_town.town import CODES, SIDE_M, SOUTH_M, WEST_M

ME = "Effie"


def a_box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a box in zones' sides from the south-west corner of the town."""
    return shapely.box(
        WEST_M + west * SIDE_M, SOUTH_M + south * SIDE_M, WEST_M + east * SIDE_M, SOUTH_M + north * SIDE_M
    )


def from_table(text: str, tiny: Workspace, **said: str) -> dict[str, tuple[str, ...]]:
    path = tiny.settings.home / "places.csv"
    path.write_text(text, "utf-8")
    add_neighbourhoods(NeighbourhoodFile(path=path, **said), tiny, now=NOW, actor=somebody(ME))
    return {one.neighbourhood_id: one.zone_codes for one in tiny.store.neighbourhoods()}


def test_without_any_the_names_of_the_zones_make_one(tiny: Workspace) -> None:
    [only] = neighbourhoods_of(tiny)
    assert (only.neighbourhood_id, only.name, only.zone_codes) == ("zones-tiny-town", "Tiny Town", tuple(CODES))
    zone = area_of("DEMO0002", tiny)
    assert (zone.kind, zone.name, zone.zone_codes) == (NeighbourhoodKind.ZONE, "Tiny Town - 02", ("DEMO0002",))
    with pytest.raises(UserError, match="found none under this address"):
        area_of("DEMO0009", tiny)


def test_a_table_names_zones(tiny: Workspace) -> None:
    table = "iz_code,thriving_place,dz\nX1,River,DEMO0002\nX1, River ,DEMO0001\nX2,Hill,DEMO0006\nX3,Far,S01000001\n"
    assert from_table(table, tiny) == {"river": ("DEMO0001", "DEMO0002"), "hill": ("DEMO0006",)}
    assert {one.kind for one in tiny.store.neighbourhoods()} == {NeighbourhoodKind.THRIVING_PLACE}
    assert [one.name for one in neighbourhoods_of(tiny)] == ["Hill", "River", "Tiny Town"]


def test_the_same_file_again_changes_nothing_and_a_newer_one_keeps_the_address(tiny: Workspace) -> None:
    table = "name,zone\nRiver,DEMO0001\nHill,DEMO0006\n"
    from_table(table, tiny)
    version = tiny.store.version()
    from_table(table, tiny)
    assert tiny.store.version() == version
    path = tiny.settings.home / "places.csv"
    path.write_text(table + "River,DEMO0004\nQuay,DEMO0003\n", "utf-8")
    report = add_neighbourhoods(NeighbourhoodFile(path=path), tiny, now=LATER, actor=somebody(ME))
    assert (report.added, report.changed, report.unchanged) == (("Quay",), ("River",), ("Hill",))
    assert area_of("river", tiny).zone_codes == ("DEMO0001", "DEMO0004")


@pytest.mark.parametrize(
    ("table", "said", "why"),
    [
        ("name,zone\nRiver,S01000001\n", {}, "codes of zones of zones"),
        ("zone,title,note\nDEMO0001,River,x\n", {}, "--name-column"),
        ("zone,title\nDEMO0001,River\n", {"name_column": "name"}, "found: title"),
        (f"name,zone\n{'x' * 121},DEMO0001\n", {}, "1 to 120"),
    ],
)
def test_a_table_that_does_not_fit_keeps_nothing(tiny: Workspace, table: str, said: dict[str, str], why: str) -> None:
    with pytest.raises(UserError, match=why):
        from_table(table, tiny, **said)
    assert tiny.store.neighbourhoods() == []


def test_outlines_come_from_a_layer(tiny: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    outlines = {
        "ward_code": ["W1", "W1", "W2", "W3"],
        "ward_name": ["West", "West", "Next council", None],
        "geometry": [a_box(0, 0, 1, 2), a_box(1, 0, 1.5, 2), a_box(2.99, 0, 5, 2), a_box(0, 0, 3, 2)],
    }
    gpd.GeoDataFrame(outlines, crs=27700).to_crs(4326).to_file(path)
    report = add_neighbourhoods(NeighbourhoodFile(path=path, licence="OGL v3"), tiny, now=NOW, actor=somebody(ME))
    assert (report.added, report.outside, report.name_column) == (("West",), ("Next council",), "ward_name")
    west = area_of("west", tiny)
    assert (west.kind, west.source, west.licence) == (NeighbourhoodKind.WARD, "wards.geojson", "OGL v3")
    assert west.shape_bng is not None
    assert shapely.from_wkb(west.shape_bng).area == pytest.approx(3 * SIDE_M**2, rel=1e-4)


def test_a_drawn_outline_is_kept_once_under_its_name(tiny: Workspace) -> None:
    drawn = draw_neighbourhood(" The  Shore ", degrees_of(a_box(0, 0, 1.5, 1)), tiny, now=NOW, actor=somebody(ME))
    assert (drawn.name, drawn.neighbourhood_id, drawn.kind) == ("The Shore", "the-shore", NeighbourhoodKind.DRAWN)
    for name, outline, why in (
        ("The Shore", a_box(0, 0, 1, 1), "drawn before"),
        ("", a_box(0, 0, 1, 1), "1 to 120"),
        ("Far", a_box(7, 7, 8, 8), "outside"),
        ("Line", shapely.LineString([(WEST_M, SOUTH_M), (WEST_M + 900, SOUTH_M + 900)]), "may be an area"),
    ):
        with pytest.raises(UserError, match=why):
            draw_neighbourhood(name, degrees_of(outline), tiny, now=NOW, actor=somebody(ME))
    assert tiny.store.neighbourhoods() == [drawn]


def test_renaming_keeps_the_address_and_removing_ends_it(tiny: Workspace) -> None:
    from_table("name,zone\nRiver,DEMO0001\n", tiny)
    rename_neighbourhood("river", "Shore", tiny, now=LATER, actor=somebody(ME))
    assert area_of("river", tiny).name == "Shore"
    remove_neighbourhood("river", tiny, now=LATER, actor=somebody(ME))
    with pytest.raises(UserError, match="may have been removed"):
        area_of("river", tiny)
    assert set(from_table("name,zone\nRiver,DEMO0001\n", tiny)) == {"river-2"}
    for neighbourhood_id in ("river", "zones-tiny-town", "DEMO0001"):
        with pytest.raises(UserError, match="added here"):
            remove_neighbourhood(neighbourhood_id, tiny, now=LATER, actor=somebody(ME))


RESIDENTS = pd.DataFrame(
    {
        "x_m": WEST_M + SIDE_M * np.array([0.25, 0.75, 1.25, 1.5, 2.5, 0.25]),
        "y_m": SOUTH_M + SIDE_M * np.array([0.5, 0.5, 0.5, 1.5, 1.5, 1.5]),
        "zone_code": ["DEMO0001", "DEMO0001", "DEMO0002", "DEMO0005", "DEMO0006", "DEMO0004"],
        "people": [600.0, 400.0, 400.0, 0.0, 1000.0, 500.0],
    }
)


def outlined(shape: shapely.Polygon) -> Neighbourhood:
    return Neighbourhood(neighbourhood_id="x", name="x", kind=NeighbourhoodKind.DRAWN, shape_bng=shapely.to_wkb(shape))


def test_people_of_a_cut_zone_count_where_they_live(tiny: Workspace) -> None:
    zones = tiny.geography.zones_bng
    whole = area_of("DEMO0001", tiny)
    assert residents_in(whole, RESIDENTS).tolist() == [True, True, False, False, False, False]
    assert zone_shares(whole, RESIDENTS, zones).to_dict() == {"DEMO0001": 1.0}
    cut = outlined(a_box(0.5, 0, 2, 2))
    assert residents_in(cut, RESIDENTS).tolist() == [False, True, True, True, False, False]
    # Nobody lives in zone 5 (0 of 0 people), so a point on its surface decides.
    assert zone_shares(cut, RESIDENTS, zones).to_dict() == {
        "DEMO0001": pytest.approx(0.4), "DEMO0002": 1.0, "DEMO0005": 1.0,
    }  # fmt: skip


def test_assets_are_inside_by_their_place_or_by_their_whole_zone(tiny: Workspace) -> None:
    for name, (x, y) in {"in": (0.75, 0.5), "out": (0.25, 0.5), "other": (1.2, 0.2)}.items():
        at = {"easting": str(WEST_M + x * SIDE_M), "northing": str(SOUTH_M + y * SIDE_M)}
        keep(tiny, AssetDraft(name=name, kind="place", offers=("meet",), source="connector", **at))
    for name, x in (("club in a cut zone", 0.75), ("club in a whole zone", 1.25)):
        at = {"easting": str(WEST_M + x * SIDE_M), "northing": str(SOUTH_M + 500)}
        keep(tiny, AssetDraft(name=name, kind="place", offers=("meet",), source="walk", **at), protection=Level.AREA)
    cut = outlined(a_box(0.5, 0, 2, 2))
    shares = zone_shares(cut, RESIDENTS, tiny.geography.zones_bng)

    def inside(audience: Audience, neighbourhood: Neighbourhood) -> set[str]:
        assets = view_assets(tiny, audience, today=TODAY)
        return set(assets.loc[assets_in(neighbourhood, assets, shares), "name"])

    assert inside(Audience.PUBLIC, cut) == {"in", "other", "club in a whole zone"}
    assert inside(Audience.PARTNERS, cut) == {"in", "other", "club in a whole zone", "club in a cut zone"}
    assert inside(Audience.PUBLIC, area_of("DEMO0001", tiny)) == {"in", "out", "club in a cut zone"}
