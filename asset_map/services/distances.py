"""How can distances be measured in this area?"""

from __future__ import annotations

from asset_map.domain.distance import DistanceKind
from asset_map.errors import UserError
from asset_map.geography.distances import Distances, StraightLine, tree_of
from asset_map.language import gettext as _
from asset_map.services.residents import residents_of
from asset_map.services.workspace import Workspace


def kinds_of_distance(workspace: Workspace) -> tuple[DistanceKind, ...]:
    """Return the ways to measure that an area offers.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple of DistanceKind
        The straight line, and the walking network where one is installed.
    """
    on_foot = () if workspace.geography.network is None else (DistanceKind.WALKING_NETWORK,)
    return (DistanceKind.STRAIGHT_LINE, *on_foot)


def distances_of(kind: DistanceKind, workspace: Workspace) -> Distances:
    """Return what measures distances.

    Parameters
    ----------
    kind
        How they are to be measured.
    workspace
        The area, with its walking network where one is installed.

    Returns
    -------
    Distances
        Ready to be asked.

    Raises
    ------
    UserError
        When the walking network is asked for and none is installed.
    """
    if kind is DistanceKind.STRAIGHT_LINE:
        return workspace.remember(("straight line",), lambda: _straight_line(workspace), follows_store=False)
    network = workspace.geography.network
    if network is None:
        raise UserError(
            _("There is no walking network here. Add one with “asset-map geography add --network FILE”, or measure ")
            + _("in a straight line.")
        )
    return network


def _straight_line(workspace: Workspace) -> StraightLine:
    residents = residents_of(workspace)
    return StraightLine(tree_of(residents["x_m"].to_numpy(), residents["y_m"].to_numpy()))
