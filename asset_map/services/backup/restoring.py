"""Putting a backup back, into a home with nothing in it: whatever database it came from, and whichever it goes to."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from asset_map.domain.permission import TERMINAL
from asset_map.errors import BackupError, StoreError
from asset_map.services.backup.manifest import STORE
from asset_map.services.backup.opening import Opened, open_backup
from asset_map.services.data_protection.erased_list import (
    LIST_NAME,
    erase_what_came_back,
    list_file,
    read_erased_list,
    write_erased_list,
)
from asset_map.services.workspace import make_home
from asset_map.settings import Settings
from asset_map.store import Store, open_store
from asset_map.store.connecting import file_of
from asset_map.store.copying import copy_store, is_empty
from asset_map.store.store_file import make_one_file

LINKS_AND_KEYS = (
    "People whose links were ended and keys that were withdrawn after that moment are here again: end and withdraw "
    "them again."
)


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A backup that was put back.

    Parameters
    ----------
    made_at, area
        Which moment is here again, and of which area; empty where none was set up.
    place
        Where the store is now, without a password.
    records, photos
        How many there are.
    rows
        By the name of the table.
    has_list, erased_again
        Whether there was a list of what was erased, and how many erasures that are younger than the backup were done
        again by it.
    """

    made_at: dt.datetime
    area: str
    place: str
    records: int
    photos: int
    rows: Mapping[str, int]
    has_list: bool
    erased_again: int


def afterwards(restored: Restored) -> str:
    """Return what is still to be done after a backup was put back.

    Parameters
    ----------
    restored
        The backup.

    Returns
    -------
    str
        Sentences for whoever put it back.
    """
    if not restored.has_list:
        erased = (
            f"There is no list here of what was erased ({LIST_NAME}): people and records that were erased after that "
            f"moment are here again. Take {LIST_NAME} from the former home and run “asset-map privacy again FILE” "
            "before anybody works here; where it is lost, erase them again."
        )
    elif restored.erased_again:
        erased = f"{restored.erased_again:,} erasures from after that moment were done again, by the list of them."
    else:
        erased = "The list of what was erased names nothing from after that moment."
    return f"{erased}\n{LINKS_AND_KEYS}"


def restore(backup: Path, settings: Settings, *, now: dt.datetime, erased: Path | None = None) -> Restored:
    """Put a backup back into a home with nothing in it but, perhaps, the list of what was erased.

    What that list names and the backup does not know of yet is erased again before anything comes into use.

    Parameters
    ----------
    backup
        A backup; tables of an older one are brought up to date.
    settings
        The home and the database to fill.
    now
        When.
    erased
        The list of what was erased, from the home that was lost; else the one that lies in the home.

    Returns
    -------
    Restored
        What is here now.

    Raises
    ------
    BackupError
        When there is something here already, or the file is no whole backup; then nothing is changed.
    UserError
        When the list of what was erased is none.
    """
    _refuse_occupied(settings)
    listed = _lists(settings, erased)
    make_home(settings)
    file = file_of(settings.database_url)
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.home) as parts,
            tempfile.TemporaryDirectory(prefix=".restoring-", dir=file.parent if file else settings.home) as beside,
        ):
            made = Path(beside, "made.db")
            opened = open_backup(backup, Path(parts))
            rows, place = _fill(opened.folder / STORE, f"sqlite:///{made}")
            erased_again = _erase_again(f"sqlite:///{made}", listed, settings, now=now)
            make_one_file(made)
            if file is None:  # nobody who was erased is in it for a moment
                _, place = _fill(made, settings.database_url)
            _put_files(opened, settings)
            if file is not None:
                place = str(made.rename(file))
    except OSError as error:
        raise BackupError(
            f"The backup cannot be put back into {settings.home}: {error.strerror}. Make room or give the right to "
            "write, and try again in an empty folder."
        ) from error
    manifest = opened.manifest
    return Restored(
        made_at=manifest.made_at,
        area=manifest.area,
        place=place,
        records=rows.get("assets", 0),
        photos=rows.get("photos", 0),
        rows=rows,
        has_list=bool(listed),
        erased_again=erased_again,
    )


def _lists(settings: Settings, erased: Path | None) -> list[Path]:
    if erased is not None and not erased.is_file():
        raise BackupError(f"Expected the list of what was erased; found no file {erased}. Nothing was changed.")
    listed = [file for file in (erased, list_file(settings)) if file is not None and file.is_file()]
    for file in listed:
        read_erased_list(file)
    return listed


def _erase_again(url: str, listed: Sequence[Path], settings: Settings, *, now: dt.datetime) -> int:
    with open_store(url) as store:
        done = sum(erase_what_came_back(store, file, now=now, actor=TERMINAL.name) for file in listed)
        if store.erasures():
            write_erased_list(store, settings)
    return done


def _refuse_occupied(settings: Settings) -> None:
    file = file_of(settings.database_url)
    known = [settings.home / "classification.toml"] if file is None else [settings.home / "classification.toml", file]
    found = [*settings.geography_folder.glob("*"), *filter(Path.exists, known)]
    if found:
        raise BackupError(
            f"Expected a home with nothing in it; found {found[0]}. Nothing was changed. Name an empty folder with "
            "--home DIR, look there whether all is as it should be, and then go on with that one."
        )
    if file is None:
        with open_store(settings.database_url) as target:
            _refuse_filled(target)


def _refuse_filled(target: Store) -> None:
    if not is_empty(target):
        raise BackupError(
            f"Expected an empty database at {target.place}; found records in it. Nothing was changed. Name another "
            "one with --database URL."
        )


def _fill(file: Path, url: str) -> tuple[Mapping[str, int], str]:
    """Copy row by row into tables made here: nothing but rows of what may be anybody's file comes into use."""
    with open_store(f"sqlite:///{file}", create=False) as source, open_store(url) as target:
        _refuse_filled(target)
        try:
            return {name: one.rows for name, one in copy_store(source, target).items()}, target.place
        except StoreError as error:
            raise BackupError(f"The records in this backup cannot be put back. {error}") from error


def _put_files(opened: Opened, settings: Settings) -> None:
    for part in opened.manifest.parts:
        if part.name.startswith("home/"):
            (opened.folder / part.name).rename(settings.home / Path(part.name).name)
    geography = opened.folder / "geography"
    if geography.exists():
        if settings.geography_folder.exists():
            settings.geography_folder.rmdir()
        geography.rename(settings.geography_folder)
