"""What is served beside the screens: health, map pages, and the files they are made of."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from asset_map.domain.protection import Audience
from asset_map.errors import StoreError, UserError
from asset_map.maps.folium_page import boot_script_hash
from asset_map.maps.vendor_files import VENDOR_FOLDER
from asset_map.services.current import current_workspace
from asset_map.services.find import wanted_in_address
from asset_map.services.look import Question
from asset_map.services.map_address import map_question_in_address
from asset_map.services.map_pages import ground, places_page
from asset_map.services.strengths_map import strengths_page
from asset_map.services.workspace import Workspace
from asset_map.web.check_links import check_link_routes
from asset_map.web.compression import Compression
from asset_map.web.conditional import has_tag
from asset_map.web.exports import export_routes
from asset_map.web.health import StoreHealth
from asset_map.web.middleware import BrowserCookie, SecurityHeaders
from asset_map.web.ogc.routes import ogc_routes
from asset_map.web.open_referral import open_referral_routes
from asset_map.web.photos import photo_routes
from asset_map.web.plain_page import plain_routes
from asset_map.web.printing import printing_routes
from asset_map.web.profile import profile_routes
from asset_map.web.sessions.routes import session_routes
from asset_map.web.who import enter_by_link

MAP_POLICY = (
    f"default-src 'none'; script-src 'self' {boot_script_hash()}; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'"
)


def routes() -> list[BaseRoute]:
    """Return the routes of this server, without the screens.

    Returns
    -------
    list of starlette.routing.BaseRoute
        To be given to the application.
    """
    return [
        Route("/healthz", StoreHealth(_try_store).answer),
        Route("/maps/strengths", strengths_map),
        Route("/maps/places", places_map),
        Route("/maps/ground.json", ground_of_maps),
        Route("/enter/{token}", enter_by_link),
        *photo_routes(),
        *check_link_routes(),
        *printing_routes(),
        *profile_routes(),
        *export_routes(),
        *open_referral_routes(),
        *session_routes(),
        *ogc_routes(),
        *plain_routes(),
        Mount("/vendor", StaticFiles(directory=VENDOR_FOLDER, check_dir=False)),
        Route("/maps/{rest:path}", not_found),
        Route("/api/{rest:path}", not_found),
    ]


def middleware() -> list[Middleware]:
    """Return what every answer goes through.

    Returns
    -------
    list of starlette.middleware.Middleware
        Outermost first.
    """
    return [Middleware(Compression), Middleware(SecurityHeaders), Middleware(BrowserCookie)]


async def strengths_map(request: Request) -> Response:
    """Answer with strengths and gaps of one offer."""

    def _page(workspace: Workspace) -> str:
        asked = map_question_in_address(request.query_params, today=_today())
        return strengths_page(asked, workspace, files="served", framed=_framed(request))

    return await _answer(request, _page, media_type="text/html")


async def places_map(request: Request) -> Response:
    """Answer with the assets that fit what is wanted."""
    wanted = wanted_in_address(request.query_params)
    question = Question("", Audience.PUBLIC, _today())
    return await _answer(
        request,
        lambda workspace: places_page(wanted, question, workspace, framed=_framed(request)),
        media_type="text/html",
    )


async def ground_of_maps(request: Request) -> Response:
    """Answer with the zones and streets under the map that people tap on."""
    return await _answer(request, ground, media_type="application/json")


async def not_found(_: Request) -> Response:
    """Answer 404: without this, the screens would answer 200 at any address."""
    return PlainTextResponse("There is nothing at this address.", status_code=404)


def _try_store() -> None:
    current_workspace().store.check()


async def _answer(request: Request, make: Callable[[Workspace], str], *, media_type: str) -> Response:
    try:
        text = await run_in_threadpool(lambda: make(current_workspace()))
    except StoreError:
        return PlainTextResponse("The records cannot be reached just now. Try again in a minute.", status_code=503)
    except UserError as error:
        return PlainTextResponse(str(error), status_code=404)
    return _tagged(request, text, media_type)


def _tagged(request: Request, text: str, media_type: str) -> Response:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "content-security-policy": MAP_POLICY}
    if has_tag(request, tag):
        return Response(status_code=304, headers=headers)
    if media_type == "text/html":
        return HTMLResponse(text, headers=headers)
    return Response(text, media_type=media_type, headers=headers)


def _framed(request: Request) -> bool:
    return request.query_params.get("framed") == "1"


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).astimezone().date()
