"""A day's work is done by one process, whatever the store is."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from asset_map.domain.daily_work import GIVEN_UP_AFTER, TRY_AGAIN_AFTER
from asset_map.store import Store, open_store
from tests.contract.store_records import MORNING

DAY = MORNING.date()


def test_one_of_many_takes_it_on(store: Store, store_url: str) -> None:
    with open_store(store_url) as other, ThreadPoolExecutor(8) as pool:
        stores = [store, other] * 4
        taken = pool.map(
            lambda one: one[1].begin_daily_work("copy", DAY, by=f"process {one[0]}", now=MORNING), enumerate(stores)
        )
        assert len([work for work in taken if work is not None]) == 1


def test_what_became_of_it_is_kept_by_day(store: Store) -> None:
    assert store.daily_work("copy") == []
    for later in range(2):
        day = DAY + dt.timedelta(days=later)
        taken = store.begin_daily_work("copy", day, by="one", now=MORNING)
        assert taken is not None
        store.end_daily_work(taken, failed=later == 1, words=f"On day {later}", now=MORNING)
    assert [(work.failed, work.words) for work in store.daily_work("copy")] == [(True, "On day 1"), (False, "On day 0")]
    assert store.daily_work("copy")[0].begun_at == MORNING
    assert store.version() == 0


def test_done_work_is_not_begun_again_and_failed_work_is(store: Store) -> None:
    taken = store.begin_daily_work("copy", DAY, by="one", now=MORNING)
    assert taken is not None
    store.end_daily_work(taken, failed=True, words="The disk is full", now=MORNING)
    assert store.begin_daily_work("copy", DAY, by="two", now=MORNING) is None
    later = MORNING + TRY_AGAIN_AFTER
    again = store.begin_daily_work("copy", DAY, by="two", now=later)
    assert again is not None
    store.end_daily_work(again, failed=False, words="Done", now=later)
    assert store.begin_daily_work("copy", DAY, by="three", now=later + dt.timedelta(days=1)) is None


def test_work_that_was_taken_over_is_not_ended_by_who_had_it_first(store: Store) -> None:
    first = store.begin_daily_work("copy", DAY, by="one", now=MORNING)
    second = store.begin_daily_work("copy", DAY, by="two", now=MORNING + GIVEN_UP_AFTER)
    assert first is not None
    assert second is not None
    store.end_daily_work(first, failed=False, words="Done by the first", now=MORNING + GIVEN_UP_AFTER)
    assert [(work.begun_by, work.ended_at) for work in store.daily_work("copy")] == [("two", None)]
