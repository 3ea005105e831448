"""The print pack of a session: a page that lists its pieces, and each piece as a PDF; for staff only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor
from asset_map.errors import UserError
from asset_map.language import ENGLISH, languages
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.sessions.pieces import PIECES, Order, Piece
from asset_map.services.sessions.print_pack import file_name, piece_pdf, the_piece, words_of
from asset_map.services.sessions.room_address import room_address
from asset_map.web.plain_page import HEADERS, plain_page
from asset_map.web.sessions.staff import for_staff_only, session_for_staff
from asset_map.web.sessions.who import body_of, fields_of
from asset_map.web.who import signed_in

LONGEST_BASE = 200


def printing_of_sessions_routes() -> list[BaseRoute]:
    """Return the routes of the print pack.

    Returns
    -------
    list of starlette.routing.BaseRoute
        All for staff; printing slips is a POST, because it keeps new codes.
    """
    return [
        Route("/mapping/{session_id}/print", print_pack),
        Route("/mapping/{session_id}/print/{piece}", print_piece, methods=["GET", "POST"]),
    ]


async def print_pack(request: Request) -> Response:
    """List the pieces of a session, with what each is for.

    Parameters
    ----------
    request
        Of staff; may ask with ``base``, where phones in the room reach the server.

    Returns
    -------
    starlette.responses.Response
        404 for everybody else, and for no session.
    """
    return await run_in_threadpool(lambda: _listed(request))


async def print_piece(request: Request) -> Response:
    """Answer with one piece.

    Parameters
    ----------
    request
        Of staff; may ask with ``paper``, ``language``, ``copies`` and ``base``.

    Returns
    -------
    starlette.responses.Response
        A PDF; 404 for everybody else, and for no session or piece; 422 for what the piece does not have.
    """
    sent = fields_of(await body_of(request) or b"") if request.method == "POST" else None
    asked = dict(request.query_params) if sent is None else {name: values[0] for name, values in sent.items()}
    return await run_in_threadpool(lambda: _printed(request, asked))


def _listed(request: Request) -> Response:
    session, workspace = session_for_staff(request), current_workspace()
    if session is None:
        return for_staff_only()
    words = {
        "title": _("Print for {session}").format(session=session.title),
        "banner": banner(workspace),
        "session": session,
        "pieces": [(piece, *words_of(piece)) for piece in PIECES],
        "languages": [languages()[code] for code in session.languages if code in languages()],
        "base": _base(request, request.query_params),
        "no_streets": workspace.geography.context_bng is None and workspace.geography.network is None,
    }
    return plain_page("session/print.html", words)


def _printed(request: Request, asked: Mapping[str, str]) -> Response:
    workspace = current_workspace()
    person, session = signed_in(request), session_for_staff(request)
    if person is None or session is None:
        return for_staff_only()
    try:
        piece = the_piece(request.path_params["piece"])
    except UserError:
        return for_staff_only()
    if piece.gives_codes and request.method != "POST":
        text = _("Each print of these has new codes. Print them from the list of pieces.")
        words = {"title": _(piece.title), "texts": [text], "banner": banner(workspace)}
        return plain_page("plain.html", words, status_code=405)
    try:
        order = _order(
            session, piece, asked, base=_typed(asked) if piece.from_home else _base(request, asked), actor=person
        )
        made = piece_pdf(piece, order, workspace)
    except UserError as error:
        words = {"title": _("Not printed"), "texts": [str(error)], "banner": banner(workspace)}
        return plain_page("plain.html", words, status_code=422)
    disposition = f'inline; filename="{file_name(piece, order)}"'
    return Response(made, media_type="application/pdf", headers=HEADERS | {"content-disposition": disposition})


def _order(session: MappingSession, piece: Piece, asked: Mapping[str, str], *, base: str, actor: Actor) -> Order:
    copies, now = asked.get("copies", "").strip() or str(piece.usual), dt.datetime.now(dt.UTC)
    if not (copies.isascii() and copies.isdigit()):
        raise UserError(f"Expected how many to print, such as {piece.usual}; found “{copies[:20]}”. Type a number.")
    return Order(
        session=session,
        paper=asked.get("paper", "") or piece.papers[0],
        language=asked.get("language", "") or ENGLISH,
        copies=int(copies[:6]),
        base=base,
        now=now,
        today=local_date(now),
        actor=actor,
    )


def _base(request: Request, asked: Mapping[str, str]) -> str:
    return _typed(asked) or room_address(str(request.base_url))


def _typed(asked: Mapping[str, str]) -> str:
    typed = asked.get("base", "").strip()[:LONGEST_BASE]
    return typed if urlsplit(typed).scheme in {"http", "https"} and urlsplit(typed).netloc else ""
