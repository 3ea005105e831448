"""The pack for a Local Place Plan, from a terminal: ``asset-map place-plan``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from asset_map.cli_session import this_moment, workspace_of
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import UserError


@dataclass(frozen=True)
class PackReport:
    """What was written.

    Parameters
    ----------
    out
        The file.
    neighbourhood
        Its name.
    places, places_told_of
        Land and buildings listed, and those among them that people spoke of.
    bytes
        Size of the file.
    """

    out: str
    neighbourhood: str
    places: int
    places_told_of: int
    bytes: int


def place_plan_command(
    context: typer.Context,
    neighbourhood: Annotated[str, typer.Argument(help="The neighbourhood or zone: its id.")],
    *,
    out: Annotated[Path, typer.Option(help="File to write, ending in .pdf.")],
    audience: Annotated[Audience, typer.Option(help="For whom; only the public.")] = Audience.PUBLIC,
) -> None:
    """Write what a community body can take into a Local Place Plan: land and buildings, gaps, a checklist."""
    from asset_map.exports.files import write_whole  # noqa: PLC0415  (`--help` need not wait for geopandas)
    from asset_map.services.neighbourhoods import area_of  # noqa: PLC0415
    from asset_map.services.place_plan import place_plan  # noqa: PLC0415
    from asset_map.services.place_plan_words import place_plan_pdf  # noqa: PLC0415

    if audience is not Audience.PUBLIC:
        raise UserError("Expected the audience public; a Local Place Plan is published. Leave --audience out.")
    if out.suffix.lower() != ".pdf":
        raise UserError(f"Expected a file ending in .pdf; found “{out.name}”. Change the ending.")
    workspace = workspace_of(context)
    pack = place_plan(area_of(neighbourhood, workspace), workspace, today=local_date(this_moment()))
    content = place_plan_pdf(pack, workspace)
    write_whole(out, lambda part: part.write_bytes(content))
    told = sum(one.is_told_of for one in pack.places)
    report = PackReport(str(out), pack.neighbourhood.name, len(pack.places), told, len(content))
    context.obj.say(
        asdict(report),
        f"{report.out}: {report.neighbourhood}, {report.places:,} pieces of land and buildings, "
        f"{told:,} of them with people's words",
    )
