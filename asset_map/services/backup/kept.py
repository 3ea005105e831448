"""The backups in the home: one a day by itself, and those that somebody made by hand."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from asset_map.domain.audit import Action
from asset_map.domain.backup_rotation import kept_days
from asset_map.domain.dates import local_date
from asset_map.domain.permission import Actor, everything, may_back_up
from asset_map.errors import BackupError
from asset_map.language import gettext as _
from asset_map.language import ngettext, to_translate
from asset_map.services.backup.opening import look_into, open_backup
from asset_map.services.backup.writing import UNFINISHED, BackupReport, back_up, note_backup
from asset_map.services.daily_work import DailyJob
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings

FOLDER = "backups"
BY_HAND_KEPT = 3
"""How many of those made by hand are kept: they are made to be taken away."""

_DAILY = re.compile(r"asset-map-(\d{4}-\d{2}-\d{2})\.zip")
_BY_HAND = re.compile(r"asset-map-\d{4}-\d{2}-\d{2}-\d{6}-by-hand\.zip")


@dataclass(frozen=True, kw_only=True)
class KeptBackup:
    """A backup in the home.

    Parameters
    ----------
    name, size
        Of its file, in bytes.
    by_hand
        Whether somebody asked for it.
    made_at, records, photos
        Which moment it holds, and how many there are in it; None and 0 where it cannot be read any longer.
    problem
        Why it cannot be read; empty where it can. It was opened and found whole when it was made, or it would not be
        here.
    """

    name: str
    size: int
    by_hand: bool
    made_at: dt.datetime | None = None
    records: int = 0
    photos: int = 0
    problem: str = ""


def backups_folder(settings: Settings) -> Path:
    """Return where backups are kept.

    Parameters
    ----------
    settings
        Where the home is.

    Returns
    -------
    Path
        It need not be there.
    """
    return settings.home / FOLDER


@asks(may_back_up, everywhere)
def kept_backups(workspace: Workspace, *, actor: Actor) -> list[KeptBackup]:  # noqa: ARG001  (asked for)
    """Return the backups in the home.

    Parameters
    ----------
    workspace
        The area.
    actor
        Who asks.

    Returns
    -------
    list of KeptBackup
        The newest first.
    """
    folder = backups_folder(workspace.settings)
    own = (path for path in folder.glob("asset-map-*.zip") if _is_name(path.name))
    return sorted(map(_kept, own), key=lambda one: one.name, reverse=True)


def _is_name(name: str) -> bool:
    return bool(_DAILY.fullmatch(name) or _BY_HAND.fullmatch(name))


def _kept(path: Path) -> KeptBackup:
    size, by_hand = path.stat().st_size, bool(_BY_HAND.fullmatch(path.name))
    try:
        manifest = look_into(path)
    except BackupError as error:
        return KeptBackup(name=path.name, size=size, by_hand=by_hand, problem=str(error))
    rows = manifest.rows
    return KeptBackup(
        name=path.name,
        size=size,
        by_hand=by_hand,
        made_at=manifest.made_at,
        records=rows.get("assets", 0),
        photos=rows.get("photos", 0),
    )


@asks(may_back_up, everywhere)
def back_up_by_hand(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> BackupReport:
    """Make a backup to be taken away; the last few of them stay in the home.

    Parameters
    ----------
    workspace
        The area.
    now, actor
        When, and who asks.

    Returns
    -------
    BackupReport
        Of a file that was opened and found whole.
    """
    folder = backups_folder(workspace.settings)
    file = folder / f"asset-map-{now.astimezone():%Y-%m-%d-%H%M%S}-by-hand.zip"
    report = back_up(workspace.store, workspace.settings, file, now=now, actor=actor)
    note_backup(workspace.store, Action.BACKED_UP, file, now=now, actor=actor)
    for older in sorted((path for path in folder.iterdir() if _BY_HAND.fullmatch(path.name)), reverse=True)[
        BY_HAND_KEPT:
    ]:
        older.unlink(missing_ok=True)
    return report


@asks(may_back_up, everywhere)
def backup_to_take(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Path | None:
    """Return the file of a backup in the home, and keep in the history who takes it away.

    Parameters
    ----------
    name
        Of the file.
    workspace
        The area.
    now, actor
        When, and who takes it away.

    Returns
    -------
    Path or None
        None where there is none of that name.
    """
    path = _file(name, workspace)
    if path is not None:
        note_backup(workspace.store, Action.BACKUP_TAKEN, path, now=now, actor=actor)
    return path


def _file(name: str, workspace: Workspace) -> Path | None:
    path = backups_folder(workspace.settings) / name
    return path if _is_name(name) and path.is_file() else None


@asks(may_back_up, everywhere)
def open_again(name: str, workspace: Workspace, *, actor: Actor) -> str:  # noqa: ARG001  (asked for)
    """Open a backup in the home once more, and look whether it is still whole.

    Parameters
    ----------
    name
        Of the file.
    workspace
        The area.
    actor
        Who asks.

    Returns
    -------
    str
        Empty for one that is whole; else what is wrong with it.
    """
    path = _file(name, workspace)
    if path is None:
        return _("Expected this backup to be there; it is not. Load the page again.")
    try:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as folder:
            open_backup(path, Path(folder))
    except BackupError as error:
        return str(error)
    return ""


def daily_backup(workspace: Workspace, now: dt.datetime) -> str:
    """Make the backup of the day, and take away older ones that are no longer needed.

    Parameters
    ----------
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    str
        What was done.
    """
    folder = backups_folder(workspace.settings)
    _take_away_unfinished(folder, now)
    file = folder / f"asset-map-{local_date(now):%Y-%m-%d}.zip"
    if file.exists():
        manifest = look_into(file)
        records, size = manifest.rows.get("assets", 0), file.stat().st_size
    else:
        report = back_up(workspace.store, workspace.settings, file, now=now, actor=everything(DAILY_BACKUP.name))
        records, size = report.records, report.bytes
    days = {
        dt.date.fromisoformat(found[1]): path for path in folder.iterdir() if (found := _DAILY.fullmatch(path.name))
    }
    kept = kept_days(days)
    for day in days.keys() - kept:
        days[day].unlink(missing_ok=True)
    return _("{name}: {records}, {size} MB, opened and found whole. {kept} daily backups are kept.").format(
        name=file.name,
        records=ngettext("{count} record", "{count} records", records),
        size=f"{size / 1e6:,.1f}",
        kept=len(kept),
    )


def _take_away_unfinished(folder: Path, now: dt.datetime) -> None:
    """Take away what was cut off; what is younger than a day may still be written."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if now.timestamp() - left.stat().st_mtime > dt.timedelta(days=1).total_seconds():
            shutil.rmtree(left, ignore_errors=True)


DAILY_BACKUP = DailyJob("backup", to_translate("A backup of everything"), daily_backup)
"""The day's backup, for `asset_map.services.daily_jobs`."""
