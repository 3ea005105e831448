"""When a day's work is free to be begun."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from asset_map.domain.daily_work import GIVEN_UP_AFTER, TRY_AGAIN_AFTER, WorkOfDay, may_begin

NOON = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
AT_WORK = WorkOfDay(name="copy", day=NOON.date(), begun_by="one", begun_at=NOON)


def test_what_nobody_began_is_free() -> None:
    assert may_begin(None, now=NOON)


def test_what_goes_on_is_not_free_until_it_must_have_been_cut_off() -> None:
    assert not may_begin(AT_WORK, now=NOON + GIVEN_UP_AFTER - SECOND)
    assert may_begin(AT_WORK, now=NOON + GIVEN_UP_AFTER)


def test_what_is_done_is_never_free_again() -> None:
    done = replace(AT_WORK, ended_at=NOON)
    assert done.done
    assert not may_begin(done, now=NOON + dt.timedelta(days=1))


def test_what_failed_is_free_after_a_while() -> None:
    failed = replace(AT_WORK, ended_at=NOON, failed=True)
    assert not failed.done
    assert not may_begin(failed, now=NOON + TRY_AGAIN_AFTER - SECOND)
    assert may_begin(failed, now=NOON + TRY_AGAIN_AFTER)
