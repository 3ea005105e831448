"""The scribe's page: paper from the tables is typed in, by keyboard, also while the line is cut."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.contribution import ContributionDraft
from asset_map.domain.mapping_grid import LETTERS
from asset_map.domain.mapping_session import MappingSession
from asset_map.errors import PlaceNotFoundError, UserError
from asset_map.language import ENGLISH, languages
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.sessions.contribute import enter_from_paper
from asset_map.services.sessions.paper import (
    correct_entry,
    entry_of_dot,
    facts_of,
    offers_typed,
    paper_entries,
    take_entry_back,
)
from asset_map.services.sessions.places import find_in_session
from asset_map.services.sessions.read_back import KIND_WORDS, read_back_pdf
from asset_map.services.sessions.said import LONGEST_PLACE, LONGEST_SHEET, LONGEST_WORDS, NotSent
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.sessions.who import body_of, fields_of, same_origin, session_page
from asset_map.web.who import signed_in

FIELDS = ("contribution_id", "sheet", "dot", "place", "kind", "offers", "words", "language", "do_not_publish",
          "slip_code", "about_dot")  # fmt: skip
"""Fields of the form, in the order in which paper is read; each is one text."""

ACTS = ("enter", "correct", "take_back", "put_back")

NO_STORE = {"cache-control": "no-store"}

Problems = list[tuple[str, str]]


def scribe_routes() -> list[BaseRoute]:
    """Return the routes of typing in paper.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The page, what its script sends and asks, and the sheet to read back; all for staff.
    """
    return [
        Route("/mapping/{session_id}/scribe", scribe, methods=["GET", "POST"]),
        Route("/mapping/{session_id}/scribe/entries", entries, methods=["GET", "POST"]),
        Route("/mapping/{session_id}/scribe/places", places_of_scribe),
        Route("/mapping/{session_id}/read-back", read_back),
    ]


async def scribe(request: Request) -> Response:
    """Show the form and what is on the sheet; take the form in from a browser without scripts."""
    fields = fields_of(await body_of(request) or b"") if request.method == "POST" else None
    return await run_in_threadpool(lambda: _page(request) if fields is None else _take_form(request, fields))


async def entries(request: Request) -> Response:
    """Keep what the script sends, and answer with what is on the sheet."""
    body = await body_of(request) if request.method == "POST" else None
    return await run_in_threadpool(lambda: _take_json(request, body))


async def places_of_scribe(request: Request) -> Response:
    """Say where a place in words is."""
    return await run_in_threadpool(lambda: _place(request))


async def read_back(request: Request) -> Response:
    """Answer with the sheet to read back, as a PDF."""
    return await run_in_threadpool(lambda: _read_back(request))


def _page(
    request: Request,
    *,
    draft: Mapping[str, str] | None = None,
    problems: Problems | None = None,
    status_code: int = 200,
) -> Response:
    session, workspace = session_for_staff(request), current_workspace()
    if session is None:
        return for_staff_only()
    sheet = request.query_params.get("sheet", "").strip()[:LONGEST_SHEET]
    blank = dict.fromkeys(FIELDS, "") | {"language": ENGLISH, "kind": "asset", "sheet": sheet}
    filled = blank | {"contribution_id": uuid.uuid4().hex, "dot": request.query_params.get("dot", "")[:4]}
    listed = _entries(session, filled["sheet"] if draft is None else draft["sheet"])
    words = {
        "session": session,
        "draft": filled if draft is None else draft,
        "problems": problems or [],
        "kinds": [(code, _(label)) for code, label in KIND_WORDS.items()],
        "offers": list(workspace.classification.offers.values()),
        "languages": list(languages().values()),
        "entries": listed,
        "entries_json": json.dumps(listed, ensure_ascii=False),
        "texts_json": json.dumps(_texts_of_script(), ensure_ascii=False),
        "letters": LETTERS,
        "longest_words": LONGEST_WORDS,
        "longest_place": LONGEST_PLACE,
        "longest_sheet": LONGEST_SHEET,
    }
    return session_page("session/scribe.html", words, language=ENGLISH, status_code=status_code)


def _texts_of_script() -> dict[str, str]:
    return {
        "waits_one": _("1 entry waits. It stays on this device and is sent by itself when the line is back."),
        "waits": _("{count} entries wait. They stay on this device and are sent by themselves when the line is back."),
        "signed_out": _(
            "You are no longer signed in. Open your personal link in another tab: what waits here is then sent."
        ),
        "beyond": _("Expected a square from A1 to {last}; found “{found}”."),
        "square": _("Square {square}."),
        "later": _("Looked up when the line is back."),
        "unknown_offer": _("Expected one of the words in the list; found “{found}”. Type how one begins."),
        "empty": _("Expected words, or what it gives and where; found neither."),
        "same_dot": _("Dot {dot} is already on this sheet: {words}"),
        "waiting": _("waits"),
        "refused": _("needs a correction"),
        "shared": _("another entry has this dot"),
        "taken_back": _("taken back"),
        "private": _("do not publish"),
        "correct": _("Correct"),
        "take_back": _("Take it back"),
        "put_back": _("Put it back"),
        "throw_away": _("Throw it away"),
        "saved": _("Kept: dot {dot}."),
    }


def _take_form(request: Request, fields: dict[str, list[str]]) -> Response:
    session = session_for_staff(request)
    if session is None or not same_origin(request):
        return for_staff_only()
    texts = {name: fields.get(name, [""])[0].replace("\r\n", "\n") for name in FIELDS}
    act = fields.get("do", ["enter"])[0]
    problems = _done(act, texts, session, _name(request))
    if problems:
        return _page(request, draft=texts, problems=problems, status_code=422)
    following = {"sheet": texts["sheet"], "dot": _next(texts["dot"]) if act == "enter" else ""}
    address = f"/mapping/{session.session_id}/scribe?{urlencode(following)}"
    return RedirectResponse(address, status_code=303, headers=HEADERS)


def _take_json(request: Request, body: bytes | None) -> Response:
    session = session_for_staff(request)
    if session is None:
        return JSONResponse({"signed_out": True}, status_code=401, headers=NO_STORE)
    if request.method != "POST":
        sheet = request.query_params.get("sheet", "")[:LONGEST_SHEET]
        return JSONResponse({"entries": _entries(session, sheet)}, headers=NO_STORE)
    found = _texts(body)
    if found is None or not same_origin(request):
        problem = {"field": "", "message": _("This did not arrive whole. Load the page again and save it once more.")}
        return JSONResponse({"problems": [problem]}, status_code=400, headers=NO_STORE)
    act, texts = found
    problems = _done(act, texts, session, _name(request))
    if problems:
        listed = [{"field": field, "message": message} for field, message in problems]
        return JSONResponse({"problems": listed}, status_code=422, headers=NO_STORE)
    return JSONResponse({"entries": _entries(session, texts["sheet"].strip())}, headers=NO_STORE)


def _done(act: str, texts: Mapping[str, str], session: MappingSession, actor: str) -> Problems:
    """Do what was asked, and return what has to be mended first."""
    workspace, now = current_workspace(), dt.datetime.now(dt.UTC)
    try:
        if act in {"take_back", "put_back"}:
            back = act == "take_back"
            take_entry_back(texts["contribution_id"], session, workspace, back=back, now=now, actor=actor)
            return []
        draft, problems = _draft(texts, session)
        keep = correct_entry if act == "correct" else enter_from_paper
        made = keep(draft, session, workspace, now=now, actor=actor) if not problems else None
    except UserError as error:
        return [("", str(error))]
    if isinstance(made, NotSent):
        return [(one.field, one.message) for one in made.problems]
    return problems


def _draft(texts: Mapping[str, str], session: MappingSession) -> tuple[ContributionDraft, Problems]:
    workspace, problems = current_workspace(), []
    codes, unknown = offers_typed(texts["offers"], workspace.classification)
    if unknown:
        message = _("Expected one of the words in the list; found “{found}”. Type how one begins.")
        problems.append(("offers", message.format(found=unknown[:60])))
    about = None
    if texts["about_dot"].strip():
        but = texts["contribution_id"]
        about = entry_of_dot(texts["about_dot"], texts["sheet"], session, workspace, but=but)
        if about is None:
            message = _("Expected the number of a dot on this sheet; found “{found}”, which is not typed in yet.")
            problems.append(("about_dot", message.format(found=texts["about_dot"].strip()[:20])))
    same = {name: texts[name] for name in FIELDS if name not in {"offers", "about_dot"}}
    return ContributionDraft(**same, offers=codes, about_id="" if about is None else about.contribution_id), problems


def _texts(body: bytes | None) -> tuple[str, dict[str, str]] | None:
    try:
        given: Any = json.loads(body or b"")
        texts = {name: given.get(name, "") for name in FIELDS}
        act = given.get("do", "enter")
    except (ValueError, AttributeError, RecursionError):
        return None
    return (act, texts) if act in ACTS and all(isinstance(one, str) for one in texts.values()) else None


def _entries(session: MappingSession, sheet: str) -> list[dict[str, object]]:
    workspace = current_workspace()
    return [facts_of(one, workspace) for one in paper_entries(session, workspace, sheet=sheet)]


def _next(dot: str) -> str:
    return str(int(dot) + 1) if dot.strip().isascii() and dot.strip().isdigit() else ""


def _name(request: Request) -> str:
    person = signed_in(request)
    return "" if person is None else person.name


def _place(request: Request) -> Response:
    session, workspace = session_for_staff(request), current_workspace()
    if session is None:
        return JSONResponse({"message": ""}, status_code=401, headers=NO_STORE)
    text = request.query_params.get("text", "")[:LONGEST_PLACE]
    try:
        found = find_in_session(text, session, workspace, today=dt.datetime.now(dt.UTC).astimezone().date())
    except PlaceNotFoundError as error:
        return JSONResponse({"message": str(error)}, headers=NO_STORE)
    others = _(" The first of {count} is taken.").format(count=len(found)) if len(found) > 1 else ""
    return JSONResponse({"message": f"{found[0].label}.{others}"}, headers=NO_STORE)


def _read_back(request: Request) -> Response:
    session, workspace = session_for_staff(request), current_workspace()
    if session is None:
        return for_staff_only()
    sheet = request.query_params.get("sheet")
    made = read_back_pdf(session, workspace, sheet=sheet, now=dt.datetime.now(dt.UTC))
    headers = NO_STORE | {"content-disposition": 'inline; filename="read-back.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)
