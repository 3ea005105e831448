"""Who is asking? The personal link, and the cookie that it leaves."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from asset_map.domain.guessing import Guessed
from asset_map.domain.permission import VISITOR, audience_for
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.people.entering import SIGN_IN_DAYS, SignedIn, enter, who
from asset_map.web.entering import ask_to_enter, asks_first
from asset_map.web.wrong_codes import is_one_too_many

STAFF_COOKIE = "asset_map_staff"
HERE = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


def signed_in(request: HTTPConnection) -> Person | None:
    """Return who is signed in with the cookie of a request.

    Parameters
    ----------
    request
        Any request; the store is asked, so not from the event loop.

    Returns
    -------
    Person or None
        None for the public.
    """
    return who(request.cookies.get(STAFF_COOKIE, ""), current_workspace(), now=dt.datetime.now(dt.UTC))


def audience_of(request: HTTPConnection) -> Audience:
    """Return for whom an answer is made.

    Parameters
    ----------
    request
        Any request; the store is asked, so not from the event loop.

    Returns
    -------
    Audience
        What their rights open to who is signed in, the public's for everybody else.
    """
    return audience_for(signed_in(request) or VISITOR)


async def enter_by_link(request: Request) -> Response:
    """Sign in by a personal link, and go on to the records; where something else may be asking, ask first."""
    if asks_first(request.headers, method=request.method):
        return await run_in_threadpool(ask_to_enter, request)
    token, now = request.path_params["token"], dt.datetime.now(dt.UTC)
    entered = await run_in_threadpool(lambda: enter(token, current_workspace(), now=now))
    if entered is None and await run_in_threadpool(is_one_too_many, request, Guessed.PERSONAL_LINK):
        text = "Too many links that open nothing came from here. Try again in ten minutes."
        return PlainTextResponse(text, status_code=429, headers=HERE)
    if entered is None:
        text = _(
            "This link does not work any longer: a personal link ends after some days, and when a new one is made. Ask "
            "a steward of Asset Map here for a new one."
        )
        return PlainTextResponse(text, status_code=404, headers=HERE)
    return let_in(entered, secure=request.url.scheme == "https")


def let_in(entered: SignedIn, *, secure: bool) -> Response:
    """Return the answer that leaves somebody signed in, on their way to the records.

    Parameters
    ----------
    entered
        Who, and the cookie.
    secure
        Whether the browser may send the cookie by https alone.

    Returns
    -------
    starlette.responses.Response
        Goes on to the records.
    """
    answer = RedirectResponse("/records", status_code=303, headers=HERE)
    answer.set_cookie(
        STAFF_COOKIE,
        entered.cookie,
        max_age=SIGN_IN_DAYS * 24 * 60 * 60,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return answer
