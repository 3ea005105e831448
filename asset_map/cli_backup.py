"""Keeping a copy of everything, putting it back, and changing the database: ``backup``, ``restore`` and ``move``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asset_map.cli_session import ACTOR, this_moment


def backup_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to write, ending in .zip, or a folder.")],
) -> None:
    """Copy everything into one file while others go on working, and open it to see that it is whole."""
    from asset_map.domain.audit import Action  # noqa: PLC0415
    from asset_map.services.backup.writing import KEEP_IT_SAFE, back_up, note_backup  # noqa: PLC0415
    from asset_map.store import open_store  # noqa: PLC0415  (`--help` need not wait for the database's software)

    settings, now = context.obj.settings, this_moment()
    with open_store(settings.database_url, create=False) as store:
        report = back_up(store, settings, file.expanduser().absolute(), now=now, actor=ACTOR)
        note_backup(store, Action.BACKED_UP, report.file, now=now, actor=ACTOR)
    context.obj.say(
        report,
        f"{report.file}: {report.records:,} records and {report.photos:,} photos of {report.area or 'no area yet'}; "
        f"{report.bytes / 1e6:.2f} MB, opened and found whole.\n{KEEP_IT_SAFE}",
    )


def restore_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup, as “asset-map backup” writes it.")],
    *,
    erased: Annotated[
        Path | None, typer.Option(help="The list erased.json of the former home: what it names is erased again.")
    ] = None,
) -> None:
    """Put a backup back into a home with nothing in it (--home DIR), and a database with nothing in it (--database)."""
    from asset_map.services.backup.restoring import afterwards, restore  # noqa: PLC0415

    restored = restore(
        file.expanduser(), context.obj.settings, now=this_moment(), erased=erased and erased.expanduser()
    )
    context.obj.say(
        restored,
        f"{restored.area or 'No area'} as of {restored.made_at.astimezone():%d %B %Y, %H:%M} is here again: "
        f"{restored.records:,} records and {restored.photos:,} photos in {restored.place}.\n{afterwards(restored)}",
    )


def move_command(
    context: typer.Context,
    *,
    to: Annotated[
        str, typer.Option(help="Address of an empty database: postgresql://USER@HOST/NAME or sqlite:///PATH.")
    ],
) -> None:
    """Copy all records into another database, and compare every row; stop the server first."""
    from asset_map.services.backup.moving import move  # noqa: PLC0415

    moved = move(context.obj.settings, to)
    context.obj.say(
        moved,
        f"{moved.records:,} records, {moved.photos:,} photos and all that belongs to them are in {moved.to_place}, "
        "compared row by row.\nFrom now on start every command with --database and that address, or set "
        f"ASSET_MAP_DATABASE_URL.\nThe former database is as it was: {moved.from_place}. Put it away.",
    )
