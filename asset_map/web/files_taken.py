"""Noting every file that leaves by a route: whatever says that it is a file, live layers and feeds, and lists to print.

Here once for all routes, so that a new one need not think of it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.domain.permission import audience_for
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.current import current_workspace
from asset_map.services.data_protection.files_taken import note_taken
from asset_map.services.people.entering import who
from asset_map.web.partner_keys import key_sent_in
from asset_map.web.who import STAFF_COOKIE

BY_KEY = ("/export/", "/ogc/", "/openreferral/")
"""What a partner's key opens; staff are the public here."""

COPIES = (*BY_KEY, "/print/")
"""What leaves as a copy without saying that it is a file."""


class FilesTaken:
    """Notes the files that are taken away.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what left is noted before its first byte."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start" and is_file(scope["path"], message):
                await run_in_threadpool(_note, scope)
            await send(message)

        await self.app(scope, receive, send_and_note)


def is_file(path: str, message: Message) -> bool:
    """Return whether an answer is something that is taken away.

    Parameters
    ----------
    path
        That was asked for.
    message
        The start of the answer.

    Returns
    -------
    bool
        False for pages, for what was not found, and for what somebody has already.
    """
    if message["status"] not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        return False
    return path.startswith(COPIES) or "content-disposition" in Headers(raw=message["headers"])


def _note(scope: Scope) -> None:
    try:
        _note_now(scope)
    except UserError as error:  # whoever asked is to have their file
        logging.getLogger(__name__).warning("A file that was taken away could not be noted: %s", error)


def _note_now(scope: Scope) -> None:
    workspace = current_workspace()
    now = dt.datetime.now(dt.UTC)
    request = HTTPConnection(scope)
    audience, by = Audience.PUBLIC, ""
    if scope["path"].startswith(BY_KEY):
        audience = Audience.PARTNERS if key_sent_in(request.headers) else Audience.PUBLIC
    elif person := who(request.cookies.get(STAFF_COOKIE, ""), workspace, now=now):
        audience, by = audience_for(person), person.name
    asked = request.query_params
    note_taken(
        workspace.store,
        _what(scope["path"], scope.get("path_params", {})),
        made_in=PurePosixPath(scope["path"]).suffix.removeprefix("."),
        audience=audience,
        now=now,
        by=by,
        offer=_known(asked.get("offer", ""), workspace.classification.offers),
        neighbourhood_id=str(scope.get("path_params", {}).get("neighbourhood_id", ""))[:64],
    )


def _what(path: str, parameters: Mapping[str, object]) -> str:
    """Return which file it is, without the ids in its address."""
    named = {str(value): name for name, value in parameters.items() if name.endswith("_id")}
    return "/".join(f"{{{named[part]}}}" if part in named else part for part in path.split("/"))


def _known(offer: str, offers: Mapping[str, object]) -> str:
    return offer if offer in offers else ""
