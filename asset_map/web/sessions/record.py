"""A session as a file, for staff."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.services.current import current_workspace
from asset_map.services.sessions.record_file import record_json
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.who import audience_of


def record_routes() -> list[BaseRoute]:
    """Return the route of a session as a file.

    Returns
    -------
    list of starlette.routing.BaseRoute
        For staff, by the session's id.
    """
    return [Route("/mapping/{session_id}/record.json", record)]


async def record(request: Request) -> Response:
    """Answer with a session as a file.

    Parameters
    ----------
    request
        Names the session in its path; ``public=1`` asks for what everybody may know.

    Returns
    -------
    starlette.responses.Response
        JSON to keep; 404 for everybody else, and for no session.
    """
    return await run_in_threadpool(lambda: _record(request))


def _record(request: Request) -> Response:
    session = session_for_staff(request)
    if session is None:
        return for_staff_only()
    is_public = request.query_params.get("public") == "1"
    audience = Audience.PUBLIC if is_public else audience_of(request)
    today = local_date(dt.datetime.now(dt.UTC))
    made = record_json(session, current_workspace(), audience=audience, today=today)
    name = "session-public.json" if is_public else "session.json"
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type="application/json", headers=headers)
