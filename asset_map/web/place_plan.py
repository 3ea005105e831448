"""The pack for a Local Place Plan as a page without scripts, and on paper."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.neighbourhoods import area_of
from asset_map.services.place_plan import PlacePlanPack, place_plan
from asset_map.services.place_plan_words import place_plan_pdf, place_plan_words
from asset_map.services.workspace import Workspace
from asset_map.web.plain_page import page_text, plain_page
from asset_map.web.profile import PROFILE_HEADERS


def place_plan_routes() -> list[BaseRoute]:
    """Return the routes of packs for Local Place Plans.

    Returns
    -------
    list of starlette.routing.BaseRoute
        For every neighbourhood and zone, for the public.
    """
    return [
        Route("/neighbourhood/{neighbourhood_id}/place-plan.pdf", place_plan_as_pdf),
        Route("/neighbourhood/{neighbourhood_id}/place-plan", place_plan_page),
    ]


async def place_plan_page(request: Request) -> Response:
    """Answer with the pack as a page.

    Parameters
    ----------
    request
        Names the neighbourhood in its path.

    Returns
    -------
    starlette.responses.Response
        404 where there is no such neighbourhood.
    """

    def _page(pack: PlacePlanPack, workspace: Workspace) -> Response:
        words = place_plan_words(pack, workspace) | {"pdf": f"{request.url.path}.pdf"}
        return HTMLResponse(page_text("place_plan.html", words))

    return await run_in_threadpool(lambda: _answer(request, _page))


async def place_plan_as_pdf(request: Request) -> Response:
    """Answer with the pack on A4 pages.

    Parameters
    ----------
    request
        Names the neighbourhood in its path.

    Returns
    -------
    starlette.responses.Response
        404 where there is no such neighbourhood.
    """

    def _paper(pack: PlacePlanPack, workspace: Workspace) -> Response:
        content = workspace.remember(
            ("place plan pdf", pack.neighbourhood, pack.told.card.as_of),
            lambda: place_plan_pdf(pack, workspace),
        )
        name = f"place-plan-{pack.neighbourhood.neighbourhood_id}.pdf"
        headers = {"content-disposition": f'inline; filename="{name}"'}
        return Response(content, media_type="application/pdf", headers=headers)

    return await run_in_threadpool(lambda: _answer(request, _paper))


def _answer(request: Request, make: Callable[[PlacePlanPack, Workspace], Response]) -> Response:
    fictional = ""
    try:
        workspace = current_workspace()
        fictional = banner(workspace)
        today = local_date(dt.datetime.now(dt.UTC))
        neighbourhood = area_of(request.path_params["neighbourhood_id"], workspace)
        made = make(place_plan(neighbourhood, workspace, today=today), workspace)
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return plain_page("plain.html", {"title": _("Not now"), "texts": [text], "banner": ""}, status_code=503)
    except UserError as error:
        words = {"title": _("No such neighbourhood"), "texts": [str(error)], "banner": fictional}
        return plain_page("plain.html", words, status_code=404)
    tag = f'"{hashlib.sha256(bytes(made.body)).hexdigest()[:32]}"'
    headers = {**PROFILE_HEADERS, "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    made.headers.update(headers)
    return made
