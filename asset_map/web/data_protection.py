"""What is kept about people here, why, how long, and who sees it: a page for everybody, from what is really stored."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.services.current import current_workspace
from asset_map.services.data_protection.page_words import public_words
from asset_map.services.map_pages import banner
from asset_map.web.plain_page import plain_page


def data_protection_routes() -> list[BaseRoute]:
    """Return the route of the page about data protection.

    Returns
    -------
    list of starlette.routing.BaseRoute
        One.
    """
    return [Route("/data-protection", data_protection, methods=["GET"])]


async def data_protection(_request: Request) -> Response:
    """Answer with the page; it is the same whatever is on record.

    Parameters
    ----------
    _request
        Asks for nothing.

    Returns
    -------
    starlette.responses.Response
        HTML.
    """
    return await run_in_threadpool(_page)


def _page() -> Response:
    workspace = current_workspace()
    words = public_words(workspace.geography.area_name)
    return plain_page("data_protection.html", words | {"banner": banner(workspace)})
