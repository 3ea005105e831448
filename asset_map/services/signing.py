"""Did this installation hand out what comes back to it, and for this purpose?

The key is kept in the store, so that every process has the same and a restart signs nobody out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, Signer

from asset_map.services.workspace import Workspace

KEY_BYTES = 32
SIGNING = "signing"


def the_secret(name: str, workspace: Workspace) -> str:
    """Return a random key of this installation, made when it is first asked for.

    Parameters
    ----------
    name
        What it is for.
    workspace
        The area.

    Returns
    -------
    str
        The same for every process, and after a restart.
    """

    def _ask() -> str:
        store = workspace.store
        return store.kept_secret(name) or store.keep_secret(name, secrets.token_urlsafe(KEY_BYTES))

    return workspace.remember(("the secret", name), _ask, follows_store=False)


def sealed(text: str, purpose: str, workspace: Workspace, *, until: dt.datetime) -> str:
    """Return a text with a signature that says for what it was handed out, and until when.

    Parameters
    ----------
    text
        What is handed out; it stays readable.
    purpose
        For what: a text sealed for one purpose is worth nothing for another.
    workspace
        The area.
    until
        When it ends, with its time zone.

    Returns
    -------
    str
        To be read by `opened`.
    """
    return _signer(purpose, workspace).sign(f"{int(until.timestamp())}.{text}").decode()


def opened(seal: str, purpose: str, workspace: Workspace, *, now: dt.datetime) -> str | None:
    """Return the text that was sealed.

    Parameters
    ----------
    seal
        As it came back.
    purpose
        For what it is used.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    str or None
        None for what was made up, sealed for another purpose, or has ended.
    """
    try:
        until, _, text = _signer(purpose, workspace).unsign(seal.encode()).decode().partition(".")
        return text if int(until) > now.timestamp() else None
    except (BadSignature, ValueError):
        return None


def keyed_digest(text: str, purpose: str, workspace: Workspace) -> str:
    """Return what can be compared but not be turned back, not even by trying every text there is.

    Parameters
    ----------
    text
        For instance an address of the network, of which there are few enough to try.
    purpose
        For what: digests for two purposes cannot be compared.
    workspace
        The area.

    Returns
    -------
    str
        128 bits in hexadecimal.
    """
    key = the_secret(SIGNING, workspace).encode()
    return hmac.new(key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _signer(purpose: str, workspace: Workspace) -> Signer:
    key = the_secret(SIGNING, workspace)
    return Signer(key, salt=f"asset-map {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
