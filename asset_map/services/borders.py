"""With which borders can the people of an area be counted, zones aside?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.language import gettext as _
from asset_map.services.neighbourhoods import neighbourhoods, neighbourhoods_of, residents_in
from asset_map.services.workspace import Workspace


class Borders(StrEnum):
    """A way to divide the area."""

    ZONES = "zones"
    INTERMEDIATE_ZONES = "intermediate_zones"
    WARDS = "wards"
    THRIVING_PLACES = "thriving_places"
    NEIGHBOURHOODS = "neighbourhoods"


_ADDED = {
    NeighbourhoodKind.WARD: Borders.WARDS,
    NeighbourhoodKind.THRIVING_PLACE: Borders.THRIVING_PLACES,
    NeighbourhoodKind.NAMED: Borders.NEIGHBOURHOODS,
    NeighbourhoodKind.DRAWN: Borders.NEIGHBOURHOODS,
}
"""What people added, by its kind; the other kinds come with the zones."""


def by_borders(points: pd.DataFrame, workspace: Workspace) -> dict[Borders, pd.Series]:
    """Return in which area each point is, for all borders that are known.

    Parameters
    ----------
    points
        Where residents of the area live: ``x_m``, ``y_m`` (EPSG:27700) and ``zone_code``.
    workspace
        The area.

    Returns
    -------
    dict
        For each of the borders the area of each point, by the index of ``points``. Intermediate zones only where a
        lookup gave them. Of what people added, points in none stay in their zone, and points in two stand twice.
        Where nobody added neighbourhoods, zones of one name are one, unless these are the intermediate zones.
    """
    zone_code, zones = points["zone_code"], workspace.geography.zones_bng
    found = {Borders.ZONES: zone_code}
    column = next((one for one in ("intermediate_zone_code", "intermediate_zone_name") if one in zones), None)
    if column:
        found[Borders.INTERMEDIATE_ZONES] = zone_code.map(zones[column])
    added: dict[Borders, list[Neighbourhood]] = {}
    for one in neighbourhoods_of(workspace):
        if one.kind in _ADDED:
            added.setdefault(_ADDED[one.kind], []).append(one)
    found |= {borders: _inside(points, members) for borders, members in added.items()}
    if Borders.NEIGHBOURHOODS not in found:
        names = {code: name for name, members in neighbourhoods(workspace).items() for code in members}
        named = zone_code.map(names)
        if not any(_same(named, other) for other in found.values()):
            found[Borders.NEIGHBOURHOODS] = named
    return found


def borders_words(borders: Borders) -> str:
    """Return what borders are called.

    Parameters
    ----------
    borders
        Which.

    Returns
    -------
    str
        In the reader's language, in small letters.
    """
    words = {
        Borders.ZONES: _("data zones"),
        Borders.INTERMEDIATE_ZONES: _("intermediate zones"),
        Borders.WARDS: _("wards"),
        Borders.THRIVING_PLACES: _("Thriving Places, and data zones elsewhere"),
        Borders.NEIGHBOURHOODS: _("neighbourhoods"),
    }
    return words[borders]


def _inside(points: pd.DataFrame, members: Sequence[Neighbourhood]) -> pd.Series:
    masks = [residents_in(one, points) for one in members]
    parts = [
        pd.Series(one.neighbourhood_id, index=points.index[mask]) for one, mask in zip(members, masks, strict=True)
    ]
    in_none = ~np.logical_or.reduce(masks)
    elsewhere = pd.Series(points.loc[in_none, "zone_code"])
    return pd.Series(pd.concat([*parts, elsewhere]), dtype="str")


def _same(first: pd.Series, second: pd.Series) -> bool:
    return np.array_equal(pd.factorize(first)[0], pd.factorize(second)[0])
