"""How do moments and days stand in formats that have none?"""

from __future__ import annotations

from typing import TypeVar

import pandas as pd
import pyarrow as pa

WRITTEN = "%Y-%m-%dT%H:%M:%SZ"
"""ISO 8601, in UTC."""

Rows = TypeVar("Rows", bound=pd.DataFrame)


def with_written_moments(rows: Rows) -> Rows:
    """Return a layer or table in which moments are texts.

    Parameters
    ----------
    rows
        Moments stand in it with their time zone, UTC.

    Returns
    -------
    geopandas.GeoDataFrame or pandas.DataFrame
        The same rows, with those columns as ISO 8601.
    """
    moments = rows.select_dtypes("datetimetz").items()
    return rows.assign(**{str(name): column.dt.strftime(WRITTEN) for name, column in moments})


def with_written_days(rows: Rows) -> Rows:
    """Return a layer or table in which days are texts.

    Parameters
    ----------
    rows
        Days stand in it as ``date32[day][pyarrow]``.

    Returns
    -------
    geopandas.GeoDataFrame or pandas.DataFrame
        The same rows, with those columns as ISO 8601.
    """
    days = {str(name): column.astype("str") for name, column in rows.items() if is_of_days(column)}
    return rows.assign(**days)


def is_of_days(column: pd.Series) -> bool:
    """Whether a column holds days, and no moments.

    Parameters
    ----------
    column
        Any.

    Returns
    -------
    bool
        True for ``date32[day][pyarrow]``.
    """
    return isinstance(column.dtype, pd.ArrowDtype) and pa.types.is_date(column.dtype.pyarrow_dtype)
