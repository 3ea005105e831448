"""The routes of the live layers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.language import gettext as _
from asset_map.services.features.collections import COLLECTIONS, MEASURED, Collection, titles
from asset_map.services.map_pages import banner
from asset_map.services.take_away.asked import Taken
from asset_map.web.ogc.addresses import HTML, JSON, OPENAPI
from asset_map.web.ogc.answers import Asked, Made, NothingHereError, answer, as_json
from asset_map.web.ogc.api import api
from asset_map.web.ogc.asked import FORMAT, check_known, taken_asked
from asset_map.web.ogc.documents import CONFORMS_TO, about, collections, described, landing, title_of
from asset_map.web.ogc.features import item, items, schema
from asset_map.web.plain_page import HEADERS, page_text

PAGE_HEADERS = {**HEADERS, "cache-control": "no-cache"}


def ogc_routes() -> list[BaseRoute]:
    """Return the routes of the live layers.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Those of the whole service, and the same below each offer: programs that take an address and no parameters can
        read the figures of one offer there.
    """
    return [
        *_service("/ogc/offers/{offer}"),
        *_service("/ogc"),
        Route("/ogc/{rest:path}", _handled(_nothing), name="ogc nothing"),
    ]


def _service(root: str) -> list[BaseRoute]:
    below: dict[str, Callable[[Asked, Request], Made]] = {
        "": _landing,
        "/": _landing,
        "/conformance": lambda asked, request: _plain(asked, request, {"conformsTo": list(CONFORMS_TO)}),
        "/api": lambda asked, request: _plain(
            asked, request, api(asked.workspace, asked.audience, asked.offer, asked.to), kind=OPENAPI
        ),
        "/collections": _collections,
        "/collections/{collection_id}": _collection,
        "/collections/{collection_id}/schema": lambda asked, request: schema(asked, _named(request)),
        "/collections/{collection_id}/items": lambda asked, request: items(asked, _named(request)),
        "/collections/{collection_id}/items/{feature_id}": (
            lambda asked, request: item(asked, _named(request), request.path_params["feature_id"])
        ),
    }
    return [Route(f"{root}{path}", _handled(make), name=f"{root}{path}") for path, make in below.items()]


def _handled(make: Callable[[Asked, Request], Made]) -> Callable[[Request], Awaitable[Response]]:
    async def _answer(request: Request) -> Response:
        return await run_in_threadpool(lambda: answer(request, lambda asked: make(asked, request)))

    return _answer


def _landing(asked: Asked, request: Request) -> Made:
    check_known(asked.parameters, MEASURED, forms=("json", "html"))
    form = asked.parameters.get(FORMAT, "")
    accepted = request.headers.get("accept", "")
    if form == "html" or (not form and HTML in accepted and "json" not in accepted):  # programs ask for either
        return Made(page_text("ogc.html", _words(asked)), HTML, PAGE_HEADERS)
    return Made(as_json(landing(asked.workspace, asked.audience, asked.offer, asked.to)), JSON)


def _words(asked: Asked) -> dict[str, object]:
    plain = replace(asked.to, question=())
    return {
        "title": title_of(asked.workspace, asked.offer),
        "banner": banner(asked.workspace),
        "about": about(asked.workspace, asked.audience).removeprefix(banner(asked.workspace)).strip(),
        "address": plain.of(),
        "whole": f"{plain.root.partition('/ogc')[0]}/ogc",
        "layers": [
            (title, text, plain.of("collections", name), plain.of("collections", name, "items"))
            for name, (title, text) in titles().items()
        ],
        "offers": [(code, one.label) for code, one in asked.workspace.classification.offers.items()],
        "offer": asked.offer,
        "api": plain.of("api"),
    }


def _plain(asked: Asked, _request: Request, document: dict[str, object], *, kind: str = JSON) -> Made:
    check_known(asked.parameters, MEASURED)
    return Made(as_json(document), kind)


def _collections(asked: Asked, request: Request) -> Made:
    each = [(one, _taken(asked, one)) for one in COLLECTIONS.values()]
    return _plain(asked, request, collections(each, asked.workspace, asked.to))


def _collection(asked: Asked, request: Request) -> Made:
    one = _named(request)
    return _plain(asked, request, described(one, _taken(asked, one), asked.workspace, asked.to))


def _taken(asked: Asked, collection: Collection) -> Taken:
    return taken_asked(collection, asked.parameters, asked.offer, audience=asked.audience, today=asked.today)


def _named(request: Request) -> Collection:
    name = request.path_params["collection_id"]
    if name not in COLLECTIONS:
        expected = _("There is no layer “{found}”. Choose one of: {known}.")
        raise NothingHereError(expected.format(found=name[:80], known=", ".join(COLLECTIONS)))
    return COLLECTIONS[name]


def _nothing(_asked: Asked, _request: Request) -> Made:
    raise NothingHereError(_("There is nothing at this address. Begin at /ogc."))
