"""The pack for a Local Place Plan as a page without scripts, and on paper."""

from __future__ import annotations

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.language import gettext as _
from asset_map.services.neighbourhoods import area_of
from asset_map.services.place_plan import place_plan
from asset_map.services.place_plan_words import place_plan_pdf, place_plan_words
from asset_map.services.workspace import Workspace
from asset_map.web.public_report import page, paper, public_answer


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

    def _page(workspace: Workspace, today: dt.date) -> Response:
        pack = place_plan(area_of(request.path_params["neighbourhood_id"], workspace), workspace, today=today)
        return page("place_plan.html", place_plan_words(pack, workspace) | {"pdf": f"{request.url.path}.pdf"})

    return await public_answer(request, _page, not_there=_("No such neighbourhood"))


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

    def _paper(workspace: Workspace, today: dt.date) -> Response:
        pack = place_plan(area_of(request.path_params["neighbourhood_id"], workspace), workspace, today=today)
        key = ("place plan pdf", pack.neighbourhood, today)
        content = workspace.remember(key, lambda: place_plan_pdf(pack, workspace))
        return paper(content, f"place-plan-{pack.neighbourhood.neighbourhood_id}")

    return await public_answer(request, _paper, not_there=_("No such neighbourhood"))
