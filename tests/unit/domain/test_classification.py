"""The scheme of kinds and offers: complete as it comes, and clear about what is wrong with one that somebody brings."""

from __future__ import annotations

import re

import pytest

from asset_map.domain.classification import read_classification
from asset_map.domain.classification_file import FORMAT, LONGEST_INTERVAL_DAYS
from asset_map.errors import UserError
from asset_map.settings import bundled

OWN = bundled("data/classification/classification.toml").read_text("utf-8")
SCHEME = read_classification(OWN)
PLACE_STANDARD = {
    "Moving around", "Public transport", "Traffic and parking", "Streets and spaces", "Natural spaces",
    "Play and recreation", "Facilities and services", "Work and local economy", "Housing and community",
    "Social interaction", "Identity and belonging", "Feeling safe", "Care and maintenance",
    "Influence and sense of control",
}  # fmt: skip

SMALL = """
format = 1
version = "1"
sensitive_words = ["refuge", "-refuge island"]

[[kind]]
code = "place"
label = "Places"
meaning = "Land and buildings"
icon = "place"
placements = ["point"]
starting_level = "public"
check_interval_days = 365

[[offer]]
code = "food"
label = "Food"
meaning = "Eating"
icon = "food"
look_interval_days = 365

[[access_feature]]
code = "step_free"
label = "No steps"
question = "Are there no steps?"

[[language]]
code = "gd"
name = "Gàidhlig"
english = "Gaelic"
"""


def test_the_vocabulary_is_all_there() -> None:
    assert list(SCHEME.kinds) == ["person", "association", "institution", "place", "exchange", "culture"]
    assert " ".join(SCHEME.offers) == (
        "food meet green play sport health mind learn digital work money home family youth older disability newcomer "
        "faith arts voice travel share safety"
    )


def test_every_offer_has_its_counterparts_and_every_theme_of_the_place_standard_is_met() -> None:
    for offer in SCHEME.offers.values():
        assert set(offer.crosswalk) == {"place_standard", "openstreetmap", "open_referral"}
        assert all(offer.crosswalk.values())
        for tag in offer.crosswalk["openstreetmap"]:
            assert re.fullmatch(r"[a-z_:]+=[a-z_]+( \+ [a-z_:]+=[a-z_]+)?", tag), tag
    themes = {theme for offer in SCHEME.offers.values() for theme in offer.crosswalk["place_standard"]}
    assert themes == PLACE_STANDARD
    assert all(kind.crosswalk for kind in SCHEME.kinds.values())


def test_languages_and_access_features_are_offered() -> None:
    assert (SCHEME.languages["gd"].name, SCHEME.languages["gd"].english) == ("Gàidhlig", "Scottish Gaelic")
    assert {"sco", "bfi", "pl", "ur", "ar", "ti", "und"} <= SCHEME.languages.keys()
    assert SCHEME.access_features["step_free"].question.endswith("?")


def test_a_small_scheme_is_enough() -> None:
    scheme = read_classification(SMALL)
    assert (list(scheme.kinds), list(scheme.offers), scheme.sensitive_words) == (
        ["place"],
        ["food"],
        ("refuge", "-refuge island"),
    )
    without = read_classification(SMALL[: SMALL.index("[[access_feature]]")])
    assert (without.access_features, without.languages) == ({}, {})


def test_a_code_of_an_older_scheme_is_shown_as_it_is() -> None:
    assert (SCHEME.kind_label("place"), SCHEME.kind_label("guild")) == ("Places", "guild")
    assert (SCHEME.offer_label("food"), SCHEME.offer_label("coal")) == ("Food", "coal")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('version = "1"', 'version = "1"\ncolour = "red"', "the file: “colour” is not known"),
        ('code = "place"\n', "", "[[kind]] number 1: “code” is missing"),
        ('code = "place"', 'code = "Place"', "code: expected a code of small letters"),
        ('code = "place"', "code = 7", "code: expected a code of small letters"),
        ('label = "Food"', 'label = " "', "[[offer]] number 1 (food): label: expected a text"),
        ('label = "Food"', 'label = "Food"\nlook = 3', "[[offer]] number 1 (food): “look” is not known"),
        ('"public"', '"open"', "starting_level: expected one of public, area, partners, unmapped; found 'open'"),
        ("check_interval_days = 365", "check_interval_days = 0", "check_interval_days: expected a number of days"),
        ("look_interval_days = 365", "look_interval_days = true", "look_interval_days: expected a number of days"),
        (
            "look_interval_days = 365",
            f"look_interval_days = {LONGEST_INTERVAL_DAYS + 1}",
            "look_interval_days: expected a number of days",
        ),
        ('["point"]', '["dot"]', "placements: expected a list of any of point, line, area"),
        ('["refuge", "-refuge island"]', '["refuge", "-"]', "sensitive_words: expected a list of texts"),
        ('code = "gd"', 'code = "Gaelic"', "expected a BCP 47 code of a language"),
        ("look_interval_days = 365", "look_interval_days = 365\n[offer.crosswalk]\nosm = 1", "crosswalk: expected"),
        ("format = 1\n", "", "the file: “format” is missing"),
        ("format = 1", "format = 0", f"format: expected the number {FORMAT}"),
        ("format = 1", "format = 1\nkind = 3", "TOML"),
    ],
)
def test_what_is_wrong_with_a_scheme_is_said_where_it_stands(old: str, new: str, said: str) -> None:
    assert SMALL.count(old) >= 1
    with pytest.raises(UserError) as raised:
        read_classification(SMALL.replace(old, new, 1), "own.toml")
    assert "own.toml" in str(raised.value)
    assert said in str(raised.value)


def test_a_code_stands_only_once() -> None:
    twice = SMALL + SMALL[SMALL.index("[[offer]]") : SMALL.index("[[access_feature]]")]
    with pytest.raises(UserError, match="the code “food” stands there 2 times"):
        read_classification(twice)


@pytest.mark.parametrize("table", ["kind", "offer"])
def test_a_scheme_has_kinds_and_offers(table: str) -> None:
    end = {"kind": "[[offer]]", "offer": "[[access_feature]]"}[table]
    without = SMALL[: SMALL.index(f"[[{table}]]")] + SMALL[SMALL.index(end) :]
    with pytest.raises(UserError, match=re.escape(f"expected at least one [[{table}]]; found none")):
        read_classification(without)
    with pytest.raises(UserError, match=f"{table}: expected tables"):
        read_classification(without.replace('version = "1"', f'version = "1"\n{table} = 1'))


def test_a_newer_format_is_told_apart_from_a_wrong_one() -> None:
    with pytest.raises(UserError, match=r"found format 2 in own\.toml\. It was made for a newer version"):
        read_classification(SMALL.replace("format = 1", "format = 2"), "own.toml")


def test_all_faults_are_said_at_once() -> None:
    wrong = SMALL.replace('"public"', '"open"').replace('"food"\nlabel', '"Food"\nlabel').replace('version = "1"', "")
    with pytest.raises(UserError) as raised:
        read_classification(wrong)
    assert str(raised.value).count("\n- ") == 3
