"""Codes that nobody can guess and that are never given twice."""

from __future__ import annotations

import secrets

from asset_map.domain.mapping_session import CODE_LENGTH, CODE_LETTERS, SLIP_LENGTH, SLIP_SIGNS
from asset_map.services.workspace import Workspace


def new_session_code(workspace: Workspace) -> str:
    """Return a code by which phones may join.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    str
        Never given to a session before.
    """
    code = _random(CODE_LETTERS, CODE_LENGTH)
    while workspace.store.session_of_code(code) is not None:
        code = _random(CODE_LETTERS, CODE_LENGTH)
    return code


def new_slip_code(workspace: Workspace) -> str:
    """Return a code for a slip or a phone.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    str
        Never given before.
    """
    code = _random(SLIP_SIGNS, SLIP_LENGTH)
    while workspace.store.slip_session(code) is not None:
        code = _random(SLIP_SIGNS, SLIP_LENGTH)
    return code


def _random(signs: str, length: int) -> str:
    return "".join(secrets.choice(signs) for _ in range(length))
