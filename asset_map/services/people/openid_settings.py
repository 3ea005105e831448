"""How do people sign in by OpenID Connect? As ``st.login`` would have it: ``[auth]`` in ``.streamlit/secrets.toml``."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asset_map.errors import UserError
from asset_map.services.people.reachable import is_this_machine_alone

SIGN_IN = "/sign-in"
"""Where signing in begins."""

CALLBACK = "/oauth2callback"
"""Where the provider sends people back; the address that ``st.login`` would have registered too."""

NEEDED = ("client_id", "client_secret", "server_metadata_url", "redirect_uri")
IN_ENVIRONMENT = {name: f"ASSET_MAP_OPENID_{name.upper()}" for name in NEEDED}


@dataclass(frozen=True, kw_only=True)
class OpenIdSettings:
    """A provider that people sign in with.

    Parameters
    ----------
    client_id, client_secret
        What the provider knows this server by.
    server_metadata_url
        Where the provider says how it works; ends in ``/.well-known/openid-configuration``.
    redirect_uri
        This server's own address with `CALLBACK`, as it was registered with the provider.
    """

    client_id: str
    client_secret: str
    server_metadata_url: str
    redirect_uri: str

    @property
    def is_secure(self) -> bool:
        """Whether this server is reached by https."""
        return self.redirect_uri.startswith("https://")

    @property
    def origin(self) -> str:
        """The address of this server."""
        return self.redirect_uri.removesuffix(CALLBACK)

    @property
    def provider(self) -> str:
        """The host of the provider, for people."""
        return urlsplit(self.server_metadata_url).hostname or ""


def openid_settings(home: Path, *, environ: Mapping[str, str] = os.environ) -> OpenIdSettings | None:
    """Read how people sign in by OpenID Connect.

    Parameters
    ----------
    home
        The home of Asset Map, whose ``.streamlit/secrets.toml`` comes first; then that of the working folder, then the
        user's own.
    environ
        ``ASSET_MAP_OPENID_CLIENT_ID`` and so on go before what stands in a file.

    Returns
    -------
    OpenIdSettings or None
        None when nothing is set up.

    Raises
    ------
    UserError
        When it is set up by half, or in a way that is not safe.
    """
    section, place = _section(home)
    provider = _provider(section, place)
    found = {name: environ.get(variable) or provider.get(name, "") for name, variable in IN_ENVIRONMENT.items()}
    if not any(found.values()):
        return None
    missing = [name for name, value in found.items() if not isinstance(value, str) or not value]
    if missing:
        variables = ", ".join(IN_ENVIRONMENT[name] for name in missing)
        raise UserError(
            f"Expected all that sign-in by OpenID Connect needs; found no {', '.join(missing)} in {place}. Write it "
            f"there under [auth], or set {variables}."
        )
    settings = OpenIdSettings(**found)
    _refuse_unsafe(settings)
    return settings


def _section(home: Path) -> tuple[Mapping[str, Any], str]:
    for folder in (home, Path.cwd(), Path.home()):
        path = folder / ".streamlit" / "secrets.toml"
        if path.is_file():
            try:
                secrets = tomllib.loads(path.read_text("utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
                raise UserError(f"Expected a file of settings in {path}; it cannot be read. Correct it.") from error
            if isinstance(secrets.get("auth"), dict):
                return secrets["auth"], str(path)
    return {}, str(home / ".streamlit" / "secrets.toml")


def _provider(section: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    """Return the settings of the one provider, which may have a name of its own, as in ``[auth.microsoft]``."""
    named = {name: value for name, value in section.items() if isinstance(value, dict) and "client_id" in value}
    if len(named) + ("client_id" in section) > 1:
        raise UserError(f"Expected one provider of sign-in in {place}; found {', '.join(named)}. Keep one of them.")
    return {**section, **next(iter(named.values()), {})}


def _refuse_unsafe(settings: OpenIdSettings) -> None:
    if urlsplit(settings.redirect_uri).path != CALLBACK:
        raise UserError(
            f"Expected a redirect_uri that ends in {CALLBACK}, like https://map.example.org{CALLBACK}; found "
            f"“{settings.redirect_uri}”."
        )
    for name in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(getattr(settings, name))
        if address.scheme != "https" and not is_this_machine_alone(address.hostname or "nowhere"):
            raise UserError(
                f"Expected a {name} that begins with https://; found “{getattr(settings, name)}”. Whoever listens on "
                "the way could sign in otherwise."
            )
