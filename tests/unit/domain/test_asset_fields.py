"""An asset's words become a draft's words and back, with nothing lost."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.asset import Accessed, Asset, AssetDraft, CheckedHow, Status
from asset_map.domain.asset_fields import asset_fields, draft_fields
from asset_map.domain.classification import read_classification
from asset_map.domain.validation import check_words
from asset_map.settings import bundled
from tests.conftest import TODAY

SCHEME = read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))

NOT_FROM_WORDS = {
    "asset_id", "geometry_bng", "precision", "located_by", "address", "postcode", "zones", "protection", "review_state",
    "review_reason", "source", "source_id", "licence", "recorded_by", "recorded_at", "last_checked", "version",
    "protection_set_by", "sent_by", "merged_into",
}  # fmt: skip

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30)
_NUMBER = st.none() | st.integers(0, 120)
_MONTH = st.none() | st.integers(1, 12)
_DATE = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
_OF_TYPE: dict[str, st.SearchStrategy[object]] = {
    "str": _TEXT,
    "bool": st.booleans(),
    "int | None": _NUMBER,
    "dt.date | None": _DATE,
    "tuple[str, ...]": st.lists(st.sampled_from(list(SCHEME.offers)), min_size=1, unique=True).map(tuple),
    "Status": st.sampled_from(Status),
    "CheckedHow | None": st.none() | st.sampled_from(CheckedHow),
    "tuple[Accessed, ...]": st.lists(st.sampled_from(Accessed), unique=True).map(tuple),
    "Mapping[str, bool]": st.dictionaries(st.sampled_from(list(SCHEME.access_features)), st.booleans()),
}
_FIELDS = {
    field.name: _MONTH if field.name.startswith("season_") else _OF_TYPE[str(field.type)]
    for field in dataclasses.fields(Asset)
    if field.name not in NOT_FROM_WORDS
}


@given(st.fixed_dictionaries(_FIELDS))
def test_the_words_of_an_asset_give_the_same_asset_again(fields: dict[str, object]) -> None:
    asset = Asset(asset_id="a", recorded_by="x", recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), **fields)
    assert asset_fields(AssetDraft(**draft_fields(asset))) == fields


def test_every_field_of_an_asset_comes_from_the_words_or_is_known_to_come_from_elsewhere() -> None:
    fields = {field.name for field in dataclasses.fields(Asset)}
    assert asset_fields(AssetDraft(kind="place")).keys() == fields - NOT_FROM_WORDS


def test_a_full_draft_without_problems_becomes_typed_fields() -> None:
    draft = AssetDraft(
        name="  Wash house ",
        kind="place",
        offers=("home", "meet", "home"),
        status="seasonal",
        season_from="apr",
        season_to="9",
        age_from="16",
        age_to="25",
        capacity="12",
        capacity_unit="places",
        accessed=("in_person", "online"),
        access_features=("step_free=yes", "hearing_loop=no"),
        checked_how="visit",
        own_words="the steamie",
        own_words_language="sco",
        contact_person="Isa",
        consent_for="Her name for partners",
        consent_given_on="1/11/2026",
        consent_until="1 November 2027",
        keep_until="2030-01-01",
        contact_agreed="Yes",
        web="https://example.org/a?b=c",
        email="hello@example.org",
        uprn="906700000001",
    )
    assert check_words(draft, SCHEME, today=TODAY) == ()
    fields = asset_fields(draft)
    assert {name: value for name, value in fields.items() if value not in ("", None)} == {
        "name": "Wash house",
        "kind": "place",
        "offers": ("home", "meet"),
        "status": Status.SEASONAL,
        "season_from": 4,
        "season_to": 9,
        "age_from": 16,
        "age_to": 25,
        "capacity": 12,
        "capacity_unit": "places",
        "accessed": (Accessed.IN_PERSON, Accessed.ONLINE),
        "access_features": {"step_free": True, "hearing_loop": False},
        "checked_how": CheckedHow.VISIT,
        "own_words": "the steamie",
        "own_words_language": "sco",
        "contact_person": "Isa",
        "consent_for": "Her name for partners",
        "consent_given_on": dt.date(2026, 11, 1),
        "consent_until": dt.date(2027, 11, 1),
        "keep_until": dt.date(2030, 1, 1),
        "contact_agreed": True,
        "web": "https://example.org/a?b=c",
        "email": "hello@example.org",
        "uprn": "906700000001",
    }


@pytest.mark.parametrize("typed", ["no", "NO", ""])
def test_contact_is_agreed_only_by_a_yes(typed: str) -> None:
    assert asset_fields(AssetDraft(kind="place", contact_agreed=typed))["contact_agreed"] is False
