"""Recording: the essentials make a record, and everything wrong is said at once."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
import shapely

from asset_map.domain.asset import AssetDraft, LocatedBy, Precision
from asset_map.domain.problem import ProblemCode
from asset_map.domain.protection import Level
from asset_map.services.record import Recorded, Refused, preview, record
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

LIBRARY = AssetDraft(name="Library", kind="institution", offers=("learn", "digital"), postcode="zz11aa")


def _keep(draft: AssetDraft, workspace: Workspace) -> Recorded:
    result = record(draft, workspace, now=NOW, actor=somebody("connector"))
    assert isinstance(result, Recorded), result
    return result


def test_four_essentials_make_a_record_with_its_zone_and_decile(tiny: Workspace) -> None:
    saved = _keep(LIBRARY, tiny)
    assert saved.zone is not None
    assert (saved.zone.code, saved.zone.decile) == ("DEMO0001", 1)
    kept = tiny.store.asset(saved.asset.asset_id)
    assert kept == saved.asset
    assert (kept.offers, kept.postcode, kept.last_checked) == (("learn", "digital"), "ZZ1 1AA", TODAY)
    assert (kept.located_by, kept.precision, kept.protection) == (LocatedBy.POSTCODE, Precision.STREET, Level.PUBLIC)
    assert shapely.from_wkb(kept.geometry_bng).equals(shapely.Point(WEST_M + 500, SOUTH_M + 500))
    assert [recorded.event.actor for recorded in tiny.store.history(kept.asset_id)] == ["connector"]


def test_everything_that_is_wrong_is_said_at_once(tiny: Workspace) -> None:
    result = record(AssetDraft(status="opne", last_checked="31/12/2099"), tiny, now=NOW, actor=somebody("connector"))
    assert isinstance(result, Refused)
    assert {(problem.field, problem.code) for problem in result.problems} >= {
        ("name", ProblemCode.MISSING),
        ("kind", ProblemCode.MISSING),
        ("offer", ProblemCode.MISSING),
        ("status", ProblemCode.UNKNOWN_CODE),
        ("last_checked", ProblemCode.IN_THE_FUTURE),
    }
    assert ProblemCode.NO_PLACE in {problem.code for problem in result.problems}
    assert tiny.store.version() == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"postcode": "ZZ9 9ZZ"}, ProblemCode.POSTCODE_UNKNOWN),
        ({"postcode": "no"}, ProblemCode.POSTCODE_MALFORMED),
        ({"postcode": "", "easting": "abc", "northing": "1"}, ProblemCode.NOT_A_NUMBER),
        ({"postcode": "", "easting": "259000", "northing": "665000"}, ProblemCode.OUTSIDE_AREA),
    ],
)
def test_a_place_that_cannot_be_used_is_refused_with_why(
    tiny: Workspace, changes: dict[str, str], code: ProblemCode
) -> None:
    result = record(dataclasses.replace(LIBRARY, **changes), tiny, now=NOW, actor=somebody("connector"))
    assert isinstance(result, Refused)
    assert [problem.code for problem in result.problems] == [code]


@pytest.mark.parametrize(("beyond_m", "kept"), [(1199.0, True), (1201.0, False)])
def test_what_lies_up_to_1200_m_beyond_the_edge_is_kept_without_a_zone(
    tiny: Workspace, beyond_m: float, kept: bool
) -> None:
    draft = dataclasses.replace(LIBRARY, postcode="", easting=str(WEST_M - beyond_m), northing=str(SOUTH_M + 500))
    result = record(draft, tiny, now=NOW, actor=somebody("connector"))
    assert isinstance(result, Recorded) == kept
    if isinstance(result, Recorded):
        assert (result.zone, dict(result.asset.zones)) == (None, {})


def test_people_are_never_placed(tiny: Workspace) -> None:
    saved = _keep(dataclasses.replace(LIBRARY, kind="person", address="5 Wren Row"), tiny)
    asset = saved.asset
    assert (asset.geometry_bng, asset.postcode, asset.address, dict(asset.zones)) == (None, "", "", {})
    assert asset.protection is Level.UNMAPPED


def test_a_refuge_starts_with_partners_only_and_a_choice_goes_before_that(tiny: Workspace) -> None:
    refuge = dataclasses.replace(LIBRARY, name="Women's refuge")
    assert _keep(refuge, tiny).asset.protection is Level.PARTNERS
    assert _keep(dataclasses.replace(refuge, protection="unmapped"), tiny).asset.geometry_bng is None


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"name": "Women's refuge"}, "public"),
        ({"name": "Harbour Lights", "who_for": "Women fleeing domestic abuse"}, "area"),
        ({"kind": "person"}, "public"),
        ({"kind": "person"}, "area"),
    ],
)
def test_one_person_alone_cannot_open_up_what_starts_protected(
    tiny: Workspace, changes: dict[str, str], asked: str
) -> None:
    draft = dataclasses.replace(LIBRARY, **changes, protection=asked)
    result = record(draft, tiny, now=NOW, actor=somebody("connector"))
    assert isinstance(result, Refused)
    assert [(problem.field, problem.code) for problem in result.problems] == [
        ("protection", ProblemCode.NEEDS_SECOND_PERSON)
    ]


def test_words_in_any_field_raise_the_protection(tiny: Workspace) -> None:
    draft = dataclasses.replace(LIBRARY, name="Harbour Lights", who_for="Women fleeing domestic abuse")
    assert _keep(draft, tiny).asset.protection is Level.PARTNERS


def test_a_postcode_beyond_the_edge_stays_a_postcode(tiny: Workspace) -> None:
    directory = pd.DataFrame({"easting_m": [WEST_M - 500], "northing_m": [SOUTH_M + 500]}, index=["ZZ11AC"])
    beyond = dataclasses.replace(tiny, geography=dataclasses.replace(tiny.geography, postcodes=directory))
    asset = _keep(dataclasses.replace(LIBRARY, postcode="ZZ1 1AC"), beyond).asset
    assert (asset.located_by, asset.precision) == (LocatedBy.POSTCODE, Precision.STREET)


def test_the_zone_is_shown_before_anything_is_kept(tiny: Workspace) -> None:
    zone = preview(LIBRARY, tiny)
    assert zone is not None
    assert zone.name == "Tiny Town - 01"
    assert preview(AssetDraft(postcode="ZZ"), tiny) is None
    assert tiny.store.version() == 0
