"""Who may put a file into the memory of this server? Only staff: every uploader stands on a screen of theirs.

Streamlit takes files of ``server.maxUploadSize`` megabytes for any open screen, whether or not it asks for one.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from asset_map.errors import UserError
from asset_map.web.who import signed_in

UPLOADS: Final = "/_stcore/upload_file/"


class StaffUploads:
    """Refuses files for screens from whoever is not signed in, before a byte of them is read.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse the file that it brings."""
        is_upload = scope["type"] == "http" and scope["method"] == "PUT" and scope["path"].startswith(UPLOADS)
        if is_upload and not await run_in_threadpool(_is_staff, HTTPConnection(scope)):
            text = "Only staff may send files, and nobody is signed in here: open your personal link first."
            # What is still on its way is not read; the line is closed instead.
            refused = PlainTextResponse(text, status_code=403, headers={"connection": "close"})
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_staff(request: HTTPConnection) -> bool:
    try:
        return signed_in(request) is not None
    except UserError:
        return False
