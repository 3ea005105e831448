"""Wrong codes are counted in the store, by a clock that is given."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.domain import guessing as rules
from asset_map.domain.guessing import A_DAY, FEW_IN_A_DAY, LATELY, MOST_IN_A_DAY, MOST_LATELY, Guessed
from asset_map.services import guessing
from asset_map.services.guessing import count_wrong, may_try
from asset_map.services.workspace import Workspace, open_workspace
from tests.conftest import NOW

HALL, OTHER, CODE = "192.0.2.7", "192.0.2.8", Guessed.SESSION_CODE
A_MOMENT = dt.timedelta(seconds=1)


def _mistype(times: int, workspace: Workspace, *, address: str = HALL, now: dt.datetime = NOW) -> None:
    for _ in range(times):
        count_wrong(CODE, address, workspace, now=now)


def test_a_hall_waits_ten_minutes_and_others_do_not(tiny: Workspace) -> None:
    _mistype(MOST_LATELY - 1, tiny)
    assert may_try(CODE, HALL, tiny, now=NOW)
    _mistype(1, tiny)
    assert not may_try(CODE, HALL, tiny, now=NOW)
    assert may_try(CODE, OTHER, tiny, now=NOW)
    assert may_try(Guessed.SLIP_CODE, HALL, tiny, now=NOW)
    assert not may_try(CODE, HALL, tiny, now=NOW + LATELY - A_MOMENT)
    assert may_try(CODE, HALL, tiny, now=NOW + LATELY)


def test_neither_another_process_nor_a_restart_gives_more_tries(tiny: Workspace) -> None:
    _mistype(MOST_LATELY, tiny)
    again = open_workspace(tiny.settings)
    assert not may_try(CODE, HALL, again, now=NOW)
    again.store.close()


def test_a_day_of_guessing_from_one_address_ends(tiny: Workspace) -> None:
    moment, tried = NOW, 0
    while moment < NOW + A_DAY:
        while may_try(CODE, HALL, tiny, now=moment):
            _mistype(1, tiny, now=moment)
            tried += 1
        moment += LATELY
    assert tried == MOST_IN_A_DAY
    assert may_try(CODE, HALL, tiny, now=NOW + A_DAY + LATELY)


def test_while_somebody_guesses_from_everywhere_each_address_has_a_few(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_OF_ALL_IN_A_DAY", 40)
    for number in range(40):
        _mistype(1, tiny, address=f"198.51.100.{number}")
    assert may_try(CODE, HALL, tiny, now=NOW)
    _mistype(FEW_IN_A_DAY, tiny)
    assert not may_try(CODE, HALL, tiny, now=NOW)
    assert may_try(CODE, HALL, tiny, now=NOW + A_DAY)


def test_no_address_is_kept_and_nothing_for_longer_than_a_day(tiny: Workspace) -> None:
    _mistype(3, tiny)
    assert tiny.store.count_attempts(CODE, since=NOW - A_DAY, origin=HALL) == 0
    assert tiny.store.count_attempts(CODE, since=NOW - A_DAY) == 3
    _mistype(1, tiny, now=NOW + A_DAY + A_MOMENT)
    assert tiny.store.count_attempts(CODE, since=NOW - A_DAY) == 1
    assert guessing._origin(HALL, tiny) != guessing._origin(OTHER, tiny)
