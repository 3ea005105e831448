"""The report of an area, from a terminal: ``asset-map report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asset_map.cli_session import this_moment, workspace_of
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import UserError


def report_command(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(help="File to write, ending in .pdf.")],
    neighbourhood: Annotated[str, typer.Option(help="Id of a neighbourhood or zone; else the whole area.")] = "",
    offer: Annotated[str, typer.Option(help="The offer that is told of in full; else those with most gaps.")] = "",
    audience: Annotated[Audience, typer.Option(help="For whom; only the public.")] = Audience.PUBLIC,
) -> None:
    """Write strengths, reach, gaps, who looked and how fair it is as a report of A4 pages."""
    from asset_map.exports.files import write_whole  # noqa: PLC0415  (`--help` need not wait for geopandas)
    from asset_map.services.report_pack import WHOLE_AREA, report_pack  # noqa: PLC0415
    from asset_map.services.report_pack_words import report_pdf  # noqa: PLC0415

    if audience is not Audience.PUBLIC:
        raise UserError("Expected the audience public; a report is to be passed on. Leave --audience out.")
    if out.suffix.lower() != ".pdf":
        raise UserError(f"Expected a file ending in .pdf; found “{out.name}”. Change the ending.")
    workspace, today = workspace_of(context), local_date(this_moment())
    pack = report_pack(neighbourhood or WHOLE_AREA, workspace, today=today, offer=offer)
    content = report_pdf(pack, workspace)
    write_whole(out, lambda part: part.write_bytes(content))
    told = pack.told
    report = {"out": str(out), "of": told.neighbourhood.name, "usable": told.usable, "bytes": len(content)}
    in_full = ", ".join(one.here.label for one in pack.in_full) or "none"
    context.obj.say(report, f"{out}: {told.neighbourhood.name}, {told.usable:,} usable assets; in full: {in_full}")
