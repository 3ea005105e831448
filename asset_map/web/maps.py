"""Maps as pages of their own, in a screen or by their address."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError, UserError
from asset_map.maps.folium_page import boot_script_hash
from asset_map.services.current import current_workspace
from asset_map.services.find import wanted_in_address
from asset_map.services.look import Question
from asset_map.services.map_address import map_question_in_address
from asset_map.services.map_pages import ground, places_change, places_page
from asset_map.services.strengths_map import strengths_change, strengths_page
from asset_map.services.workspace import Workspace
from asset_map.web.conditional import has_tag

_NOTHING_ELSE = (
    f"default-src 'none'; script-src 'self' {boot_script_hash()}; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; base-uri 'none'"
)
MAP_POLICY = f"{_NOTHING_ELSE}; connect-src 'self'; frame-ancestors 'self'"
"""A map loads nothing of another server, and stands in no page of one; in a screen it asks for the next question."""

EMBEDDED_MAP_POLICY = f"{_NOTHING_ELSE}; frame-ancestors *"
"""The same for a map that any page may hold."""


def map_routes() -> list[BaseRoute]:
    """Return the routes of maps.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Their pages, and the ground that other maps draw on.
    """
    return [
        Route("/maps/strengths", _strengths_map),
        Route("/maps/strengths.json", _change_of_strengths),
        Route("/maps/places", _places_map),
        Route("/maps/places.json", _change_of_places),
        Route("/maps/ground.json", _ground_of_maps),
    ]


async def _strengths_map(request: Request) -> Response:
    """Answer with strengths and gaps of one offer."""
    return await _answer(request, lambda workspace: strengths_of(request, workspace), media_type="text/html")


async def _change_of_strengths(request: Request) -> Response:
    """Answer with what a page of strengths and gaps that is open already needs to show another question."""

    def change(workspace: Workspace) -> str:
        asked = map_question_in_address(request.query_params, today=_today())
        return strengths_change(asked, workspace, framed=_framed(request, ""))

    return await _answer(request, change, media_type="application/json")


async def _places_map(request: Request) -> Response:
    """Answer with the assets that fit what is wanted."""
    return await _answer(request, lambda workspace: places_of(request, workspace), media_type="text/html")


async def _change_of_places(request: Request) -> Response:
    """Answer with what a page of assets that is open already needs to show those that fit something else."""

    def change(workspace: Workspace) -> str:
        wanted, question = wanted_in_address(request.query_params), Question("", Audience.PUBLIC, _today())
        return places_change(wanted, question, workspace, framed=_framed(request, ""))

    return await _answer(request, change, media_type="application/json")


async def _ground_of_maps(request: Request) -> Response:
    """Answer with the zones and streets under the map that people tap on."""
    return await _answer(request, ground, media_type="application/json")


def strengths_of(request: Request, workspace: Workspace, whole_page: str = "") -> str:
    """Return the page of strengths and gaps that a request asks for, for the public.

    Parameters
    ----------
    request
        Asks by its address, as `map_question_in_address` reads it.
    workspace
        The area.
    whole_page
        Address of the screen that shows the same, for a page that stands in another server's.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    asked = map_question_in_address(request.query_params, today=_today())
    return strengths_page(asked, workspace, files="served", framed=_framed(request, whole_page), whole_page=whole_page)


def places_of(request: Request, workspace: Workspace, whole_page: str = "") -> str:
    """Return the page of assets that a request asks for, for the public.

    Parameters
    ----------
    request
        Asks by its address, as `wanted_in_address` reads it.
    workspace
        The area.
    whole_page
        Address of the screen that shows the same, for a page that stands in another server's.

    Returns
    -------
    str
        HTML.
    """
    wanted, question = wanted_in_address(request.query_params), Question("", Audience.PUBLIC, _today())
    return places_page(wanted, question, workspace, framed=_framed(request, whole_page), whole_page=whole_page)


def tagged(request: Request, text: str, media_type: str, headers: dict[str, str]) -> Response:
    """Return a text, or that what the browser keeps of it still holds.

    Parameters
    ----------
    request
        Names in ``if-none-match`` what the browser keeps.
    text
        What is answered.
    media_type
        Its kind.
    headers
        What the answer carries besides.

    Returns
    -------
    starlette.responses.Response
        With status 200, or 304 and nothing in it.
    """
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    carried = {"etag": tag, "cache-control": "no-cache", **headers}
    if has_tag(request, tag):
        return Response(status_code=304, headers=carried)
    if media_type == "text/html":
        return HTMLResponse(text, headers=carried)
    return Response(text, media_type=media_type, headers=carried)


async def _answer(request: Request, make: Callable[[Workspace], str], *, media_type: str) -> Response:
    try:
        text = await run_in_threadpool(lambda: make(current_workspace()))
    except StoreError:
        return PlainTextResponse("The records cannot be reached just now. Try again in a minute.", status_code=503)
    except UserError as error:
        return PlainTextResponse(str(error), status_code=404)
    return tagged(request, text, media_type, {"content-security-policy": MAP_POLICY})


def _framed(request: Request, whole_page: str) -> bool:
    return not whole_page and request.query_params.get("framed") == "1"


def _today() -> dt.date:
    return local_date(dt.datetime.now(dt.UTC))
