"""Which neighbourhoods does an area have, and which zones, people and assets are in one?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.neighbourhood import LONGEST_NAME, Neighbourhood, NeighbourhoodKind, id_from_name
from asset_map.domain.permission import Actor, may_add_neighbourhoods
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace

_NUMBER = re.compile(r"\s*[-–]\s*\d+$")

NEARLY_ALL = 0.95
"""A zone counts as inside an outline for assets of which only the zone may be shown when so many of its people are."""


def neighbourhoods(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Return the neighbourhoods that the names of zones make: those that differ by their number only belong together.

    Parameters
    ----------
    workspace
        The area. Scottish data zones are named like "Ruchill - 02"; a zone without such a number stands alone.

    Returns
    -------
    mapping
        Codes of the zones by the neighbourhood's name, in the order of names.
    """
    together: dict[str, list[str]] = {}
    for code, name in workspace.geography.zones_bng["zone_name"].items():
        together.setdefault(_NUMBER.sub("", str(name)), []).append(str(code))
    return {name: tuple(sorted(codes)) for name, codes in sorted(together.items())}


def neighbourhoods_of(workspace: Workspace) -> tuple[Neighbourhood, ...]:
    """Return the neighbourhoods of an area.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple of Neighbourhood
        Those that people added, by name; then the intermediate zones, or where these are not known the zones of one
        name together. What is made of zones of another system only is left out.
    """
    return workspace.remember(("neighbourhoods",), lambda: (*_added(workspace), *_of_the_zones(workspace)))


def area_of(neighbourhood_id: str, workspace: Workspace) -> Neighbourhood:
    """Return one neighbourhood, or one zone as a neighbourhood.

    Parameters
    ----------
    neighbourhood_id
        Its id, or the code of a zone.
    workspace
        The area.

    Returns
    -------
    Neighbourhood
        Made of the zones that are installed.

    Raises
    ------
    UserError
        When there is none.
    """
    found = next((one for one in neighbourhoods_of(workspace) if one.neighbourhood_id == neighbourhood_id), None)
    zones = workspace.geography.zones_bng
    if found is not None:
        return found
    if neighbourhood_id not in zones.index:
        raise UserError(
            f"Expected a neighbourhood or a zone of {workspace.geography.area_name}; found none under this address. It "
            "may have been removed. Choose it from the list of neighbourhoods."
        )
    name = str(zones.loc[neighbourhood_id, "zone_name"])
    return _of_zones(neighbourhood_id, name, NeighbourhoodKind.ZONE, (neighbourhood_id,), workspace)


def residents_in(neighbourhood: Neighbourhood, residents: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which of the points where people live are in a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Made of zones: the points of those zones. With an outline: the points inside it that are in the area, so that a
        zone that it cuts counts in part.
    residents
        Points with ``x_m``, ``y_m`` (EPSG:27700) and ``zone_code``.

    Returns
    -------
    numpy.ndarray of bool
        One for each row.
    """
    if neighbourhood.shape_bng is None:
        return residents["zone_code"].isin(list(neighbourhood.zone_codes)).to_numpy(dtype=bool)
    inside = _inside(neighbourhood.shape_bng, residents["x_m"].to_numpy(), residents["y_m"].to_numpy())
    return inside & residents["zone_code"].notna().to_numpy(dtype=bool)


def zone_shares(neighbourhood: Neighbourhood, residents: pd.DataFrame, zones_bng: gpd.GeoDataFrame) -> pd.Series[float]:
    """Return how much of each zone is in a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Any.
    residents
        Points with ``x_m``, ``y_m`` (EPSG:27700), ``zone_code`` and ``people``.
    zones_bng
        The zones of the area, EPSG:27700, by ``zone_code``.

    Returns
    -------
    pandas.Series of float
        ``share`` of its people, above 0 and at most 1, by ``zone_code``; zones outside are left out. A zone where
        nobody lives counts whole when a point on its surface is inside.
    """
    if neighbourhood.shape_bng is None:
        codes = zones_bng.index.intersection(list(neighbourhood.zone_codes))
        return pd.Series(1.0, index=codes, name="share")
    inside = residents["people"].where(residents_in(neighbourhood, residents), 0.0)
    share = inside.groupby(residents["zone_code"]).sum() / residents.groupby("zone_code")["people"].sum()
    points = shapely.point_on_surface(zones_bng.geometry.to_numpy())
    surface = pd.Series(
        _inside(neighbourhood.shape_bng, shapely.get_x(points), shapely.get_y(points)), index=zones_bng.index
    )
    whole = share.reindex(zones_bng.index).fillna(surface.astype("float64")).rename("share")
    return whole[whole > 0]


def assets_in(neighbourhood: Neighbourhood, assets: gpd.GeoDataFrame, shares: pd.Series[float]) -> NDArray[np.bool_]:
    """Return which assets are in a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Made of zones: the assets of those zones. With an outline: the assets that touch it; an asset of which only
        the zone may be shown counts when nearly all people of that zone live inside.
    assets
        As `asset_map.services.look.view_assets` gives them.
    shares
        As `zone_shares` gives them.

    Returns
    -------
    numpy.ndarray of bool
        One for each row.
    """
    if neighbourhood.shape_bng is None:
        return assets["zone_code"].isin(list(neighbourhood.zone_codes)).to_numpy(dtype=bool)
    shape = shapely.from_wkb(neighbourhood.shape_bng)
    shapely.prepare(shape)
    geometry = assets.geometry.to_numpy()
    without_place = shapely.is_missing(geometry)
    nearly_whole = shares.index[shares >= NEARLY_ALL]
    by_zone = assets["zone_code"].isin(nearly_whole).to_numpy(dtype=bool)
    touching: NDArray[np.bool_] = shapely.intersects(shape, geometry)
    return np.where(without_place, by_zone, touching)


@asks(may_add_neighbourhoods, everywhere)
def rename_neighbourhood(
    neighbourhood_id: str, name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Neighbourhood:
    """Give a neighbourhood another name; its address stays.

    Parameters
    ----------
    neighbourhood_id, name
        Which one, and what it is to be called.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Neighbourhood
        As it is kept now.

    Raises
    ------
    UserError
        For a name that is empty or too long, and for what was not added by people.
    """
    renamed = replace(_kept(neighbourhood_id, workspace), name=checked_name(name))
    event = AuditEvent(at=now, actor=actor.name, action=Action.CHANGED)
    workspace.store.keep_neighbourhoods([renamed], event=event)
    return renamed


@asks(may_add_neighbourhoods, everywhere)
def remove_neighbourhood(
    neighbourhood_id: str, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Neighbourhood:
    """Take a neighbourhood away that people added; no record is touched.

    Parameters
    ----------
    neighbourhood_id
        Which one.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Neighbourhood
        As it was.

    Raises
    ------
    UserError
        For what was not added by people.
    """
    kept = _kept(neighbourhood_id, workspace)
    event = AuditEvent(at=now, actor=actor.name, action=Action.REMOVED)
    return workspace.store.remove_neighbourhood(kept.neighbourhood_id, event=event)


def checked_name(name: str) -> str:
    """Return a name as it is kept: without spaces around it.

    Parameters
    ----------
    name
        As typed, or as a file gives it.

    Returns
    -------
    str
        Never empty.

    Raises
    ------
    UserError
        When it is empty or too long.
    """
    plain = " ".join(name.split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise UserError(
            f"Expected a name of 1 to {LONGEST_NAME} characters for the neighbourhood; found {len(plain)}. Give it "
            "another one."
        )
    return plain


def taken_ids(workspace: Workspace) -> set[str]:
    """Return the ids that a new neighbourhood cannot have.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    set of str
        Of what was ever added, and of the zones.
    """
    of_zones = {one.neighbourhood_id for one in _of_the_zones(workspace)}
    return workspace.store.neighbourhood_ids() | of_zones | set(workspace.geography.zones_bng.index)


def _kept(neighbourhood_id: str, workspace: Workspace) -> Neighbourhood:
    kept = next((one for one in workspace.store.neighbourhoods() if one.neighbourhood_id == neighbourhood_id), None)
    if kept is None:
        raise UserError(
            f"Expected a neighbourhood that was added here; found none with the id “{neighbourhood_id}”. Choose one "
            "that “asset-map neighbourhoods list” prints."
        )
    return kept


def _added(workspace: Workspace) -> list[Neighbourhood]:
    here = workspace.geography.system.id
    return [one for one in workspace.store.neighbourhoods() if one.zone_system in {"", here}]


def _of_the_zones(workspace: Workspace) -> list[Neighbourhood]:
    zones = workspace.geography.zones_bng
    if "intermediate_zone_name" not in zones and "intermediate_zone_code" not in zones:
        return _by_name(neighbourhoods(workspace), NeighbourhoodKind.ZONES_OF_ONE_NAME, workspace)
    if "intermediate_zone_code" not in zones:
        named = {str(name): tuple(part.index) for name, part in zones.groupby("intermediate_zone_name")}
        return _by_name(named, NeighbourhoodKind.INTERMEDIATE_ZONE, workspace)
    names = zones["intermediate_zone_name" if "intermediate_zone_name" in zones else "intermediate_zone_code"]
    found = [
        _of_zones(str(code), str(names[part[0]]), NeighbourhoodKind.INTERMEDIATE_ZONE, tuple(part), workspace)
        for code, part in zones.groupby("intermediate_zone_code").groups.items()
    ]
    return sorted(found, key=lambda one: (one.name, one.neighbourhood_id))


def _by_name(
    named: Mapping[str, tuple[str, ...]], kind: NeighbourhoodKind, workspace: Workspace
) -> list[Neighbourhood]:
    taken: set[str] = set()
    found = []
    for name, codes in sorted(named.items()):
        # The prefix keeps what people add under the plain name from changing an address that somebody has.
        own_id = id_from_name(f"zones {name}", taken)
        taken.add(own_id)
        found.append(_of_zones(own_id, name, kind, codes, workspace))
    return found


def _of_zones(
    own_id: str, name: str, kind: NeighbourhoodKind, codes: tuple[str, ...], workspace: Workspace
) -> Neighbourhood:
    return Neighbourhood(
        neighbourhood_id=own_id,
        name=name,
        kind=kind,
        zone_system=workspace.geography.system.id,
        zone_codes=tuple(sorted(codes)),
        source=workspace.geography.system.label,
    )


def _inside(shape_bng: bytes, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    shape = shapely.from_wkb(shape_bng)
    shapely.prepare(shape)
    inside: NDArray[np.bool_] = shapely.intersects_xy(shape, x_m, y_m)
    return inside
