"""Backups in the home, to be taken away by whoever may have everything."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.errors import NotAllowedError
from asset_map.services.backup.kept import backup_to_take
from asset_map.services.current import current_workspace
from asset_map.web.who import HERE, signed_in


def backup_routes() -> list[BaseRoute]:
    """Return the routes of backups.

    Returns
    -------
    list of starlette.routing.BaseRoute
        One.
    """
    return [Route("/backups/{name}", take_backup, methods=["GET"])]


async def take_backup(request: Request) -> Response:
    """Answer with a backup, or as for an address that does not exist.

    Parameters
    ----------
    request
        Asks for the name of the file.

    Returns
    -------
    starlette.responses.Response
        The file, which nothing on the way keeps; 404 for whoever may not have it.
    """
    return await run_in_threadpool(lambda: _answer(request))


def _answer(request: Request) -> Response:
    person = signed_in(request)
    try:
        file = (
            None
            if person is None
            else backup_to_take(
                request.path_params["name"], current_workspace(), now=dt.datetime.now(dt.UTC), actor=person
            )
        )
    except NotAllowedError:
        file = None
    if file is None:
        return PlainTextResponse("There is nothing at this address.", status_code=404, headers=HERE)
    return FileResponse(file, media_type="application/zip", filename=file.name, headers=HERE)
