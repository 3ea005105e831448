"""What is a file of places once it was read? Every cell is kept as it stands in the file."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray


def _not_numbered() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class PlacesTable:
    """A table or layer as it was read.

    Parameters
    ----------
    rows
        One row per row of the file, in its order, all text; empty text where a cell is empty.
    geometry_bng
        Geometry of each row in metres, EPSG:27700, where the file is a layer; else None. A row without one has None.
    row_numbers
        Where people find each row in the file: the line of a text table on which it begins, the row of a sheet, the
        number of a feature from 1. Counted from 1 where they are not given.
    notes
        One sentence on each thing that had to be guessed or was left out.
    part
        The sheet or layer that was read; empty where the file has but one, or where all were read.
    parts
        All sheets or layers that hold rows, in the file's order; empty where the format has none.
    """

    rows: pd.DataFrame
    geometry_bng: gpd.GeoSeries | None = None
    row_numbers: NDArray[np.int64] = field(default_factory=_not_numbered)
    notes: tuple[str, ...] = ()
    part: str = ""
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.row_numbers) != len(self.rows):
            object.__setattr__(self, "row_numbers", np.arange(1, len(self.rows) + 1, dtype=np.int64))
