"""With which borders can the people of an area be counted, zones aside?"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from asset_map.language import gettext as _
from asset_map.services.neighbourhoods import neighbourhoods
from asset_map.services.workspace import Workspace


class Borders(StrEnum):
    """A way to divide the area, or part of it."""

    ZONES = "zones"
    INTERMEDIATE_ZONES = "intermediate_zones"
    NEIGHBOURHOODS = "neighbourhoods"


def by_borders(zone_code: pd.Series, workspace: Workspace) -> dict[Borders, pd.Series]:
    """Return in which area each point is, for all borders that are known.

    Parameters
    ----------
    zone_code
        The zone of each point where residents live.
    workspace
        The area.

    Returns
    -------
    dict
        For each of the borders the name or code of the area of each point, on the same index, missing where it is in
        none: what `asset_map.measures.areas.sum_by_area` takes. Intermediate zones only where a lookup gave them;
        neighbourhoods only where they are not the same areas under other names.
    """
    found = {Borders.ZONES: zone_code}
    zones = workspace.geography.zones_bng
    column = next((one for one in ("intermediate_zone_code", "intermediate_zone_name") if one in zones), None)
    if column:
        found[Borders.INTERMEDIATE_ZONES] = zone_code.map(zones[column])
    names = {code: name for name, members in neighbourhoods(workspace).items() for code in members}
    named = zone_code.map(names)
    if not any(_same(named, other) for other in found.values()):
        found[Borders.NEIGHBOURHOODS] = named
    return found


def _same(first: pd.Series, second: pd.Series) -> bool:
    return np.array_equal(pd.factorize(first)[0], pd.factorize(second)[0])


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
        Borders.NEIGHBOURHOODS: _("neighbourhoods"),
    }
    return words[borders]
