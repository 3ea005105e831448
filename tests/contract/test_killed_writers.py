"""Processes that write are killed at random moments, and what was promised is there, whole: `bench.killed_writers`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from asset_map.services.workspace import open_workspace
from bench.council import look_one, make_council, record_one, show_one
from bench.killed_writers import KINDS, kill_writers
from bench.whole import engine_of, not_whole


def test_killed_processes_keep_their_promises_and_leave_no_halves(store_url: str, tmp_path: Path) -> None:
    place = make_council(tmp_path / "council", store_url)
    outcome = kill_writers(place, writes=60, kills=5, writers=3, seed=7)
    assert (outcome.lost, outcome.halves, outcome.promises.failed) == ([], [], [])
    assert outcome.killed == 4 + 3
    assert set(outcome.promises.kept.values()) <= set(KINDS)


DAMAGE = {
    "DELETE FROM audit_events WHERE subject_id = 'a'": "record a has no history",
    "UPDATE assets SET name = 'Other' WHERE asset_id = 'b'": "record b is not what its history says",
    "DELETE FROM asset_zones WHERE asset_id = 'c'": "record c has a place and no zone",
    "DELETE FROM asset_search WHERE asset_id = 'd'": "record d is found by other words",
    "DELETE FROM photos": "0 photos and 1 events",
    "DELETE FROM audit_events WHERE subject_kind = 'look'": "look 1 has no event",
}


def test_halves_are_seen(store_url: str, tmp_path: Path) -> None:
    workspace = open_workspace(make_council(tmp_path / "council", store_url).settings)
    for key in "abcd":
        record_one(key, workspace)
    show_one("d", "a photo", workspace)
    look_one("somebody", workspace)
    assert not_whole(workspace) == []
    engine = engine_of(store_url)
    for damage, told in DAMAGE.items():
        with engine.begin() as connection:
            connection.execute(text(damage))
        assert any(told in one for one in not_whole(workspace)), damage
    engine.dispose()
    workspace.store.close()
