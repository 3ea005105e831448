"""Lines and areas are placed as points are: the zone of a point on them, up to 1,200 m beyond the edge."""

from __future__ import annotations

import dataclasses
import datetime as dt

import geopandas as gpd
import pytest
import shapely

from asset_map.domain.asset import Asset, AssetDraft, LocatedBy, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.problem import ProblemCode
from asset_map.domain.protection import Audience, Level
from asset_map.services.making import Made, Maker
from asset_map.services.record import preview
from asset_map.services.whereabouts import whereabouts_of
from asset_map.services.workspace import Workspace, place_again
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

PATH = AssetDraft(name="Burn path", kind="place", offers=("green",))


def drawn(*corners_km: tuple[float, float], closed: bool = False) -> str:
    """Return a line, or the area within it, given in kilometres from the corner of the town, as GeoJSON in degrees."""
    metres = [(WEST_M + x * 1000, SOUTH_M + y * 1000) for x, y in corners_km]
    shape = shapely.Polygon(metres) if closed else shapely.LineString(metres)
    return shapely.to_geojson(gpd.GeoSeries([shape], crs=27700).to_crs(4326).iloc[0])


LINE = drawn((0.4, 0.2), (0.4, 0.6), (0.9, 0.6))
AREA = drawn((1.2, 0.2), (1.8, 0.2), (1.8, 0.8), closed=True)


def make(workspace: Workspace, **changes: object) -> Made:
    maker = Maker(workspace.geography, workspace.prepared, workspace.classification, now=NOW, actor="connector")
    return maker.make([dataclasses.replace(PATH, **changes)])[0]


def made(workspace: Workspace, **changes: object) -> Asset:
    outcome = make(workspace, **changes)
    assert outcome.asset is not None, outcome.problems
    return outcome.asset


@pytest.mark.parametrize(("shape", "kind", "zone"), [(LINE, "LineString", "DEMO0001"), (AREA, "Polygon", "DEMO0002")])
def test_a_shape_is_kept_exactly_with_the_zone_of_a_point_on_it(
    tiny: Workspace, shape: str, kind: str, zone: str
) -> None:
    asset = made(tiny, shape=shape)
    kept = shapely.from_wkb(asset.geometry_bng)
    assert kept.geom_type == kind
    assert asset.zones == {"demo": zone}
    assert (asset.precision, asset.located_by) == (Precision.EXACT, LocatedBy.MAP)
    assert kept.bounds[0] == pytest.approx(WEST_M + (400 if kind == "LineString" else 1200), abs=0.01)


def test_a_shape_goes_before_every_other_way_to_say_where(tiny: Workspace) -> None:
    asset = made(tiny, shape=LINE, postcode="ZZ1 1AB", latitude="not a number", easting="1")
    assert shapely.from_wkb(asset.geometry_bng).geom_type == "LineString"
    assert asset.postcode == "ZZ1 1AB"


def test_the_zone_stays_the_same_when_everything_is_placed_anew(tiny: Workspace) -> None:
    u_shape = drawn(
        (0.1, 0.9), (0.1, 0.1), (1.4, 0.1), (1.4, 0.9), (1.3, 0.9), (1.3, 0.2), (0.2, 0.2), (0.2, 0.9), closed=True
    )
    asset = made(tiny, shape=u_shape)
    tiny.store.add_asset(asset, event=AuditEvent(at=NOW, actor="test", action=Action.RECORDED))
    assert place_again(tiny, now=NOW, actor=somebody("test")) == 0
    assert tiny.store.read_assets(Audience.STAFF, zone_system="demo")["zone_code"].tolist() == list(
        asset.zones.values()
    )


def test_a_shape_near_the_edge_has_a_place_and_no_zone_and_one_far_away_is_refused(tiny: Workspace) -> None:
    near = made(tiny, shape=drawn((4.1, 0.5), (5.0, 0.5)))
    assert near.geometry_bng is not None
    assert near.zones == {}
    reaching_in = made(tiny, shape=drawn((2.9, 0.5), (8.0, 0.5), (12.0, 0.5)))
    assert reaching_in.zones == {}
    far = make(tiny, shape=drawn((4.3, 0.5), (5.0, 0.5)))
    assert [(problem.field, problem.code) for problem in far.problems] == [("shape", ProblemCode.OUTSIDE_AREA)]


@pytest.mark.parametrize(
    ("kind", "shape", "code"),
    [
        ("institution", LINE, ProblemCode.SHAPE_NOT_ALLOWED),
        ("association", LINE, ProblemCode.SHAPE_NOT_ALLOWED),
        ("exchange", LINE, ProblemCode.SHAPE_NOT_ALLOWED),
        ("place", "{}", ProblemCode.MALFORMED),
    ],
)
def test_a_shape_that_cannot_be_is_refused_beside_its_field(
    tiny: Workspace, kind: str, shape: str, code: ProblemCode
) -> None:
    problems = make(tiny, kind=kind, shape=shape).problems
    assert [(problem.field, problem.code) for problem in problems] == [("shape", code)]


@pytest.mark.parametrize(
    "changes", [{"kind": "person"}, {"protection": "unmapped"}, {"kind": "person", "shape": "nonsense"}]
)
def test_what_is_never_on_a_map_keeps_nothing_that_tells_its_place(tiny: Workspace, changes: dict[str, str]) -> None:
    telling = {
        "shape": LINE,
        "uprn": "906700000001",
        "address": "5 Mill Road",
        "postcode": "ZZ1 1AA",
        "located_by": "map",
    }
    asset = made(tiny, **(telling | changes))
    assert (asset.geometry_bng, asset.uprn, asset.address, asset.postcode) == (None, "", "", "")
    assert (asset.precision, asset.located_by, asset.zones) == (Precision.NONE, None, {})
    assert asset.protection is Level.UNMAPPED


@pytest.mark.parametrize(
    ("given", "how", "precision"),
    [
        ("map", LocatedBy.MAP, Precision.EXACT),
        ("address", LocatedBy.ADDRESS, Precision.STREET),
        ("paper_grid", LocatedBy.PAPER_GRID, Precision.STREET),
        ("postcode", LocatedBy.POSTCODE, Precision.STREET),
        ("", LocatedBy.IMPORT, Precision.EXACT),
    ],
)
def test_how_a_point_was_found_comes_through(tiny: Workspace, given: str, how: LocatedBy, precision: Precision) -> None:
    asset = made(tiny, easting=str(WEST_M + 500), northing=str(SOUTH_M + 500), located_by=given)
    assert (asset.located_by, asset.precision) == (how, precision)


@pytest.mark.parametrize(
    ("given", "precise_to_m", "precision"),
    [
        ("map", "29", Precision.EXACT),
        ("map", "30", Precision.STREET),
        ("address", "249", Precision.STREET),
        ("address", "250", Precision.AREA),
        ("map", "about here", Precision.EXACT),
    ],
)
def test_a_point_is_known_no_finer_than_what_gave_it(
    tiny: Workspace, given: str, precise_to_m: str, precision: Precision
) -> None:
    place = {"easting": str(WEST_M + 500), "northing": str(SOUTH_M + 500)}
    assert made(tiny, **place, located_by=given, precise_to_m=precise_to_m).precision is precision


def test_a_way_that_there_is_not_is_refused_in_words(tiny: Workspace) -> None:
    problems = make(tiny, shape=LINE, located_by="dowsing").problems
    assert [(problem.field, problem.code) for problem in problems] == [("located_by", ProblemCode.UNKNOWN_CODE)]


def test_every_field_that_people_type_is_kept(tiny: Workspace) -> None:
    asset = made(
        tiny, shape=LINE, story=" Once a mill race ", also_known_as="The Lade", accessed=("in_person",),
        access_features=("step_free=yes",), capacity="30", capacity_unit="people", season_from="April",
        season_to="9", valued="Quiet", uprn="906700000001", consent_given_on="2026-01-02", checked_how="visit",
    )  # fmt: skip
    assert (asset.story, asset.also_known_as, asset.valued) == ("Once a mill race", "The Lade", "Quiet")
    assert (asset.accessed, asset.access_features) == (("in_person",), {"step_free": True})
    assert (asset.capacity, asset.capacity_unit, asset.season_from, asset.season_to) == (30, "people", 4, 9)
    assert (asset.uprn, asset.checked_how) == ("906700000001", "visit")
    assert asset.consent_given_on == dt.date(2026, 1, 2)


def test_what_people_send_without_an_account_waits_for_review(tiny: Workspace) -> None:
    maker = Maker(
        tiny.geography, tiny.prepared, tiny.classification,
        now=NOW, actor="visitor", review_state=ReviewState.SUBMITTED, sent_by="a browser",
    )  # fmt: skip
    asset = maker.make([dataclasses.replace(PATH, shape=LINE)])[0].asset
    assert asset is not None
    assert (asset.review_state, asset.sent_by) == (ReviewState.SUBMITTED, "a browser")


def test_a_shape_shows_back_its_zone_before_anything_is_kept(tiny: Workspace) -> None:
    zone = preview(dataclasses.replace(PATH, shape=AREA), tiny)
    assert zone is not None
    assert (zone.code, zone.decile) == ("DEMO0002", 1)
    assert preview(dataclasses.replace(PATH, shape="{}"), tiny) is None
    assert tiny.store.version() == 0


def test_points_and_shapes_of_one_list_keep_their_order(tiny: Workspace) -> None:
    drafts = [
        dataclasses.replace(PATH, postcode="ZZ1 1AB"),
        dataclasses.replace(PATH, shape=LINE),
        dataclasses.replace(PATH, kind="no such kind", shape=AREA),
        PATH,
    ]
    found = whereabouts_of(drafts, geography=tiny.geography, prepared=tiny.prepared, classification=tiny.classification)
    assert [one.zone_code for one in found] == ["DEMO0005", "DEMO0001", "DEMO0002", None]
    assert found[3].problem is not None
    assert found[3].problem.code is ProblemCode.NO_PLACE
