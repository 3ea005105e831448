"""Who lives in a neighbourhood, and which zones and assets does that take in?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.services.neighbourhoods import assets_in, residents_in, zone_shares
from asset_map.services.residents import residents_of
from asset_map.services.workspace import Workspace

MOST = 0.5
"""A zone counts as a zone of an outline when so much of its people live inside."""


@dataclass(frozen=True)
class Inside:
    """What is in a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Any.
    has
        Which rows of `asset_map.services.residents.residents_of` are inside.
    shares
        Share of the people of each zone who live inside, by ``zone_code``.
    zones
        Codes of the zones that it is looked at by: those most of whose people live inside; where there is none, all
        that it touches.
    """

    neighbourhood: Neighbourhood
    has: NDArray[np.bool_]
    shares: pd.Series[float]
    zones: pd.Index[str]

    def assets(self, assets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the assets that are inside.

        Parameters
        ----------
        assets
            As `asset_map.services.look.view_assets` gives them.

        Returns
        -------
        geopandas.GeoDataFrame
            Those rows.
        """
        return assets[assets_in(self.neighbourhood, assets, self.shares)]


def inside_of(neighbourhood: Neighbourhood, workspace: Workspace) -> Inside:
    """Return what is in a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Any.
    workspace
        The area.

    Returns
    -------
    Inside
        Shared between callers: never changed in place.
    """
    return workspace.remember(
        ("inside", neighbourhood), lambda: _inside_of(neighbourhood, workspace), follows_store=False
    )


def _inside_of(neighbourhood: Neighbourhood, workspace: Workspace) -> Inside:
    residents = residents_of(workspace)
    shares = zone_shares(neighbourhood, residents, workspace.geography.zones_bng)
    mostly = shares.index[shares >= MOST]
    return Inside(
        neighbourhood=neighbourhood,
        has=residents_in(neighbourhood, residents),
        shares=shares,
        zones=mostly if len(mostly) else shares.index,
    )
