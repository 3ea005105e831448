"""The facilitator's own page: what waits for a glance, what is hidden, and one tap for each.

It stands apart from the projector's page, because these are words that the room has not been shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.contribution import ContributionKind
from asset_map.errors import UserError
from asset_map.language import ENGLISH, languages
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.sessions.room import hidden, hide, show, to_look_at
from asset_map.web.plain_page import HEADERS, plain_page
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.sessions.who import body_of, fields_of, session_page
from asset_map.web.who import signed_in

ACTS = {"show": show, "hide": hide}
BACK_TO = {"room", "glance"}


def glance_routes() -> list[BaseRoute]:
    """Return the routes of the facilitator's page.

    Returns
    -------
    list of starlette.routing.BaseRoute
        For staff, by the session's id.
    """
    return [Route("/mapping/{session_id}/glance", glance, methods=["GET", "POST"])]


async def glance(request: Request) -> Response:
    """Show what waits and what is hidden; show something to the room, or hide it."""
    if request.method != "POST":
        return await run_in_threadpool(lambda: _page(request))
    fields = fields_of(await body_of(request) or b"") or {}
    return await run_in_threadpool(lambda: _change(request, fields))


def _page(request: Request) -> Response:
    session, workspace = session_for_staff(request), current_workspace()
    if session is None:
        return for_staff_only()
    words = {
        "session": session,
        "kinds": ContributionKind,
        "offers": workspace.classification.offers,
        "languages": languages(),
        "news": workspace.store.news(session.session_id),
        "news_address": f"/mapping/{session.session_id}/news",
        "waiting": to_look_at(session, workspace),
        "hidden_items": hidden(session, workspace),
    }
    return session_page("session/glance.html", words, language=ENGLISH)


def _asked_for(fields: dict[str, list[str]]) -> Callable[..., object]:
    """Return what is to be done; whatever does not say it clearly shows nothing to the room."""
    do = fields.get("do", [""])[-1]
    if do not in ACTS:
        raise UserError(f"Expected “show” or “hide”; found “{do[:20]}”. Load the page again and tap once more.")
    return ACTS[do]


def _change(request: Request, fields: dict[str, list[str]]) -> Response:
    person, session = signed_in(request), session_for_staff(request)
    if person is None or session is None:
        return for_staff_only()
    try:
        act = _asked_for(fields)
        contribution_id = fields.get("contribution_id", [""])[0]
        act(contribution_id, session, current_workspace(), now=dt.datetime.now(dt.UTC), actor=person)
    except UserError as error:
        words = {"title": _("Not done"), "texts": [str(error)], "banner": ""}
        return plain_page("plain.html", words, status_code=409)
    back = fields.get("back", ["glance"])[0]
    page = back if back in BACK_TO else "glance"
    return RedirectResponse(f"/mapping/{session.session_id}/{page}", status_code=303, headers=HEADERS)
