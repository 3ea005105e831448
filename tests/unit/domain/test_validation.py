"""What is wrong with a draft is found all at once, on both sides of each threshold."""

from __future__ import annotations

import dataclasses

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.classification import read_classification
from asset_map.domain.months import read_month
from asset_map.domain.problem import ProblemCode
from asset_map.domain.validation import LONGEST, check_words
from asset_map.settings import bundled
from tests.conftest import TODAY

SCHEME = read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))
GOOD = AssetDraft(name="Wash house", kind="place", offers=("home",))
CONSENTED = {"contact_person": "Isa", "consent_for": "Her name", "consent_given_on": "2026-11-01"}


def _problems(**changes: object) -> set[tuple[str, ProblemCode]]:
    draft = dataclasses.replace(GOOD, **changes)
    return {(problem.field, problem.code) for problem in check_words(draft, SCHEME, today=TODAY)}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"age_from": "-1"}, ("age_from", ProblemCode.NOT_A_NUMBER)),
        ({"age_from": "ten"}, ("age_from", ProblemCode.NOT_A_NUMBER)),
        ({"age_to": "121"}, ("age_to", ProblemCode.OUT_OF_RANGE)),
        ({"age_from": "26", "age_to": "25"}, ("age_to", ProblemCode.WRONG_ORDER)),
        ({"season_from": "13", "season_to": "1"}, ("season_from", ProblemCode.MALFORMED)),
        ({"season_from": "May"}, ("season_to", ProblemCode.MISSING)),
        ({"season_to": "May"}, ("season_from", ProblemCode.MISSING)),
        ({"capacity": "0", "capacity_unit": "seats"}, ("capacity", ProblemCode.OUT_OF_RANGE)),
        ({"capacity": "1000001", "capacity_unit": "seats"}, ("capacity", ProblemCode.OUT_OF_RANGE)),
        ({"capacity": "1" * 40, "capacity_unit": "seats"}, ("capacity", ProblemCode.NOT_A_NUMBER)),
        ({"capacity": "12"}, ("capacity_unit", ProblemCode.MISSING)),
        ({"capacity_unit": "seats"}, ("capacity", ProblemCode.MISSING)),
        ({"uprn": "1234567890123"}, ("uprn", ProblemCode.MALFORMED)),
        ({"uprn": "12a"}, ("uprn", ProblemCode.MALFORMED)),
        ({"own_words_language": "klingon"}, ("own_words_language", ProblemCode.UNKNOWN_CODE)),
        ({"accessed": ("in_person", "teleport")}, ("accessed", ProblemCode.UNKNOWN_CODE)),
        ({"checked_how": "guess"}, ("checked_how", ProblemCode.UNKNOWN_CODE)),
        ({"contact_agreed": "maybe"}, ("contact_agreed", ProblemCode.UNKNOWN_CODE)),
        ({"access_features": ("moat=yes",)}, ("access_features", ProblemCode.UNKNOWN_CODE)),
        ({"access_features": ("step_free",)}, ("access_features", ProblemCode.MALFORMED)),
        ({"access_features": ("step_free=perhaps",)}, ("access_features", ProblemCode.MALFORMED)),
        ({"access_features": ("step_free=yes", "step_free=no")}, ("access_features", ProblemCode.MALFORMED)),
        ({"access_features": ("=yes",)}, ("access_features", ProblemCode.MALFORMED)),
        ({"web": "example.org"}, ("web", ProblemCode.MALFORMED)),
        ({"web": "javascript:alert(1)"}, ("web", ProblemCode.MALFORMED)),
        ({"web": "ftp://example.org"}, ("web", ProblemCode.MALFORMED)),
        ({"web": "https://me@example.org"}, ("web", ProblemCode.MALFORMED)),
        ({"web": "https://exa mple.org"}, ("web", ProblemCode.MALFORMED)),
        ({"email": "hello@example"}, ("email", ProblemCode.MALFORMED)),
        ({"email": "hello"}, ("email", ProblemCode.MALFORMED)),
        ({"email": "a@example.org, b@example.org"}, ("email", ProblemCode.MALFORMED)),
        ({"phone": "1" * 101}, ("phone", ProblemCode.TOO_LONG)),
        ({"story": "a" * 5001}, ("story", ProblemCode.TOO_LONG)),
        ({"consent_given_on": "2026-11-22"}, ("consent_given_on", ProblemCode.IN_THE_FUTURE)),
        ({"consent_given_on": "then"}, ("consent_given_on", ProblemCode.NOT_A_DATE)),
        (
            {"consent_given_on": "2026-11-01", "consent_until": "2026-10-31"},
            ("consent_until", ProblemCode.WRONG_ORDER),
        ),
        (
            {"consent_given_on": "2026-11-01", "consent_withdrawn_on": "2026-10-31"},
            ("consent_withdrawn_on", ProblemCode.WRONG_ORDER),
        ),
        ({"consent_withdrawn_on": "2026-11-22"}, ("consent_withdrawn_on", ProblemCode.IN_THE_FUTURE)),
        ({"keep_until": "soon"}, ("keep_until", ProblemCode.NOT_A_DATE)),
        ({"contact_person": "Isa"}, ("contact_person", ProblemCode.NEEDS_CONSENT)),
        ({**CONSENTED, "consent_for": ""}, ("contact_person", ProblemCode.NEEDS_CONSENT)),
        ({**CONSENTED, "consent_given_on": ""}, ("contact_person", ProblemCode.NEEDS_CONSENT)),
        ({**CONSENTED, "consent_withdrawn_on": "2026-11-02"}, ("contact_person", ProblemCode.NEEDS_CONSENT)),
        ({**CONSENTED, "consent_until": "2026-11-20"}, ("contact_person", ProblemCode.NEEDS_CONSENT)),
    ],
)
def test_what_cannot_be_kept_is_named_once_beside_its_field(
    changes: dict[str, object], problem: tuple[str, ProblemCode]
) -> None:
    assert _problems(**changes) == {problem}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"age_from": "0", "age_to": "120"},
        {"age_from": "16", "age_to": "16"},
        {"season_from": "November", "season_to": "2"},
        {"capacity": "1", "capacity_unit": "seat"},
        {"capacity": "1000000", "capacity_unit": "seats"},
        {"uprn": "1"},
        {"uprn": "123456789012"},
        {"own_words_language": "gd"},
        {"accessed": ("mobile", "home_visit")},
        {"access_features": ("step_free=yes", "hearing_loop=no")},
        {"web": "http://example.org"},
        {"web": "HTTPS://example.org:8080/page?x=1#part"},
        {"email": "community.hub+news@mail.example.org"},
        {"phone": "0141 000 0000 (option 2)"},
        {"consent_given_on": "2026-11-21", "consent_until": "2026-11-21"},
        {"keep_until": "2099-01-01"},
        CONSENTED,
        {**CONSENTED, "consent_until": "2026-11-21"},
    ],
)
def test_what_is_right_is_kept(changes: dict[str, object]) -> None:
    assert _problems(**changes) == set()


def test_a_likely_web_address_is_suggested_and_not_made() -> None:
    draft = dataclasses.replace(GOOD, web="www.example.org/a")
    (problem,) = check_words(draft, SCHEME, today=TODAY)
    assert problem.message.endswith("Did you mean https://www.example.org/a?")
    (other,) = check_words(dataclasses.replace(GOOD, web="javascript:alert(1)"), SCHEME, today=TODAY)
    assert "Did you mean" not in other.message


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {"age_from": "x", "season_from": "x", "email": "x", "web": "x", "contact_person": "x", "keep_until": "x"}
    assert {field for field, _code in _problems(**wrong)} == {*wrong, "season_to"}


@pytest.mark.parametrize("field", list(LONGEST))
def test_a_text_may_be_as_long_as_said_and_no_longer(field: str) -> None:
    def too_long(length: int) -> bool:
        return (field, ProblemCode.TOO_LONG) in _problems(**{field: "a" * length})

    assert not too_long(LONGEST[field])
    assert too_long(LONGEST[field] + 1)


@pytest.mark.parametrize(
    ("typed", "month"),
    [("1", 1), ("12", 12), ("0", None), ("13", None), ("May", 5), ("sept", 9), ("Dec.", 12), ("", None), ("١", None)],
)
def test_months_are_read_as_people_write_them(typed: str, month: int | None) -> None:
    assert read_month(typed) == month
