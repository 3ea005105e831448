"""Finding: words in records and in the names of zones, filters, and the order of what is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.asset import Asset, AssetDraft, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience, Level
from asset_map.services.find import Wanted, find_assets, wanted_in_address
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

CHANGE = AuditEvent(at=NOW, actor="test", action=Action.CHANGED, second_actor="somebody else")


def _add(workspace: Workspace, name: str, postcode: str, /, **fields: object) -> None:
    draft = AssetDraft(name=name, kind="place", offers=("meet",), postcode=postcode)
    made = record(draft, workspace, now=NOW, actor=somebody("test"))
    assert isinstance(made, Recorded), made
    if fields:
        kept: Asset = replace(made.asset, **fields)
        workspace.store.change_asset(kept, event=CHANGE)


@pytest.fixture
def filled(tiny: Workspace) -> Workspace:
    """Record in two zones: Tiny Town - 01 and Tiny Town - 05."""
    _add(tiny, "Library", "ZZ1 1AA", summary="Books and a garden", offers=("learn", "meet"))
    _add(tiny, "Garden", "ZZ1 1AB", access_features={"step_free": True})
    _add(tiny, "Closed hall", "ZZ1 1AA", status=Status.CLOSED, access_features={"step_free": False})
    _add(tiny, "Safe garden", "ZZ1 1AA", protection=Level.PARTNERS)
    return tiny


def _names(workspace: Workspace, wanted: Wanted, audience: Audience = Audience.PUBLIC) -> list[str]:
    return find_assets(wanted, workspace, audience=audience, today=TODAY)["name"].tolist()


def test_the_best_match_comes_first_and_without_words_the_order_is_that_of_names(filled: Workspace) -> None:
    assert _names(filled, Wanted()) == ["Closed hall", "Garden", "Library"]
    assert _names(filled, Wanted(search="garden")) == ["Garden", "Library"]
    assert _names(filled, Wanted(search=" ")) == ["Closed hall", "Garden", "Library"]
    assert _names(filled, Wanted(search="*")) == []


def test_words_are_found_in_the_names_of_zones_too(filled: Workspace) -> None:
    names = filled.geography.zones_bng["zone_name"]
    assert names["DEMO0001"] == "Tiny Town - 01"
    assert _names(filled, Wanted(search="tiny 01")) == ["Closed hall", "Library"]
    assert _names(filled, Wanted(search="garden 01")) == ["Library"]
    assert _names(filled, Wanted(search="gard town")) == ["Garden", "Library"]
    assert _names(filled, Wanted(search='"town 05"')) == ["Garden"]
    assert _names(filled, Wanted(search='"05 town"')) == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(offer="learn"), ["Library"]),
        (Wanted(zone="DEMO0005"), ["Garden"]),
        (Wanted(status="closed"), ["Closed hall"]),
        (Wanted(usable="yes"), ["Garden", "Library"]),
        (Wanted(access="step_free"), ["Garden"]),
        (Wanted(access="step_free", zone="DEMO0001"), []),
        (Wanted(kind="culture"), []),
        (Wanted(kind="nonsense"), []),
        (Wanted(search="garden", offer="learn"), ["Library"]),
    ],
)
def test_filters_narrow(filled: Workspace, wanted: Wanted, names: list[str]) -> None:
    assert _names(filled, wanted) == names


def test_lists_of_staff_narrow_by_what_only_they_see(filled: Workspace) -> None:
    assert _names(filled, Wanted(protection="partners"), Audience.STAFF) == ["Safe garden"]
    assert _names(filled, Wanted(review_state="published", search="safe"), Audience.STAFF) == ["Safe garden"]
    assert len(_names(filled, Wanted(recorded_by="test"), Audience.STAFF)) == 4
    assert _names(filled, Wanted(recorded_by="nobody"), Audience.STAFF) == []
    assert _names(filled, Wanted(recorded_by="test")) == []
    assert _names(filled, Wanted(search="safe")) == _names(filled, Wanted(protection="partners")) == []


def test_an_address_of_the_public_narrows_by_what_the_public_may(filled: Workspace) -> None:
    asked = {"search": "tea" * 100, "kind": "place", "recorded_by": "test", "other": "x"}
    assert wanted_in_address(asked) == Wanted(search=("tea" * 100)[:200], kind="place")
