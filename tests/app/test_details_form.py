"""The groups with all further fields: drawn once, kept as a draft takes them, with problems beside their fields."""

from __future__ import annotations

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.pages.components.details_form import GROUPS, LIST_FIELDS, details_of_state
from tests.app.conftest import texts

DRAWN_ELSEWHERE = {
    "name", "kind", "offers", "latitude", "longitude", "easting", "northing", "postcode", "protection", "source",
    "source_id", "licence", "located_by", "shape", "precise_to_m",
}  # fmt: skip


def _form() -> None:
    import streamlit as st  # noqa: PLC0415  (AppTest runs this function by itself)

    from asset_map.pages.components.details_form import details, details_of_state  # noqa: PLC0415

    def key(field: str) -> str:
        return f"f_{field}"

    details(st.session_state.get("problems", ()), key=key)
    st.session_state["read"] = details_of_state(key)


@pytest.fixture
def form(served: object) -> AppTest:
    """Return the form, with nothing in it and not run yet."""
    return AppTest.from_function(_form, default_timeout=60)


def test_every_field_of_a_draft_stands_in_one_group_or_elsewhere() -> None:
    drawn = [field for _code, fields in GROUPS for field in fields]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) | DRAWN_ELSEWHERE == {field.name for field in dataclasses.fields(AssetDraft)}
    assert not set(drawn) & DRAWN_ELSEWHERE
    assert details_of_state(str) == {field: () if field in LIST_FIELDS else "" for field in drawn}


def test_the_groups_are_closed_and_what_is_answered_is_read_as_a_draft_takes_it(form: AppTest) -> None:
    form.run()
    assert not form.exception
    assert [group.label for group in form.expander] == [
        "What people say about it", "How to get there", "Opening and cost", "Who it is for", "Access", "Contact",
        "When was it checked", "Protection and consent",
    ]  # fmt: skip
    assert not any(group.proto.expanded for group in form.expander)
    form.text_area(key="f_own_words").input("the steamie")
    form.selectbox(key="f_own_words_language").set_value("sco")
    form.button_group(key="f_accessed").set_value(["in_person", "online"])
    form.selectbox(key="f_season_from").set_value("5")
    form.selectbox(key="f_contact_agreed").set_value("yes")
    form.radio(key="f_access_features_step_free").set_value("yes").run()
    form.radio(key="f_access_features_lift").set_value("no").run()
    read = form.session_state["read"]
    assert not form.exception
    assert {field: value for field, value in read.items() if value} == {
        "own_words": "the steamie",
        "own_words_language": "sco",
        "accessed": ("in_person", "online"),
        "season_from": "5",
        "contact_agreed": "yes",
        "status": "active",
        "access_features": ("step_free=yes", "lift=no"),
    }
    AssetDraft(**read)
    form.radio(key="f_access_features_lift").set_value("").run()
    assert form.session_state["read"]["access_features"] == ("step_free=yes",)


def test_what_stands_there_already_is_shown_and_stays(form: AppTest) -> None:
    kept = {
        "summary": "Warm",
        "status": "seasonal",
        "accessed": ("phone", "pigeon_post"),
        "access_features": ("bsl=yes", "moat=no"),
        "own_words_language": "xx-old",
        "checked_how": "visit",
    }
    for field, value in kept.items():
        form.session_state[f"f_{field}"] = value
    form.run()
    form.run()
    assert not form.exception
    assert {field: form.session_state["read"][field] for field in kept} == kept
    assert form.radio(key="f_access_features_bsl").value == "yes"
    assert form.radio(key="f_access_features_moat").value == "no"


def test_problems_stand_beside_their_fields_in_an_open_group(form: AppTest) -> None:
    form.session_state["problems"] = (Problem(ProblemCode.MALFORMED, "web", "x", "Expected a web address"),)
    form.run()
    assert [group.label for group in form.expander if group.proto.expanded] == ["Contact"]
    assert [error.value for error in form.expander[5].error] == ["Expected a web address"]
    assert "Expected a web address" in texts(form)
