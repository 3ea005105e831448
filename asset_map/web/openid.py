"""Signing in by OpenID Connect: off to the provider, and back with the same cookie that a personal link leaves.

What was begun is kept for ten minutes in a cookie of this browser alone, so that no process has to remember it. Like
every cookie of ours it is signed on its way out and opened on its way in (`asset_map.web.signed_cookies`).
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.identity import identities_in
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.people.entering import enter_as
from asset_map.services.people.openid_settings import CALLBACK, SIGN_IN, OpenIdSettings, openid_settings
from asset_map.settings import read_settings
from asset_map.web.plain_page import HEADERS, plain_page
from asset_map.web.who import let_in

if TYPE_CHECKING:
    from authlib.integrations.starlette_client import StarletteOAuth2App

BEGUN_COOKIE = "asset_map_signing_in"
BEGUN_SECONDS = 600
BEGUN = ("state", "nonce", "code_verifier")
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""How a provider may sign: with a key of which only its public half is known."""

LONGEST_WAIT_S = 10


def openid_routes() -> list[BaseRoute]:
    """Return the routes of signing in by OpenID Connect.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The second one stands before Streamlit's own, which would leave a cookie that nobody can end.
    """
    return [Route(SIGN_IN, begin), Route(CALLBACK, come_back)]


async def begin(request: Request) -> Response:  # noqa: ARG001  (the signature of a route)
    """Send somebody to the provider.

    Parameters
    ----------
    request
        Any; what stands in it makes no difference.

    Returns
    -------
    starlette.responses.Response
        On to the provider; a page that says why not, where it is not set up or does not answer.
    """
    settings = await run_in_threadpool(_settings)
    if settings is None:
        return _say(_("Sign-in is not set up here"), [_("Open your personal link instead.")], status_code=404)
    try:
        begun = await _client(settings).create_authorization_url(settings.redirect_uri, prompt="select_account")
    except _unreachable_errors():
        return _unreachable(settings)
    answer = RedirectResponse(begun["url"], status_code=303, headers=HEADERS)
    kept = json.dumps({name: begun[name] for name in BEGUN})
    answer.set_cookie(
        BEGUN_COOKIE,
        base64.urlsafe_b64encode(kept.encode()).decode(),
        max_age=BEGUN_SECONDS,
        path=CALLBACK,
        httponly=True,
        samesite="lax",
        secure=settings.is_secure,
    )
    return answer


async def come_back(request: Request) -> Response:
    """Let in whom the provider vouches for, where somebody of that address or id was invited.

    Parameters
    ----------
    request
        What the provider sent the browser back with.

    Returns
    -------
    starlette.responses.Response
        On to the records; a page that says why not, and what to do.
    """
    settings = await run_in_threadpool(_settings)
    if settings is None:
        return _say(_("Sign-in is not set up here"), [_("Open your personal link instead.")], status_code=404)
    begun = _begun(request)
    if begun is None or "error" in request.query_params or not request.query_params.get("code"):
        texts = [_("It was begun in another browser, took longer than ten minutes, or was called off. Try it again.")]
        return _say(_("You are not signed in"), texts, again=settings.origin + SIGN_IN, status_code=403)
    try:
        claims = await _claims(request.query_params["code"], begun, settings)
    except _unreachable_errors():
        return _unreachable(settings)
    now = dt.datetime.now(dt.UTC)
    entered = await run_in_threadpool(lambda: enter_as(identities_in(claims), current_workspace(), now=now))
    answer = _unknown(claims, settings) if entered is None else let_in(entered, secure=settings.is_secure)
    answer.delete_cookie(BEGUN_COOKIE, path=CALLBACK)
    return answer


def _settings() -> OpenIdSettings | None:
    return openid_settings(read_settings().home)


def _unreachable_errors() -> tuple[type[Exception], ...]:
    """Return what Authlib raises for a provider that does not answer, or answers what cannot be trusted."""
    import httpx2  # noqa: PLC0415 # as below
    from authlib.integrations.base_client import OAuthError  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415

    return httpx2.HTTPError, httpx2.InvalidURL, OAuthError, JoseError, RuntimeError, ValueError, KeyError


def _client(settings: OpenIdSettings) -> StarletteOAuth2App:
    """Return what speaks with the provider; a new one each time, so that its keys are those of now."""
    from authlib.integrations.starlette_client import StarletteOAuth2App  # noqa: PLC0415 # a start need not wait for it

    return StarletteOAuth2App(
        framework=None,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=settings.server_metadata_url,
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "timeout": LONGEST_WAIT_S,
        },
    )


def _begun(request: Request) -> dict[str, str] | None:
    """Return what this browser began, where the provider answers just that."""
    try:
        begun = json.loads(base64.urlsafe_b64decode(request.cookies.get(BEGUN_COOKIE, "")))
    except ValueError:
        return None
    state = request.query_params.get("state", "")
    return begun if hmac.compare_digest(state.encode(), begun["state"].encode()) else None


async def _claims(code: str, begun: dict[str, str], settings: OpenIdSettings) -> dict[str, Any]:
    """Return what the provider signed of somebody; its own words beside it where their address is not among that."""
    client = _client(settings)
    token = await client.fetch_access_token(settings.redirect_uri, code=code, code_verifier=begun["code_verifier"])
    metadata = await client.load_server_metadata()
    known = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in known if name in SIGNED_BY]
    expected = {
        "iss": {"essential": True, "value": metadata["issuer"]},
        "aud": {"essential": True, "value": settings.client_id},
    }
    signed = await client.parse_id_token(token, nonce=begun["nonce"], claims_options=expected)
    if signed is None:
        raise ValueError("The provider gave no ID token.")
    claims = dict(signed)
    if "email" not in claims and metadata.get("userinfo_endpoint"):
        told = await client.userinfo(token=token)
        if told.get("sub") == claims["sub"]:
            claims |= {name: told[name] for name in ("email", "email_verified") if name in told}
    return claims


def _unknown(claims: dict[str, Any], settings: OpenIdSettings) -> Response:
    email, subject = str(claims.get("email", "")), str(claims["sub"])
    provider = settings.provider
    texts = [
        _("{provider} knows you, and nobody has invited you to Asset Map here yet.").format(provider=provider),
    ]
    if email and claims.get("email_verified") is True:
        texts.append(_("Ask a steward to invite you by your e-mail address: {email}").format(email=email))
        texts.append(_("Or by the id that you have there: {subject}").format(subject=subject))
    else:
        texts.append(_("Ask a steward to invite you by the id that you have there: {subject}").format(subject=subject))
    if email and claims.get("email_verified") is not True:
        texts.append(
            _("Your e-mail address, {email}, will not do: {provider} has not checked it.").format(
                email=email, provider=provider
            )
        )
    return _say(_("You are not signed in"), texts, again=settings.origin + SIGN_IN, status_code=403)


def _unreachable(settings: OpenIdSettings) -> Response:
    texts = [
        _("{provider} did not answer as it should. Try again in a minute; personal links go on working.").format(
            provider=settings.provider
        ),
        _("If it stays so, tell a steward."),
    ]
    return _say(_("You are not signed in"), texts, again=settings.origin + SIGN_IN, status_code=502)


def _say(title: str, texts: list[str], *, again: str = "", status_code: int) -> Response:
    words = {"title": title, "texts": texts, "banner": "", "again": again}
    return plain_page("sign_in.html", words, status_code=status_code)
