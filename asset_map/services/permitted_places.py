"""Where does that lie which a service is asked to work on? Rights may hold in one area, or for one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from asset_map.domain.asset import Asset
from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import EVERYWHERE, Place
from asset_map.domain.protection import Level
from asset_map.services.permitted import Where
from asset_map.services.workspace import Workspace


def everywhere(_called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the whole area: for what may lie anywhere, or concerns everybody.

    Parameters
    ----------
    _called_with
        Makes no difference.

    Returns
    -------
    iterable of Place
        One.
    """
    return (EVERYWHERE,)


def of_assets(*names: str) -> Where:
    """Return what finds the places of assets.

    Parameters
    ----------
    *names
        Arguments that hold the id of an asset, several ids, or an asset.

    Returns
    -------
    Where
        Takes what is kept, whatever was handed in; what is not kept lies nowhere, and the service says so.
    """

    def _where(called_with: Mapping[str, Any]) -> Iterable[Place]:
        held = [called_with[name] for name in names]
        ids = [one for each in held for one in ([each] if isinstance(each, str | Asset) else each)]
        return _kept(called_with["workspace"], [one.asset_id if isinstance(one, Asset) else one for one in ids])

    return _where


def of_link(name: str) -> Where:
    """Return what finds the place of a link: where it comes from, and protected where either end is.

    Parameters
    ----------
    name
        The argument that holds the link or its id.

    Returns
    -------
    Where
        For links that are kept, and that were.
    """

    def _where(called_with: Mapping[str, Any]) -> Iterable[Place]:
        workspace, held = called_with["workspace"], called_with[name]
        link = workspace.store.link(held) if isinstance(held, str) else held
        return [] if link is None else _of_ends(link.from_id, link.to_id, workspace)

    return _where


def of_ends(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the place of a link that is to be made.

    Parameters
    ----------
    called_with
        ``first_id`` and ``second_id``.

    Returns
    -------
    iterable of Place
        One, where both ends are kept.
    """
    return _of_ends(called_with["first_id"], called_with["second_id"], called_with["workspace"])


def of_photo(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the place of a photo's asset.

    Parameters
    ----------
    called_with
        ``photo_id``.

    Returns
    -------
    iterable of Place
        One, where it is kept.
    """
    workspace: Workspace = called_with["workspace"]
    return _kept(workspace, [workspace.store.asset_of_photo(called_with["photo_id"])])


def of_check_link(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the place of the asset that an organisation's link is for.

    Parameters
    ----------
    called_with
        ``link_id``.

    Returns
    -------
    iterable of Place
        One, where it is kept.
    """
    workspace: Workspace = called_with["workspace"]
    return _kept(workspace, [workspace.store.asset_of_check_link(called_with["link_id"])])


def of_proposal(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the place of the asset that a proposal is about.

    Parameters
    ----------
    called_with
        ``proposal_id``.

    Returns
    -------
    iterable of Place
        One.
    """
    workspace: Workspace = called_with["workspace"]
    return _kept(workspace, [workspace.store.proposal(called_with["proposal_id"]).asset_id])


def of_checks(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the places of assets whose checks are taken back.

    Parameters
    ----------
    called_with
        ``checked``.

    Returns
    -------
    iterable of Place
        One an asset.
    """
    return _kept(called_with["workspace"], [note.asset_id for note in called_with["checked"].after])


def of_looks(name: str) -> Where:
    """Return what finds the zones of looks.

    Parameters
    ----------
    name
        The argument that holds looks, drafts of looks, or looks by their number.

    Returns
    -------
    Where
        One place a zone.
    """

    def _where(called_with: Mapping[str, Any]) -> Iterable[Place]:
        held = called_with[name]
        looks = held.values() if isinstance(held, Mapping) else held
        return [Place(zone_codes=frozenset({code})) for code in sorted({look.zone_code for look in looks})]

    return _where


def of_session(name: str) -> Where:
    """Return what finds the zones of a mapping session.

    Parameters
    ----------
    name
        The argument that holds the session, or something that was said in it.

    Returns
    -------
    Where
        One place.
    """

    def _where(called_with: Mapping[str, Any]) -> Iterable[Place]:
        workspace, held = called_with["workspace"], called_with[name]
        session = workspace.store.mapping_session(held.session_id) if isinstance(held, Contribution) else held
        return [] if session is None else [place_of_session(session, workspace)]

    return _where


def of_mapped_words(called_with: Mapping[str, Any]) -> Iterable[Place]:
    """Return the places of records whose words are given codes, or whose codes are taken back.

    Parameters
    ----------
    called_with
        ``plan`` or ``mapping_id``.

    Returns
    -------
    iterable of Place
        One an asset.
    """
    workspace: Workspace = called_with["workspace"]
    if "plan" in called_with:
        return _kept(workspace, [before.asset_id for before, _after in called_with["plan"].changed])
    return _kept(workspace, workspace.store.word_mapping(called_with["mapping_id"]).records)


def place_of_session(session: MappingSession, workspace: Workspace) -> Place:
    """Return where a mapping session is about, for rights.

    Parameters
    ----------
    session
        As kept, or to be kept.
    workspace
        The area.

    Returns
    -------
    Place
        Its zones, and the organisation of whoever prepared it.
    """
    organisation = workspace.store.organisations().get(session.made_by, "")
    return Place(zone_codes=frozenset(session.zone_codes), organisation=organisation)


def place_of(asset: Asset, workspace: Workspace) -> Place:
    """Return where an asset lies, for rights.

    Parameters
    ----------
    asset
        As kept.
    workspace
        The area.

    Returns
    -------
    Place
        Its zone, the organisation of whoever recorded it, and whether it is protected.
    """
    return _places([asset], workspace)[0]


def place_of_new(asset: Asset, workspace: Workspace) -> Place:
    """Return where an asset is put, for rights: anybody who may record there may protect it, too.

    Parameters
    ----------
    asset
        As it is to be kept.
    workspace
        The area.

    Returns
    -------
    Place
        Its zone, and the organisation of whoever recorded it.
    """
    return replace(place_of(asset, workspace), is_protected=False)


def _of_ends(first_id: str, second_id: str, workspace: Workspace) -> list[Place]:
    ends = _kept(workspace, [first_id, second_id])
    return [replace(ends[0], is_protected=any(end.is_protected for end in ends))] if ends else []


def _kept(workspace: Workspace, asset_ids: Iterable[str | None]) -> list[Place]:
    asked = [one for one in asset_ids if one is not None]
    kept = workspace.store.assets(asked)
    return _places([kept[one] for one in asked if one in kept], workspace)


def _places(assets: Iterable[Asset], workspace: Workspace) -> list[Place]:
    organisations, system = workspace.store.organisations(), workspace.geography.system.id
    return [
        Place(
            zone_codes=frozenset({asset.zones[system]} if asset.zones.get(system) else ()),
            organisation=organisations.get(asset.recorded_by, ""),
            is_protected=asset.protection is not Level.PUBLIC,
        )
        for asset in assets
    ]
