"""Warnings about free texts: in the right fields, and overruled only with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.asset import FREE_TEXT_FIELDS, AssetDraft
from asset_map.errors import UserError
from asset_map.intake.free_text import FindingKind
from asset_map.services.wording import reason_for_keeping, warnings_for
from asset_map.services.workspace import Workspace

EVERYTHING = "Mrs Khan, 12 Mill Road, G20 8TH, 0141 496 0123, khan@example.org"


@pytest.mark.parametrize("field", [field for field in FREE_TEXT_FIELDS if field not in {"address", "web"}])
def test_nothing_of_a_person_belongs_in_a_free_text(field: str, tiny: Workspace) -> None:
    warnings = warnings_for(AssetDraft(**{field: EVERYTHING}), tiny)
    assert {warning.field for warning in warnings} == {field}
    assert [warning.kind.value for warning in warnings] == ["name", "address", "postcode", "phone", "email"]
    assert all(f"“{warning.found}”" in warning.message for warning in warnings)


def test_an_address_belongs_in_the_address_and_numbers_in_a_web_address(tiny: Workspace) -> None:
    kinds = {warning.kind for warning in warnings_for(AssetDraft(address=EVERYTHING), tiny)}
    assert kinds == {FindingKind.NAME, FindingKind.PHONE, FindingKind.EMAIL}
    assert warnings_for(AssetDraft(address="Flat 2/1, 12 Mill Road, G20 8TH"), tiny) == ()
    assert warnings_for(AssetDraft(web="https://example.org/01414960123/12-mill-road"), tiny) == ()
    assert [warning.kind for warning in warnings_for(AssetDraft(web="khan@example.org"), tiny)] == [FindingKind.EMAIL]


def test_contact_fields_raise_no_warning(tiny: Workspace) -> None:
    contact = AssetDraft(
        phone="0141 496 0123", email="hello@example.org", contact_person="Mrs Khan", postcode="G20 8TH"
    )
    assert warnings_for(contact, tiny) == ()


def test_a_practice_may_be_called_after_its_doctors_but_a_story_may_not_name_them(tiny: Workspace) -> None:
    assert warnings_for(AssetDraft(name="Dr Khan & Partners", also_known_as="Dr. Khan"), tiny) == ()
    assert [warning.found for warning in warnings_for(AssetDraft(story="Dr Khan helped me"), tiny)] == ["Dr Khan"]


def test_the_names_of_the_areas_own_places_are_nobodys_names(tiny: Workspace) -> None:
    zones = tiny.geography.zones_bng
    name = str(zones["zone_name"].iloc[0])
    said = AssetDraft(summary=f"Ask for Isla Reid near {name}")
    assert [warning.found for warning in warnings_for(said, tiny)] == ["Isla Reid"]
    called = zones.assign(zone_name=zones["zone_name"].replace({name: "Isla Reid - 01"}))
    elsewhere = replace(tiny, geography=replace(tiny.geography, zones_bng=called))
    elsewhere.memory.clear()
    assert warnings_for(AssetDraft(summary="Ask for Isla Reid tower"), elsewhere) == ()


def test_the_same_thing_twice_in_a_field_is_said_once(tiny: Workspace) -> None:
    draft = AssetDraft(summary="Mrs Khan. Mrs Khan!", story="Mrs Khan")
    assert [(warning.field, warning.found) for warning in warnings_for(draft, tiny)] == [
        ("summary", "Mrs Khan"),
        ("story", "Mrs Khan"),
    ]


def test_a_warning_is_overruled_with_a_reason_that_does_not_repeat_the_words(tiny: Workspace) -> None:
    warnings = warnings_for(AssetDraft(name="12 Mill Road Garden", summary="Ask for Margaret Campbell"), tiny)
    kept = reason_for_keeping(warnings, " It is the garden's name ")
    assert kept == "Kept as it is (address in name, name in summary): It is the garden's name"
    assert reason_for_keeping((), "") == ""
    with pytest.raises(UserError, match="Expected a reason"):
        reason_for_keeping(warnings, "  ")
