"""Whose phone is asking, and how does a page for residents look in their language?"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import HTMLResponse, Response

from asset_map.domain.mapping_session import PHONE_STAYS_IN, MappingSession, Participant
from asset_map.language import ENGLISH, languages, preferred_language, read_in, reading
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.sessions.joining import participant_of
from asset_map.web.plain_page import HEADERS, page_text

SESSION_COOKIE = "asset_map_session"

LANGUAGE_COOKIE = "asset_map_language"
"""Holds the code of the language that a phone reads, and nothing else: for when its session cannot be found again."""

MOST_BYTES = 256 * 1024
"""The longest body taken: the longest words in any script, and a line or an area with many corners."""

MOST_FIELDS = 80

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

PAGE_HEADERS = HEADERS | {"content-security-policy": POLICY, "referrer-policy": "same-origin"}
"""With no referrer at all, browsers would say of their own forms that they come from nowhere ("Origin: null")."""


def participant_of_request(request: HTTPConnection) -> tuple[Participant, MappingSession] | None:
    """Return whose phone asks, and the one session that it reaches.

    Parameters
    ----------
    request
        Any request; the store is asked, so not from the event loop.

    Returns
    -------
    tuple of Participant and MappingSession, or None
        None without a cookie that opens a session.
    """
    return participant_of(request.cookies.get(SESSION_COOKIE, ""), current_workspace())


def language_asked(request: HTTPConnection) -> str:
    """Return the language that somebody reads who is not in a session.

    Parameters
    ----------
    request
        Any request; ``lang`` in its address goes before what the phone read in a session, and that before what the
        browser asks for.

    Returns
    -------
    str
        A code of `languages`.
    """
    asked = (request.query_params.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, ""))
    known = next((one for one in asked if one in languages()), "")
    return known or preferred_language(request.headers.get("accept-language", ""))


def remember_language(answer: Response, code: str, request: HTTPConnection) -> None:
    """Let a phone keep which language it reads, as long as it keeps its session.

    Parameters
    ----------
    answer
        To which the cookie is added.
    code
        Of the language.
    request
        What is answered.
    """
    answer.set_cookie(
        LANGUAGE_COOKIE,
        code if code in languages() else ENGLISH,
        max_age=int(PHONE_STAYS_IN.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def session_page(template: str, words: Mapping[str, object], *, language: str, status_code: int = 200) -> HTMLResponse:
    """Return a page for residents.

    Parameters
    ----------
    template
        The name of a file in ``templates``.
    words
        What it is filled with; every text is escaped.
    language
        Code of the language it is read in.
    status_code
        The status of the answer.

    Returns
    -------
    starlette.responses.HTMLResponse
        Laid out for the direction of the language; nothing of it is kept by browsers.
    """
    with read_in(language):
        every = {"banner": banner(current_workspace()), "reader": reading(), "every_language": languages().values()}
        filled = every | dict(words)
        text = page_text(template, filled)
    return HTMLResponse(text, status_code=status_code, headers=PAGE_HEADERS)


async def body_of(request: Request) -> bytes | None:
    """Return what was sent.

    Parameters
    ----------
    request
        A POST.

    Returns
    -------
    bytes or None
        None for more than is taken; no more than that is ever kept in memory.
    """
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return body


def fields_of(body: bytes) -> dict[str, list[str]] | None:
    """Return the fields of a form.

    Parameters
    ----------
    body
        As it was sent.

    Returns
    -------
    dict or None
        Values by name; None for what no form sends.
    """
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
