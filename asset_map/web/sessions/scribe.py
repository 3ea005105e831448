"""The scribe's page: typing in paper by keyboard, with a script that outlasts a cut line, and without one."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import PaperDraft, Typed
from asset_map.domain.permission import Actor
from asset_map.errors import UserError
from asset_map.services.current import current_workspace
from asset_map.services.sessions.paper import correct, enter, put_back, take_back
from asset_map.services.sessions.paper_list import entries, entry_of
from asset_map.services.sessions.places import find_in_session
from asset_map.services.sessions.read_back import read_back_pdf
from asset_map.services.sessions.said import LONGEST_PLACE, NotSent
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.scribe_form import scribe_page
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.sessions.who import body_of, fields_of
from asset_map.web.who import signed_in

NO_STORE = {"cache-control": "no-store"}

TYPED = tuple(name for name in Typed.__dataclass_fields__ if name != "offers")

TEXTS = (*TYPED, "contribution_id", "slip_code", "same_dot")
"""What a scribe types, each as one text; the offers come as several."""

Problems = list[tuple[str, str]]


def scribe_routes() -> list[BaseRoute]:
    """Return the routes of typing in paper.

    Returns
    -------
    list of starlette.routing.BaseRoute
        All for staff, by the session's id.
    """
    page = "/mapping/{session_id}/scribe"
    return [
        Route(page, scribe, methods=["GET", "POST"]),
        Route(f"{page}/entries", scribe_entries, methods=["GET", "POST"]),
        Route(f"{page}/places", scribe_places),
        Route("/mapping/{session_id}/read-back", read_back),
    ]


async def scribe(request: Request) -> Response:
    """Show the form with the list of its sheet, or take it in from a browser without scripts."""
    if request.method != "POST":
        return await run_in_threadpool(lambda: _page(request))
    sent = fields_of(await body_of(request) or b"") or {}
    return await run_in_threadpool(lambda: _take_form(request, sent))


async def scribe_entries(request: Request) -> Response:
    """List what was typed in, or take in what the script sends; sent twice, it is kept once."""
    if request.method != "POST":
        return await run_in_threadpool(lambda: _listed(request))
    body = await body_of(request)
    return await run_in_threadpool(lambda: _take_json(request, body))


async def scribe_places(request: Request) -> Response:
    """Answer with where a place in words would be put."""
    text = request.query_params.get("text", "")[:LONGEST_PLACE]
    return await run_in_threadpool(lambda: _places(request, text))


async def read_back(request: Request) -> Response:
    """Answer with what was typed in, as a PDF to be read back to the tables."""
    return await run_in_threadpool(lambda: _read_back(request))


def _page(request: Request) -> Response:
    session = session_for_staff(request)
    if session is None:
        return for_staff_only()
    asked = request.query_params
    found = [one for one in entries(session, current_workspace()) if one.contribution_id == asked.get("correct")]
    if found:
        fields_known = asdict(found[0].typed) | {"contribution_id": found[0].contribution_id}
        return scribe_page(session, PaperDraft(**fields_known), was=found[0].typed)
    draft = PaperDraft(contribution_id=uuid.uuid4().hex, sheet=asked.get("sheet", ""), dot=asked.get("dot", ""))
    return scribe_page(session, draft)


def _take_form(request: Request, sent: Mapping[str, list[str]]) -> Response:
    person, session = signed_in(request), session_for_staff(request)
    if person is None or session is None:
        return for_staff_only()
    texts = {name: sent.get(name, [""])[0].replace("\r\n", "\n") for name in TEXTS}
    draft = PaperDraft(**texts, offers=tuple(dict.fromkeys(one for one in sent.get("offers", []) if one)))
    was = _was(sent.get("was", [""])[0])
    do = sent.get("do", ["keep"])[0]
    status_code, problems, _kept = _done(do, draft, was, session, actor=person)
    if problems:
        return scribe_page(session, draft, was=was, problems=problems, status_code=status_code)
    after = str(int(draft.dot) + 1) if do == "keep" and draft.dot.strip() else ""
    address = request.url_for("scribe", session_id=session.session_id).include_query_params(
        sheet=draft.sheet, dot=after
    )
    return RedirectResponse(f"{address.path}?{address.query}", status_code=303, headers=HEADERS)


def _take_json(request: Request, body: bytes | None) -> Response:
    person, session = signed_in(request), session_for_staff(request)
    if person is None or session is None:
        return _nothing()
    given = _given(body)
    if given is None:
        message = "Expected an entry; found something else. Load the page again and send it once more."
        return JSONResponse({"problems": [{"field": "", "message": message}]}, status_code=400, headers=NO_STORE)
    do, draft, was = given
    status_code, problems, kept = _done(do, draft, was, session, actor=person)
    if problems or kept is None:
        listed = [{"field": field, "message": message} for field, message in problems]
        return JSONResponse({"problems": listed}, status_code=status_code, headers=NO_STORE)
    entry = asdict(entry_of(kept, session, current_workspace()))
    return JSONResponse({"entry": entry}, headers=NO_STORE)


def _done(
    do: str, draft: PaperDraft, was: Typed | None, session: MappingSession, *, actor: Actor
) -> tuple[int, Problems, Contribution | None]:
    """Return the status of an answer, the problems by field, and what was kept."""
    workspace, now = current_workspace(), dt.datetime.now(dt.UTC)
    try:
        if do in {"take_back", "put_back"}:
            act = take_back if do == "take_back" else put_back
            return 200, [], act(draft.contribution_id, session, workspace, now=now, actor=actor)
        if do == "correct" and was is not None:
            made = correct(draft, was, session, workspace, now=now, actor=actor)
        else:
            made = enter(draft, session, workspace, now=now, actor=actor)
    except UserError as error:
        return 409, [("", str(error))], None
    if isinstance(made, NotSent):
        return 422, [(one.field, one.message) for one in made.problems], None
    return 200, [], made


def _given(body: bytes | None) -> tuple[str, PaperDraft, Typed | None] | None:
    try:
        given = json.loads(body or b"")
        draft = PaperDraft(**_texts_of(given, TEXTS), offers=_offers_of(given))
        was = _typed_of(given["was"]) if given.get("was") else None
        do = given.get("do", "keep")
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None
    is_known = do in ("keep", "take_back", "put_back") or (do == "correct" and was is not None)
    return (do, draft, was) if is_known else None


def _was(text: str) -> Typed | None:
    try:
        return _typed_of(json.loads(text))
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None


def _typed_of(given: Any) -> Typed:  # noqa: ANN401  # JSON
    return Typed(**_texts_of(given, TYPED), offers=_offers_of(given))


def _texts_of(given: Any, names: tuple[str, ...]) -> dict[str, str]:  # noqa: ANN401  # JSON
    texts = {name: given.get(name, "") for name in names}
    if not all(isinstance(one, str) for one in texts.values()):
        raise TypeError("every field is a text")
    return texts


def _offers_of(given: Any) -> tuple[str, ...]:  # noqa: ANN401  # JSON
    offers = given.get("offers", [])
    if not isinstance(offers, list) or not all(isinstance(one, str) for one in offers):
        raise TypeError("offers are a list of codes")
    return tuple(dict.fromkeys(one for one in offers if one))


def _listed(request: Request) -> Response:
    session = session_for_staff(request)
    if session is None:
        return _nothing()
    listed = [asdict(one) for one in entries(session, current_workspace())]
    return JSONResponse({"entries": listed}, headers=NO_STORE)


def _places(request: Request, text: str) -> Response:
    session = session_for_staff(request)
    if session is None:
        return _nothing()
    try:
        today = dt.datetime.now(dt.UTC).astimezone().date()
        found = find_in_session(text, session, current_workspace(), today=today)
    except UserError as error:
        return JSONResponse({"places": [], "message": str(error)}, headers=NO_STORE)
    return JSONResponse({"places": [one.label for one in found], "message": ""}, headers=NO_STORE)


def _read_back(request: Request) -> Response:
    session = session_for_staff(request)
    if session is None:
        return for_staff_only()
    sheet, now = request.query_params.get("sheet"), dt.datetime.now(dt.UTC)
    made = read_back_pdf(session, current_workspace(), sheet=sheet, now=now)
    headers = HEADERS | {"content-disposition": 'inline; filename="read-back.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


def _nothing() -> Response:
    message = "This page is for staff. Open your personal link first."
    return JSONResponse({"problems": [{"field": "", "message": message}]}, status_code=404, headers=NO_STORE)
