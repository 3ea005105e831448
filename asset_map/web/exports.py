"""Everything that can be taken away, at addresses that stay: ``/export/zones.gpkg?offer=food``."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import anyio
from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import DiskError, StoreError, UserError
from asset_map.exports.formats import FACTS, Format, What
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.look import Question
from asset_map.services.take_away.asked import Taken, address_of, taken_in_address
from asset_map.services.take_away.kept_files import KeptFile, found_export, kept_export
from asset_map.web.conditional import is_unchanged, written_moment
from asset_map.web.partner_keys import VARY, audience_of, headers_for

MADE_AT_ONCE = 2
"""How many files are made at the same time: making one takes a core, and others wait for the same files anyway."""

OPEN_TO_PAGES: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Disposition, Content-Length, ETag, Last-Modified",
}
"""Any page of anybody may read what is public; a page cannot send a key from elsewhere."""

_FORMATS: Final = {facts.suffix: made_in for made_in, facts in FACTS.items()}


def export_routes() -> list[BaseRoute]:
    """Return the routes of what can be taken away.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The list of addresses, every file, and one that answers 404 for all others below.
    """
    return [
        Route("/export", list_of_addresses, methods=["GET"]),
        Route("/export/", list_of_addresses, methods=["GET"], name="list of addresses, with a slash"),
        Route("/export/{file}", taken_file, methods=["GET"]),
        Route("/export/{rest:path}", _nothing, name="no export"),
    ]


async def list_of_addresses(request: Request) -> Response:
    """Answer with every address, and what may be asked for at each.

    Parameters
    ----------
    request
        May send a key; see `asset_map.web.partner_keys`.

    Returns
    -------
    starlette.responses.Response
        JSON.
    """
    return await run_in_threadpool(lambda: _list(request))


async def taken_file(request: Request) -> Response:
    """Answer with one file, made if nobody asked for it since the records changed.

    Parameters
    ----------
    request
        Asks with the parameters of `asset_map.services.take_away.asked.taken_in_address`, and may send a key.

    Returns
    -------
    starlette.responses.Response
        The file; 304 for whoever has it; a sentence with 400, 401, 404 or 503.
    """
    asked = await run_in_threadpool(lambda: _asked(request))
    if isinstance(asked, Response):
        return asked
    if asked.kept is not None:
        return _answer(request, asked, asked.kept)
    state = request.app.state
    if not hasattr(state, "making_exports"):
        state.making_exports = anyio.CapacityLimiter(MADE_AT_ONCE)
    # A limit of its own: whoever waits for a large file keeps no thread from others.
    made = await to_thread.run_sync(lambda: _made(asked), limiter=state.making_exports)
    return made if isinstance(made, Response) else _answer(request, asked, made)


async def _nothing(_request: Request) -> Response:
    return _sentence(_nothing_here(), HTTPStatus.NOT_FOUND)


class _Sent(FileResponse):
    """Sends a file in pieces, or a part of it; it is on disk for as long as this is."""

    def __init__(self, kept: KeptFile, made_in: Format, headers: dict[str, str]) -> None:
        super().__init__(
            kept.path,
            headers=headers,
            media_type=FACTS[made_in].media_type,
            filename=kept.name,
            stat_result=kept.path.stat(),
        )
        self.kept = kept


@dataclass(frozen=True)
class _Asked:
    taken: Taken
    made_in: Format
    kept: KeptFile | None


def _asked(request: Request) -> _Asked | Response:
    what, dot, ending = request.path_params["file"].partition(".")
    made_in = _FORMATS.get(dot + ending)
    if made_in is None or what not in set(What):
        return _sentence(_nothing_here(), HTTPStatus.NOT_FOUND)
    try:
        audience = audience_of(request)
        taken = taken_in_address(what, request.query_params, audience=audience, today=_today())
        return _Asked(taken, made_in, found_export(taken, made_in, current_workspace()))
    except UserError as error:
        return _refusal(error)


def _made(asked: _Asked) -> KeptFile | Response:
    try:
        return kept_export(asked.taken, asked.made_in, current_workspace(), now=dt.datetime.now(dt.UTC))
    except UserError as error:
        return _refusal(error)


def _answer(request: Request, asked: _Asked, kept: KeptFile) -> Response:
    tag = f'"{kept.digest[:32]}"'
    headers = {
        **_headers(asked.taken.question.audience),
        "etag": tag,
        "last-modified": written_moment(kept.since),
    }
    if is_unchanged(request, tag=tag, since=kept.since):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return _Sent(kept, asked.made_in, headers)


def _list(request: Request) -> Response:
    try:
        audience = audience_of(request)
        workspace = current_workspace()
        question = Question("", audience, _today())
        stub = str(request.url.replace(path="", query="", fragment=""))
        layers = {
            what.value: {
                made_in.value: {
                    "address": stub + address_of(Taken(what=what, question=question), made_in),
                    "media_type": facts.media_type,
                }
                for made_in, facts in FACTS.items()
                if facts.holds_layers or what is not What.EVERYTHING
            }
            for what in What
        }
        classification = workspace.classification
        parameters = {
            "offer": {"means": _("Only this offer; without it, all."), "one_of": sorted(classification.offers)},
            "kind": {"means": _("Only assets of this kind."), "one_of": sorted(classification.kinds)},
            "usable": {"means": _("Only assets that can be used now."), "one_of": ["yes"]},
            "neighbourhood": {"means": _("Only what lies in this neighbourhood or zone: its id, or the zone's code.")},
            "distance": {"means": _("How near is near, in metres; several with commas between, the main one first.")},
            "measured": {"means": _("How distances are measured."), "one_of": [one.value for one in DistanceKind]},
            "edition": {"means": _("Edition of deprivation; without it, the usual one.")},
            "as_of": {"means": _("As the records were known at the end of this past day: YYYY-MM-DD.")},
        }
    except UserError as error:
        return _refusal(error)
    told = {
        "area": workspace.geography.area_name,
        "audience": audience.value,
        "layers": layers,
        "parameters": parameters,
        "keys": _(
            "Without a key, files hold what is public. A partner sends a key as the password of any user, as a bearer "
            "token or in the header X-API-Key, never in an address."
        ),
    }
    content = json.dumps(told, ensure_ascii=False, indent=1)
    return Response(content, media_type="application/json", headers=_headers(audience))


def _nothing_here() -> str:
    endings = ", ".join(_FORMATS)
    expected = _("There is nothing at this address. Expected one of {what}, ending in one of {endings}: see /export.")
    return expected.format(what=", ".join(What), endings=endings)


def _headers(audience: Audience) -> dict[str, str]:
    return headers_for(audience) | (OPEN_TO_PAGES if audience is Audience.PUBLIC else {})


def _refusal(error: UserError) -> Response:
    if isinstance(error, StoreError):
        text = _("The records cannot be reached just now. Try again in a minute.")
        return _sentence(text, HTTPStatus.SERVICE_UNAVAILABLE)
    full = isinstance(error, DiskError)
    return _sentence(str(error), HTTPStatus.SERVICE_UNAVAILABLE if full else HTTPStatus.BAD_REQUEST)


def _today() -> dt.date:
    return local_date(dt.datetime.now(dt.UTC))


def _sentence(text: str, status: HTTPStatus) -> Response:
    return PlainTextResponse(text, status, {"cache-control": "no-store", "vary": VARY})
