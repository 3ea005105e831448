"""One more place in a town of forty zones: who comes within reach, and where it would do most."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion
from asset_map.services.what_if import MOST_PLACES, best_sites, one_more_place
from asset_map.services.workspace import Workspace
from tests.conftest import TODAY
from tests.fixtures.wide_town.wide import CODES, add_asset, look_everywhere, middle

ASKED = MeasureQuestion(Question("food", Audience.PUBLIC, TODAY), distances_m=(800, 1100))


def test_who_comes_within_reach_of_one_place(wide: Workspace) -> None:
    """A place in the middle of column 1, row 1 reaches its own zone and its four neighbours, 100 people each."""
    look_everywhere(wide)
    add_asset(wide, 0, 1)  # a neighbour that has one already
    x_m, y_m = middle(1, 1)
    result = one_more_place(ASKED, wide, x_m=x_m, y_m=y_m, distance_m=1100)
    # Column 0 and the first three of column 1 are the most deprived fifth. Reached already: (0,0), (0,1), (0,2), (1,1).
    # New: (1,0) and (1,2) of the fifth, and (2,1).
    assert result.places[["zone_code", "new_people", "new_most_deprived"]].iloc[0].tolist() == [CODES[6], 300, 200]
    assert result.counts.people.loc[1].tolist() == [400, 200, 200, 0, 800]
    assert result.counts.people["added"].tolist() == [200, 100, 0, 0, 0, 300]
    assert result.sentence == (
        "With one more asset here: 300 more people would be within 1,100 m, in a straight line, of an asset for "
        "“Food”; 200 of them live in the most deprived fifth. Share of the most deprived fifth within reach: 50 % "
        "before, 75 % after."
    )


def test_where_one_more_place_would_do_most_and_where_three(wide: Workspace) -> None:
    look_everywhere(wide)
    one = best_sites(ASKED, wide, distance_m=1100)
    # Several reach four zones of the fifth, none five; of these (1,1) reaches one zone more that is not of the fifth.
    assert one.places[["near", "zone_code", "new_people", "new_most_deprived"]].iloc[0].tolist() == [
        "ZZ2 2AA", CODES[6], 500, 400,
    ]  # fmt: skip
    assert one.sentence.startswith("One more asset would do most near ZZ2 2AA in Street B - 02. 500 more people")
    three = best_sites(ASKED, wide, distance_m=1100, count=3)
    assert three.counts.people.loc[1, "added"] == 800
    assert three.places["new_most_deprived"].sum() == 800
    assert set(three.places["zone_code"]) <= set(CODES)


def test_an_answer_is_always_the_same(wide: Workspace) -> None:
    look_everywhere(wide)
    first = best_sites(ASKED, wide, count=3)
    wide.memory.clear()
    again = best_sites(ASKED, wide, count=3)
    pd.testing.assert_frame_equal(first.places, again.places)
    assert first.sentence == again.sentence


def test_people_who_live_where_nobody_looked_are_not_counted_as_without(wide: Workspace) -> None:
    look_everywhere(wide, CODES[5:])  # not in column 0
    result = best_sites(ASKED, wide)
    assert result.places["zone_code"].tolist() == [CODES[5]]
    assert result.counts.people.loc[1].tolist() == [0, 100, 200, 500, 800]
    x_m, y_m = middle(0, 0)
    given = one_more_place(ASKED, wide, x_m=x_m, y_m=y_m)
    assert "Nobody more would be within 800 m" in given.sentence
    assert any("About 100 more people are near it where it is not known" in note for note in given.run_card.notes)
    assert "gap" not in given.sentence


def test_without_anybody_to_reach_no_place_is_named(wide: Workspace) -> None:
    result = best_sites(ASKED, wide)
    assert len(result.places) == 0
    assert result.sentence.startswith("No place would bring more people of the most deprived fifth")


def test_small_numbers_are_not_told(wide: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    look_everywhere(wide)
    monkeypatch.setattr("asset_map.measures.small_numbers.LEAST_PEOPLE", 101)
    result = best_sites(ASKED, wide)
    assert result.places[["new_people", "new_most_deprived"]].isna().all(axis=None)
    assert "100" not in result.sentence
    assert "too few to show" in result.sentence


def test_the_public_is_told_of_public_places_only(wide: Workspace) -> None:
    look_everywhere(wide)
    before = best_sites(ASKED, wide)
    add_asset(wide, 0, 1, protection="partners")
    pd.testing.assert_frame_equal(best_sites(ASKED, wide).places, before.places)
    add_asset(wide, 0, 0, protection="area")
    # Who lives near what is shown by its zone alone is not told; nor is anybody there said to have none.
    after = best_sites(ASKED, wide)
    assert before.places["zone_code"].tolist() == [CODES[0]]
    assert after.places["zone_code"].tolist() == [CODES[1]]
    assert after.counts.people.loc[1].tolist() == [0, 100, 600, 100, 800]
    staff = MeasureQuestion(Question("food", Audience.STAFF, TODAY), distances_m=(800,))
    assert best_sites(staff, wide).counts.people.loc[1, "before"] == 200


def test_what_cannot_be_asked_is_refused(wide: Workspace) -> None:
    with pytest.raises(UserError, match="1 to 10"):
        best_sites(ASKED, wide, count=MOST_PLACES + 1)
    with pytest.raises(UserError, match="800, 1100"):
        best_sites(ASKED, wide, distance_m=400)
    x_m, y_m = middle(-2, 0)
    with pytest.raises(UserError, match="at most 1,200 m beyond its edge"):
        one_more_place(ASKED, wide, x_m=x_m, y_m=y_m)
    with pytest.raises(UserError, match="at most 1,200 m"):
        one_more_place(ASKED, wide, x_m=np.nan, y_m=y_m)
    look_everywhere(wide)
    x_m, y_m = middle(-1, 0)
    outside = one_more_place(ASKED, wide, x_m=x_m, y_m=y_m, distance_m=1100)
    assert outside.places[["zone_code", "zone_name"]].iloc[0].tolist() == ["", ""]
    assert outside.counts.people.loc[1, "added"] == 100
