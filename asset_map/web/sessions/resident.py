"""The home of a phone in a session, and the language it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.mapping_session import MappingSession, Participant, SessionState, written_slip_code
from asset_map.language import languages
from asset_map.services.current import current_workspace
from asset_map.services.sessions.contribute import may_send
from asset_map.services.sessions.joining import read_other_language
from asset_map.web.plain_page import HEADERS, TEMPLATES
from asset_map.web.sessions.who import (
    SESSION_COOKIE,
    body_of,
    fields_of,
    language_asked,
    participant_of_request,
    remember_language,
    session_page,
)
from asset_map.web.signed_cookies import REFUSED


def resident_routes() -> list[BaseRoute]:
    """Return the routes of the home of a phone.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The home, the language, and the style of all pages for residents.
    """
    return [
        Route("/session", home),
        Route("/session/language", change_language, methods=["POST"]),
        Route("/session/style.css", style),
    ]


async def home(request: Request) -> Response:
    """Show what can be done.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    return await run_in_threadpool(lambda: for_participant(request, _home))


async def change_language(request: Request) -> Response:
    """Let a phone read another language.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    fields = fields_of(await body_of(request) or b"") or {}

    def _change_it(participant: Participant, session: MappingSession) -> Response:
        code = fields.get("language", [""])[0]
        reads = read_other_language(participant, code, session, current_workspace(), now=dt.datetime.now(dt.UTC))
        answer = RedirectResponse("/session", status_code=303, headers=HEADERS)
        remember_language(answer, reads.language, request)
        return answer

    return await run_in_threadpool(lambda: for_participant(request, _change_it))


async def style(_: Request) -> Response:
    """Answer with the style of pages for residents.

    Parameters
    ----------
    _
        Any.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    return FileResponse(TEMPLATES / "session.css", media_type="text/css", headers={"cache-control": "no-cache"})


def for_participant(request: Request, make: Callable[[Participant, MappingSession], Response]) -> Response:
    """Answer a phone that joined; any other is asked for a code.

    Parameters
    ----------
    request
        Any.
    make
        Makes the answer.

    Returns
    -------
    starlette.responses.Response
        The answer, or with 401 the page to join, which says so when the phone was in a session before.
    """
    found = participant_of_request(request)
    if found is None:
        language = language_asked(request)
        words = {"problem": "", "was_in": SESSION_COOKIE in {*request.cookies, *request.scope.get(REFUSED, ())}}
        return session_page("session/join.html", words, language=language, status_code=401)
    return make(*found)


def _home(participant: Participant, session: MappingSession) -> Response:
    words = {
        "session": session,
        "participant": participant,
        "slip": written_slip_code(participant.slip_code),
        "may_send": may_send(participant, session, now=dt.datetime.now(dt.UTC)),
        "closed": session.state is not SessionState.OPEN,
        "offered": [languages()[one] for one in session.languages if one in languages()],
    }
    return session_page("session/home.html", words, language=participant.language)
