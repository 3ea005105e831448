"""Taking layers away, from a terminal: ``asset-map export``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from asset_map.cli_session import AS_OF_HELP, past_day, this_moment, workspace_of
from asset_map.domain.dates import local_date
from asset_map.domain.distance import USUAL_DISTANCES_M, DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.formats import Format, What, format_of


class Written(StrEnum):
    """What a file can be: the formats that layers are taken away in, and a feed of services."""

    GEOPACKAGE = "gpkg"
    GEOJSON = "geojson"
    FLATGEOBUF = "fgb"
    GEOPARQUET = "parquet"
    KML = "kml"
    SHAPEFILE = "shp"
    CSV = "csv"
    WORKBOOK = "xlsx"
    OPEN_REFERRAL = "oruk"


def export_command(  # noqa: PLR0913  (options of a command are its parameters)
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What to write.")],
    *,
    out: Annotated[Path, typer.Option(help="File to write; its ending says the format.")],
    made_in: Annotated[Written | None, typer.Option("--format", help="Format, if the ending does not say it.")] = None,
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.PUBLIC,
    offer: Annotated[str, typer.Option(help="Only this offer.")] = "",
    deprivation: Annotated[str | None, typer.Option(help="Edition; else the default one.")] = None,
    as_of: Annotated[str, typer.Option(help=AS_OF_HELP)] = "",
    distance: Annotated[
        list[int] | None, typer.Option(help="How near is near, in metres, the main one first; may be repeated.")
    ] = None,
    network: Annotated[
        bool, typer.Option("--network", help="Measure along the walking network, not in a straight line.")
    ] = False,
    neighbourhood: Annotated[str, typer.Option(help="Only what lies in this neighbourhood or zone: its id.")] = "",
    kind: Annotated[str, typer.Option(help="Only assets of this kind.")] = "",
    usable: Annotated[bool, typer.Option("--usable", help="Only assets that can be used now.")] = False,
) -> None:
    """Write assets, zones, reach, coverage or neighbourhoods, or all of them, with what each column means."""
    from asset_map.services.look import Question  # noqa: PLC0415  (`--help` need not wait for geopandas)
    from asset_map.services.take_away.asked import Taken  # noqa: PLC0415
    from asset_map.services.take_away.file import export_file  # noqa: PLC0415

    filters = (offer, as_of, neighbourhood, kind, usable, deprivation, network, distance)
    if made_in is Written.OPEN_REFERRAL:
        _write_open_referral(context, what, audience, out=out, is_filtered=any(filters))
        return
    taken = Taken(
        what=what,
        question=Question(offer, audience, local_date(this_moment()), deprivation, known_by=past_day(as_of)),
        distances_m=tuple(dict.fromkeys(distance or USUAL_DISTANCES_M)),
        distance_kind=DistanceKind.WALKING_NETWORK if network else DistanceKind.STRAIGHT_LINE,
        neighbourhood_id=neighbourhood,
        kind=kind,
        usable_only=usable,
    )
    report = export_file(
        taken, workspace_of(context), out=out, made_in=format_of(out, Format(made_in) if made_in else None)
    )
    layers = ", ".join(f"{name} {rows:,}" for name, rows in report.layers.items())
    lines = [
        f"{report.out}: rows for {audience.value}: {layers}; {report.bytes / 1e6:.2f} MB",
        *report.left_out,
    ]
    context.obj.say(report, "\n".join(lines))


def _write_open_referral(
    context: typer.Context, what: What, audience: Audience, *, out: Path, is_filtered: bool
) -> None:
    from asset_map.services.open_referral_feed import write_open_referral  # noqa: PLC0415

    if what is not What.ASSETS or audience is not Audience.PUBLIC or is_filtered:
        raise UserError(
            "Expected all assets for the public, as an Open Referral feed is open to everybody and whole; found "
            "something else. Leave the other options out, or choose another format."
        )
    services = write_open_referral(workspace_of(context), today=local_date(this_moment()), out=out)
    facts = {"what": what.value, "audience": audience.value, "format": Written.OPEN_REFERRAL.value}
    context.obj.say({**facts, "rows": services, "out": str(out)}, f"{out}: {services:,} services for the public")
