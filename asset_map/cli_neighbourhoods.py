"""Neighbourhoods, from a terminal: ``asset-map neighbourhoods …``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of
from asset_map.domain.neighbourhood import NeighbourhoodKind

if TYPE_CHECKING:
    from asset_map.domain.neighbourhood import Neighbourhood
    from asset_map.services.adding_neighbourhoods import AddedNeighbourhoods

neighbourhoods_app = typer.Typer(no_args_is_help=True, help="Thriving Places, wards and other areas with a name.")


@neighbourhoods_app.command("add")
def neighbourhoods_add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table of names and zone codes, or a layer of outlines.")],
    *,
    name_column: Annotated[str, typer.Option(help="The column of names; else it is found.")] = "",
    kind: Annotated[NeighbourhoodKind | None, typer.Option(help="What they are; else told by the column.")] = None,
    source: Annotated[str, typer.Option(help="Who says so; else the file's name.")] = "",
    licence: Annotated[str, typer.Option(help="The file's licence.")] = "",
) -> None:
    """Add the neighbourhoods of a file; those of the same name and kind are brought up to date."""
    from asset_map.services.adding_neighbourhoods import NeighbourhoodFile, add_neighbourhoods  # noqa: PLC0415

    given = NeighbourhoodFile(path=file, name_column=name_column, kind=kind, source=source, licence=licence)
    report = add_neighbourhoods(given, workspace_of(context), now=this_moment(), actor=ACTOR)
    context.obj.say(report, _in_words(report))


@neighbourhoods_app.command("list")
def neighbourhoods_list(context: typer.Context) -> None:
    """Print every neighbourhood with its id."""
    from asset_map.services.neighbourhoods import neighbourhoods_of  # noqa: PLC0415

    found = neighbourhoods_of(workspace_of(context))
    context.obj.say({"neighbourhoods": [_facts(one) for one in found]}, "\n".join(map(_line, found)))


@neighbourhoods_app.command("rename")
def neighbourhoods_rename(
    context: typer.Context,
    neighbourhood_id: Annotated[str, typer.Argument(help="As “asset-map neighbourhoods list” prints it.")],
    name: Annotated[str, typer.Argument(help="What it is to be called.")],
) -> None:
    """Give a neighbourhood another name; its address stays."""
    from asset_map.services.neighbourhoods import rename_neighbourhood  # noqa: PLC0415

    renamed = rename_neighbourhood(neighbourhood_id, name, workspace_of(context), now=this_moment(), actor=ACTOR)
    context.obj.say(_facts(renamed), f"{renamed.neighbourhood_id} is now called {renamed.name}.")


@neighbourhoods_app.command("remove")
def neighbourhoods_remove(
    context: typer.Context,
    neighbourhood_id: Annotated[str, typer.Argument(help="As “asset-map neighbourhoods list” prints it.")],
) -> None:
    """Take a neighbourhood away that was added; no record is touched."""
    from asset_map.services.neighbourhoods import remove_neighbourhood  # noqa: PLC0415

    removed = remove_neighbourhood(neighbourhood_id, workspace_of(context), now=this_moment(), actor=ACTOR)
    context.obj.say(_facts(removed), f"{removed.name} was removed.")


def _in_words(report: AddedNeighbourhoods) -> str:
    lines = [
        f"{len(report.added):,} added, {len(report.changed):,} changed, {len(report.unchanged):,} as they were; names "
        f"from the column {report.name_column}"
    ]
    if report.outside:
        lines.append(f"{len(report.outside):,} have no part in the area and were left out: {', '.join(report.outside)}")
    if report.unknown_codes:
        lines.append(f"{report.unknown_codes:,} rows name no zone of the area.")
    return "\n".join(lines)


def _facts(one: Neighbourhood) -> dict[str, object]:
    facts = asdict(one)
    del facts["shape_bng"]
    return facts | {"has_outline": one.shape_bng is not None}


def _line(one: Neighbourhood) -> str:
    made_of = "outline" if one.shape_bng is not None else f"{len(one.zone_codes)} zones"
    return f"{one.neighbourhood_id}  {one.name}  [{one.kind.value.replace('_', ' ')}, {made_of}]"
