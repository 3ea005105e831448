"""Who can reach this server, and how does the first of them come in?"""

from __future__ import annotations

import ipaddress

from asset_map.errors import NotAllowedError
from asset_map.services.people.known import demo_people, own_people
from asset_map.services.workspace import Workspace
from asset_map.store.connecting import file_of


def is_this_machine_alone(host: str) -> bool:
    """Return whether only this machine reaches a server that listens there.

    Parameters
    ----------
    host
        A name or a number; empty for every address of this machine.

    Returns
    -------
    bool
        False for a name that is not known to mean this machine.
    """
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def prints_a_link(workspace: Workspace, *, host: str, openid: bool) -> bool:
    """Return whether a steward's link stands in what the server prints at its start.

    Parameters
    ----------
    workspace
        The area.
    host
        Where the server listens.
    openid
        Whether people sign in by OpenID Connect.

    Returns
    -------
    bool
        True on one machine that keeps its own records, and wherever nobody could come in otherwise. False for a server
        that others reach, and for several that share PostgreSQL: what they print is kept in logs, and the link of each
        would end the others'.
    """
    if not is_this_machine_alone(host):
        return False
    is_shared = file_of(workspace.settings.database_url) is None
    return not is_shared or not (openid or own_people(workspace))


def refuse_without_sign_in(workspace: Workspace, *, host: str, openid: bool) -> None:
    """Refuse to be reached from other machines while nobody can sign in.

    Parameters
    ----------
    workspace
        The area.
    host
        Where the server is to listen.
    openid
        Whether people sign in by OpenID Connect.

    Raises
    ------
    NotAllowedError
        When nobody was invited and no other sign-in is set up.
    """
    if is_this_machine_alone(host) or openid or own_people(workspace):
        return
    command = "asset-map people invite --demo" if demo_people(workspace) else "asset-map people invite"
    raise NotAllowedError(
        f"Expected that somebody can sign in before other machines may reach Asset Map at “{host}”; found that nobody "
        f'was invited. Run {command} "YOUR NAME", keep the link that it prints, and start the server again; or set up '
        f"sign-in by OpenID Connect (README, “Work on the records”). On this machine alone, asset-map serve needs "
        f"neither."
    )
