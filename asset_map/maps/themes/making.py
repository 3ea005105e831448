"""How do the classes that a theme may have become a legend without empty lines?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.domain.coverage import CoverageState
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import LegendClass, LegendGrid, Pattern, Theme

STATES = tuple(state.value for state in CoverageState)


def not_looked() -> LegendClass:
    """Return the class of zones that nobody has looked at.

    Returns
    -------
    LegendClass
        Hatched, as on every map.
    """
    return LegendClass(_("Nobody has looked yet"), palette.NOT_LOOKED, Pattern.HATCHED)


def looked_long_ago() -> LegendClass:
    """Return the class of zones that were looked at too long ago.

    Returns
    -------
    LegendClass
        Pale, as on every map.
    """
    return LegendClass(_("Looked long ago"), palette.OUT_OF_DATE)


def state_positions(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Return the position of each zone's state among `STATES`.

    Parameters
    ----------
    rows
        With ``coverage``, `CoverageState` values.

    Returns
    -------
    numpy.ndarray
        In the order of the rows.
    """
    return pd.Categorical(rows["coverage"], categories=list(STATES)).codes.astype("int64")


def is_known(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return in which zones a low figure is known to be low.

    Parameters
    ----------
    rows
        With ``coverage``, `CoverageState` values.

    Returns
    -------
    numpy.ndarray
        Whether something was found, or somebody looked and found none, and not too long ago.
    """
    known = (CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value)
    return rows["coverage"].isin(known).to_numpy(dtype=bool)


def is_reach_known(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return in which zones a low reach is known to be low.

    Parameters
    ----------
    rows
        With ``coverage``, and ``not_placed`` where some zones hold assets whose place is not shown.

    Returns
    -------
    numpy.ndarray
        Whether it is known what is there, and all that is there is on the map.
    """
    known = is_known(rows)
    return known & ~rows["not_placed"].to_numpy(dtype=bool) if "not_placed" in rows else known


def not_on_the_map() -> LegendClass:
    """Return the class of zones with something whose place is not shown.

    Returns
    -------
    LegendClass
        Neither a strength nor a gap: who has it near cannot be told.
    """
    return LegendClass(_("Something is here, but not on the map"), palette.NO_PEOPLE, Pattern.CROSSED)


def without_empty_classes(theme: Theme, class_of_zone: NDArray[np.integer], *, kept: Iterable[int] = ()) -> Theme:
    """Return a theme whose legend holds only classes that some zone has.

    Parameters
    ----------
    theme
        With all its classes; its own classes of zones are not read.
    class_of_zone
        Position in those classes of each zone.
    kept
        Positions of classes that stay although no zone has them; those of the grid always do.

    Returns
    -------
    Theme
        With positions among the classes that are left.
    """
    in_grid = [position for row in theme.grid.cells for position in row] if theme.grid else []
    used = np.unique([*in_grid, *kept, *class_of_zone.tolist()]).astype("int64")
    return replace(
        theme,
        classes=tuple(theme.classes[position] for position in used),
        class_of_zone=tuple(np.searchsorted(used, class_of_zone).tolist()),
        grid=_moved(theme.grid, used),
    )


def _moved(grid: LegendGrid | None, used: NDArray[np.int64]) -> LegendGrid | None:
    if grid is None:
        return None
    cells: Sequence[Sequence[int]] = np.searchsorted(used, np.asarray(grid.cells)).tolist()
    return replace(grid, cells=tuple(tuple(row) for row in cells))
