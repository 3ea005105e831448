"""People who write at once lose nothing, are shown no error, and take turns: `bench.many_writers`."""

from __future__ import annotations

import multiprocessing
import threading
import time
from multiprocessing.synchronize import Event as ProcessEvent
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError as NoTurnError

from asset_map.errors import StoreError
from asset_map.store import connecting, open_store
from asset_map.store.turns import Turns
from bench.council import make_council
from bench.many_writers import STAFF_KINDS, Crowd, work_together
from tests.contract.store_records import RECORDING, plain_asset

FORK = multiprocessing.get_context("fork")


def test_staff_in_two_processes_lose_no_update_and_see_no_error(store_url: str, tmp_path: Path) -> None:
    place = make_council(tmp_path / "council", store_url)
    crowd = Crowd(staff=12, staff_processes=2, phones=0, servers=0, seconds=3, pause_s=0.0)
    outcome = work_together(place, crowd)
    assert (outcome.lost, outcome.halves, outcome.work.errors) == ([], [], [])
    assert set(outcome.work.kept) <= set(STAFF_KINDS)
    assert sum(outcome.work.counted.values()) == len(outcome.work.kept["change"])


def test_threads_write_in_the_order_in_which_they_came() -> None:
    turns, began, wrote = Turns(), threading.Event(), []

    def write(number: int) -> None:
        with turns.mine(longest_s=30):
            wrote.append(number)

    def first() -> None:
        with turns.mine(longest_s=30):
            began.set()
            while len(turns._waiting) < 5:
                time.sleep(0.001)

    threads = [threading.Thread(target=first)]
    threads[0].start()
    began.wait()
    for number in range(5):
        threads.append(threading.Thread(target=write, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number and threads[0].is_alive():
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert wrote == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_and_the_next_has_their_turn() -> None:
    turns = Turns()
    with turns.mine(longest_s=1), pytest.raises(NoTurnError), turns.mine(longest_s=0.01):
        pass
    with turns.mine(longest_s=0.01):
        assert turns._is_taken
    assert not turns._is_taken


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.mine(longest_s=1):
        _ = 1 / 0
    assert not turns._is_taken


def _write_without_a_pause(url: str, is_enough: ProcessEvent) -> None:
    with open_store(url) as store:
        number = 0
        while not is_enough.is_set():
            number += 1
            store.add_asset(plain_asset(f"busy-{number}"), event=RECORDING)


def test_a_process_finds_its_turn_beside_one_that_writes_without_a_pause(store_url: str) -> None:
    is_enough = FORK.Event()
    busy = FORK.Process(target=_write_without_a_pause, args=(store_url, is_enough))
    with open_store(store_url) as store:
        store.add_asset(plain_asset("first"), event=RECORDING)
    busy.start()
    try:
        with open_store(store_url) as store:
            while store.find_asset("busy-5") is None:
                time.sleep(0.01)
            before = store.version()
            for number in range(10):
                store.add_asset(plain_asset(f"own-{number}"), event=RECORDING)
            assert store.version() - before < 1000
    finally:
        is_enough.set()
        busy.join()


def test_a_lock_that_is_never_given_back_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "BUSY_TIMEOUT_MS", 50)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with open_store(url) as store, open_store(url) as other:
        with other._keeping(), pytest.raises(StoreError, match="another program keeps it locked"):
            store.add_asset(plain_asset("a"), event=RECORDING)
        store.add_asset(plain_asset("a"), event=RECORDING)
