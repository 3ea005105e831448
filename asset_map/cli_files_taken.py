"""Noting every file that a command writes: whatever takes ``--out`` or ``--report``, without thinking of it itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from asset_map.cli_session import ACTOR, this_moment
from asset_map.domain.protection import Audience

OPTIONS = ("out", "report")
"""Options that name a file to be written."""

OF_OTHERS = frozenset({"join"})
"""Commands that write rows which somebody brought, and nothing of the records."""


class NotingCommand(TyperCommand):
    """A command that notes what it wrote."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (Click's own signature)
        """Run the command, and note the file."""
        answer = super().invoke(ctx)
        written = next((value for name in OPTIONS if isinstance(value := ctx.params.get(name), Path)), None)
        if written is not None and ctx.info_name not in OF_OTHERS:
            _note(ctx, written)
        return answer


def note_files(group: typer.Typer) -> None:
    """Let every command of a group that writes a file note it.

    Parameters
    ----------
    group
        With all its commands and groups.
    """
    for command in group.registered_commands:
        if command.callback is not None and set(OPTIONS) & set(command.callback.__annotations__):
            command.cls = NotingCommand
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            note_files(inner.typer_instance)


def _note(ctx: Any, written: Path) -> None:  # noqa: ANN401  (Click's context)
    from asset_map.services.data_protection.files_taken import note_written  # noqa: PLC0415  (`--help` need not wait)

    note_written(
        ctx.find_root().obj.settings,
        ctx.command_path.partition(" ")[2],
        made_in=written.suffix.removeprefix("."),
        audience=_audience(ctx.params),
        now=this_moment(),
        by=str(getattr(ACTOR, "name", ACTOR)),
    )


def _audience(params: dict[str, Any]) -> Audience:
    if "public" in params:
        return Audience.PUBLIC if params["public"] else Audience.STAFF
    if params.get("report") is not None:
        return Audience.STAFF
    return Audience(params.get("audience") or Audience.PUBLIC)
