"""How is a public page or paper answered that is made of an area's records: kept by browsers, asked for again?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from asset_map.domain.dates import local_date
from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.workspace import Workspace
from asset_map.web.conditional import has_tag
from asset_map.web.plain_page import page_text, plain_page
from asset_map.web.profile import PROFILE_HEADERS

Maker = Callable[[Workspace, dt.date], Response]


async def public_answer(request: Request, make: Maker, *, not_there: str) -> Response:
    """Answer with what is made of the records of today.

    Parameters
    ----------
    request
        Asks for it.
    make
        Makes it; a mistake in the address is a `UserError`.
    not_there
        The title of the page that says so.

    Returns
    -------
    starlette.responses.Response
        With an ETag; 304 where the browser has it already, 404 for a mistake, 503 where the store cannot be reached.
    """
    return await run_in_threadpool(lambda: _answer(request, make, not_there))


def page(template: str, words: dict[str, object]) -> Response:
    """Return a page made of a template.

    Parameters
    ----------
    template
        Its name.
    words
        What it is filled with.

    Returns
    -------
    starlette.responses.Response
        HTML.
    """
    return HTMLResponse(page_text(template, words))


def paper(content: bytes, name: str) -> Response:
    """Return a PDF.

    Parameters
    ----------
    content
        The file.
    name
        What it is called when it is kept.

    Returns
    -------
    starlette.responses.Response
        Shown in the browser.
    """
    headers = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _answer(request: Request, make: Maker, not_there: str) -> Response:
    fictional = ""
    try:
        workspace = current_workspace()
        fictional = banner(workspace)
        made = make(workspace, local_date(dt.datetime.now(dt.UTC)))
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return plain_page("plain.html", {"title": _("Not now"), "texts": [text], "banner": ""}, status_code=503)
    except UserError as error:
        words = {"title": not_there, "texts": [str(error)], "banner": fictional}
        return plain_page("plain.html", words, status_code=404)
    tag = f'"{hashlib.sha256(bytes(made.body)).hexdigest()[:32]}"'
    headers = {**PROFILE_HEADERS, "etag": tag}
    if has_tag(request, tag):
        return Response(status_code=304, headers=headers)
    made.headers.update(headers)
    return made
