"""The backups in the home: made each day, kept for as long as they are needed, and given to whoever may have them."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from asset_map.domain.permission import Role
from asset_map.errors import NotAllowedError, StoreError, UserError
from asset_map.services.backup import kept
from asset_map.services.backup.kept import (
    BY_HAND_KEPT,
    DAILY_BACKUP,
    back_up_by_hand,
    backup_to_take,
    backups_folder,
    daily_backup,
    kept_backups,
    open_again,
)
from asset_map.services.backup.writing import UNFINISHED
from asset_map.services.daily_jobs import daily_jobs
from asset_map.services.daily_work import do_daily_work, state_of_job
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.conftest import NOW
from tests.fixtures.actors import holding, somebody
from tests.fixtures.audit import audit_rows
from tests.fixtures.kept_records import keep

DAY = dt.timedelta(days=1)
STEWARD = somebody("Effie")


def _names(workspace: Workspace) -> list[str]:
    return [one.name for one in kept_backups(workspace, actor=STEWARD)]


def test_a_backup_is_made_each_day_and_what_is_no_longer_needed_goes(tiny: Workspace) -> None:
    keep(tiny)
    folder = backups_folder(tiny.settings)
    words = daily_backup(tiny, NOW)
    assert "1 record," in words
    assert "opened and found whole" in words
    for days in range(1, 30):  # older ones, that nobody looks into
        (folder / f"asset-map-{NOW.date() - days * DAY}.zip").write_bytes(b"")
    (folder / "asset-map-of-my-own.zip").write_bytes(b"Not to be touched")
    daily_backup(tiny, NOW + DAY)
    assert (folder / "asset-map-of-my-own.zip").exists()
    left = sorted((path.name for path in folder.glob("asset-map-2*.zip")), reverse=True)
    assert left[:7] == [f"asset-map-{NOW.date() + (1 - days) * DAY}.zip" for days in range(7)]
    assert len(left) == 7 + 3 + 1  # the last of three more weeks, and of October
    assert [one.records for one in kept_backups(tiny, actor=STEWARD)][:2] == [1, 1]
    assert kept_backups(tiny, actor=STEWARD)[2].problem


def test_the_day_is_done_once_even_when_the_note_of_it_was_lost(tiny: Workspace) -> None:
    daily_backup(tiny, NOW)
    file = backups_folder(tiny.settings) / _names(tiny)[0]
    before = file.stat().st_mtime_ns
    daily_backup(tiny, NOW + dt.timedelta(hours=1))
    assert file.stat().st_mtime_ns == before


def test_it_is_among_the_daily_jobs_and_a_full_disk_is_told(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DAILY_BACKUP in daily_jobs()

    def full(*_: object, **__: object) -> None:
        raise UserError("The disk is full. Make room.")

    monkeypatch.setattr(kept, "back_up", full)
    do_daily_work(tiny, [DAILY_BACKUP], clock=lambda: NOW, by="one")
    failure = state_of_job(DAILY_BACKUP, tiny).failure
    assert failure is not None
    assert failure.words == "The disk is full. Make room."
    assert _names(tiny) == []


def test_what_was_cut_off_goes_after_a_day(tiny: Workspace) -> None:
    folder = backups_folder(tiny.settings)
    old, young = folder / f"{UNFINISHED}old", folder / f"{UNFINISHED}young"
    for one, age in ((old, 2 * DAY), (young, DAY / 2)):
        one.mkdir(parents=True)
        at = (NOW - age).timestamp()
        os.utime(one, (at, at))
    daily_backup(tiny, NOW)
    assert (old.exists(), young.exists()) == (False, True)


def test_the_last_few_made_by_hand_are_kept(tiny: Workspace) -> None:
    for minutes in range(BY_HAND_KEPT + 1):
        made = back_up_by_hand(tiny, now=NOW + dt.timedelta(minutes=minutes), actor=STEWARD)
    listed = kept_backups(tiny, actor=STEWARD)
    assert len(listed) == BY_HAND_KEPT
    assert (listed[0].name, listed[0].by_hand) == (made.file.name, True)


def test_a_kept_backup_is_opened_again(tiny: Workspace) -> None:
    daily_backup(tiny, NOW)
    (name,) = _names(tiny)
    assert open_again(name, tiny, actor=STEWARD) == ""
    file = backups_folder(tiny.settings) / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    assert "damaged" in open_again(name, tiny, actor=STEWARD)
    assert "it is not" in open_again("asset-map-2000-01-01.zip", tiny, actor=STEWARD)


@pytest.mark.parametrize(
    "name", ["../asset-map.db", "asset-map.db", ".", "", "asset-map-2026-11-27.zip/../../asset-map.db"]
)
def test_nothing_else_is_given_out(name: str, tiny: Workspace) -> None:
    daily_backup(tiny, NOW)
    assert backup_to_take(name, tiny, now=NOW, actor=STEWARD) is None
    assert backup_to_take(_names(tiny)[0], tiny, now=NOW, actor=STEWARD) is not None


def test_only_who_may_have_everything_makes_lists_and_takes_them(tiny: Workspace) -> None:
    for actor in (
        holding(Role.STEWARD),
        holding(Role.STEWARD, sees=True, zones=frozenset({"Z01"})),
        holding(Role.CONNECTOR, Role.REVIEWER, Role.PLANNER, sees=True),
    ):
        for asked in (
            lambda actor=actor: kept_backups(tiny, actor=actor),
            lambda actor=actor: back_up_by_hand(tiny, now=NOW, actor=actor),
            lambda actor=actor: backup_to_take("asset-map-2026-11-27.zip", tiny, now=NOW, actor=actor),
            lambda actor=actor: open_again("asset-map-2026-11-27.zip", tiny, actor=actor),
        ):
            with pytest.raises(NotAllowedError):
                asked()


def test_who_makes_a_backup_or_takes_one_away_is_in_the_history(tiny: Workspace) -> None:
    daily_backup(tiny, NOW)
    before = len(audit_rows(tiny))
    made = back_up_by_hand(tiny, now=NOW, actor=STEWARD).file
    backup_to_take(made.name, tiny, now=NOW + DAY, actor=STEWARD)
    backup_to_take("asset-map-2020-01-01.zip", tiny, now=NOW + DAY, actor=STEWARD)
    open_again(made.name, tiny, actor=STEWARD)
    told = [(row.action, row.subject_kind, row.subject_id, row.actor) for row in audit_rows(tiny)[before:]]
    assert told == [(action, "backup", made.name, STEWARD.name) for action in ("backed_up", "backup_taken")]


def test_a_backup_is_made_and_given_where_that_cannot_be_noted(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "note_backup", full)
    made = back_up_by_hand(tiny, now=NOW, actor=STEWARD).file
    assert backup_to_take(made.name, tiny, now=NOW, actor=STEWARD) == made
    assert caplog.text.count("The disk is full.") == 2
