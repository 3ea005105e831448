"""What was said, for everybody in the room: on phones, and on the projector."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.contribution import ContributionKind
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.errors import UserError
from asset_map.language import ENGLISH, languages, read_in
from asset_map.services.current import current_workspace
from asset_map.services.sessions.matters import no_longer_matters, this_matters
from asset_map.services.sessions.room import to_look_at
from asset_map.services.sessions.room_address import room_address
from asset_map.services.sessions.room_picture import ground_picture, ground_size, how_phones_join, marks_of
from asset_map.services.sessions.shown import Room, the_room
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.resident import for_participant
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.sessions.who import body_of, fields_of, participant_of_request, session_page

NO_STORE = {"cache-control": "no-store"}

GROUND_HEADERS = HEADERS | {"cache-control": "private, max-age=600"}
"""A facilitator who loads the page again waits for the map once."""


def room_routes() -> list[BaseRoute]:
    """Return the routes of the room.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Those of phones, which the cookie leads to one session; and those of staff, by the session's id.
    """
    return [
        Route("/session/room", room_of_phone),
        Route("/session/news", news_of_phone),
        Route("/session/matters", matters, methods=["POST"]),
        Route("/mapping/{session_id}/room", projector),
        Route("/mapping/{session_id}/ground.svg", ground_of_room),
        Route("/mapping/{session_id}/news", news_of_room),
    ]


async def room_of_phone(request: Request) -> Response:
    """Show a phone what others said."""
    return await run_in_threadpool(lambda: for_participant(request, _room_of_phone))


async def news_of_phone(request: Request) -> Response:
    """Answer with a mark of what the phone's room sees: another one when it sees something else."""

    def answer() -> Response:
        found = participant_of_request(request)
        mark = None if found is None else the_room(found[1], current_workspace()).mark
        return JSONResponse({"news": mark}, status_code=401 if mark is None else 200, headers=NO_STORE)

    return await run_in_threadpool(answer)


async def matters(request: Request) -> Response:
    """Keep that something matters to whoever holds the phone, or that it no longer does."""
    fields = fields_of(await body_of(request) or b"") or {}

    def change(participant: Participant, session: MappingSession) -> Response:
        contribution_id = fields.get("contribution_id", [""])[0]
        act = no_longer_matters if fields.get("do") == ["no_longer"] else this_matters
        try:
            with read_in(participant.language):
                act(contribution_id, participant, current_workspace(), now=dt.datetime.now(dt.UTC))
        except UserError as error:
            return _room_of_phone(participant, session, problem=str(error), status_code=409)
        return RedirectResponse("/session/room", status_code=303, headers=HEADERS)

    return await run_in_threadpool(lambda: for_participant(request, change))


async def projector(request: Request) -> Response:
    """Show the room what it may see, and how much waits for the facilitator's glance."""
    return await run_in_threadpool(lambda: _projector(request))


async def ground_of_room(request: Request) -> Response:
    """Draw the map under what was said; nothing of what was said is on it."""

    def answer() -> Response:
        session = session_for_staff(request)
        if session is None:
            return for_staff_only()
        drawn = ground_picture(session, current_workspace(), today=local_date(dt.datetime.now(dt.UTC)))
        return Response(drawn, media_type="image/svg+xml", headers=GROUND_HEADERS)

    return await run_in_threadpool(answer)


async def news_of_room(request: Request) -> Response:
    """Answer with the number of the last change in a session."""

    def answer() -> Response:
        session = session_for_staff(request)
        number = None if session is None else current_workspace().store.news(session.session_id)
        return JSONResponse({"news": number}, status_code=404 if number is None else 200, headers=NO_STORE)

    return await run_in_threadpool(answer)


def _room_of_phone(
    participant: Participant, session: MappingSession, *, problem: str = "", status_code: int = 200
) -> Response:
    workspace = current_workspace()
    room = the_room(session, workspace)
    words = _words(session, room) | {
        "mine": workspace.store.matters_of(participant.participant_id),
        "problem": problem,
        "news_address": "/session/news",
        "news": room.mark,
    }
    return session_page("session/others.html", words, language=participant.language, status_code=status_code)


def _projector(request: Request) -> Response:
    workspace = current_workspace()
    session = session_for_staff(request)
    if session is None:
        return for_staff_only()
    news = workspace.store.news(session.session_id)  # first: what comes in meanwhile is asked for again
    room = the_room(session, workspace)
    words = _words(session, room) | {
        "join": how_phones_join(session, room_address(str(request.base_url))),
        "size": ground_size(session),
        "marks": marks_of(room.items, session),
        "waiting": len(to_look_at(session, workspace)),
        "news_address": f"/mapping/{session.session_id}/news",
        "news": news,
    }
    return session_page("session/room.html", words, language=ENGLISH)


def _words(session: MappingSession, room: Room) -> dict[str, object]:
    return {
        "session": session,
        "items": room.items,
        "kinds": ContributionKind,
        "offers": current_workspace().classification.offers,
        "languages": languages(),
    }
