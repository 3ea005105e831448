"""Photos by their address: shown to whoever may see them, and taken from staff.

An upload is read here rather than by Streamlit's own uploader, which writes files above 1 MB to the disk as they come,
and takes files of up to ``server.maxUploadSize``.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date
from asset_map.domain.photo import KeptPhoto
from asset_map.errors import NotAllowedError, PhotoTooBigError, StoreError, UserError
from asset_map.intake.photos import MOST_UPLOADED_BYTES, too_big
from asset_map.services.current import current_workspace
from asset_map.services.photos import add_photo, photo
from asset_map.web.who import audience_of, signed_in

PHOTO_POLICY = "default-src 'none'; frame-ancestors 'none'"
UPLOAD_TYPE = "application/octet-stream"
"""Another site's page cannot send this type here without asking first, and is not answered."""

ALT_HEADER = "x-photo-alt"
"""Holds what the photo shows, percent-encoded UTF-8: addresses are written into more logs than headers are."""


def photo_routes() -> list[BaseRoute]:
    """Return the routes of photos.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The more special ones first.
    """
    return [
        Route("/photos/{photo_id}", show_photo),
        Route("/photos/of/{asset_id}", take_photo, methods=["POST"]),
        Route("/photos/{rest:path}", _nothing_here),
    ]


async def show_photo(request: Request) -> Response:
    """Answer with a photo, or as for an address that does not exist.

    Parameters
    ----------
    request
        Asks for the photo's id.

    Returns
    -------
    starlette.responses.Response
        A JPEG that the browser asks about again each time, as it may be protected or removed later.
    """
    photo_id, today = request.path_params["photo_id"], local_date(dt.datetime.now(dt.UTC))
    try:
        found = await run_in_threadpool(
            lambda: photo(photo_id, current_workspace(), audience=audience_of(request), today=today),
        )
    except StoreError:
        return PlainTextResponse("The photos cannot be reached just now. Try again in a minute.", status_code=503)
    if found is None:
        return await _nothing_here(request)
    tag = f'"{found.sha256[:32]}"'
    headers = {
        "etag": tag,
        "cache-control": "private, no-cache",
        "vary": "cookie",
        "content-security-policy": PHOTO_POLICY,
        "x-content-type-options": "nosniff",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


async def take_photo(request: Request) -> Response:
    """Keep a photo that staff send of an asset: the body is the file, and a header says what it shows.

    Parameters
    ----------
    request
        With the asset's id in its address.

    Returns
    -------
    starlette.responses.Response
        201 with the photo's id, or one sentence that says why not.
    """
    try:
        kept = await _kept(request)
    except ClientDisconnect:  # a phone that lost its network; nobody is left to be answered
        return Response(status_code=400)
    except NotAllowedError as error:
        return PlainTextResponse(str(error), status_code=403)
    except PhotoTooBigError as error:
        # What is still on its way is not read; without this, the next request on this line would be found in it.
        return PlainTextResponse(str(error), status_code=413, headers={"connection": "close"})
    except UserError as error:
        return PlainTextResponse(str(error), status_code=422)
    return JSONResponse({"photo_id": kept.photo_id}, status_code=201)


async def _kept(request: Request) -> KeptPhoto:
    person = await run_in_threadpool(signed_in, request)
    if person is None:
        raise NotAllowedError("Only staff may add photos, and nobody is signed in here: open your personal link first.")
    if request.headers.get("content-type") != UPLOAD_TYPE:
        raise NotAllowedError(f"Expected a photo sent as {UPLOAD_TYPE}: send it from the record's own page.")
    uploaded = await _body(request)
    alt = unquote(request.headers.get(ALT_HEADER, ""))
    asset_id, now = request.path_params["asset_id"], dt.datetime.now(dt.UTC)
    return await run_in_threadpool(
        lambda: add_photo(asset_id, uploaded, alt, current_workspace(), now=now, actor=person)
    )


async def _body(request: Request) -> bytes:
    """Return the body, kept in memory alone; stop at the first byte too many."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MOST_UPLOADED_BYTES:
        raise too_big(int(announced))
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > MOST_UPLOADED_BYTES:
            raise too_big(None)
        body += chunk
    return bytes(body)


async def _nothing_here(_: Request) -> Response:
    return PlainTextResponse("There is nothing at this address.", status_code=404)
