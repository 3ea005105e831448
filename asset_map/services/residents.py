"""Where the residents of the area live, for everything that measures how near they are."""

from __future__ import annotations

import pandas as pd

from asset_map.geography.residents import residents_at_postcodes
from asset_map.services.workspace import Workspace


def residents_of(workspace: Workspace) -> pd.DataFrame:
    """Return the points at which the area's residents live.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    pandas.DataFrame
        As `asset_map.geography.residents.residents_at_postcodes` gives it. Shared between callers: never changed in
        place.
    """
    return workspace.remember(
        ("residents",), lambda: residents_at_postcodes(workspace.geography, workspace.prepared), follows_store=False
    )
