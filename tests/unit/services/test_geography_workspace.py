"""What a workspace keeps: zones made ready on disk, answers in memory."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from cachetools import LRUCache

from asset_map.domain.protection import Audience
from asset_map.language import language
from asset_map.maps.arcs import ARCS_FORMAT
from asset_map.maps.drawing import DECIMALS, DrawnZones
from asset_map.services import memory
from asset_map.services.find import Wanted
from asset_map.services.look import Question
from asset_map.services.map_pages import places_page
from asset_map.services.memory import most_kept_bytes, size_in_bytes
from asset_map.services.outlines import outlines_of
from asset_map.services.workspace import Workspace, open_workspace, prepared_zones
from asset_map.settings import Settings
from tests.conftest import TODAY
from tests.contract.store_records import RECORDING, plain_asset


@pytest.mark.parametrize("found", [b"damaged", b"", None])
def test_zones_made_ready_are_made_again_when_they_cannot_be_read(tiny_settings: Settings, found: bytes | None) -> None:
    (kept,) = tiny_settings.geography_folder.glob("prepared-*")
    whole = kept.read_bytes()
    kept.unlink()
    if found is not None:
        kept.write_bytes(found)
    open_workspace(tiny_settings).store.close()
    assert kept.read_bytes()[:2] == whole[:2]
    assert len(kept.read_bytes()) == len(whole)


@pytest.mark.parametrize("spoiled", ["", "damaged", "a\nb\nc", None])
def test_outlines_are_drawn_again_when_they_cannot_be_read(tiny: Workspace, spoiled: str | None) -> None:
    folder = tiny.settings.geography_folder

    def ask() -> DrawnZones:
        return outlines_of(tiny.geography.zones_bng, digest=tiny.geography.digest, folder=folder)

    first = ask()
    (kept,) = folder.glob("outlines-*")
    whole = kept.read_text("utf-8")
    assert ask() == first
    if spoiled is None:
        kept.write_text(whole.replace('"Polygon"', '"polygon"', 1), "utf-8")
    else:
        kept.write_text(spoiled, "utf-8")
    assert ask() == first
    assert kept.read_text("utf-8") == whole


def _prepare(tiny: Workspace) -> None:
    prepared_zones(tiny.geography, tiny.settings.geography_folder)


def _draw(tiny: Workspace) -> None:
    outlines_of(tiny.geography.zones_bng, digest=tiny.geography.digest, folder=tiny.settings.geography_folder)


@pytest.mark.parametrize(("make", "kind", "suffix"), [(_prepare, "prepared", ".npz"), (_draw, "outlines", ".txt")])
def test_what_is_kept_of_a_geography_goes_once_it_is_not_installed(
    tiny: Workspace, make: Callable[[Workspace], None], kind: str, suffix: str
) -> None:
    folder = tiny.settings.geography_folder
    entries = json.loads((folder / "installed.json").read_text("utf-8"))
    report = entries["geographies"][0]["report"]
    other = {"folder": "zones-other", "editions": [], "report": report | {"digest": "e" * 64, "editions": []}}
    entries["geographies"].append(other)
    (folder / "installed.json").write_text(json.dumps(entries), "utf-8")
    own = folder / f"{kind}-{tiny.geography.digest[:16]}{suffix}"
    own.unlink(missing_ok=True)
    of_another, former = (folder / f"{kind}-{digit * 16}{suffix}" for digit in "ef")
    stopped, being_written = (folder / f"{former.name}.{digit * 16}.part" for digit in "ab")
    for one in (of_another, former, stopped, being_written):
        one.write_text("x", "utf-8")
    long_ago = being_written.stat().st_mtime - 4000
    os.utime(stopped, (long_ago, long_ago))
    make(tiny)
    assert {one.name for one in folder.glob(f"{kind}-*")} == {own.name, of_another.name, being_written.name}


@pytest.mark.parametrize(("make", "kind"), [(_prepare, "prepared"), (_draw, "outlines")])
def test_what_is_kept_stays_until_something_new_is_written(
    tiny: Workspace, make: Callable[[Workspace], None], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny.settings.geography_folder
    former = folder / f"{kind}-{'f' * 16}{'.npz' if kind == 'prepared' else '.txt'}"
    former.write_text("x", "utf-8")
    for one in folder.glob(f"{kind}-{tiny.geography.digest[:16]}*"):
        one.unlink()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    make(tiny)
    assert [one.name for one in folder.glob(f"{kind}-*")] == [former.name]


def test_zones_made_ready_that_nobody_may_read_are_made_again(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("asset_map.services.workspace.load_prepared", refused)
    prepared = prepared_zones(tiny.geography, tiny.settings.geography_folder)
    assert list(prepared.zone_codes) == sorted(tiny.geography.zones_bng.index)


def test_outlines_written_in_another_way_are_drawn_again(tiny: Workspace) -> None:
    _draw(tiny)
    (kept,) = tiny.settings.geography_folder.glob("outlines-*")
    told = json.loads(kept.read_text("utf-8").partition("\n")[0])
    assert told["format"].endswith(f"{DECIMALS} decimals, arcs {ARCS_FORMAT}")


def test_an_answer_is_worked_out_once_in_each_language(tiny: Workspace) -> None:
    worked: list[str] = []

    def work() -> str:
        worked.append(language.get())
        return language.get()

    assert [tiny.remember(("word",), work) for _ in range(2)] == ["en_GB", "en_GB"]
    token = language.set("gd")
    try:
        assert [tiny.remember(("word",), work) for _ in range(2)] == ["gd", "gd"]
    finally:
        language.reset(token)
    assert worked == ["en_GB", "gd"]


def test_who_asks_at_the_same_time_waits_for_the_one_answer(tiny: Workspace) -> None:
    begun, go_on = threading.Event(), threading.Event()
    worked: list[None] = []

    def work() -> str:
        worked.append(None)
        begun.set()
        go_on.wait()
        return "answer"

    with ThreadPoolExecutor(4) as people:
        first = people.submit(tiny.remember, ("slow",), work)
        begun.wait()
        others = [people.submit(tiny.remember, ("slow",), work) for _ in range(3)]
        assert tiny.remember(("quick",), lambda: "meanwhile") == "meanwhile"
        go_on.set()
        assert [one.result() for one in (first, *others)] == ["answer"] * 4
    assert len(worked) == 1


def test_an_answer_that_failed_is_worked_out_again(tiny: Workspace) -> None:
    def fail() -> str:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        tiny.remember(("word",), fail)
    assert tiny.remember(("word",), lambda: "now") == "now"


def test_memory_is_bounded_in_bytes(tiny: Workspace) -> None:
    most = 100_000
    small = replace(tiny, memory=LRUCache(maxsize=most, getsizeof=size_in_bytes))
    for number in range(6):
        small.remember(("page", number), lambda: "x" * (most // 4))
    assert small.memory.currsize <= most
    assert len(small.memory) == 3
    assert len(small.remember(("too large",), lambda: "x" * (most + 1))) == most + 1
    assert len(small.memory) == 3


def test_what_followed_an_older_store_is_let_go(tiny: Workspace) -> None:
    tiny.remember(("followed",), lambda: "old")
    tiny.remember(("zones",), lambda: "stays", follows_store=False)
    tiny.store.add_asset(plain_asset("a"), event=RECORDING)
    assert tiny.remember(("followed",), lambda: "new") == "new"
    assert sorted(map(str, tiny.memory.values())) == ["new", "stays"]


@pytest.mark.parametrize(
    ("limit", "expected"), [("max\n", 800_000_000), ("4000000000\n", 400_000_000), ("9", 256_000_000)]
)
def test_a_tenth_of_the_memory_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, expected: int
) -> None:
    of_container = tmp_path / "memory.max"
    of_container.write_text(limit)
    monkeypatch.setattr(memory, "_LIMIT_OF_CONTAINER", of_container)
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4_000, "SC_PHYS_PAGES": 2_000_000}.get)
    assert most_kept_bytes.__wrapped__() == expected


def test_tables_count_with_what_they_hold() -> None:
    table = pd.DataFrame({"name": ["x" * 1_000] * 100}, dtype="object")
    assert size_in_bytes((table, "y" * 1_000)) > 101_000


def test_pages_of_a_search_are_not_kept(tiny: Workspace) -> None:
    question = Question("", Audience.PUBLIC, TODAY)
    for search in ("", "none"):
        places_page(Wanted(search), question, tiny)
    kept = len(tiny.memory)
    for search in ("one", "two"):
        places_page(Wanted(search), question, tiny)
    assert len(tiny.memory) == kept
