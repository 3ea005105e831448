"""The report of a session as a page, on paper and for other programs; its addresses are for staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.permission import audience_for, may_run_sessions
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.permitted_places import place_of_session
from asset_map.services.sessions.prepare import the_session
from asset_map.services.sessions.report import session_report
from asset_map.services.sessions.report_files import headings, keep_safe, report_json, report_pdf
from asset_map.services.sessions.report_parts import SessionReport
from asset_map.services.sessions.report_picture import said_classes
from asset_map.services.workspace import Workspace
from asset_map.web.plain_page import HEADERS, TEMPLATES, page_text, plain_page
from asset_map.web.who import signed_in

STYLES = ("plain.css", "report.css")


def report_routes() -> list[BaseRoute]:
    """Return the routes of reports.

    Returns
    -------
    list of starlette.routing.BaseRoute
        A report for the public, to be passed on; with ``for=staff`` one for those who work on the records.
    """
    return [
        Route("/mapping/{session_id}/report", report_page),
        Route("/mapping/{session_id}/report.json", report_as_json),
        Route("/mapping/{session_id}/report.pdf", report_as_pdf),
    ]


async def report_page(request: Request) -> Response:
    """Answer with the report of a session as a page.

    Parameters
    ----------
    request
        Names the session in its path; ``for=staff`` asks for the report that holds all that who asks may see.

    Returns
    -------
    starlette.responses.Response
        404 for whoever is not signed in, and where there is no such session.
    """

    def _answer(report: SessionReport, workspace: Workspace) -> Response:
        return HTMLResponse(report_html(report, workspace), headers=HEADERS)

    return await run_in_threadpool(lambda: _for_staff(request, _answer))


async def report_as_json(request: Request) -> Response:
    """Answer with the report of a session for other programs.

    Parameters
    ----------
    request
        Names the session in its path; ``for=staff`` asks for the report that holds all that who asks may see.

    Returns
    -------
    starlette.responses.Response
        404 for whoever is not signed in, and where there is no such session.
    """

    def _answer(report: SessionReport, _workspace: Workspace) -> Response:
        headers = HEADERS | {"content-disposition": 'attachment; filename="session-report.json"'}
        return Response(report_json(report), media_type="application/json", headers=headers)

    return await run_in_threadpool(lambda: _for_staff(request, _answer))


async def report_as_pdf(request: Request) -> Response:
    """Answer with the report of a session on A4 pages.

    Parameters
    ----------
    request
        Names the session in its path; ``for=staff`` asks for the report that holds all that who asks may see.

    Returns
    -------
    starlette.responses.Response
        404 for whoever is not signed in, and where there is no such session.
    """

    def _answer(report: SessionReport, workspace: Workspace) -> Response:
        headers = HEADERS | {"content-disposition": 'inline; filename="session-report.pdf"'}
        made = report_pdf(report, workspace, now=dt.datetime.now(dt.UTC))
        return Response(made, media_type="application/pdf", headers=headers)

    return await run_in_threadpool(lambda: _for_staff(request, _answer))


def report_html(report: SessionReport, workspace: Workspace, *, is_file: bool = False) -> str:
    """Return the report of a session as a page.

    Parameters
    ----------
    report
        As `asset_map.services.sessions.report.session_report` gives it.
    workspace
        The area.
    is_file
        Whether it is a file of its own, which holds its style and no address of a server.

    Returns
    -------
    str
        HTML without scripts.
    """
    words = {
        "report": report,
        "headings": headings(report),
        "keep_safe": keep_safe(report),
        "legend": said_classes(),
        "banner": banner(workspace),
        "attribution": workspace.attribution,
        "area_name": workspace.geography.area_name,
        "is_file": is_file,
        "style": "\n".join((TEMPLATES / name).read_text("utf-8") for name in STYLES) if is_file else "",
    }
    return page_text("session/report.html", words)


def _for_staff(request: Request, answer: Callable[[SessionReport, Workspace], Response]) -> Response:
    try:
        person, workspace = signed_in(request), current_workspace()
        if person is None:
            return _nothing(_("For staff only"), _("This page is for staff. Open your personal link first."))
        session = the_session(request.path_params["session_id"], workspace)
        if not may_run_sessions(person, place_of_session(session, workspace)):
            return _nothing(_("For facilitators only"), _("This page is for whoever may hold this session."))
        audience = audience_for(person) if request.query_params.get("for") == "staff" else Audience.PUBLIC
        today = local_date(dt.datetime.now(dt.UTC))
        return answer(session_report(session, workspace, audience=audience, today=today), workspace)
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return _nothing(_("Not now"), text, status_code=503)
    except UserError as error:
        return _nothing(_("No such session"), str(error))


def _nothing(title: str, text: str, *, status_code: int = 404) -> Response:
    return plain_page("plain.html", {"title": title, "texts": [text], "banner": ""}, status_code=status_code)
