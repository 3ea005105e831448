"""Erasing somebody or a record for good: first looking what there is and where, then erasing it everywhere.

See `docs/decisions/0051-data-protection.md`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.made_file import MadeFile
from asset_map.domain.mapping_session import typed_slip_code, written_slip_code
from asset_map.domain.permission import Actor, may_erase
from asset_map.domain.sought import sought
from asset_map.errors import StoreError, UserError
from asset_map.services.data_protection.erased_list import LIST_NAME, write_erased_list
from asset_map.services.data_protection.files_taken import files_that_could_hold
from asset_map.services.data_protection.home import backups_in, forget_copies
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from asset_map.store.erasures import Erasure, Found, ToErase

LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class KnownAs:
    """What somebody is known by.

    Parameters
    ----------
    names, emails, phones, slip_codes
        As they are written; codes of slips as they stand on the paper.
    is_alone
        Whether a name goes only where nothing else stands beside it: for names that others have too.
    with_records
        Whether the records go too that were made of what was said with the slips.
    """

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    slip_codes: tuple[str, ...] = ()
    is_alone: bool = False
    with_records: bool = False


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What would be erased.

    Parameters
    ----------
    asked
        Who or what.
    found
        Every place.
    record_names
        Names of the records that go as a whole, by id.
    from_slips
        Names of the records that were made of what was said with the slips, by id.
    backups
        Backups in the home, all of which may hold it.
    """

    asked: ToErase
    found: Found
    record_names: Mapping[str, str]
    from_slips: Mapping[str, str]
    backups: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What was erased.

    Parameters
    ----------
    note
        What is kept of it.
    found
        Every place.
    files
        Files that were taken away and could hold it, to be called back.
    backups_left, backups_deleted
        Backups in the home from before.
    still_to_do
        A sentence on what still holds it; empty when nothing does.
    """

    note: Erasure
    found: Found
    files: tuple[MadeFile, ...]
    backups_left: tuple[Path, ...]
    backups_deleted: tuple[Path, ...]
    still_to_do: str


def asked_for(known: KnownAs) -> ToErase:
    """Return what is to be erased of somebody.

    Parameters
    ----------
    known
        What they are known by.

    Returns
    -------
    ToErase
        For the store.

    Raises
    ------
    UserError
        For what cannot be told from other words.
    """
    codes = tuple(map(typed_slip_code, known.slip_codes))
    return ToErase(
        kind="person",
        sought=sought(
            names=[*known.names, *codes, *map(written_slip_code, codes)], emails=known.emails, phones=known.phones
        ),
        slip_codes=codes,
        is_alone=known.is_alone,
        with_records=known.with_records,
    )


@asks(may_erase, everywhere)
def look_for_person(known: KnownAs, workspace: Workspace, *, actor: Actor) -> Looked:  # noqa: ARG001  (it is asked for)
    """Return everything that is kept of somebody, and change nothing.

    Parameters
    ----------
    known
        What they are known by.
    workspace
        The area.
    actor
        Who asks.

    Returns
    -------
    Looked
        What erasing them would reach.
    """
    return _looked(asked_for(known), workspace)


@asks(may_erase, everywhere)
def look_for_record(asset_id: str, workspace: Workspace, *, actor: Actor) -> Looked:  # noqa: ARG001  (it is asked for)
    """Return everything that hangs on a record, and change nothing.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    actor
        Who asks.

    Returns
    -------
    Looked
        What erasing it would reach.
    """
    workspace.store.asset(asset_id)
    return _looked(ToErase(kind="record", asset_ids=(asset_id,)), workspace)


@asks(may_erase, everywhere)
def erase(
    asked: ToErase, workspace: Workspace, *, reason: str, now: dt.datetime, actor: Actor, delete_backups: bool = False
) -> Erased:
    """Erase somebody or a record everywhere: records, photos, history, forms, lists, sessions, index, files.

    Parameters
    ----------
    asked
        As `look_for_person` and `look_for_record` return it.
    workspace
        The area.
    reason
        Why; kept, and so without a name.
    now, actor
        When, and who.
    delete_backups
        Whether the backups in the home go too; else they are rid of the same when they are put back.

    Returns
    -------
    Erased
        The note that is kept, and what is left to do elsewhere.

    Raises
    ------
    UserError
        Without a reason, with one that names them, when nothing was found, and for oneself.
    """
    reason = " ".join(reason.split())
    _check(asked, reason, actor)
    event = AuditEvent(at=now, actor=actor.name, action=Action.ERASED, reason=reason)
    note, found = workspace.store.erase(asked, event=event)
    return _after(note, found, workspace, delete_backups=delete_backups)


def erase_for_good(asked: ToErase, workspace: Workspace, *, event: AuditEvent) -> Erased:
    """Erase what nobody decides on any more, like what is past its date; whoever calls has asked for the right.

    Parameters
    ----------
    asked
        What.
    workspace
        The area.
    event
        Who erases, when and why.

    Returns
    -------
    Erased
        As `erase` returns it.
    """
    note, found = workspace.store.erase(asked, event=replace(event, action=Action.ERASED))
    return _after(note, found, workspace, delete_backups=False)


def _after(note: Erasure, found: Found, workspace: Workspace, *, delete_backups: bool) -> Erased:
    forget_copies(workspace)
    before = backups_in(workspace.settings)
    if delete_backups:
        for file in before:
            file.unlink(missing_ok=True)
    try:
        write_erased_list(workspace.store, workspace.settings)
        unlisted = ""
    except OSError as error:
        cause = error.strerror
        unlisted = f"The list {LIST_NAME} could not be written ({cause}). Make room, and run “asset-map privacy again”."
    try:
        uncleaned = workspace.store.clean()
    except StoreError as error:  # what was erased is gone by now; only free places of the files still hold it
        uncleaned = str(error)
    return Erased(
        note=note,
        found=found,
        files=tuple(files_that_could_hold(note, workspace)),
        backups_left=() if delete_backups else before,
        backups_deleted=before if delete_backups else (),
        still_to_do=" ".join(filter(None, (unlisted, uncleaned))),
    )


def _looked(asked: ToErase, workspace: Workspace) -> Looked:
    found = workspace.store.find_to_erase(asked)
    names = {
        asset_id: asset.name
        for asset_id, asset in workspace.store.assets(sorted(found.asset_ids | found.from_slips)).items()
    }
    return Looked(
        asked=asked,
        found=found,
        record_names={asset_id: names[asset_id] for asset_id in sorted(found.asset_ids)},
        from_slips={asset_id: names[asset_id] for asset_id in sorted(found.from_slips)},
        backups=backups_in(workspace.settings),
    )


def _check(asked: ToErase, reason: str, actor: Actor) -> None:
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise UserError(
            f"Expected a reason of 3 to {LONGEST_REASON} letters; found {len(reason)}. Say why in a few words."
        )
    if asked.sought.is_in(reason):
        raise UserError(
            "Expected a reason that does not say who is erased, as it is kept; found them in it. Leave the name out."
        )
    if asked.sought.is_all_of(actor.name):
        raise UserError("Expected somebody other than yourself; found your own name. Ask another steward to do it.")
