"""Does the machine let the app go on working: room, rights, time, and a backup that is new enough?"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.finding import Finding, FindingCode, Severity, all_right
from asset_map.language import gettext as _
from asset_map.settings import Settings

FULL_BYTES = 32 * 1024 * 1024
"""Less room than this, and a list or a photo may no longer be kept: SQLite's log of writes alone may grow so far."""

DAY_BYTES = 256 * 1024 * 1024
"""What a busy day may take: some hundred photos, a few lists, and the log."""

TEMPORARY_BYTES = 256 * 1024 * 1024
"""Room to make files in, to be taken away: a council's whole GeoPackage, or a report with its maps."""

BACKUP_SHARE = 1.1
"""A backup is as large as the store and what belongs to it; the next one is made before an old one goes."""

BACKUP_HOURS = 36
"""One a day, and half a day late: a laptop that was closed over night."""

CLOCK_MINUTES = 5
"""How far a clock may be behind what it said before."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of everybody but the account that the app runs under."""

BACKUPS_FOLDER = "backups"


def disk_findings(settings: Settings, *, store_bytes: int) -> list[Finding]:
    """Return what is said of the room that is left.

    Parameters
    ----------
    settings
        Where the home is.
    store_bytes
        How large the store is.

    Returns
    -------
    list of Finding
        Broken when hardly anything is left.
    """
    needed = DAY_BYTES + int(BACKUP_SHARE * store_bytes)
    home = _room(settings.home, needed, _("for a day's work and a backup in the home folder"))
    temporary = Path(tempfile.gettempdir())
    return [home, _room(temporary, TEMPORARY_BYTES, _("for making files in the temporary folder"))]


def _room(folder: Path, needed: int, purpose: str) -> Finding:
    free = shutil.disk_usage(folder).free
    expected = _("{size} {purpose}").format(size=_size(needed), purpose=purpose)
    severity = Severity.ALL_RIGHT if free >= needed else Severity.NEEDS_DOING if free >= FULL_BYTES else Severity.BROKEN
    to_do = "" if free >= needed else _("Make room on that disk: remove what is not needed, or move the home folder.")
    return Finding(
        code=FindingCode.DISK_SPACE,
        severity=severity,
        expected=expected,
        found=_("{size} free").format(size=_size(free)),
        to_do=to_do,
    )


def _size(size_bytes: int) -> str:
    megabytes = size_bytes / 1_000_000
    return f"{megabytes / 1000:,.1f} GB" if megabytes >= 1000 else f"{megabytes:,.0f} MB"


def permission_finding(settings: Settings) -> Finding:
    """Return what is said of who else on this machine can read what is kept.

    Parameters
    ----------
    settings
        Where the home is.

    Returns
    -------
    Finding
        Needs doing when the home is open to others, whatever the rights of the files in it.
    """
    expected = _("a home folder that only the account of the app can open (0700), and files for it alone (0600)")
    open_to_others = list(_open_to_others(settings.home))
    if not open_to_others:
        return all_right(FindingCode.PERMISSIONS, expected)
    return Finding(
        code=FindingCode.PERMISSIONS,
        severity=Severity.NEEDS_DOING,
        expected=expected,
        found=_("others can open {names}").format(names=", ".join(open_to_others[:3])),
        to_do=_("Run: chmod -R go-rwx {home}").format(home=settings.home),
        count=len(open_to_others),
    )


def _open_to_others(home: Path) -> Iterator[str]:
    """Give the names of what others could read; a closed home keeps them from all that lies in it."""
    if os.name != "posix" or not home.stat().st_mode & OTHERS:
        return
    yield f"{home.name} ({stat.S_IMODE(home.stat().st_mode):04o})"
    for path in sorted([*home.glob("*.db*"), *home.glob(f"{BACKUPS_FOLDER}/*")]):
        if path.stat().st_mode & OTHERS:
            yield f"{path.name} ({stat.S_IMODE(path.stat().st_mode):04o})"


def home_finding(settings: Settings) -> Finding:
    """Return what is said of whether the home folder can be written: it is tried.

    Parameters
    ----------
    settings
        Where the home is.

    Returns
    -------
    Finding
        Broken when not.
    """
    expected = _("a home folder that can be written")
    try:
        with tempfile.TemporaryFile(dir=settings.home) as file:
            file.write(b"0" * 4096)
    except OSError as error:
        return Finding(
            code=FindingCode.HOME_WRITABLE,
            severity=Severity.BROKEN,
            expected=expected,
            found=error.strerror or str(error),
            to_do=_("Give the account of the app the right to write there, or make room on that disk."),
        )
    return all_right(FindingCode.HOME_WRITABLE, expected)


def clock_finding(*, now: dt.datetime, last_event_at: dt.datetime | None) -> Finding:
    """Return what is said of the clock: it must not be behind what has happened already.

    Parameters
    ----------
    now
        What it says.
    last_event_at
        The newest moment in the histories; None for none.

    Returns
    -------
    Finding
        Needs doing when something is said to have happened in time to come.
    """
    expected = _("a clock that is not behind what was done already")
    if last_event_at is None or last_event_at <= now + dt.timedelta(minutes=CLOCK_MINUTES):
        return all_right(FindingCode.CLOCK, expected)
    return Finding(
        code=FindingCode.CLOCK,
        severity=Severity.NEEDS_DOING,
        expected=expected,
        found=_("that it is {now} and something was done on {then}").format(
            now=written_date(local_date(now)), then=written_date(local_date(last_event_at))
        ),
        to_do=_("Set this machine's clock: what is due, and which links still work, is judged by it."),
    )


def backup_finding(settings: Settings, *, now: dt.datetime) -> Finding:
    """Return what is said of the newest backup in the home folder.

    Parameters
    ----------
    settings
        Where the home is.
    now
        The moment, with its time zone.

    Returns
    -------
    Finding
        Needs doing when there is none, or none of the last day and a half.
    """
    newest = last_backup_at(settings)
    expected = _("a backup not older than a day")
    to_do = _("Make one now: asset-map backup FILE. Keep a copy on another machine.")
    if newest is None:
        return Finding(
            code=FindingCode.BACKUP,
            severity=Severity.NEEDS_DOING,
            expected=expected,
            found=_("none in {folder}").format(folder=settings.home / BACKUPS_FOLDER),
            to_do=to_do,
        )
    late = now - newest > dt.timedelta(hours=BACKUP_HOURS)
    return Finding(
        code=FindingCode.BACKUP,
        severity=Severity.NEEDS_DOING if late else Severity.ALL_RIGHT,
        expected=expected,
        found=_("one of {date}").format(date=written_date(local_date(newest))),
        to_do=to_do if late else "",
    )


def last_backup_at(settings: Settings) -> dt.datetime | None:
    """Return when the newest backup in the home folder was made.

    Parameters
    ----------
    settings
        Where the home is.

    Returns
    -------
    datetime.datetime or None
        None where there is none.
    """
    made = [path.stat().st_mtime for path in (settings.home / BACKUPS_FOLDER).glob("asset-map-*.zip")]
    return dt.datetime.fromtimestamp(max(made), dt.UTC) if made else None
