"""What is answered when the program itself is at fault? One page of our own, which tells nothing of what was asked."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asset_map.language import gettext as _
from asset_map.web.plain_page import plain_page


class PlainFaults:
    """Answers in place of whatever broke off, and lets no error go further out, where its message would be logged.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:  # noqa: BLE001  # whatever it is, who asked is answered; further in it was written down
            if has_begun:
                raise _BrokeOffError from None  # the line is cut, so that nobody takes half an answer for a whole one
            await (await run_in_threadpool(_page))(scope, receive, send)


class _BrokeOffError(Exception):
    """An answer that had begun broke off; says nothing of why."""


def _page() -> Response:
    texts = [
        _("Something went wrong here, and it is not your doing. What was saved before is safe."),
        _("Go back and try again. If it happens again, tell whoever runs Asset Map here what you did and when."),
    ]
    words = {"title": _("This did not work"), "texts": texts, "banner": ""}
    return plain_page("plain.html", words, status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
