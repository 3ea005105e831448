"""“You said, we did”, for everybody: the promises of all sessions, one session, and what to print and pass on of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.language import gettext as _
from asset_map.language import languages, read_in
from asset_map.services.current import current_workspace
from asset_map.services.sessions.answers import answer_words, is_told, promise_words, session_story
from asset_map.services.sessions.poster import poster_pdf, short_text
from asset_map.services.sessions.promises import all_promises
from asset_map.services.sessions.room_address import room_address
from asset_map.web.plain_page import HEADERS, plain_page
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.sessions.who import language_asked, session_page

LONGEST_ID = 64


def said_routes() -> list[BaseRoute]:
    """Return the routes of “you said, we did”.

    Returns
    -------
    list of starlette.routing.BaseRoute
        All for everybody but the poster of a session that is still being prepared, which is for staff.
    """
    return [
        Route("/said", promises),
        Route("/said/{session_id}", said),
        Route("/said/{session_id}/poster.pdf", poster),
        Route("/said/{session_id}/short.txt", short),
        Route("/mapping/{session_id}/poster.pdf", poster_for_staff),
    ]


async def promises(request: Request) -> Response:
    """Show what was promised in all sessions, and what was kept.

    Parameters
    ----------
    request
        May ask for a language.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """

    def _answer() -> Response:
        language, today = language_asked(request), local_date(dt.datetime.now(dt.UTC))
        with read_in(language):
            found = all_promises(current_workspace(), today=today)
            words = {"promises": found, "answers": answer_words(), "states": promise_words()}
        return session_page("session/promises.html", words, language=language)

    return await run_in_threadpool(_answer)


async def said(request: Request) -> Response:
    """Show what became of a session.

    Parameters
    ----------
    request
        Names the session in its path; may ask for a language.

    Returns
    -------
    starlette.responses.Response
        404 where there is nothing to tell of.
    """

    def _answer(session: MappingSession) -> Response:
        language, today = language_asked(request), local_date(dt.datetime.now(dt.UTC))
        with read_in(language):
            words = {
                "story": session_story(session, current_workspace(), today=today),
                "languages": languages(),
                "answers": answer_words(),
                "states": promise_words(),
            }
        return session_page("session/said.html", words, language=language)

    return await run_in_threadpool(lambda: _for_everybody(request, _answer))


async def poster(request: Request) -> Response:
    """Answer with the poster of a session.

    Parameters
    ----------
    request
        Names the session in its path; ``large=1`` asks for large print.

    Returns
    -------
    starlette.responses.Response
        A PDF; 404 where there is nothing to tell of.
    """
    return await run_in_threadpool(lambda: _for_everybody(request, lambda session: _poster(request, session)))


async def poster_for_staff(request: Request) -> Response:
    """Answer with the poster of a session for staff: the same that everybody gets.

    Parameters
    ----------
    request
        Names the session in its path; ``large=1`` asks for large print.

    Returns
    -------
    starlette.responses.Response
        A PDF; 404 for everybody else, and for no session.
    """

    def _answer() -> Response:
        session = session_for_staff(request)
        return for_staff_only() if session is None else _poster(request, session)

    return await run_in_threadpool(_answer)


async def short(request: Request) -> Response:
    """Answer with what became of a session in a few lines.

    Parameters
    ----------
    request
        Names the session in its path; may ask for a language.

    Returns
    -------
    starlette.responses.Response
        Plain text; 404 where there is nothing to tell of.
    """

    def _answer(session: MappingSession) -> Response:
        today = local_date(dt.datetime.now(dt.UTC))
        with read_in(language_asked(request)):
            text = short_text(session_story(session, current_workspace(), today=today), base=_base(request))
        return PlainTextResponse(text, headers=HEADERS)

    return await run_in_threadpool(lambda: _for_everybody(request, _answer))


def _poster(request: Request, session: MappingSession) -> Response:
    workspace, now = current_workspace(), dt.datetime.now(dt.UTC)
    today, is_large, base = local_date(now), request.query_params.get("large") == "1", _base(request)

    def _make() -> bytes:
        story = session_story(session, workspace, today=today)
        return poster_pdf(story, workspace, is_large=is_large, base=base, today=today, now=now)

    with read_in(language_asked(request)):
        number = workspace.store.news(session.session_id)
        made = workspace.remember(("poster", session.session_id, number, is_large, base, today), _make)
    headers = HEADERS | {"content-disposition": 'inline; filename="you-said-we-did.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


def _base(request: Request) -> str:
    return room_address(str(request.base_url))


def _for_everybody(request: Request, answer: Callable[[MappingSession], Response]) -> Response:
    session_id, workspace = request.path_params["session_id"], current_workspace()
    session = workspace.store.mapping_session(session_id) if len(session_id) <= LONGEST_ID else None
    if session is None or not is_told(session, workspace):
        with read_in(language_asked(request)):
            text = _("There is no such session. Look at the address again.")
            words = {"title": _("You said, we did"), "texts": [text], "banner": ""}
            return plain_page("plain.html", words, status_code=404)
    return answer(session)
