"""When the store or the disk fails under a request, whoever asked gets a sentence instead of a broken page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.disk import disk_error
from asset_map.errors import DiskError, StoreError
from asset_map.language import gettext as _
from asset_map.web.health import reason_of

RETRY_AFTER_S = 60
"""When browsers, phones and tools may try again: a disk is not emptied in less."""

HEADERS = {"cache-control": "no-store", "retry-after": str(RETRY_AFTER_S)}


class Trouble:
    """Answers 503 with a sentence where the store or the disk fails and the route itself says nothing.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, also when what it needs cannot be read or written."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except (StoreError, DiskError, OSError) as error:
            words = in_public_words(error)
            if begun or words is None:
                raise
            await _answer(Request(scope), words)(scope, receive, send)


def in_public_words(error: Exception) -> str | None:
    """Return what anybody may know of a failing store or disk.

    Parameters
    ----------
    error
        What was raised.

    Returns
    -------
    str or None
        Without the place of the store or of a file; None for what is neither's doing.
    """
    if isinstance(error, StoreError):
        lost = _("What was kept before is safe. Try again in a minute, or tell whoever runs Asset Map here.")
        return f"{reason_of(error)} {lost}"
    told = error if isinstance(error, DiskError) else disk_error(error)
    return None if told is None else str(told)


def _answer(request: Request, words: str) -> Response:
    accepted = request.headers.get("accept", "")
    if "text/html" in accepted:
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>Asset Map</title><h1>{_('This did not work')}</h1><p>{words}</p></html>"
        )
        return HTMLResponse(page, status_code=503, headers=HEADERS)
    if "application/json" in accepted:
        return JSONResponse({"problem": words}, status_code=503, headers=HEADERS)
    return PlainTextResponse(words, status_code=503, headers=HEADERS)
