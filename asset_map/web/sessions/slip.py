"""What became of what somebody said, by the code on their slip: without an account, and without scripts."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.guessing import Guessed
from asset_map.domain.mapping_session import SLIP_LENGTH, SLIP_SIGNS, typed_slip_code, written_slip_code
from asset_map.language import gettext as _
from asset_map.language import languages, read_in
from asset_map.services.current import current_workspace
from asset_map.services.sessions.answers import answer_words, is_told, promise_words, slip_story
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.who import language_asked, session_page
from asset_map.web.wrong_codes import count_wrong, may_try


def slip_routes() -> list[BaseRoute]:
    """Return the routes of slips.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The page to type a code, and what a code leads to.
    """
    return [Route("/slip", type_a_slip_code), Route("/slip/{code}", slip)]


async def type_a_slip_code(request: Request) -> Response:
    """Ask for the code of a slip, or go on to what it leads to.

    Parameters
    ----------
    request
        May ask with a code.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    code = typed_slip_code(request.query_params.get("code", ""))
    if set(code) <= set(SLIP_SIGNS) and len(code) == SLIP_LENGTH:
        asked = request.query_params.get("lang", "")
        query = f"?lang={asked}" if asked in languages() else ""
        return RedirectResponse(f"/slip/{code}{query}", status_code=303, headers=HEADERS)
    language = language_asked(request)
    if not code:
        return await run_in_threadpool(lambda: _ask("", language=language))
    return await run_in_threadpool(lambda: _unknown(language))


async def slip(request: Request) -> Response:
    """Show what was said with a slip, and what became of it.

    Parameters
    ----------
    request
        Asks with the code of a slip.

    Returns
    -------
    starlette.responses.Response
        404 for a code that was never given, and 429 after too many of them.
    """
    return await run_in_threadpool(lambda: _slip(request))


def _slip(request: Request) -> Response:
    language = language_asked(request)
    if not may_try(request, Guessed.SLIP_CODE):
        with read_in(language):
            text = _("Too many wrong codes came from here. Wait ten minutes, or ask the facilitator.")
        return _ask(text, language=language, status_code=429)
    workspace, today = current_workspace(), local_date(dt.datetime.now(dt.UTC))
    story = slip_story(request.path_params["code"], workspace, today=today)
    if story is None:
        count_wrong(request, Guessed.SLIP_CODE)
        return _unknown(language)
    with read_in(language):
        words = {
            "story": story,
            "written": written_slip_code(story.slip_code),
            "languages": languages(),
            "offers": workspace.classification.offers,
            "answers": answer_words(),
            "states": promise_words(),
            "is_told": is_told(story.session, workspace),
        }
    return session_page("session/slip.html", words, language=language)


def _unknown(language: str) -> Response:
    with read_in(language):
        text = _("No slip has this code. Look at it again and type it once more, or ask us.")
    return _ask(text, language=language, status_code=404)


def _ask(problem: str, *, language: str, status_code: int = 200) -> Response:
    words = {"problem": problem, "example": written_slip_code("K7MQ2XPT")}
    return session_page("session/slip_ask.html", words, language=language, status_code=status_code)
