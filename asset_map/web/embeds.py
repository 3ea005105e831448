"""Maps and profiles that stand in other people's web pages: public, as they are now, and known to nobody.

Any page may frame what is below ``/embed``, and nothing else. These answers set no cookie (see `WITHOUT_COOKIE`) and
load nothing of another server.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.embeds import EMBED, whole_map_address, whole_strengths_address
from asset_map.services.map_pages import banner
from asset_map.services.workspace import Workspace
from asset_map.web.maps import EMBEDDED_MAP_POLICY, places_of, strengths_of, tagged
from asset_map.web.plain_page import HEADERS, page_text
from asset_map.web.profile import profile_page

HEADERS_OF_EMBEDS = {
    **HEADERS,
    "content-security-policy": HEADERS["content-security-policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    ),
    "cache-control": "no-cache",
}
"""As plain pages have them, but that any page may hold them and that a browser keeps them until they change."""

Making = Callable[[Request, Workspace], str]
"""Makes a page."""


def embed_routes() -> list[BaseRoute]:
    """Return the routes of what stands in other pages.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Every address, and one that answers 404 for all others below.
    """
    return [
        Route(f"{EMBED}/map", _answering(_map, {"content-security-policy": EMBEDDED_MAP_POLICY}), name="embedded map"),
        Route(
            f"{EMBED}/strengths",
            _answering(_strengths, {"content-security-policy": EMBEDDED_MAP_POLICY}),
            name="embedded strengths",
        ),
        Route(
            f"{EMBED}/neighbourhood/{{neighbourhood_id}}",
            _answering(_profile, HEADERS_OF_EMBEDS),
            name="embedded profile",
        ),
        Route(f"{EMBED}/{{rest:path}}", _answering(_nothing, HEADERS_OF_EMBEDS), name="nothing embedded"),
    ]


def _answering(make: Making, headers: dict[str, str]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(lambda: _answer(request, make, headers))

    return answer


def _answer(request: Request, make: Making, headers: dict[str, str]) -> Response:
    fictional = ""
    try:
        workspace = current_workspace()
        fictional = banner(workspace)
        return tagged(request, make(request, workspace), "text/html", headers)
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return _told(_("Not now"), text, fictional, HTTPStatus.SERVICE_UNAVAILABLE)
    except UserError as error:
        return _told(_("This cannot be shown"), str(error), fictional, HTTPStatus.NOT_FOUND)


def _told(title: str, text: str, fictional: str, status: HTTPStatus) -> Response:
    """Say in the frame why nothing is in it: a browser would show an empty one."""
    words = {"title": title, "texts": [text], "banner": fictional}
    return HTMLResponse(page_text("plain.html", words), status_code=status, headers=HEADERS_OF_EMBEDS)


def _map(request: Request, workspace: Workspace) -> str:
    return places_of(request, workspace, whole_map_address(request.query_params))


def _strengths(request: Request, workspace: Workspace) -> str:
    return strengths_of(request, workspace, whole_strengths_address(request.query_params))


def _profile(request: Request, workspace: Workspace) -> str:
    return profile_page(request, workspace, is_embedded=True)


def _nothing(_request: Request, _workspace: Workspace) -> str:
    raise UserError(_("There is nothing at this address."))
