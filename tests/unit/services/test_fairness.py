"""Fairness in a town of forty zones: every verdict, in words, and never where nobody has looked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.distance import DistanceKind
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.measures.comparison import Comparison, Side, Verdict, compare
from asset_map.measures.intervals import Interval
from asset_map.services.borders import Borders, by_borders
from asset_map.services.does_it_hold import Holds, does_it_hold, judge
from asset_map.services.fairness import INDICES, fairness
from asset_map.services.fairness_words import difference_words, fairness_sentence
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion
from asset_map.services.residents import residents_of
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.wide_town.wide import CODES, add_asset, look_everywhere, middle

ASKED = MeasureQuestion(Question("food", Audience.PUBLIC, TODAY))
FAR = MeasureQuestion(Question("food", Audience.PUBLIC, TODAY), distances_m=(400, 1100))


def _west(workspace: Workspace) -> None:
    """Put an asset in each zone of the two most deprived columns, and in two others."""
    for column, row in [*((c, r) for c in (0, 1) for r in range(5)), (4, 2), (6, 0)]:
        add_asset(workspace, column, row)
    look_everywhere(workspace)


def test_a_town_whose_deprived_have_more(wide: Workspace) -> None:
    _west(wide)
    result = fairness(ASKED, wide)
    assert result.verdict is Verdict.FAVOURS_DEPRIVED
    # The most deprived fifth is eight zones, all reached; of the other 32, four are: two in column 1 and two more.
    assert result.comparison.most_deprived.share.estimate == 1
    assert result.comparison.others.share.estimate == 4 / 32
    assert result.sentence.startswith(
        "Residents of the most deprived fifth are more likely to be within 800 m, in a straight line, of an asset for "
        "“Food” than anyone else (share 100 %, others 12 %; difference "
    )
    assert result.comparison.by_fifth["share"].tolist() == [1, 2 / 8, 1 / 8, 1 / 8, 0]
    assert (result.indices.loc[list(INDICES[:4]), "high"] < 0).all()
    assert result.indices.loc["theil", "estimate"] == pytest.approx(
        result.indices.loc[["theil_within", "theil_between"], "estimate"].sum()
    )


def test_the_reverse_by_another_ranking_and_what_is_said_beside_both(wide: Workspace) -> None:
    _west(wide)
    overall, income = fairness(ASKED, wide), fairness(ASKED, wide, ranking="income")
    assert income.verdict is Verdict.FAVOURS_AFFLUENT
    assert "the most deprived fifth by income are less likely" in income.sentence
    assert (income.indices.loc[list(INDICES[:4]), "low"] > 0).all()
    circular = "partly compares access with itself"
    assert any(circular in note for note in overall.run_card.notes)
    assert not any(circular in note for note in income.run_card.notes)
    assert any("says nothing of deprivation" in note for note in fairness(ASKED, wide, ranking="access").run_card.notes)
    assert (overall.run_card.ranking, income.run_card.ranking) == ("overall", "income")


def test_no_difference_in_a_town_that_is_even(wide: Workspace) -> None:
    add_asset(wide, 3.4, 2)
    look_everywhere(wide)
    result = fairness(replace(ASKED, distances_m=(5_000,)), wide, distance_m=5_000)
    assert result.verdict is Verdict.NO_DIFFERENCE
    assert "are as likely to be within 5,000 m" in result.sentence
    assert "difference 0 to 0 percentage points" in result.sentence
    assert result.indices.loc[list(INDICES), "estimate"].abs().max() < 1e-12


def test_nothing_anywhere_after_looking_is_said_of_everybody(wide: Workspace) -> None:
    look_everywhere(wide)
    result = fairness(ASKED, wide)
    assert result.verdict is Verdict.NO_DIFFERENCE
    assert result.sentence.startswith("On record, nobody is within 800 m")


def test_without_looking_there_is_nothing_to_say_and_no_figure(wide: Workspace) -> None:
    for row in range(2):
        add_asset(wide, 7, row)
    result = fairness(ASKED, wide)
    assert result.verdict is Verdict.TOO_LITTLE_LOOKED_AT
    assert result.sentence.startswith("Too little has been looked at to say")
    assert "where 0 % of them and 6 % of the others live, and 80 % is needed" in result.sentence
    assert result.indices.isna().all(axis=None)
    assert "gap" not in result.sentence + " ".join(result.run_card.notes)
    held = does_it_hold(ASKED, wide)
    assert held.holds is Holds.NOTHING_TO_HOLD
    assert held.sentence == result.sentence
    assert held.table[["difference", "low", "high", "share_most_deprived", "share_others"]].isna().all(axis=None)


def test_taking_one_look_away_takes_the_conclusion_away(wide: Workspace) -> None:
    """Eight zones are in the most deprived fifth: seven of them are 88 %, six are 75 %."""
    look_everywhere(wide, CODES[1:])
    assert fairness(ASKED, wide).verdict is Verdict.NO_DIFFERENCE
    assert fairness(ASKED, wide).zones_left_out == 1
    assert any("1 zone is left out because nobody" in note for note in fairness(ASKED, wide).run_card.notes)


def test_too_few_looks_among_the_most_deprived(wide: Workspace) -> None:
    look_everywhere(wide, CODES[2:])
    result = fairness(ASKED, wide)
    assert result.verdict is Verdict.TOO_LITTLE_LOOKED_AT
    assert "75 % of them and 100 % of the others" in result.sentence


def test_what_the_public_may_not_see_changes_nothing(wide: Workspace) -> None:
    _west(wide)
    before = fairness(ASKED, wide)
    for row in range(2):
        add_asset(wide, 7, row, protection="partners")
    after = fairness(ASKED, wide)
    assert after.sentence == before.sentence
    pd.testing.assert_frame_equal(after.indices, before.indices)
    partners = MeasureQuestion(Question("food", Audience.PARTNERS, TODAY))
    assert fairness(partners, wide).comparison.others.share.estimate == 6 / 32


def test_who_lives_near_what_has_no_place_is_not_told(wide: Workspace) -> None:
    look_everywhere(wide)
    add_asset(wide, 0, 0, protection="area")
    add_asset(wide, 7, 0)
    public, staff = (
        fairness(replace(ASKED, question=replace(ASKED.question, audience=audience)), wide)
        for audience in (Audience.PUBLIC, Audience.STAFF)
    )
    assert public.comparison.most_deprived.looked_at == 7 / 8
    assert public.comparison.most_deprived.share.estimate == 0
    assert staff.comparison.most_deprived.looked_at == 1
    assert staff.comparison.most_deprived.share.estimate == 1 / 8
    assert any("1 zone is left out because it has an asset without its place" in note for note in public.run_card.notes)
    assert public.zones_left_out == 0


def test_wrong_questions_are_refused_with_what_there_is(wide: Workspace, tiny: Workspace) -> None:
    with pytest.raises(UserError, match="400, 600, 800, 1200"):
        fairness(ASKED, wide, distance_m=700)
    with pytest.raises(UserError, match="overall, income"):
        fairness(ASKED, wide, ranking="wealth")
    assert fairness(ASKED, tiny).verdict is Verdict.TOO_LITTLE_LOOKED_AT


def test_does_it_hold_tells_the_reverse(wide: Workspace) -> None:
    _west(wide)
    held = does_it_hold(FAR, wide, distance_m=400)
    assert held.table["asked"].tolist() == [True] + [False] * 11
    assert held.table.loc[0, ["borders", "ranking", "distance_m"]].tolist() == ["zones", "overall", 400]
    by_zones = held.table[held.table["borders"] == "zones"].set_index(["ranking", "distance_m"])["verdict"]
    assert by_zones["overall", 400] == by_zones["employment", 1100] == "favours_deprived"
    assert by_zones["income", 400] == "favours_affluent"
    # Eight columns make eight neighbourhoods: fewer than five in a fifth.
    neighbourhoods = held.table[held.table["borders"] == "neighbourhoods"]
    assert set(neighbourhoods["verdict"]) == {"too_little_looked_at"}
    assert held.holds is Holds.DOES_NOT_HOLD
    assert held.sentence.endswith(
        "of 6 ways of asking 4 say so, but others do not (the most deprived fifth is less likely: 2)."
    )


def test_does_it_hold_when_it_does(wide: Workspace) -> None:
    look_everywhere(wide)
    held = does_it_hold(FAR, wide, distance_m=400)
    assert (held.run_card.ranking, held.run_card.distances_m) == ("overall, income, employment", (400, 1100))
    assert any("partly compares access with itself" in note for note in held.run_card.notes)
    assert any("one may differ by chance" in note for note in held.run_card.notes)
    assert held.holds is Holds.HOLDS
    assert held.sentence.endswith(
        "This holds in all 6 ways of asking: other distances, other rankings and other borders."
    )


@pytest.mark.parametrize(
    ("verdicts", "holds"),
    [
        (["favours_deprived", "favours_deprived", "too_little_looked_at"], Holds.HOLDS),
        (["favours_deprived", "no_difference"], Holds.IN_PART),
        (["favours_deprived", "favours_affluent"], Holds.DOES_NOT_HOLD),
        (["no_difference", "favours_affluent", "favours_deprived"], Holds.IN_PART),
        (["too_little_looked_at", "favours_affluent"], Holds.NOTHING_TO_HOLD),
    ],
)
def test_whether_it_holds(verdicts: list[str], holds: Holds) -> None:
    assert judge(pd.Series(verdicts)) is holds


def _comparison(low: float, high: float) -> Comparison:
    side = Side(Interval(0.61, 0.5, 0.7), 1.0, 9)
    others = replace(side, share=Interval(0.58, 0.5, 0.7))
    return Comparison(side, others, Interval((low + high) / 2, low, high), pd.DataFrame(), 0)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.02, 0.09, "as likely to be within 1,200 m, in a straight line, of an asset for “Food” as anyone else"),
        (-0.02, 0.11, "No clear difference"),
        (0.02, 0.09, "more likely"),
        (-0.3, -0.002, "less likely"),
    ],
)
def test_sentences(low: float, high: float, words: str) -> None:
    sentence = fairness_sentence(_comparison(low, high), "Food", "overall", 1200, DistanceKind.STRAIGHT_LINE)
    assert words in sentence
    assert "(share 61 %, others 58 %; difference " in sentence
    walked = fairness_sentence(_comparison(low, high), "Food", "overall", 1200, DistanceKind.WALKING_NETWORK)
    assert "within a walk of 1,200 m" in walked


def test_how_much_is_known_is_said_where_it_is_not_all() -> None:
    known = _comparison(0.02, 0.09)
    part = replace(known, others=replace(known.others, looked_at=0.8199))
    sentence = fairness_sentence(part, "Food", "overall", 800, DistanceKind.STRAIGHT_LINE)
    assert "others 58 %, among the 100 % and 81 % of them who live where it is known what is there; diff" in sentence


def test_an_area_of_one_zone_has_nobody_to_compare_and_says_so() -> None:
    one = pd.DataFrame({"rank": [3.0], "people": [800.0], "known_people": [800.0], "reached_people": [90.0]})
    found = compare(one, rng=np.random.default_rng(1), times=9)
    assert found.verdict is Verdict.TOO_LITTLE_LOOKED_AT
    sentence = fairness_sentence(found, "Food", "overall", 800, DistanceKind.STRAIGHT_LINE)
    assert sentence.endswith("something is known of 0 of their areas and 1 of the others, and 5 are needed.")


def test_ways_whose_intervals_are_too_wide_do_not_bear_a_conclusion_out(wide: Workspace) -> None:
    """At 400 m nobody has it near; at 1,100 m some have, and few zones tell how many."""
    add_asset(wide, 1, 1)
    add_asset(wide, 5, 3)
    look_everywhere(wide)
    held = does_it_hold(FAR, wide, distance_m=400)
    wide_ways = ((held.table["low"] < -0.1) | (held.table["high"] > 0.1)).sum()
    assert held.holds is Holds.HOLDS
    assert wide_ways > 0
    told = held.table["verdict"].ne("too_little_looked_at").sum()
    assert f"of {told} ways of asking speaks against this, but in {wide_ways} of them" in held.sentence


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.02, 0.09, "−2 to 9"),
        (0.004, 0.09, "0.4 to 9.0"),
        (-0.0004, 0.09, "0.0 to 9.0"),
        (-0.3, -0.002, "−30.0 to −0.2"),
        (0.0, 0.0, "0 to 0"),
    ],
)
def test_differences_keep_the_side_of_zero(low: float, high: float, words: str) -> None:
    expected = f"difference {words} percentage points, 95 % interval"
    assert difference_words(Interval(0.0, low, high)) == expected


def _keep(workspace: Workspace, *members: Neighbourhood) -> None:
    workspace.store.keep_neighbourhoods(members, event=AuditEvent(at=NOW, actor="test", action=Action.CHANGED))


def test_borders_that_people_added_are_tried_too(wide: Workspace) -> None:
    """The west by its zones, and an outline over the middle of two zones, one of them in the west as well."""
    points = residents_of(wide)
    x_m, y_m = middle(0, 0)
    outline = shapely.to_wkb(shapely.box(x_m - 10, y_m - 10, x_m + 10, y_m + 1_010))
    _keep(
        wide,
        Neighbourhood(
            neighbourhood_id="west",
            name="West",
            kind=NeighbourhoodKind.NAMED,
            zone_system="demo",
            zone_codes=tuple(CODES[1:20]),
        ),
        Neighbourhood(neighbourhood_id="green", name="Green", kind=NeighbourhoodKind.DRAWN, shape_bng=outline),
        Neighbourhood(
            neighbourhood_id="one", name="One", kind=NeighbourhoodKind.WARD, zone_system="demo", zone_codes=tuple(CODES)
        ),
    )
    found = by_borders(points, wide)
    assert list(found) == [Borders.ZONES, Borders.NEIGHBOURHOODS, Borders.WARDS]
    assert found[Borders.WARDS].tolist() == ["one"] * 40
    area = found[Borders.NEIGHBOURHOODS]
    assert area.value_counts()[["west", "green"]].to_dict() == {"west": 19, "green": 2}
    assert area[area == "green"].index.tolist() == ["ZZ11AA", "ZZ12AA"]
    assert set(area) - {"west", "green"} == set(CODES[20:])
    look_everywhere(wide)
    held = does_it_hold(FAR, wide, distance_m=400)
    assert set(held.table["borders"]) == {"zones", "neighbourhoods", "wards"}


def test_intermediate_zones_are_tried_where_a_lookup_gave_them(wide: Workspace) -> None:
    codes = [f"IZ{number // 2:02d}" for number in range(40)]
    zones = wide.geography.zones_bng.assign(intermediate_zone_code=codes)
    named = replace(wide, geography=replace(wide.geography, zones_bng=zones, digest="with intermediate zones"))
    found = by_borders(residents_of(named), named)
    assert list(found) == [Borders.ZONES, Borders.INTERMEDIATE_ZONES, Borders.NEIGHBOURHOODS]
    assert found[Borders.INTERMEDIATE_ZONES].value_counts().tolist() == [2] * 20
    same = zones.assign(intermediate_zone_code=[code for code in "ABCDEFGH" for _ in range(5)])
    alike = replace(wide, geography=replace(wide.geography, zones_bng=same, digest="named alike"))
    assert Borders.NEIGHBOURHOODS not in by_borders(residents_of(alike), alike)
