"""What else of the records lies on disk, beside the store: lists being taken in, files being sent, and backups."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from asset_map.services.take_away.kept_files import THE_FILES, folders_of
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings

INCOMING = "incoming"
BACKUPS = "backups"


def backups_in(settings: Settings) -> tuple[Path, ...]:
    """Return the backups that lie in the home.

    Parameters
    ----------
    settings
        Where the home is.

    Returns
    -------
    tuple of Path
        The newest first.
    """
    folder = settings.home / BACKUPS
    files = [file for file in folder.glob("*") if file.is_file() and file.suffix not in {".json", ".lock", ".part"}]
    return tuple(sorted(files, key=lambda file: (file.stat().st_mtime, file.name), reverse=True))


def forget_copies(workspace: Workspace) -> None:
    """Throw away every copy: answers in memory, files made to be sent, lists being taken in.

    A list that somebody is taking in just now has to be brought again; nothing in it is kept yet.

    Parameters
    ----------
    workspace
        The area.
    """
    with workspace.lock:
        workspace.memory.clear()
    THE_FILES.clear()
    for folder in Path(tempfile.gettempdir()).glob(
        f"{folders_of(workspace.store.place)}*"
    ):  # those of other processes of this user
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(workspace.settings.home / INCOMING, ignore_errors=True)
