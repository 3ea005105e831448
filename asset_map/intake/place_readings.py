"""Do a list's coordinates mean what their columns say, or are they swapped, or in another system?

Nothing is changed by itself: a reading is suggested, with where its points would fall, and applied when somebody
agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.geography.coordinates import (
    DEGREES,
    METRES,
    UNITED_KINGDOM,
    AxisPair,
    degrees_to_metres,
    mercator_to_degrees,
    points_in_degrees,
    read_coordinates,
)
from asset_map.geography.grid import Floats
from asset_map.geography.placing import PreparedZones
from asset_map.geography.settling import NOWHERE
from asset_map.geography.written_coordinates import coordinate_numbers
from asset_map.intake.mixed_systems import stop_on_mixed_systems

__all__ = ["Reading", "ReadingFit", "fits", "read_as", "stop_on_mixed_systems", "suggested"]

MOST_POINTS = 2_000
"""Points of a picture."""

SAMPLE_ROWS = 2_000
LEAST_SHARE = 0.5
"""A reading is suggested when it puts at least so much of the rows into the area, or into the country."""

CLEARLY_MORE = 2.0
"""… and so many times as many as there are as the columns stand."""

DECIMALS = 7
"""Decimals of a degree that are written: a centimetre."""

_METRES = METRES.northward.unit


class Reading(StrEnum):
    """What two columns of coordinates may mean; ``swapped``: the northward one stands where the eastward one should."""

    AS_GIVEN = "as_given"
    SWAPPED = "swapped"
    DEGREES = "degrees"
    DEGREES_SWAPPED = "degrees_swapped"
    METRES = "metres"
    METRES_SWAPPED = "metres_swapped"
    WEB_MERCATOR = "web_mercator"
    WEB_MERCATOR_SWAPPED = "web_mercator_swapped"

    @property
    def is_swapped(self) -> bool:
        """Whether the two columns are exchanged."""
        return self.value.endswith("swapped")


@dataclass(frozen=True, eq=False)
class ReadingFit:
    """Where the points of a list would fall by one reading.

    Parameters
    ----------
    reading
        What the columns would mean.
    rows
        Number of rows with two numbers.
    inside
        How many of these would lie in a zone of the area.
    points_bng
        Eastings and northings (EPSG:27700) for a picture, of shape (n, 2): of all rows that would have a point, at most
        2,000, evenly taken.
    reason
        Where they would fall, in plain words.
    in_britain
        How many of the rows would lie in or near the United Kingdom.
    """

    reading: Reading
    rows: int
    inside: int
    points_bng: NDArray[np.float64]
    reason: str
    in_britain: int = 0


WORDS: Mapping[Reading, str] = {
    Reading.AS_GIVEN: "As the columns stand",
    Reading.SWAPPED: "With the two columns exchanged",
    Reading.DEGREES: "Read as degrees",
    Reading.DEGREES_SWAPPED: "Read as degrees, with the two columns exchanged",
    Reading.METRES: "Read as metres of the British National Grid",
    Reading.METRES_SWAPPED: "Read as metres of the British National Grid, with the two columns exchanged",
    Reading.WEB_MERCATOR: "Read as metres of Web Mercator",
    Reading.WEB_MERCATOR_SWAPPED: "Read as metres of Web Mercator, with the two columns exchanged",
}


def fits(fields: pd.DataFrame, *, prepared: PreparedZones) -> tuple[ReadingFit, ...]:
    """Tell where the points of a list would fall by each reading that fits its numbers.

    Parameters
    ----------
    fields
        Rows with ``latitude`` and ``longitude`` or ``easting`` and ``northing``, all text.
    prepared
        The zones of the area.

    Returns
    -------
    tuple of ReadingFit
        The best first; `Reading.AS_GIVEN` is always among them.
    """
    pair = _pair_of(fields)
    given = fields.reindex(columns=[pair.northward.field, pair.eastward.field], fill_value="")
    rows = int((given != "").all(axis=1).sum())
    sample = given.iloc[_evenly(len(given), SAMPLE_ROWS)]
    found = []
    for reading in _readings_of(pair):
        as_given = reading is Reading.AS_GIVEN
        if as_given or _in_britain(_points(sample, reading, pair)).any():
            points_bng = _as_given(fields) if as_given else _points(given, reading, pair)
            found.append(_fit(reading, points_bng, rows, prepared))
    return tuple(sorted(found, key=lambda fit: (-fit.inside, -fit.in_britain, fit.reading is not Reading.AS_GIVEN)))


def suggested(found: Sequence[ReadingFit]) -> ReadingFit | None:
    """Return a reading that fits clearly better than the columns as they stand.

    Parameters
    ----------
    found
        As `fits` gives them.

    Returns
    -------
    ReadingFit or None
        One that puts at least half of the rows, and twice as many as there are as they stand, into the area; where no
        reading puts any there, into the United Kingdom.
    """
    given = next(fit for fit in found if fit.reading is Reading.AS_GIVEN)
    by_area = any(fit.inside for fit in found)
    for fit in found:
        number, as_given = (fit.inside, given.inside) if by_area else (fit.in_britain, given.in_britain)
        enough = number and number >= LEAST_SHARE * fit.rows and number >= CLEARLY_MORE * as_given
        if fit is not given and enough:
            return fit
    return None


def read_as(fields: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Write the coordinates of rows as a reading means them.

    Parameters
    ----------
    fields
        As `fits` takes them.
    reading
        What a person agreed to.

    Returns
    -------
    pandas.DataFrame
        The same rows: ``latitude`` and ``longitude``, or ``easting`` and ``northing``, are rewritten, and the other two
        emptied where these took their place; nothing else is changed. What is no number moves as it is.
    """
    pair = _pair_of(fields)
    names = (pair.northward.field, pair.eastward.field)
    if reading is Reading.AS_GIVEN or not set(names) <= set(fields.columns):
        return fields
    north, east = (fields[name] for name in (reversed(names) if reading.is_swapped else names))
    if reading in {Reading.WEB_MERCATOR, Reading.WEB_MERCATOR_SWAPPED}:
        x_m, y_m = coordinate_numbers(east, unit=_METRES), coordinate_numbers(north, unit=_METRES)
        longitude, latitude = mercator_to_degrees().transform(x_m, y_m)
        readable = np.isfinite(latitude) & np.isfinite(longitude)
        north, east = (
            texts.where(~readable, pd.Series(np.round(numbers, DECIMALS) + 0.0, index=texts.index).map(repr))
            for texts, numbers in ((north, latitude), (east, longitude))
        )
    target = _target(reading, pair)
    in_use = (fields[list(names)] != "").any(axis=1)
    columns = {name: fields[name].mask(in_use, "") for name in names}
    for axis, texts in ((target.northward, north), (target.eastward, east)):
        had = columns.get(axis.field, fields.get(axis.field, pd.Series("", index=fields.index, dtype="str")))
        columns[axis.field] = had.mask(in_use, texts)
    return fields.assign(**columns)


def _pair_of(fields: pd.DataFrame) -> AxisPair:
    """Return the two columns that say where rows are: degrees if there are any."""
    names = [DEGREES.northward.field, DEGREES.eastward.field]
    return DEGREES if (fields.reindex(columns=names, fill_value="") != "").any(axis=None) else METRES


def _readings_of(pair: AxisPair) -> list[Reading]:
    own = (Reading.DEGREES, Reading.DEGREES_SWAPPED) if pair is DEGREES else (Reading.METRES, Reading.METRES_SWAPPED)
    return [reading for reading in Reading if reading not in own]


def _target(reading: Reading, pair: AxisPair) -> AxisPair:
    """Return the columns that hold the coordinates once they are read."""
    if reading in {Reading.METRES, Reading.METRES_SWAPPED}:
        return METRES
    return pair if reading is Reading.SWAPPED else DEGREES


def _points(given: pd.DataFrame, reading: Reading, pair: AxisPair) -> Floats:
    """Return eastings and northings, of shape (rows, 2); NaN where the numbers do not fit the reading."""
    texts = [given[pair.northward.field], given[pair.eastward.field]]
    north, east = reversed(texts) if reading.is_swapped else texts
    target = _target(reading, pair)
    mercator = reading in {Reading.WEB_MERCATOR, Reading.WEB_MERCATOR_SWAPPED}
    unit = _METRES if mercator else target.northward.unit
    northward, eastward = (coordinate_numbers(one, unit=unit) for one in (north, east))
    if mercator:
        eastward, northward = mercator_to_degrees().transform(eastward, northward)
    fine = target.northward.allows(northward) & target.eastward.allows(eastward)
    points = np.full((len(given), 2), np.nan)
    points[fine] = np.column_stack((eastward[fine], northward[fine]))
    if target is DEGREES:
        points[fine] = np.column_stack(degrees_to_metres().transform(*points[fine].T))
    return points


def _as_given(fields: pd.DataFrame) -> Floats:
    points = read_coordinates(fields)
    return np.where(points.usable[:, None], np.column_stack((points.x_m, points.y_m)), np.nan)


def _fit(reading: Reading, points_bng: Floats, rows: int, prepared: PreparedZones) -> ReadingFit:
    inside = int((prepared.place(*points_bng.T) != NOWHERE).sum())
    finite = points_bng[np.isfinite(points_bng).all(axis=1)]
    in_britain = int(_in_britain(points_bng).sum())
    reason = f"{WORDS[reading]}, {inside:,} of {rows:,} rows lie in the area and {in_britain:,} in the United Kingdom."
    return ReadingFit(reading, rows, inside, finite[_evenly(len(finite), MOST_POINTS)], reason, in_britain)


def _in_britain(points_bng: Floats) -> NDArray[np.bool_]:
    """Tell which points lie in the box around the United Kingdom."""
    longitude, latitude = points_in_degrees(points_bng).T
    return np.asarray(UNITED_KINGDOM.northward.allows(latitude) & UNITED_KINGDOM.eastward.allows(longitude))


def _evenly(number: int, most: int) -> NDArray[np.int64]:
    return (
        np.unique(np.linspace(0, number - 1, min(number, most)).astype(np.int64)) if number else np.empty(0, np.int64)
    )
