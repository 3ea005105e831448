"""The page on which an organisation looks after its own record: no account, no cookie, no script.

Reading the page changes nothing, so that whatever opens links in letters does no harm; only the buttons do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.check_link import HeldRecord, LinkAnswer
from asset_map.domain.guessing import Guessed
from asset_map.domain.problem import Problem
from asset_map.errors import ConflictError, NotAllowedError, UserError
from asset_map.language import gettext as _
from asset_map.services.check_links import NotAnswered, answer, open_link
from asset_map.services.current import current_workspace
from asset_map.web.held_record import page_words
from asset_map.web.plain_page import HEADERS, plain_page
from asset_map.web.wrong_codes import is_one_too_many

MOST_BYTES = 64 * 1024
"""The longest answer taken: every field at its longest, in any script, several times over."""

MOST_FIELDS = 40


@dataclass(frozen=True)
class Said:
    """What arrived from a form of the page.

    Parameters
    ----------
    answer
        What the organisation says.
    seen_version
        The version of the record that it had before it.
    words
        What it wrote, by field.
    """

    answer: LinkAnswer
    seen_version: int
    words: Mapping[str, str]


def check_link_routes() -> list[BaseRoute]:
    """Return the routes of links for organisations.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Whatever stands in an address below ``/check/`` is a token, right or wrong.
    """
    return [Route("/check/{token:path}", check_link, methods=["GET", "POST"])]


async def check_link(request: Request) -> Response:
    """Show the record that a link opens, or take an answer.

    Parameters
    ----------
    request
        Asks with the token of a link.

    Returns
    -------
    starlette.responses.Response
        The page; after an answer that was kept, back to it. For every link that opens nothing, the same words and 404.
    """
    token = request.path_params["token"]
    if request.method != "POST":
        return await run_in_threadpool(_reachable, lambda: _show(request, token))
    body = await _body(request)
    if body is None:
        text = _("Your answer is longer than this page takes. Go back, shorten it and send it again.")
        return _message(_("Not sent"), text, status_code=413)
    said = _read(body)
    if said is None:
        text = _("Your answer did not arrive whole. Open the link again and send it once more.")
        return _message(_("Not sent"), text, status_code=400)
    return await run_in_threadpool(_reachable, lambda: _take(request, token, said))


def _reachable(work: Callable[[], Response]) -> Response:
    try:
        return work()
    except UserError:
        text = _("The records cannot be reached just now. Nothing was changed. Try again in a minute.")
        return _message(_("Not now"), text, status_code=503)


def _show(request: Request, token: str) -> Response:
    held = open_link(token, current_workspace(), now=_now())
    return _nothing(request) if held is None else _page(held)


def _take(request: Request, token: str, said: Said) -> Response:
    workspace, now = current_workspace(), _now()
    held = open_link(token, workspace, now=now)
    if held is None:
        return _nothing(request)
    try:
        taken = answer(held, said.answer, said.words, seen_version=said.seen_version, workspace=workspace, now=now)
    except ConflictError as error:
        return _page(held, said, notice=str(error), status_code=409)
    except NotAllowedError as error:
        return _page(held, said, notice=str(error), status_code=429)
    if isinstance(taken, NotAnswered):
        notice = _("Not sent yet. Please look at this:")
        return _page(held, said, problems=taken.problems, notice=notice, status_code=422)
    return RedirectResponse(f"/check/{token}", status_code=303, headers=HEADERS)


def _page(
    held: HeldRecord,
    said: Said | None = None,
    *,
    problems: tuple[Problem, ...] = (),
    notice: str = "",
    status_code: int = 200,
) -> Response:
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        by_field.setdefault(problem.field, []).append(problem.message)
    words = page_words(held, current_workspace(), typed=said.words if said else {}) | {
        "problems": by_field,
        "open_form": said.answer.value if said else "",
        "notice": notice,
    }
    return plain_page("check.html", words, status_code=status_code)


def _nothing(request: Request) -> Response:
    if is_one_too_many(request, Guessed.CHECK_LINK):
        text = _("Too many links that open nothing came from here. Try again in ten minutes.")
        return _message(_("Not now"), text, status_code=429)
    text = _("This link does not open anything, or does so no longer. Ask whoever sent it to you for a new one.")
    return _message(_("Nothing to see here"), text, status_code=404)


def _message(title: str, text: str, *, status_code: int) -> Response:
    words = {"title": title, "texts": [text], "banner": ""}
    return plain_page("plain.html", words, status_code=status_code)


async def _body(request: Request) -> bytes | None:
    """Return what was sent, or None for more than is taken; no more than that is ever kept in memory."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return body


def _read(body: bytes) -> Said | None:
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        words = {name: values[0] for name, values in fields.items()}
        return Said(LinkAnswer(words["answer"]), int(words["seen"]), words)
    except (ValueError, KeyError):
        return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
