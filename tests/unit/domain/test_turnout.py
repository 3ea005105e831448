"""Who took part: no group of 1 to 9 people is given, and none can be worked out, not even by who knows the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.turnout import NOT_SAID, SMALLEST_SHOWN, TURNOUT_QUESTIONS, shown_people, suppressed

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=7)


@given(counts=COUNTS, blank=st.integers(0, 40))
def test_what_is_given_is_true_and_no_group_under_ten(counts: list[int], blank: int) -> None:
    given_out = _given_out(counts, blank)
    for shown, number in zip(given_out, [*counts, blank], strict=True):
        assert shown in {None, number}
        assert shown is None or shown == 0 or shown >= SMALLEST_SHOWN


@given(counts=COUNTS, blank=st.integers(0, 40))
def test_what_is_not_given_cannot_be_taken_from_the_total(counts: list[int], blank: int) -> None:
    numbers, given_out = [*counts, blank], _given_out(counts, blank)
    missing = [number for number, shown in zip(numbers, given_out, strict=True) if shown is None]
    if sum(numbers) < SMALLEST_SHOWN:
        assert len(missing) == len(numbers)
    elif missing:
        assert len(missing) > 1
        assert sum(missing) >= SMALLEST_SHOWN


@given(counts=COUNTS, blank=st.integers(0, 40))
def test_each_missing_group_could_be_of_another_size_by_the_same_rule(counts: list[int], blank: int) -> None:
    numbers, given_out = [*counts, blank], _given_out(counts, blank)
    missing = [place for place, shown in enumerate(given_out) if shown is None]
    if sum(numbers) < SMALLEST_SHOWN:
        return
    others = [other for other in _others(numbers, missing) if _given_out(other[:-1], other[-1]) == given_out]
    for one in missing:
        assert {other[one] for other in others} - {numbers[one]}


@pytest.mark.parametrize(("answers", "totals"), [(2, (10, 14, 19, 27, 30, 44)), (3, (10, 13, 24)), (4, (11,))])
def test_who_knows_the_rule_is_left_with_eight_sizes_of_each_missing_group(
    answers: int, totals: tuple[int, ...]
) -> None:
    for total in totals:
        behind = defaultdict(list)
        for counts in product(range(total + 1), repeat=answers):
            if sum(counts) <= total:
                numbers = [*counts, total - sum(counts)]
                behind[tuple(_given_out(numbers[:-1], numbers[-1]))].append(numbers)
        for given_out, possible in behind.items():
            for place, shown in enumerate(given_out):
                assert shown is not None or len({numbers[place] for numbers in possible}) >= 8


def test_groups_that_are_all_close_to_ten_are_not_given_away_by_their_sum() -> None:
    counts = {"a": 9, "b": 20, "c": 9, "d": 30, "e": 12}
    assert suppressed(counts, people=80) == {"a": None, "b": 20, "c": None, "d": None, "e": 12, NOT_SAID: 0}


def test_a_group_of_nobody_is_given_because_it_says_who_was_not_there() -> None:
    assert suppressed({"yes": 0, "no": 20}, people=31) == {"yes": 0, "no": 20, NOT_SAID: 11}


def test_the_next_group_is_left_out_beside_a_small_one() -> None:
    assert suppressed({"a": 20, "b": 3, "c": 16}, people=51) == {"a": 20, "b": None, "c": None, NOT_SAID: 12}
    assert set(suppressed({"a": 20, "b": 3, "c": 15}, people=50).values()) == {None}


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (9, None), (10, 10)])
def test_how_many_took_part_is_given_from_ten(people: int, shown: int | None) -> None:
    assert shown_people(people) == shown


@pytest.mark.parametrize("counts", [{"yes": 11}, {"yes": -1, "no": 3}])
def test_counts_that_cannot_be_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at most 10"):
        suppressed(counts, people=10)


def test_every_question_and_answer_has_words() -> None:
    assert len({one.code for one in TURNOUT_QUESTIONS}) == len(TURNOUT_QUESTIONS)
    for question in TURNOUT_QUESTIONS:
        assert question.text.endswith("?")
        assert [code for code, label in question.answers if label] == list(question.codes)
        assert NOT_SAID not in question.codes


def _given_out(counts: list[int], blank: int) -> list[int | None]:
    named = {f"answer {place}": count for place, count in enumerate(counts)}
    return list(suppressed(named, people=sum(counts) + blank).values())


def _others(numbers: list[int], missing: list[int]) -> Iterator[list[int]]:
    """Give other numbers with the same sum: a few moved from one group to another, or all groups small but one."""
    for one, other in permutations(missing, 2):
        for by in range(1, min(numbers[other], SMALLEST_SHOWN) + 1):
            moved = list(numbers)
            moved[one] += by
            moved[other] -= by
            yield moved
            small = [1 if place in missing else number for place, number in enumerate(numbers)]
            small[one] = by
            small[other] += sum(numbers) - sum(small)
            yield small
