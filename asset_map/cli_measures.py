"""Strengths, gaps and reach zone by zone, from a terminal: ``asset-map measures``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asset_map.cli_session import AS_OF_HELP, past_day, this_moment, workspace_of
from asset_map.domain.dates import local_date
from asset_map.domain.distance import DISTANCES_M, DistanceKind
from asset_map.domain.protection import Audience


def measures_command(
    context: typer.Context,
    *,
    offer: Annotated[str, typer.Option(help="The offer that is looked for.")],
    out: Annotated[Path, typer.Option(help="File to write; its ending says the format.")],
    distance: Annotated[
        list[int] | None,
        typer.Option(help="How near is near, in metres; else 400, 600, 800 and 1200; may be repeated."),
    ] = None,
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.PUBLIC,
    deprivation: Annotated[str | None, typer.Option(help="Edition; else the default one.")] = None,
    as_of: Annotated[str, typer.Option(help=AS_OF_HELP)] = "",
    network: Annotated[
        bool, typer.Option("--network", help="Measure along the walking network, not in a straight line.")
    ] = False,
) -> None:
    """Write strengths, gaps and reach of every zone as a table or a layer."""
    from asset_map.services.look import Question  # noqa: PLC0415  (`--help` need not wait for geopandas)
    from asset_map.services.measure import MeasureQuestion  # noqa: PLC0415
    from asset_map.services.measures_file import write_measures  # noqa: PLC0415

    asked = MeasureQuestion(
        Question(offer, audience, local_date(this_moment()), deprivation, known_by=past_day(as_of)),
        distances_m=tuple(dict.fromkeys(distance or DISTANCES_M)),
        distance_kind=DistanceKind.WALKING_NETWORK if network else DistanceKind.STRAIGHT_LINE,
    )
    report = write_measures(asked, workspace_of(context), out=out)
    context.obj.say(report, f"{report.out}: {report.zones:,} zones, {report.zones_looked:,} of them looked at")
