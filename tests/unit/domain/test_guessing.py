"""How many wrong codes are fair, and what they are worth to who guesses."""

from __future__ import annotations

import pytest

from asset_map.domain.guessing import (
    FEW_IN_A_DAY,
    MOST_IN_A_DAY,
    MOST_LATELY,
    MOST_OF_ALL_IN_A_DAY,
    POSSIBLE,
    Guessed,
    WrongTries,
    chance_in_a_day,
    may_try_again,
    most_tries_in_a_day,
    one_line,
)


@pytest.mark.parametrize(
    ("lately", "today", "of_all_today", "expected"),
    [
        (0, 0, 0, True),
        (MOST_LATELY - 1, MOST_IN_A_DAY - 1, MOST_OF_ALL_IN_A_DAY - 1, True),
        (MOST_LATELY, MOST_LATELY, MOST_LATELY, False),
        (0, MOST_IN_A_DAY, MOST_IN_A_DAY, False),
        (FEW_IN_A_DAY, FEW_IN_A_DAY, MOST_OF_ALL_IN_A_DAY - 1, True),
        (FEW_IN_A_DAY - 1, FEW_IN_A_DAY - 1, MOST_OF_ALL_IN_A_DAY, True),
        (0, FEW_IN_A_DAY, MOST_OF_ALL_IN_A_DAY, False),
    ],
)
def test_tries_end_on_both_sides_of_each_limit(lately: int, today: int, of_all_today: int, expected: bool) -> None:
    assert may_try_again(WrongTries(lately=lately, today=today, of_all_today=of_all_today)) is expected


def test_a_hall_of_thirty_may_mistype_twice_each() -> None:
    assert MOST_LATELY >= 2 * 30


def test_no_code_is_found_in_a_day() -> None:
    assert POSSIBLE[Guessed.SESSION_CODE] == 191_102_976
    assert POSSIBLE[Guessed.SLIP_CODE] == 2**40
    assert (most_tries_in_a_day(1), most_tries_in_a_day(10_000)) == (300, 53_000)
    # Ten sessions open at once in one town: from one address, and from a net of ten thousand machines.
    assert chance_in_a_day(Guessed.SESSION_CODE, holding=10, addresses=1) < 1 / 60_000
    assert chance_in_a_day(Guessed.SESSION_CODE, holding=10, addresses=10_000) < 1 / 300
    # Ten thousand slips that were ever printed.
    assert chance_in_a_day(Guessed.SLIP_CODE, holding=10_000, addresses=1) < 1 / 300_000
    assert chance_in_a_day(Guessed.SLIP_CODE, holding=10_000, addresses=10_000) < 1 / 2_000
    for kind in (Guessed.PERSONAL_LINK, Guessed.CHECK_LINK, Guessed.PARTNER_KEY):
        assert chance_in_a_day(kind, holding=10**6, addresses=10**9) < 1e-60


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_everybody_behind_one_line_counts_as_one(address: str, line: str) -> None:
    assert one_line(address) == line
