"""Do the point and the postcode of a row agree, and how finely is its place known?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.domain.asset import LocatedBy
from asset_map.domain.problem import ProblemCode
from asset_map.geography.coordinates import Points, read_coordinates
from asset_map.geography.locating import LOCATING_COLUMNS, read_postcode_column
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.lists.request import Doubtful
from asset_map.services.words import folded
from asset_map.services.workspace import Workspace

FAR_M = 500.0
"""A postcode is some fifteen addresses; in towns nobody lives further from its point."""

AT_POSTCODE_M = 3.0
"""A point this near to its own postcode's point is that point: files round it, and turn metres into degrees in more
than one way."""

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Compared:
    """How the points of rows compare with their postcodes.

    Parameters
    ----------
    points
        What the coordinates say.
    apart_m
        Metres between point and postcode; NaN where one of the two is not known.
    other_zone
        Where both lie in a zone, and not in the same one.
    sharing
        How many rows have the very same point, itself included; 0 where there is no point.
    same_as
        Position of an earlier row with the same name and the same point; -1 where there is none.
    has_postcode, may_have_postcode
        Where there is anything in place of a postcode, and whether the list has postcodes or addresses at all.
    unknown_postcode
        Where there is a whole postcode that the installed directory does not hold, beside a point.
    """

    points: Points
    apart_m: NDArray[np.float64]
    other_zone: NDArray[np.bool_]
    sharing: NDArray[np.int64]
    same_as: NDArray[np.int64]
    has_postcode: NDArray[np.bool_]
    may_have_postcode: bool
    unknown_postcode: NDArray[np.bool_]

    @property
    def far(self) -> NDArray[np.bool_]:
        """Where point and postcode lie more than `FAR_M` apart."""
        return np.asarray(self.apart_m > FAR_M)

    @property
    def doubtful(self) -> NDArray[np.bool_]:
        """Where point and postcode do not agree."""
        return self.far | self.other_zone

    @property
    def at_postcode(self) -> NDArray[np.bool_]:
        """Where the point is that of the postcode."""
        return np.asarray(self.apart_m <= AT_POSTCODE_M)


def compare(fields: pd.DataFrame, workspace: Workspace) -> Compared:
    """Compare the point of each row with its postcode.

    Parameters
    ----------
    fields
        Columns by field, all text.
    workspace
        The area.

    Returns
    -------
    Compared
        Arrays of as many values as there are rows.
    """
    located = fields.reindex(columns=list(LOCATING_COLUMNS), fill_value="")
    points = read_coordinates(located)
    postcodes = read_postcode_column(located, workspace.geography.postcodes)
    both = points.usable & postcodes.usable
    apart_m = np.where(both, np.hypot(points.x_m - postcodes.x_m, points.y_m - postcodes.y_m), np.nan)
    zone = workspace.prepared.place(np.where(both, points.x_m, np.nan), np.where(both, points.y_m, np.nan))
    zone_there = workspace.prepared.place(np.where(both, postcodes.x_m, np.nan), np.where(both, postcodes.y_m, np.nan))
    return Compared(
        points=points,
        apart_m=apart_m,
        other_zone=(zone != NOWHERE) & (zone_there != NOWHERE) & (zone != zone_there),
        sharing=_sharing(points),
        same_as=_same_as(fields, points),
        has_postcode=located["postcode"].ne("").to_numpy(dtype=bool),
        may_have_postcode=bool({"postcode", "address"} & set(fields.columns)),
        unknown_postcode=points.usable & (postcodes.problem == ProblemCode.POSTCODE_UNKNOWN.value),
    )


def _same_as(fields: pd.DataFrame, points: Points) -> NDArray[np.int64]:
    spots = pd.DataFrame(
        {
            "at": np.arange(len(fields)),
            "name": [folded(name) for name in fields["name"]],
            "x": np.round(points.x_m),
            "y": np.round(points.y_m),
        }
    )[points.usable]
    spots = spots[spots["name"] != ""]
    first = spots.groupby(["name", "x", "y"])["at"].transform("first")
    same_as = np.full(len(fields), NOWHERE, dtype=np.int64)
    later = (first != spots["at"]).to_numpy()
    same_as[spots["at"].to_numpy()[later]] = first.to_numpy()[later]
    return same_as


def _sharing(points: Points) -> NDArray[np.int64]:
    spots = pd.DataFrame({"x": np.round(points.x_m), "y": np.round(points.y_m)})[points.usable]
    sharing = np.zeros(len(points.x_m), dtype=np.int64)
    sharing[points.usable] = spots.groupby(["x", "y"])["x"].transform("size").to_numpy()
    return sharing


def settled(fields: pd.DataFrame, compared: Compared, *, doubtful: Doubtful) -> pd.DataFrame:
    """Return the rows with their places as they are to be used.

    Parameters
    ----------
    fields
        Columns by field, all text.
    compared
        As `compare` found them.
    doubtful
        What is done where point and postcode lie apart.

    Returns
    -------
    pandas.DataFrame
        The same rows. A point that is its postcode's own counts as found by the postcode, and as no finer than that;
        where the postcode is preferred, the point is left out.
    """
    # Coordinates of a layer or a list stand for the place itself; those of a postcode stand for some fifteen addresses.
    placed = fields.assign(
        located_by=_filled(fields, "located_by").mask(compared.at_postcode, LocatedBy.POSTCODE.value)
    )
    if doubtful is Doubtful.POSTCODE:
        for name in ("latitude", "longitude", "easting", "northing"):
            if name in placed:
                placed[name] = placed[name].mask(compared.doubtful, "")
    return placed


def _filled(fields: pd.DataFrame, name: str) -> pd.Series:
    return fields[name] if name in fields else pd.Series("", index=fields.index, dtype="str")


def place_flags(compared: Compared, *, doubtful: Doubtful, row_numbers: NDArray[np.int64]) -> list[list[Flagged]]:
    """Return what is to be said about the place of each row.

    Parameters
    ----------
    compared
        As `compare` found them.
    doubtful
        What is done where point and postcode lie apart.
    row_numbers
        Of each row, as people find it in the file.

    Returns
    -------
    list of list of Flagged
        One list a row.
    """
    flags: list[list[Flagged]] = [[] for _ in compared.apart_m]
    used = "postcode" if doubtful is Doubtful.POSTCODE else "point"
    for at in np.flatnonzero(~compared.has_postcode) if compared.may_have_postcode else ():
        flags[at].append(Flagged(Flag.NO_POSTCODE, "Neither a column nor the address holds a postcode."))
    for at in np.flatnonzero(compared.unknown_postcode):
        message = "The postcode is not among those that are known here: the point may be wrong, or the postcode new."
        flags[at].append(Flagged(Flag.POSTCODE_NOT_KNOWN, message))
    far = compared.far
    for at in np.flatnonzero(compared.doubtful):
        where = "in different zones" if compared.other_zone[at] else "in the same zone or outside the area"
        message = f"Point and postcode lie {compared.apart_m[at]:,.0f} m apart, {where}; the {used} is used. Check it."
        flags[at] += [Flagged(Flag.FAR_FROM_POSTCODE, message)] if far[at] else []
        flags[at] += [Flagged(Flag.OTHER_ZONE_THAN_POSTCODE, message)] if compared.other_zone[at] else []
    for at in np.flatnonzero(compared.at_postcode):
        flags[at].append(Flagged(Flag.AT_POSTCODE_POINT, "The point is that of its postcode, and no finer."))
    for at in np.flatnonzero(compared.sharing > 1):
        others = compared.sharing[at] - 1
        message = f"{others:,} other {'row has' if others == 1 else 'rows have'} the very same point."
        flags[at].append(Flagged(Flag.SHARES_ITS_POINT, message))
    for at in np.flatnonzero(compared.same_as != NOWHERE):
        message = f"Row {row_numbers[compared.same_as[at]]} has the same name at the same point."
        flags[at].append(Flagged(Flag.SAME_NAME_AND_POINT, message))
    return flags
