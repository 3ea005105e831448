"""How is an answer to a client of the live layers made: for whom, kept how long, and what if it cannot be given?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.workspace import Workspace
from asset_map.web.conditional import has_tag
from asset_map.web.ogc.addresses import Addresses, addresses
from asset_map.web.ogc.api import PROBLEM
from asset_map.web.partner_keys import VARY, audience_of, headers_for

ASKED_BY = f"Accept, {VARY}"
"""What of a request an answer depends on."""

OPEN_TO_PAGES: Final = {"access-control-allow-origin": "*", "access-control-expose-headers": "Content-Crs, ETag"}
"""Pages of other hosts may read what is public."""


class NothingHereError(UserError):
    """There is no such layer, feature or page."""


@dataclass(frozen=True)
class Asked:
    """A request, and what it is answered from.

    Parameters
    ----------
    workspace
        The area.
    audience, today
        For whom, and the date to judge by.
    offer
        The offer that stands in the path; empty where none does.
    to
        The addresses of the service.
    parameters
        Those of the request.
    """

    workspace: Workspace
    audience: Audience
    today: dt.date
    offer: str
    to: Addresses
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """What is answered.

    Parameters
    ----------
    text
        The document.
    kind
        Its media type.
    headers
        More headers.
    is_stamped
        Whether the moment of the answer is put into the document, which then is a JSON object.
    """

    text: str
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict)
    is_stamped: bool = False


def as_json(document: Mapping[str, object]) -> str:
    """Return a document as JSON.

    Parameters
    ----------
    document
        Ready for it.

    Returns
    -------
    str
        On one line.
    """
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def answer(request: Request, make: Callable[[Asked], Made]) -> Response:
    """Answer a request.

    Parameters
    ----------
    request
        The request; the store is asked, so not from the event loop.
    make
        Makes the document.

    Returns
    -------
    starlette.responses.Response
        With a tag by what it says, so that nothing that is hidden changes it; 304 where the client has it already; a
        problem (RFC 9457) where it cannot be made.
    """
    try:
        workspace, audience = current_workspace(), audience_of(request)
        made = make(_asked(request, workspace, audience))
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, "ServerError", text)
    except NothingHereError as error:
        return _problem(HTTPStatus.NOT_FOUND, "NotFound", str(error))
    except UserError as error:
        return _problem(HTTPStatus.BAD_REQUEST, "InvalidParameterValue", str(error))
    except HTTPException as error:
        return _problem(HTTPStatus(error.status_code), "NoApplicableCode", error.detail, error.headers)
    tag = f'W/"{hashlib.sha256(made.text.encode()).hexdigest()[:32]}"'
    headers = {**_for_whom(audience), **made.headers, "etag": tag}
    if has_tag(request, tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    text = made.text
    if made.is_stamped:
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        text = f'{{"timeStamp":"{moment}",{text[1:]}'
    return Response(text, media_type=made.kind, headers=headers)


def _asked(request: Request, workspace: Workspace, audience: Audience) -> Asked:
    offer = request.path_params.get("offer", "")
    offers = workspace.classification.offers
    if offer and offer not in offers:
        expected = _("There is no offer “{found}”. Choose one of: {known}.")
        raise NothingHereError(expected.format(found=offer[:80], known=", ".join(offers)))
    below = f"/ogc/offers/{offer}" if offer else "/ogc"
    return Asked(
        workspace=workspace,
        audience=audience,
        today=local_date(dt.datetime.now(dt.UTC)),
        offer=offer,
        to=addresses(f"{str(request.base_url).rstrip('/')}{below}", request.query_params),
        parameters=request.query_params,
    )


def _for_whom(audience: Audience) -> dict[str, str]:
    headers = headers_for(audience) | {"vary": ASKED_BY}
    return headers | OPEN_TO_PAGES if audience is Audience.PUBLIC else headers


def _problem(status: HTTPStatus, code: str, text: str, more: Mapping[str, str] | None = None) -> Response:
    told = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": text,
        "code": code,
        "description": text,
    }
    headers = {"cache-control": "no-store", **OPEN_TO_PAGES, **(more or {}), "vary": ASKED_BY}
    return Response(as_json(told), status_code=status, media_type=PROBLEM, headers=headers)
