"""Letting partners read what is shared with them: keys, which are given, looked at and withdrawn."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.partner_key import PartnerKey
from asset_map.domain.permission import Actor, may_give_keys
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace

LONGEST_NAME = 80

KEYS_BEGIN = "assetmap_"
"""By which a key that was put in public by mistake is known for one."""

LONGEST_KEY = 200
"""Nothing longer is looked up."""


@asks(may_give_keys, everywhere)
def new_key(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> str:
    """Give a partner a key.

    Parameters
    ----------
    name
        The organisation, and what it uses the key for.
    workspace
        The area.
    now, actor
        When, and who gives it.

    Returns
    -------
    str
        The key: it is shown once and kept nowhere.

    Raises
    ------
    UserError
        For an empty or an overlong name, or one whose key still holds.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UserError(
            f"Expected a name of 1 to {LONGEST_NAME} characters; found {len(name)}. Name the organisation that asks."
        )
    secret = KEYS_BEGIN + secrets.token_urlsafe(32)
    key = PartnerKey(key_id=uuid.uuid4().hex, name=name, made_by=actor.name, made_at=now)
    event = AuditEvent(at=now, actor=actor.name, action=Action.KEY_GIVEN)
    workspace.store.add_partner_key(key, secret=secret, event=event)
    return secret


@asks(may_give_keys, everywhere)
def withdraw_key(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> PartnerKey:
    """Let a partner's key open nothing any longer, from this moment on.

    Parameters
    ----------
    name
        Whose.
    workspace
        The area.
    now, actor
        When, and who withdraws it.

    Returns
    -------
    PartnerKey
        As it was before.

    Raises
    ------
    UserError
        When no key of that name holds.
    """
    holding = [one for one in workspace.store.partner_keys() if one.withdrawn_at is None]
    asked = " ".join(name.split()).casefold()
    key = next((one for one in holding if one.name.casefold() == asked), None)
    if key is None:
        known = ", ".join(one.name for one in holding) or "none yet"
        raise UserError(f"Expected the name of a key that holds ({known}); found “{name}”.")
    workspace.store.withdraw_partner_key(key, event=AuditEvent(at=now, actor=actor.name, action=Action.KEY_WITHDRAWN))
    return key


def audience_of_key(secret: str, workspace: Workspace) -> Audience | None:
    """Return for whom answers are made that are asked for with a key.

    Parameters
    ----------
    secret
        What was sent as a key.
    workspace
        The area.

    Returns
    -------
    Audience or None
        Partners; None for a key that was withdrawn, or never given.
    """
    if not secret.startswith(KEYS_BEGIN) or len(secret) > LONGEST_KEY:
        return None
    return Audience.PARTNERS if workspace.store.partner_key_of(secret) is not None else None
