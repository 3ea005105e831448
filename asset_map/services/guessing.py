"""Does somebody guess at codes? Counted in the store, for all processes together and over a restart."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.guessing import A_DAY, LATELY, Guessed, WrongTries, may_try_again, one_line
from asset_map.services.signing import keyed_digest
from asset_map.services.workspace import Workspace


def may_try(kind: Guessed, address: str, workspace: Workspace, *, now: dt.datetime) -> bool:
    """Return whether a code that comes from an address is looked at.

    Parameters
    ----------
    kind
        Of code.
    address
        Of whoever asks.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    bool
        As `asset_map.domain.guessing.may_try_again` says.
    """
    store, origin = workspace.store, _origin(address, workspace)
    return may_try_again(
        WrongTries(
            lately=store.count_attempts(kind, since=now - LATELY, origin=origin),
            today=store.count_attempts(kind, since=now - A_DAY, origin=origin),
            of_all_today=store.count_attempts(kind, since=now - A_DAY),
        )
    )


def count_wrong(kind: Guessed, address: str, workspace: Workspace, *, now: dt.datetime) -> None:
    """Count a code that opens nothing.

    Parameters
    ----------
    kind
        Of code.
    address
        Of whoever asked; only a digest of it is kept, for a day.
    workspace
        The area.
    now
        The moment, with its time zone.
    """
    workspace.store.add_attempt(kind, origin=_origin(address, workspace), at=now, forget_before=now - A_DAY)


def _origin(address: str, workspace: Workspace) -> str:
    return keyed_digest(one_line(address), "origin of attempts", workspace)
