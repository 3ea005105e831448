"""Adding something by phone: one form, with scripts one question at a time, without them on one page."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.contribution import ContributionDraft, ContributionKind
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession, Participant, SessionState
from asset_map.errors import NotAllowedError, UserError
from asset_map.language import gettext as _
from asset_map.language import languages, read_in
from asset_map.services.current import current_workspace
from asset_map.services.sessions.contribute import contribute, may_send
from asset_map.services.sessions.ground import ground_of_session, landmarks_near
from asset_map.services.sessions.places import find_in_session, places_in_words, squares_of
from asset_map.services.sessions.said import LONGEST_PLACE, LONGEST_WORDS, NotSent
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.resident import for_participant
from asset_map.web.sessions.who import (
    body_of,
    fields_of,
    language_asked,
    participant_of_request,
    session_page,
)

TEXTS = ("contribution_id", "kind", "words", "language", "prompt", "shape", "how_placed", "place", "do_not_publish")
"""Fields that a phone sends as one text; the offers come as several."""

NO_STORE = {"cache-control": "no-store"}


def adding_routes() -> list[BaseRoute]:
    """Return the routes of adding something.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The form, what its script sends and asks, and the ground of its map.
    """
    return [
        Route("/session/add", add, methods=["GET", "POST"]),
        Route("/session/contributions", take_in, methods=["POST"]),
        Route("/session/places", places),
        Route("/session/ground.json", ground_of_phone),
    ]


async def add(request: Request) -> Response:
    """Show the form, or take it in from a browser without scripts.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    if request.method != "POST":
        prompt, kind = (request.query_params.get(name, "") for name in ("prompt", "kind"))

        def _show_it(participant: Participant, session: MappingSession) -> Response:
            asked = next((one.text for one in session.prompts if one.text == prompt), "")
            known = kind if kind in tuple(ContributionKind) else ""
            new = ContributionDraft(contribution_id=uuid.uuid4().hex, prompt=asked, kind=known)
            return _form(participant, session, new)

        return await run_in_threadpool(lambda: for_participant(request, _show_it))
    body = await body_of(request)
    fields = fields_of(body) if body is not None else None

    def _take_it(participant: Participant, session: MappingSession) -> Response:
        return _take_form(participant, session, fields or {})

    return await run_in_threadpool(lambda: for_participant(request, _take_it))


async def take_in(request: Request) -> Response:
    """Take in what the script sends; the same sent twice is thanked for twice and kept once.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    body = await body_of(request)
    return await run_in_threadpool(lambda: _take_json(request, body))


async def places(request: Request) -> Response:
    """Answer with the places that somebody may mean.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    text = request.query_params.get("text", "")[:LONGEST_PLACE]
    return await run_in_threadpool(lambda: _places(request, text))


async def ground_of_phone(request: Request) -> Response:
    """Answer with what lies under the map of the phone's session.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """

    def _answer_it() -> Response:
        found = participant_of_request(request)
        if found is None:
            return _not_joined(request)
        text = ground_of_session(found[1], current_workspace(), today=_today())
        return Response(text, media_type="application/json", headers=NO_STORE)

    return await run_in_threadpool(_answer_it)


def _take_form(participant: Participant, session: MappingSession, fields: dict[str, list[str]]) -> Response:
    texts = {name: fields.get(name, [""])[0].replace("\r\n", "\n") for name in TEXTS}
    chosen = [texts["place"].strip(), *fields.get("listed", [])]
    texts["place"] = "; ".join(one for one in chosen if one)
    draft = ContributionDraft(**texts, offers=tuple(one for one in fields.get("offers", []) if one))
    status_code, problems = _sent(draft, participant)
    if problems:
        return _form(participant, session, draft, problems=problems, status_code=status_code)
    return RedirectResponse(f"/session/mine?sent={draft.contribution_id}", status_code=303, headers=HEADERS)


def _take_json(request: Request, body: bytes | None) -> Response:
    found = participant_of_request(request)
    if found is None:
        return _not_joined(request)
    participant, _session = found
    with read_in(participant.language):
        draft = None if body is None else _draft(body)
        if draft is None:
            text = _("This did not arrive whole. Load the page again and send it once more.")
            return JSONResponse({"problems": [{"field": "", "message": text}]}, status_code=400, headers=NO_STORE)
        status_code, problems = _sent(draft, participant)
        if problems:
            listed = [{"field": field, "message": message} for field, message in problems]
            return JSONResponse({"problems": listed}, status_code=status_code, headers=NO_STORE)
        return JSONResponse({"id": draft.contribution_id, "thanks": _("Thank you.")}, headers=NO_STORE)


def _draft(body: bytes) -> ContributionDraft | None:
    try:
        given = json.loads(body)
        texts = {name: given.get(name, "") for name in TEXTS}
        offers = given.get("offers", [])
    except (ValueError, AttributeError, RecursionError):
        return None
    every = [*texts.values(), *offers] if isinstance(offers, list) else [None]
    if not all(isinstance(one, str) for one in every):
        return None
    return ContributionDraft(**texts, offers=tuple(one for one in offers if one))


def _sent(draft: ContributionDraft, participant: Participant) -> tuple[int, list[tuple[str, str]]]:
    """Return the status of an answer and the problems by field; none when it was kept."""
    with read_in(participant.language):
        try:
            made = contribute(draft, participant, current_workspace(), now=dt.datetime.now(dt.UTC))
        except NotAllowedError as error:
            return 403, [("", str(error))]
    if isinstance(made, NotSent):
        return 422, [(one.field, one.message) for one in made.problems]
    return 200, []


def _places(request: Request, text: str) -> Response:
    found = participant_of_request(request)
    if found is None:
        return _not_joined(request)
    participant, session = found
    with read_in(participant.language):
        try:
            parts = places_in_words(text, session.grid)
            each = [find_in_session(one, session, current_workspace(), today=_today()) for one in parts or [text]]
        except UserError as error:
            return JSONResponse({"places": [], "message": str(error), "together": False}, headers=NO_STORE)
    is_together = len(each) > 1
    places = [found[0] for found in each] if is_together else each[0]
    listed = [{"label": one.label, "shape": one.shape, "how_placed": one.how_placed} for one in places]
    return JSONResponse({"places": listed, "message": "", "together": is_together}, headers=NO_STORE)


def _today() -> dt.date:
    return local_date(dt.datetime.now(dt.UTC))


def _not_joined(request: Request) -> Response:
    with read_in(language_asked(request)):
        problems = [{"field": "", "message": _("This phone is no longer in the session. Join again with the code.")}]
    return JSONResponse({"problems": problems}, status_code=401, headers=NO_STORE)


def _form(
    participant: Participant,
    session: MappingSession,
    draft: ContributionDraft,
    *,
    problems: Sequence[tuple[str, str]] = (),
    status_code: int = 200,
) -> Response:
    scheme = current_workspace().classification
    codes = session.offers or tuple(scheme.offers)
    words = {
        "session": session,
        "draft": draft,
        "offers": [scheme.offers[code] for code in codes if code in scheme.offers],
        "landmarks": sorted({one["name"] for one in landmarks_near(session, current_workspace(), today=_today())}),
        "squares": [name for name, _shape in squares_of(session.grid)],
        "offered": [languages()[one] for one in session.languages if one in languages()],
        "spoken": draft.language if draft.words else participant.language,
        "may_send": may_send(participant, session, now=dt.datetime.now(dt.UTC)),
        "closed": session.state is not SessionState.OPEN,
        "problems": problems,
        "longest_words": LONGEST_WORDS,
        "longest_place": LONGEST_PLACE,
    }
    return session_page("session/add.html", words, language=participant.language, status_code=status_code)
