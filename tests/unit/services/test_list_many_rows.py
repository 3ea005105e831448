"""Long work changes how often the collector runs, and leaves it as it was."""

from __future__ import annotations

import gc

import pytest

from asset_map.services.lists.many_rows import SELDOM, for_many_rows


def test_the_collector_runs_as_usual_again_when_the_last_work_has_ended() -> None:
    usual = gc.get_threshold()
    one, other = for_many_rows(), for_many_rows()
    one.__enter__()
    other.__enter__()
    assert gc.get_threshold()[0] == SELDOM
    one.__exit__(None, None, None)  # two people: the one who began first ends first
    assert gc.get_threshold()[0] == SELDOM
    other.__exit__(None, None, None)
    assert gc.get_threshold() == usual


def test_it_runs_as_usual_after_work_that_fails() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), for_many_rows():
        raise ZeroDivisionError
    assert gc.get_threshold() == usual
