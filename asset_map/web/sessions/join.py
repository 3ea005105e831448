"""Joining a session with a phone: the notice first; nothing is kept before somebody says yes."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.guessing import Guessed
from asset_map.domain.mapping_session import PHONE_STAYS_IN, MappingSession, Participant, typed_code
from asset_map.errors import NotAllowedError
from asset_map.language import gettext as _
from asset_map.language import languages, read_in
from asset_map.services.current import current_workspace
from asset_map.services.sessions.joining import CannotJoin, WhyNot, join, read_other_language, session_to_join
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.who import (
    SESSION_COOKIE,
    body_of,
    fields_of,
    language_asked,
    participant_of_request,
    remember_language,
    session_page,
)
from asset_map.web.wrong_codes import count_wrong, may_try


def join_routes() -> list[BaseRoute]:
    """Return the routes by which phones join.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The page to type a code, and the notice of a session.
    """
    return [Route("/j", type_a_code), Route("/j/{code}", notice, methods=["GET", "POST"])]


async def type_a_code(request: Request) -> Response:
    """Ask for the code, or go on to the notice.

    Parameters
    ----------
    request
        Asks with a code.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    code = typed_code(request.query_params.get("code", ""))
    if code:
        asked = request.query_params.get("lang", "")
        query = f"?lang={asked}" if asked in languages() else ""
        return RedirectResponse(f"/j/{code}{query}", status_code=303, headers=HEADERS)
    return await run_in_threadpool(lambda: _ask("", language=language_asked(request)))


async def notice(request: Request) -> Response:
    """Show what the session is for and what is kept; after "join", let the phone in.

    Parameters
    ----------
    request
        Asks with a code.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    if request.method != "POST":
        return await run_in_threadpool(lambda: _notice(request))
    body = await body_of(request)
    fields = fields_of(body or b"") or {}
    return await run_in_threadpool(lambda: _join(request, fields))


def _notice(request: Request) -> Response:
    language, code = language_asked(request), request.path_params["code"]
    if isinstance(session := _opened(request, language), Response):
        return session
    offered = [languages()[one] for one in session.languages if one in languages()]
    words = {"title": session.title, "session": session, "offered": offered, "code": typed_code(code)}
    words["is_in"] = _joined_before(request, session) is not None
    return session_page("session/notice.html", words, language=language)


def _join(request: Request, fields: dict[str, list[str]]) -> Response:
    language = fields.get("language", [language_asked(request)])[0]
    if isinstance(session := _opened(request, language), Response):
        return session
    now, before = dt.datetime.now(dt.UTC), _joined_before(request, session)
    if before is not None and fields.get("anew") != ["yes"]:
        read_other_language(before, language, session, current_workspace(), now=now)
        return RedirectResponse("/session", status_code=303, headers=HEADERS)
    try:
        joined = join(session, language, current_workspace(), now=now)
    except NotAllowedError:
        return _refused(WhyNot.CLOSED, language)
    answer = RedirectResponse("/session", status_code=303, headers=HEADERS)
    answer.set_cookie(
        SESSION_COOKIE,
        joined.cookie,
        max_age=int(PHONE_STAYS_IN.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    remember_language(answer, joined.participant.language, request)
    return answer


def _joined_before(request: Request, session: MappingSession) -> Participant | None:
    """Return who a phone is in a session already: reading the code again makes nobody anew."""
    found = participant_of_request(request)
    return found[0] if found is not None and found[1].session_id == session.session_id else None


def _opened(request: Request, language: str) -> MappingSession | Response:
    if not may_try(request, Guessed.SESSION_CODE):
        with read_in(language):
            text = _("Too many wrong codes came from here. Wait ten minutes, or ask the facilitator.")
        return _ask(text, language=language, status_code=429)
    found = session_to_join(request.path_params["code"], current_workspace())
    if not isinstance(found, CannotJoin):
        return found.session
    if found.reason is WhyNot.UNKNOWN:
        count_wrong(request, Guessed.SESSION_CODE)
    return _refused(found.reason, language)


def _refused(reason: WhyNot, language: str) -> Response:
    with read_in(language):
        text = {
            WhyNot.UNKNOWN: _("No session has this code. Look at it again and type it once more."),
            WhyNot.REPLACED: _("This code was replaced. Ask the facilitator for the new one."),
            WhyNot.NOT_OPEN: _("This session is not open yet. Try again when it begins."),
            WhyNot.CLOSED: _("This session is closed. Ask the facilitator."),
        }[reason]
    return _ask(text, language=language, status_code=404)


def _ask(problem: str, *, language: str, status_code: int = 200) -> Response:
    return session_page("session/join.html", {"problem": problem}, language=language, status_code=status_code)
