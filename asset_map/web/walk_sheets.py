"""The sheet to print and take along when a zone is walked; made of public data, so it is for everybody."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date, written_date
from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.walk_sheet import walk_sheet
from asset_map.web.plain_page import plain_page


def walk_sheet_routes() -> list[BaseRoute]:
    """Return the route of the sheet.

    Returns
    -------
    list of starlette.routing.BaseRoute
        To stand before what answers every other address below ``/print/``.
    """
    return [Route("/print/walk", print_walk_sheet)]


async def print_walk_sheet(request: Request) -> Response:
    """Answer with the sheet for walking a zone.

    Parameters
    ----------
    request
        Asks with ``zone``, and ``offer`` for one thing alone.

    Returns
    -------
    starlette.responses.Response
        The same for everybody; 404 for an unknown zone or offer.
    """
    return await run_in_threadpool(
        lambda: _sheet(request.query_params.get("zone", ""), request.query_params.get("offer", ""))
    )


def _sheet(zone: str, offer: str) -> Response:
    fictional = ""
    try:
        workspace = current_workspace()
        fictional = banner(workspace)
        today = local_date(dt.datetime.now(dt.UTC))
        sheet = walk_sheet(workspace, zone=zone, offer=offer, today=today)
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return plain_page("plain.html", {"title": _("Not now"), "texts": [text], "banner": ""}, status_code=503)
    except UserError as error:
        told = {"title": _("No sheet for this"), "texts": [str(error)], "banner": fictional}
        return plain_page("plain.html", told, status_code=404)
    area, day = workspace.geography.area_name, written_date(today)
    words: dict[str, object] = {
        "title": _("Walk {zone}").format(zone=sheet.zone_name),
        "banner": banner(workspace),
        "made": _("{area}, {code}. Made on {date} of what the public may see.").format(
            area=area, code=sheet.zone_code, date=day
        ),
        "running": _("Walk {zone}, {date}").format(zone=sheet.zone_name, date=day),
        "sheet": sheet,
        "outline": Markup(sheet.outline),  # noqa: S704  (drawn by us, with every name in it escaped)
        "credits": workspace.attribution,
    }
    return plain_page("walk.html", words)
