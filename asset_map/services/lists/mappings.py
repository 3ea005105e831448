"""How a list was read once is kept under a name, and offered for lists that look alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.list_import import ListMapping
from asset_map.domain.permission import Actor, may_take_in_lists
from asset_map.errors import UserError
from asset_map.services.lists.request import ImportRequest, settings_of, with_settings
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace

LONGEST_NAME = 100
ALIKE = 0.8
"""Two lists look alike when they share at least so much of their columns (Jaccard index)."""


@asks(may_take_in_lists, everywhere)
def save_mapping(
    name: str, columns: Sequence[str], request: ImportRequest, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> ListMapping:
    """Keep how a list is read.

    Parameters
    ----------
    name
        What it is called; one of that name is replaced.
    columns
        The columns of the list.
    request
        What was chosen for it.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    ListMapping
        As it is kept.

    Raises
    ------
    UserError
        Without a name, or for a longer one than can be kept.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise UserError(f"Expected a name of 1 to {LONGEST_NAME} characters; found {len(name)}. Type another one.")
    mapping = ListMapping(
        name=name, columns=tuple(columns), settings=settings_of(request), saved_by=actor.name, saved_at=now
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.MAPPING_SAVED)
    workspace.store.save_list_mapping(mapping, event=event)
    return mapping


@asks(may_take_in_lists, everywhere)
def forget_mapping(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> None:
    """Forget how lists are read.

    Parameters
    ----------
    name
        Which mapping.
    workspace
        The area.
    now, actor
        When, and who.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.MAPPING_FORGOTTEN)
    workspace.store.forget_list_mapping(name, event=event)


def mappings_for(columns: Sequence[str], workspace: Workspace) -> list[ListMapping]:
    """Return the mappings of lists that look like this one.

    Parameters
    ----------
    columns
        The columns of the list in hand.
    workspace
        The area.

    Returns
    -------
    list of ListMapping
        The likest first, and then the newest.
    """
    own = {column.casefold().strip() for column in columns}
    scored = [(_shared(own, mapping), mapping) for mapping in workspace.store.list_mappings()]
    alike = [(score, mapping) for score, mapping in scored if score >= ALIKE]
    return [mapping for _, mapping in sorted(alike, key=lambda one: (one[0], one[1].saved_at), reverse=True)]


def _shared(own: set[str], mapping: ListMapping) -> float:
    theirs = {column.casefold().strip() for column in mapping.columns}
    return len(own & theirs) / len(own | theirs) if own | theirs else 0.0


def with_mapping(request: ImportRequest, name: str, workspace: Workspace) -> ImportRequest:
    """Return a request with what is kept under a name.

    Parameters
    ----------
    request
        What is asked; it goes before what is kept.
    name
        The mapping.
    workspace
        The area.

    Returns
    -------
    ImportRequest
        Both together.

    Raises
    ------
    UserError
        When there is no mapping of that name.
    """
    mappings = {mapping.name: mapping for mapping in workspace.store.list_mappings()}
    if name not in mappings:
        known = ", ".join(f"“{one}”" for one in mappings) or "none"
        raise UserError(f"Expected the name of a saved mapping ({known}); found “{name}”. Choose one of them.")
    return with_settings(request, mappings[name].settings)
