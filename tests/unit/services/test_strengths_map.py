"""The map of strengths and gaps shows what was worked by hand in the tiny town, and asks nothing it cannot answer."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.datastructures import QueryParams
from typer.testing import CliRunner

from asset_map.cli import app
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.maps.layer import Layer, Pattern
from asset_map.services.look import Question
from asset_map.services.map_address import address_of_map, map_question_in_address
from asset_map.services.strengths_map import MapQuestion, strengths_layer_of, strengths_page
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.tiny_town.reach import OFFER
from tests.fixtures.tiny_town.town import CODES

MEET = MapQuestion(Question(OFFER, Audience.PUBLIC, TODAY))
EVENT = AuditEvent(at=NOW, actor="test", action=Action.LOOKED)


def drawn_as(layer: Layer, theme_id: str) -> list[str]:
    theme = next(theme for theme in layer.themes if theme.theme_id == theme_id)
    return [theme.classes[position].label for position in theme.class_of_zone]


def asked(address: str) -> MapQuestion:
    return map_question_in_address(QueryParams(address.partition("?")[2]), today=TODAY)


def looked_none(zone_code: str, offer: str) -> Look:
    return Look(
        zone_code=zone_code,
        offer=offer,
        result=LookResult.NONE,
        method=LookMethod.WALKABOUT,
        looked_on=TODAY,
        looked_by="test",
    )


def test_the_map_shows_reach_as_it_was_worked_by_hand(reach_town: Workspace) -> None:
    layer = strengths_layer_of(replace(MEET, distance_m=400), reach_town)
    assert drawn_as(layer, "reach") == [
        "A quarter to a half",
        *["More than three quarters"] * 3,
        "No residents counted",
        "More than three quarters, at least",
    ]
    # 3,150 people: the middle ones of the zones are at 16, 38, 48, 60 and 84 % in order of rank.
    assert drawn_as(layer, "need_reach") == [
        "Most deprived third; a third to two thirds near",
        *["Middle third; two thirds or more near"] * 3,
        "No residents counted, or not ranked",
        "Nobody has looked yet",
    ]
    titles = {theme.theme_id: theme.title for theme in layer.themes}
    assert titles["reach"] == "Residents within 400 m"
    assert [row[4] for row in layer.zone_table.rows] == [
        "50\N{NO-BREAK SPACE}%",
        *["100\N{NO-BREAK SPACE}%"] * 3,
        "not known",
        "at least 100\N{NO-BREAK SPACE}%",
    ]


def test_a_farther_distance_changes_reach_and_nothing_else(reach_town: Workspace) -> None:
    near, far = (strengths_layer_of(replace(MEET, distance_m=d), reach_town) for d in (400, 800))
    assert drawn_as(far, "reach")[0] == "More than three quarters"
    for theme_id in ("amount", "gaps", "coverage", "deprivation"):
        assert drawn_as(near, theme_id) == drawn_as(far, theme_id)


def test_without_its_look_a_gap_is_hatched_in_every_theme_and_word(reach_town: Workspace) -> None:
    green = MapQuestion(Question("green", Audience.PUBLIC, TODAY))
    before = strengths_layer_of(green, reach_town)
    reach_town.store.add_looks([looked_none(CODES[0], "green")], event=EVENT)
    after = strengths_layer_of(green, reach_town)
    assert drawn_as(after, "gaps")[0] == "Gap: looked, found none"
    assert drawn_as(after, "reach")[0] == "No resident, and somebody has looked"
    assert "Gap: looked, and found none" in after.zone_table.rows[0]
    for theme in before.themes:
        if theme.theme_id != "deprivation":
            assert {theme.classes[position].pattern for position in theme.class_of_zone} == {Pattern.HATCHED}
    labels = [entry.label for theme in before.themes for entry in theme.classes]
    cells = [cell for row in before.zone_table.rows for cell in row]
    assert not [text for text in [*labels, *cells] if "gap" in text.lower()]


def test_deprivation_is_never_what_a_map_opens_with(reach_town: Workspace) -> None:
    layer = strengths_layer_of(MEET, reach_town)
    assert layer.themes[-1].theme_id == "deprivation"
    assert strengths_layer_of(replace(MEET, theme="reach"), reach_town).opens_with == "reach"
    with pytest.raises(UserError, match="Expected one of the themes amount, reach, gaps, need_reach, coverage; found"):
        strengths_layer_of(replace(MEET, theme="deprivation"), reach_town)


def test_the_page_carries_its_run_card(reach_town: Workspace) -> None:
    page = strengths_page(replace(MEET, distance_m=600, ranking="income"), reach_town, files="served")
    data = json.loads(re.findall(r'id="layer">(.*?)</script>', page, flags=re.DOTALL)[0])
    card = dict(data["runCard"])
    assert card["Distances"] == "600 m"
    assert card["Measured"] == "in a straight line, which is shorter than any walk"
    assert card["Ranking"] == "income"
    assert card["Zones looked at"] == "5 of 6 zones looked at"
    assert card["As of"] == "21 November 2026"


def test_a_protected_place_is_on_no_map_of_the_public(reach_town: Workspace) -> None:
    assert "protected" not in strengths_page(MEET, reach_town, files="served")
    partners = replace(MEET, question=Question(OFFER, Audience.PARTNERS, TODAY))
    assert '"protected"' in strengths_page(partners, reach_town, files="served")


def test_an_address_says_all_that_is_asked_and_only_that() -> None:
    whole = MapQuestion(
        Question(OFFER, Audience.PUBLIC, TODAY, "simd", dt.date(2026, 1, 31)),
        1200,
        DistanceKind.WALKING_NETWORK,
        "income",
        "reach",
        ((55.86012, -4.25123), (55.9, -4.0)),
    )
    assert asked(address_of_map(whole)) == whole
    assert address_of_map(MEET) == f"/maps/strengths?offer={OFFER}"
    assert asked(address_of_map(MEET)) == MEET


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        ("distance=far", "Expected a distance in whole metres, such as 800; found “far”"),
        ("distance=²", "Expected a distance in whole metres"),
        ("measured=crow", "Expected one of straight_line, walking_network; found “crow”"),
        ("as_of=2027-01-01", "which is still to come"),
        ("as_of=yesterday", "Expected a day that is past"),
        ("more=55.8", "Expected at most 10 places"),
        ("more=" + ";".join(["55.8,-4.2"] * 11), "Expected at most 10 places"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(asked_for: str, said: str) -> None:
    with pytest.raises(UserError, match=re.escape(said)):
        asked(f"?offer={OFFER}&{asked_for}")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (replace(MEET, ranking="crime rate"), "gives no ranking “crime rate”"),
        (replace(MEET, distance_m=0), "Expected distances from 1 to 5,000 metres"),
        (replace(MEET, distance_kind=DistanceKind.WALKING_NETWORK), "There is no walking network here"),
        (replace(MEET, question=Question("golf", Audience.PUBLIC, TODAY)), "There is no offer “golf”"),
    ],
)
def test_what_is_not_to_be_had_is_refused_in_words(reach_town: Workspace, question: MapQuestion, said: str) -> None:
    with pytest.raises(UserError, match=re.escape(said)):
        strengths_layer_of(question, reach_town)


def test_variety_is_compared_where_three_offers_were_looked_for(reach_town: Workspace) -> None:
    assert "variety" not in [theme.theme_id for theme in strengths_layer_of(MEET, reach_town).themes]
    looks = [looked_none(code, offer) for offer in ("green", "food") for code in CODES[:3]]
    reach_town.store.add_looks(looks, event=EVENT)
    layer = strengths_layer_of(MEET, reach_town)
    assert drawn_as(layer, "variety") == [*["1.0"] * 3, *["Not compared: not all of these were looked for"] * 3]
    assert next(theme for theme in layer.themes if theme.theme_id == "variety").note.count(",") >= 3


def test_the_command_writes_the_theme_and_distance_that_were_asked_for(reach_town: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    command = ["--home", str(reach_town.settings.home), "--json", "map", "--offer", OFFER, "--out", str(out)]
    done = CliRunner().invoke(app, [*command, "--theme", "need_reach", "--distance", "400", "--ranking", "income"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["themes"][0] == "need_reach"
    data = json.loads(re.findall(r'id="layer">(.*?)</script>', out.read_text("utf-8"), flags=re.DOTALL)[0])
    assert data["themes"][data["opensWith"]]["id"] == "need_reach"
    assert "Residents within 400 m" in data["zoneTable"]["columns"]
