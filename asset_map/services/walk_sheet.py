"""What stands on the sheet of paper that people take along when they walk a zone?

It is made of what the public may see, whoever asks for it: paper gets lost, and people walk together with residents.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.coverage import CoverageState
from asset_map.domain.postcode import written_postcode
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.maps.zone_outline import zone_outline_svg
from asset_map.services.coverage import offers_to_look_for
from asset_map.services.look import view_assets, with_offer
from asset_map.services.place_names import STREETS
from asset_map.services.workspace import Workspace

TO_LOOK_FOR = (CoverageState.NOT_LOOKED.value, CoverageState.OUT_OF_DATE.value)

MOST_KNOWN, MOST_POSTCODES = 40, 60
"""So much fits beside the drawing."""


@dataclass(frozen=True)
class OfferOnSheet:
    """One thing to look for.

    Parameters
    ----------
    label, meaning
        What people call it, and what it means.
    is_old
        Whether somebody looked, but too long ago.
    """

    label: str
    meaning: str
    is_old: bool


@dataclass(frozen=True)
class KnownOnSheet:
    """Something that is on the map already.

    Parameters
    ----------
    number
        Its number on the drawing.
    name, where, offers
        What it is called, its address as far as the public may know it, and what it offers, in words.
    """

    number: int
    name: str
    where: str
    offers: str


@dataclass(frozen=True)
class WalkSheet:
    """The sheet for one zone.

    Parameters
    ----------
    zone_code, zone_name
        The zone.
    outline
        Its drawing, as SVG.
    streets, landmarks, postcodes
        What to find one's way by, by name; empty where nothing is known.
    to_look_for
        What to look for.
    known_offers
        Labels of what was looked for lately or is there, so that nobody needs to look for it.
    known
        What is on the map there already.
    known_more
        How many more there are.
    """

    zone_code: str
    zone_name: str
    outline: str
    streets: tuple[str, ...]
    landmarks: tuple[str, ...]
    postcodes: tuple[str, ...]
    to_look_for: tuple[OfferOnSheet, ...]
    known_offers: tuple[str, ...]
    known: tuple[KnownOnSheet, ...]
    known_more: int


def walk_sheet(workspace: Workspace, *, zone: str, offer: str = "", today: dt.date) -> WalkSheet:
    """Return what stands on the sheet for walking a zone; made of what the public may see.

    Parameters
    ----------
    workspace
        The area.
    zone
        The zone's code.
    offer
        The only thing to look for; empty for everything that nobody has looked for lately.
    today
        The date to judge by.

    Returns
    -------
    WalkSheet
        To be printed.

    Raises
    ------
    UserError
        When the zone or the offer is not known.
    """
    zones, scheme = workspace.geography.zones_bng, workspace.classification
    if zone not in zones.index:
        raise UserError(f"Expected a zone of {workspace.geography.area_name}; found “{zone}”. Choose it from the list.")
    if offer and offer not in scheme.offers:
        raise UserError(f"There is no offer “{offer}”. Choose one of: {', '.join(scheme.offers)}.")
    states = offers_to_look_for(zone, workspace, audience=Audience.PUBLIC, today=today)
    wanted = [offer] if offer else [code for code, state in states.items() if state in TO_LOOK_FOR]
    assets = view_assets(workspace, Audience.PUBLIC, today=today)
    here = assets[assets["zone_code"].eq(zone) & assets["usable"]]
    here = (with_offer(here, offer) if offer else here).reset_index(drop=True)
    shown = here.head(MOST_KNOWN)
    streets, postcodes = _names_in(zone, workspace, streets=True), _postcodes_in(zone, workspace)
    return WalkSheet(
        zone_code=zone,
        zone_name=str(zones["zone_name"][zone]),
        outline=zone_outline_svg(
            zones,
            zone,
            context_bng=workspace.geography.context_bng,
            places=shown.geometry.tolist(),
            labels=[] if streets else list(postcodes.items()),
        ),
        streets=streets,
        landmarks=_names_in(zone, workspace, streets=False),
        postcodes=tuple(list(postcodes)[:MOST_POSTCODES]),
        to_look_for=tuple(
            OfferOnSheet(scheme.offers[code].label, scheme.offers[code].meaning, states[code] == TO_LOOK_FOR[1])
            for code in wanted
        ),
        known_offers=tuple(scheme.offer_label(code) for code in states if code not in wanted) if not offer else (),
        known=_known(shown, workspace),
        known_more=len(here) - len(shown),
    )


def _known(assets: gpd.GeoDataFrame, workspace: Workspace) -> tuple[KnownOnSheet, ...]:
    rows = zip(assets["name"], assets["address"], assets["offers"], strict=True)
    return tuple(
        KnownOnSheet(number, name, address, ", ".join(map(workspace.classification.offer_label, offers)))
        for number, (name, address, offers) in enumerate(rows, start=1)
    )


def _names_in(zone: str, workspace: Workspace, *, streets: bool) -> tuple[str, ...]:
    context = workspace.geography.context_bng
    if context is None:
        return ()
    named = context[context["name"].fillna("").ne("") & context["category"].isin(STREETS).eq(streets)]
    return tuple(sorted(set(named["name"][named.intersects(workspace.geography.zones_bng.geometry[zone])])))


def _postcodes_in(zone: str, workspace: Workspace) -> dict[str, BaseGeometry]:
    """Return the points of a zone's postcodes, as people write them."""

    def _zones_of_postcodes() -> np.ndarray:
        points = workspace.geography.postcodes[["easting_m", "northing_m"]].to_numpy(dtype="float64")
        positions = workspace.prepared.place(points[:, 0], points[:, 1])
        return np.append(workspace.prepared.zone_codes, "")[positions]  # -1, no zone, is the last

    codes = workspace.remember(("zones of postcodes",), _zones_of_postcodes, follows_store=False)
    here = workspace.geography.postcodes[codes == zone].sort_index()
    points = shapely.points(here["easting_m"].to_numpy("float64"), here["northing_m"].to_numpy("float64"))
    return dict(zip(map(written_postcode, here.index), points, strict=True))
