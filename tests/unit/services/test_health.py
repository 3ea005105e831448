"""What a check says, and to whom it exits with what."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from asset_map.domain.finding import Finding, FindingCode, Severity, is_whole, most_pressing_first
from asset_map.domain.permission import TERMINAL
from asset_map.domain.protection import Level
from asset_map.geography.sources import read_sources
from asset_map.services.demo import open_demo
from asset_map.services.health import machine
from asset_map.services.health.checking import HealthReport, check_health
from asset_map.services.workspace import Workspace, make_home
from asset_map.settings import read_settings
from tests.conftest import NOW
from tests.fixtures.kept_records import keep
from tests.unit.test_cli import call


def finding(report: HealthReport, code: FindingCode) -> Finding:
    """Return the most pressing of what a report says of something."""
    return next(one for one in report.findings if one.code is code)


def pressing(report: HealthReport) -> set[FindingCode]:
    return {one.code for one in report.findings if one.severity is not Severity.ALL_RIGHT}


def test_a_new_home_is_whole_and_asks_for_a_backup(tiny: Workspace) -> None:
    tiny.settings.home.chmod(0o700)
    report = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    assert report.whole
    assert pressing(report) == {FindingCode.BACKUP}
    assert "asset-map backup" in finding(report, FindingCode.BACKUP).words


def test_everything_that_is_said_has_its_own_words(tiny: Workspace) -> None:
    keep(tiny)
    report = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    for one in report.findings:
        assert one.expected
        assert one.found
        assert bool(one.to_do) == (one.severity is not Severity.ALL_RIGHT), one
        assert "{" not in one.words


def test_the_demo_town_is_whole(tmp_path: Path) -> None:
    town = open_demo(read_settings(tmp_path / "home"), now=NOW)
    town.store.close()
    report = check_health(town.settings, now=NOW, actor=TERMINAL)
    assert report.whole, [one.words for one in report.findings if one.severity is Severity.BROKEN]


def test_records_that_need_looking_after_are_counted(tiny: Workspace) -> None:
    today = NOW.date()
    keep(tiny, last_checked=today)
    keep(tiny, last_checked=None, name="Never")
    keep(tiny, last_checked=today, name="Over", keep_until=today - dt.timedelta(days=1))
    keep(tiny, last_checked=today, name="Last day", keep_until=today)
    report = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    counts = {code: finding(report, code).count for code in (FindingCode.STALE, FindingCode.PAST_KEEPING)}
    assert counts == {FindingCode.STALE: 1, FindingCode.PAST_KEEPING: 1}
    assert finding(report, FindingCode.ALL_COUNTED).count == 4


def test_a_damaged_record_is_broken_and_named(tiny: Workspace) -> None:
    kept = keep(tiny)
    with closing(sqlite3.connect(tiny.store.place)) as behind:
        behind.execute("DELETE FROM audit_events WHERE subject_id = ?", (kept.asset_id,))
        behind.commit()
    report = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    broken = finding(report, FindingCode.HISTORIES)
    assert not report.whole
    assert broken.severity is Severity.BROKEN
    assert broken.examples == (kept.asset_id,)
    assert report.findings[0] is broken


def test_a_zone_that_nobody_knows_is_broken(tiny: Workspace) -> None:
    keep(tiny)
    with closing(sqlite3.connect(tiny.store.place)) as behind:
        behind.execute("UPDATE asset_zones SET zone_code = 'X1'")
        behind.commit()
    found = finding(check_health(tiny.settings, now=NOW, actor=TERMINAL), FindingCode.KNOWN_ZONES)
    assert (found.severity, found.count, found.examples) == (Severity.BROKEN, 1, ("X1",))


def test_a_damaged_file_is_broken(tiny: Workspace) -> None:
    for number in range(20):
        keep(tiny, name=f"Hall {number}")
    tiny.store.close()
    file = Path(tiny.store.place)
    content = bytearray(file.read_bytes())
    for page in range(10, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)
    report = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    assert not report.whole
    assert any("damaged" in one.words or "malformed" in one.words for one in report.findings[:3])


def test_what_is_missing_is_broken_and_says_what_to_do(tmp_path: Path, tiny: Workspace) -> None:
    nowhere = check_health(read_settings(tmp_path / "none"), now=NOW, actor=TERMINAL)
    assert not nowhere.whole
    assert "--home" in nowhere.findings[0].words
    tiny.store.close()
    Path(tiny.store.place).unlink()
    lost = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    assert finding(lost, FindingCode.STORE_OPENS).severity is Severity.BROKEN
    assert not Path(tiny.store.place).exists()
    assert pressing(lost) >= {FindingCode.STORE_OPENS}


def test_asking_changes_nothing(tiny: Workspace) -> None:
    keep(tiny)
    before = tiny.store.version()
    check_health(tiny.settings, now=NOW, actor=TERMINAL)
    assert tiny.store.version() == before


def test_an_older_and_a_newer_store_are_not_touched(tiny: Workspace) -> None:
    tiny.store.close()
    for revision, severity in (("0001", Severity.NEEDS_DOING), ("9999", Severity.BROKEN)):
        with closing(sqlite3.connect(tiny.store.place)) as behind:
            behind.execute("UPDATE store_revision SET version_num = ?", (revision,))
            behind.commit()
        found = finding(check_health(tiny.settings, now=NOW, actor=TERMINAL), FindingCode.SCHEMA_REVISION)
        assert (found.severity, found.examples) == (severity, (revision,))


def test_a_newer_edition_that_is_known_is_told(tiny: Workspace, tmp_path: Path) -> None:
    settings = replace(tiny.settings, sources_file=tmp_path / "sources.toml")
    text = tiny.settings.sources_file.read_text("utf-8")
    settings.sources_file.write_text(text, "utf-8")
    one = read_sources(text)[0]
    settings.downloads_folder.mkdir()
    noted = {one.id: {"url": "https://example.org/last-year.zip"}}
    (settings.downloads_folder / "manifest.json").write_text(json.dumps(noted), "utf-8")
    found = finding(check_health(settings, now=NOW, actor=TERMINAL), FindingCode.DOWNLOADS)
    assert found.severity is Severity.NEEDS_DOING
    assert one.title in found.words


def test_a_home_that_others_can_open_is_told(tiny: Workspace) -> None:
    tiny.settings.home.chmod(0o755)
    assert "chmod -R go-rwx" in machine.permission_finding(tiny.settings).words
    tiny.settings.home.chmod(0o700)
    assert machine.permission_finding(tiny.settings).severity is Severity.ALL_RIGHT


def test_homes_and_stores_are_made_for_one_account_alone(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "own")
    make_home(settings)
    town = open_demo(settings, now=NOW)
    assert settings.home.stat().st_mode & 0o777 == 0o700
    for path in Path(town.store.place).parent.glob("*.db*"):
        assert path.stat().st_mode & 0o777 == 0o600, path
    town.store.close()


def test_little_room_needs_doing_and_none_is_broken(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def severity(free: int) -> Severity:
        usage = os.statvfs(tiny.settings.home), free
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": usage[1]}))
        return machine.disk_findings(tiny.settings, store_bytes=1_000_000_000)[0].severity

    needed = machine.DAY_BYTES + int(machine.BACKUP_SHARE * 1_000_000_000)
    assert severity(needed) is Severity.ALL_RIGHT
    assert severity(needed - 1) is Severity.NEEDS_DOING
    assert severity(machine.FULL_BYTES) is Severity.NEEDS_DOING
    assert severity(machine.FULL_BYTES - 1) is Severity.BROKEN


def test_a_backup_ages(tiny: Workspace) -> None:
    folder = tiny.settings.home / machine.BACKUPS_FOLDER
    folder.mkdir()
    (folder / "asset-map-2026-11-21.zip").touch()
    made = NOW - dt.timedelta(hours=machine.BACKUP_HOURS)
    os.utime(folder / "asset-map-2026-11-21.zip", (made.timestamp(), made.timestamp()))
    assert machine.backup_finding(tiny.settings, now=NOW).severity is Severity.ALL_RIGHT
    later = machine.backup_finding(tiny.settings, now=NOW + dt.timedelta(seconds=1))
    assert later.severity is Severity.NEEDS_DOING


def test_a_clock_that_is_behind_is_told() -> None:
    edge = NOW + dt.timedelta(minutes=machine.CLOCK_MINUTES)
    assert machine.clock_finding(now=NOW, last_event_at=edge).severity is Severity.ALL_RIGHT
    late = machine.clock_finding(now=NOW, last_event_at=edge + dt.timedelta(seconds=1))
    assert late.severity is Severity.NEEDS_DOING
    assert machine.clock_finding(now=NOW, last_event_at=None).severity is Severity.ALL_RIGHT


def test_what_is_broken_comes_first() -> None:
    def one(severity: Severity) -> Finding:
        return Finding(code=FindingCode.CLOCK, severity=severity, expected="a", found="b")

    right, doing, broken = (one(severity) for severity in reversed(Severity))
    assert most_pressing_first([right, doing, broken]) == (broken, doing, right)
    assert is_whole([right, doing])
    assert not is_whole([right, broken])


def test_the_command_says_it_in_words_and_in_json(
    tiny: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tiny, protection=Level.PARTNERS, name="A secret house")
    home = ["--home", str(tiny.settings.home)]
    code, out, _ = call(capsys, monkeypatch, "check", *home)
    assert code == 0
    assert "Nothing is broken." in out
    assert "secret" not in out
    code, out, _ = call(capsys, monkeypatch, "check", "--json", *home)
    facts = json.loads(out)
    assert (code, facts["whole"]) == (0, True)
    assert {one["severity"] for one in facts["findings"]} <= {"needs_doing", "all_right"}
    with closing(sqlite3.connect(tiny.store.place)) as behind:
        behind.execute("DELETE FROM asset_search")
        behind.commit()
    code, out, _ = call(capsys, monkeypatch, "check", *home)
    assert code == 1
    assert out.startswith("Broken:\n  search: Expected every record among the words that are searched; found 1 ")
