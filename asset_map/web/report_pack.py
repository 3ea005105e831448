"""The report of an area as a page without scripts, and on paper."""

from __future__ import annotations

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.language import gettext as _
from asset_map.services.report_pack import WHOLE_AREA, ReportPack, report_pack
from asset_map.services.report_pack_words import report_pdf, report_words
from asset_map.services.workspace import Workspace
from asset_map.web.public_report import page, paper, public_answer


def report_pack_routes() -> list[BaseRoute]:
    """Return the routes of reports.

    Returns
    -------
    list of starlette.routing.BaseRoute
        For every neighbourhood and zone, and under ``area`` for all of them together; for the public.
    """
    return [
        Route("/report/{neighbourhood_id}.pdf", report_as_pdf),
        Route("/report/{neighbourhood_id}", report_page),
    ]


async def report_page(request: Request) -> Response:
    """Answer with the report as a page.

    Parameters
    ----------
    request
        Names the neighbourhood in its path; ``offer`` is told of in full.

    Returns
    -------
    starlette.responses.Response
        404 where there is no such neighbourhood or offer.
    """

    def _page(workspace: Workspace, today: dt.date) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        words = report_words(_asked(request, workspace, today), workspace)
        return page("report_pack.html", words | {"pdf": f"{request.url.path}.pdf{query}"})

    return await public_answer(request, _page, not_there=_("No such report"))


async def report_as_pdf(request: Request) -> Response:
    """Answer with the report on A4 pages.

    Parameters
    ----------
    request
        Names the neighbourhood in its path; ``offer`` is told of in full.

    Returns
    -------
    starlette.responses.Response
        404 where there is no such neighbourhood or offer.
    """

    def _paper(workspace: Workspace, today: dt.date) -> Response:
        pack = _asked(request, workspace, today)
        key = ("report pdf", pack.told.neighbourhood, today, request.query_params.get("offer", ""))
        content = workspace.remember(key, lambda: report_pdf(pack, workspace))
        return paper(content, f"report-{pack.told.neighbourhood.neighbourhood_id or WHOLE_AREA}")

    return await public_answer(request, _paper, not_there=_("No such report"))


def _asked(request: Request, workspace: Workspace, today: dt.date) -> ReportPack:
    offer = request.query_params.get("offer", "")
    return report_pack(request.path_params["neighbourhood_id"], workspace, today=today, offer=offer)
