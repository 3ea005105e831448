"""Is a partner asking? The key is sent beside the address, never in it: addresses are kept in logs and histories."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from asset_map.domain.guessing import Guessed
from asset_map.domain.protection import Audience
from asset_map.services.current import current_workspace
from asset_map.services.partner_keys import audience_of_key
from asset_map.web.wrong_codes import RETRY_AFTER, is_one_too_many

KEY_HEADER = "x-api-key"
VARY = "Authorization, X-API-Key"
"""Every answer that a key could change says so, that to the public too: who keeps it may not give it to a partner."""

PUBLIC_HEADERS: Final = {"cache-control": "no-cache", "vary": VARY}
PRIVATE_HEADERS: Final = {"cache-control": "private, no-cache", "vary": VARY}
_WRONG_HEADERS: Final = {"cache-control": "no-store", "vary": VARY}
_ASKS_FOR_KEY: Final = 'Basic realm="Asset Map, for partners", charset="UTF-8", Bearer realm="Asset Map, for partners"'

_WRONG = (
    "Expected a key that holds; found one that was withdrawn or never given, or that was not sent as the password, as "
    "a bearer token or in the header X-API-Key. Ask whoever runs Asset Map here for a key, or leave it out to read "
    "what is public."
)
_TOO_MANY = "Too many wrong keys came from this address. Look up your key, and try again in ten minutes."


def audience_of(request: HTTPConnection) -> Audience:
    """Return for whom an answer is made that a key may change.

    Parameters
    ----------
    request
        Any request; the store is asked, so not from the event loop.

    Returns
    -------
    Audience
        The public without a key, partners with one that holds; never staff.

    Raises
    ------
    starlette.exceptions.HTTPException
        With 401 for a key that was withdrawn or never given, and with 429 after too many of them.
    """
    secret = key_sent_in(request.headers)
    if secret is None:
        return Audience.PUBLIC
    audience = audience_of_key(secret, current_workspace())
    if audience is None:
        if is_one_too_many(request, Guessed.PARTNER_KEY):
            headers = {**_WRONG_HEADERS, "retry-after": RETRY_AFTER}
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY, headers)
        raise HTTPException(HTTPStatus.UNAUTHORIZED, _WRONG, {**_WRONG_HEADERS, "www-authenticate": _ASKS_FOR_KEY})
    return audience


def headers_for(audience: Audience) -> dict[str, str]:
    """Return the headers that say who may keep an answer.

    Parameters
    ----------
    audience
        For whom it was made.

    Returns
    -------
    dict
        Whoever keeps it asks each time whether it still holds; what a key opened is for whoever sent the key.
    """
    return dict(PUBLIC_HEADERS if audience is Audience.PUBLIC else PRIVATE_HEADERS)


def key_sent_in(headers: Headers) -> str | None:
    """Return what a request sends as a key.

    Parameters
    ----------
    headers
        Of any request.

    Returns
    -------
    str or None
        The header of our own first, as a proxy may use the other for itself. None where nothing is sent; empty where
        something is sent that is no key.
    """
    if (own := headers.get(KEY_HEADER)) is not None:
        return own.strip()
    sent = headers.get("authorization")
    if sent is None:
        return None
    scheme, _, value = sent.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return _password(value) if scheme.lower() == "basic" else ""


def _password(encoded: str) -> str:
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return decoded.partition(":")[2]
