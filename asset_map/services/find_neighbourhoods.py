"""Which neighbourhoods does somebody mean who types a name or a postcode?"""

from __future__ import annotations

import pandas as pd
import shapely

from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.errors import PlaceNotFoundError
from asset_map.language import gettext as _
from asset_map.services.neighbourhoods import area_of, neighbourhoods_of, residents_in
from asset_map.services.workspace import Workspace, zones_of_shapes


def find_neighbourhoods(text: str, workspace: Workspace) -> tuple[Neighbourhood, ...]:
    """Return the neighbourhoods that somebody may mean.

    Parameters
    ----------
    text
        Parts of a name in any order, the code of a zone, or a postcode however spelled; empty for all.
    workspace
        The area.

    Returns
    -------
    tuple of Neighbourhood
        Those whose names hold all of it, and zones of that name or code; or those in which the postcode lies, its zone
        last.

    Raises
    ------
    PlaceNotFoundError
        For a postcode that is not known here.
    """
    if (key := postcode_key(text)) is not None:
        return _at_postcode(key, workspace)
    words = text.casefold().split()
    found = [one for one in neighbourhoods_of(workspace) if _has_all(one.name, words)]
    if words:
        names = workspace.geography.zones_bng["zone_name"].astype(str)
        codes = [str(code) for code, name in names.items() if _has_all(f"{name} {code}", words)]
        found += [area_of(code, workspace) for code in codes]
    return tuple(found)


def _has_all(name: str, words: list[str]) -> bool:
    folded = name.casefold()
    return all(word in folded for word in words)


def _at_postcode(key: str, workspace: Workspace) -> tuple[Neighbourhood, ...]:
    postcodes = workspace.geography.postcodes
    if key not in postcodes.index:
        unknown = _("{postcode} is not in the list of postcodes here. Check it, or type a name.")
        raise PlaceNotFoundError(unknown.format(postcode=written_postcode(key)))
    x_m, y_m = postcodes.loc[[key], ["easting_m", "northing_m"]].to_numpy(dtype="float64")[0]
    [zone] = zones_of_shapes(shapely.points([[x_m, y_m]]), workspace)
    if zone is None:
        outside = _("{postcode} lies outside {area}. Try another postcode, or type a name.")
        raise PlaceNotFoundError(outside.format(postcode=written_postcode(key), area=workspace.geography.area_name))
    point = pd.DataFrame({"x_m": [x_m], "y_m": [y_m], "zone_code": [zone]})
    around = [one for one in neighbourhoods_of(workspace) if residents_in(one, point)[0]]
    return (*around, area_of(zone, workspace))
