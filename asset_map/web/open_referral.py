"""The feed by its addresses, as the standard's API has them: open to everybody, without a key, from any page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.errors import StoreError, UserError
from asset_map.exports.open_referral.api_document import api_document
from asset_map.exports.open_referral.feed import Feed
from asset_map.exports.open_referral.identity import Entry
from asset_map.exports.open_referral.page import PROFILE, VERSION, page_of
from asset_map.exports.open_referral.service import in_short
from asset_map.exports.open_referral.terms import taxonomies_of, terms_of
from asset_map.services.current import current_workspace
from asset_map.services.open_referral_asked import Asked, asked_in_address, services_asked
from asset_map.services.open_referral_feed import caveats_of, facts_of, open_referral_feed
from asset_map.services.workspace import Workspace

ROOT = "/openreferral"
HEADERS = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag", "cache-control": "no-cache"}
"""Any page may read the feed; a browser asks each time whether what it keeps still holds."""

_NOTHING_HERE = {"error": "There is nothing at this address of the feed."}

Making = Callable[[Request, Feed, Workspace], Entry | None]
"""Makes an answer; None where there is no such thing."""


def open_referral_routes() -> list[BaseRoute]:
    """Return the routes of the feed.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Every address, and one that answers 404 for all others below.
    """
    addresses: dict[str, Making] = {
        "": _about,
        "/": _about,
        "/openapi.json": _document,
        "/services": _services,
        "/services/{id}": _service,
        "/service_at_locations": _at_locations,
        "/service_at_locations/{id}": _at_location,
        "/organizations": _organisations,
        "/organizations/{id}": _organisation,
        "/taxonomies": _taxonomies,
        "/taxonomies/{id}": _taxonomy,
        "/taxonomy_terms": _terms,
        "/taxonomy_terms/{id}": _term,
        "/{rest:path}": _nothing,
    }
    return [
        Route(ROOT + path, _answering(make), methods=["GET"], name=f"open referral {path}")
        for path, make in addresses.items()
    ]


def _answering(make: Making) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(lambda: _answer(request, make))

    return answer


def _answer(request: Request, make: Making) -> Response:
    try:
        workspace = current_workspace()
        feed = open_referral_feed(workspace, today=local_date(dt.datetime.now(dt.UTC)))
        made = make(request, feed, workspace)
    except StoreError:
        text = "The records cannot be reached just now. Try again in a minute."
        return JSONResponse({"error": text}, HTTPStatus.SERVICE_UNAVAILABLE, HEADERS)
    except UserError as error:
        return JSONResponse({"error": str(error)}, HTTPStatus.BAD_REQUEST, HEADERS)
    if made is None:
        return JSONResponse(_NOTHING_HERE, HTTPStatus.NOT_FOUND, HEADERS)
    content = json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**HEADERS, "etag": tag}
    if tag in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _about(request: Request, feed: Feed, workspace: Workspace) -> Entry:
    document = str(request.url.replace(path=f"{ROOT}/openapi.json", query="", fragment=""))
    facts = facts_of(workspace, today=feed.as_of)
    return {"version": VERSION, "profile": PROFILE, "openapi_url": document, **facts}


def _document(request: Request, _: Feed, workspace: Workspace) -> Entry:
    stub = str(request.url.replace(path=ROOT, query="", fragment=""))
    return api_document(stub, caveats=caveats_of(workspace))


def _services(request: Request, feed: Feed, workspace: Workspace) -> Entry:
    asked = asked_in_address(request.query_params)
    found = services_asked(asked, feed, workspace)
    shown = feed.services(_on_page(found, asked))
    return _page(shown if asked.full else [in_short(one) for one in shown], len(found), asked)


def _service(request: Request, feed: Feed, _: Workspace) -> Entry | None:
    return next(iter(feed.services(_by_id(request, feed.rows))), None)


def _at_locations(request: Request, feed: Feed, workspace: Workspace) -> Entry:
    asked = asked_in_address(request.query_params)
    found = services_asked(asked, feed, workspace)
    found = found[found["location_link_id"].ne("")]
    return _page(_links(feed.services(_on_page(found, asked)), is_full=asked.full), len(found), asked)


def _at_location(request: Request, feed: Feed, _: Workspace) -> Entry | None:
    rows = feed.rows[feed.rows["location_link_id"].eq(request.path_params["id"].lower())]
    return next(iter(_links(feed.services(rows), is_full=True)), None)


def _organisations(request: Request, feed: Feed, _: Workspace) -> Entry:
    asked = asked_in_address(request.query_params)
    rows = feed.organisations
    if asked.search:
        words = asked.search.casefold()
        rows = rows[rows["name"].str.casefold().str.contains(words, regex=False)]
    return _page(feed.organisation_entries(_on_page(rows, asked)), len(rows), asked)


def _organisation(request: Request, feed: Feed, _: Workspace) -> Entry | None:
    return next(iter(feed.organisation_entries(_by_id(request, feed.organisations))), None)


def _taxonomies(request: Request, feed: Feed, _: Workspace) -> Entry:
    asked = asked_in_address(request.query_params)
    entries = [
        {key: value for key, value in one.items() if key != "taxonomy_terms"} for one in taxonomies_of(feed.scheme)
    ]
    return _page_of_entries(entries, asked)


def _taxonomy(request: Request, feed: Feed, _: Workspace) -> Entry | None:
    return _with_id(request, taxonomies_of(feed.scheme))


def _terms(request: Request, feed: Feed, _: Workspace) -> Entry:
    asked = asked_in_address(request.query_params)
    entries = [one for one in terms_of(feed.scheme) if asked.taxonomy_id in ("", one["taxonomy_id"])]
    return _page_of_entries(entries, asked)


def _term(request: Request, feed: Feed, _: Workspace) -> Entry | None:
    return _with_id(request, terms_of(feed.scheme))


def _nothing(_request: Request, _feed: Feed, _workspace: Workspace) -> None:
    return None


def _links(services: Sequence[Entry], *, is_full: bool) -> list[Entry]:
    """Return the places of services, each with its service."""
    return [
        {**link, "service": service if is_full else in_short(service)}
        for service in services
        for link in service.get("service_at_locations", ())
    ]


def _on_page(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    return rows.iloc[(asked.page - 1) * asked.per_page : asked.page * asked.per_page]


def _page(entries: Sequence[Entry], total: int, asked: Asked) -> Entry:
    return page_of(entries, total=total, number=asked.page, per_page=asked.per_page)


def _page_of_entries(entries: Sequence[Entry], asked: Asked) -> Entry:
    return _page(entries[(asked.page - 1) * asked.per_page : asked.page * asked.per_page], len(entries), asked)


def _by_id(request: Request, rows: pd.DataFrame) -> pd.DataFrame:
    found: pd.DataFrame = rows.loc[rows.index == request.path_params["id"].lower()]
    return found


def _with_id(request: Request, entries: Sequence[Entry]) -> Entry | None:
    return next((one for one in entries if one["id"] == request.path_params["id"].lower()), None)
