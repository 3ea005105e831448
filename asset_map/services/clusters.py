"""Where do zones with much, or with little, within reach lie together more than chance would put them?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.geography.neighbours import touching
from asset_map.measures.clusters import Clusters, getis_ord, local_moran
from asset_map.measures.reach import share_column
from asset_map.services.fairness import SEED, zones_with_assets_not_placed
from asset_map.services.measure import measure
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.workspace import Workspace

PERMUTATIONS = 4_999
"""With 999 no p-value is below 0.002, and of a city's 750 zones 30 would have to reach it before the control of false
discoveries lets any be told. With so many, six will do."""


def clusters(asked: MapQuestion, workspace: Workspace) -> tuple[Clusters, Clusters]:
    """Return clusters of the share of residents within reach, among the zones that were looked at.

    Parameters
    ----------
    asked
        The offer, for whom, as of when, and how near is near.
    workspace
        The area.

    Returns
    -------
    tuple of Clusters
        By local Moran's I, and by Gi*. Zones of which it is not known are no one's neighbours, nor are those with an
        asset whose place the audience may not see: who lives near that one is not told. Shared between callers.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    measured = measure(asked.measured, workspace)
    known = measured.zones["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    told = known & ~zones_with_assets_not_placed(asked.measured, measured, workspace)
    share = measured.zones[share_column(asked.distance_m)].where(told)
    return workspace.remember(("clusters", asked.measured, asked.distance_m), lambda: _clusters(share, workspace))


def _clusters(share: pd.Series, workspace: Workspace) -> tuple[Clusters, Clusters]:
    geometry = workspace.geography.zones_bng.geometry
    neighbours = workspace.remember(("touching",), lambda: touching(geometry), follows_store=False)
    ways = (local_moran, getis_ord)
    moran, gi_star = (
        way(share, neighbours, rng=np.random.default_rng(SEED), permutations=PERMUTATIONS) for way in ways
    )
    return moran, gi_star
