"""How do rows of the database become frames?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import ColumnElement, Connection, Dialect, FromClause, LargeBinary, Text, cast, func, literal, select


def frame_of(rows: Sequence[Any], dtypes: dict[str, str]) -> pd.DataFrame:
    """Return rows as a frame.

    Parameters
    ----------
    rows
        One value for each column.
    dtypes
        Name and type of each column, in the order of the values.

    Returns
    -------
    pandas.DataFrame
        With these types also where there is no row.
    """
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in dtypes)
    return frame_of_columns(columns, dtypes)


def frame_of_columns(columns: Iterable[list[Any]], dtypes: dict[str, str]) -> pd.DataFrame:
    """Return columns as a frame.

    Parameters
    ----------
    columns
        The values of each, taken one by one.
    dtypes
        Name and type of each column, in their order.

    Returns
    -------
    pandas.DataFrame
        With these types also where there is no row.
    """
    arrays = {
        # pandas looks at each text by itself, which takes three times as long.
        name: pd.array(pa.array(values, pa.large_string()) if dtype == "str" else values, dtype=dtype)  # type: ignore[arg-type]  # it takes both
        for (name, dtype), values in zip(dtypes.items(), columns, strict=True)
    }
    return pd.DataFrame(arrays, copy=False)


def decoded(texts: pd.Series[Any], of: Callable[[Any], object]) -> pd.Series[Any]:
    """Return what JSON texts hold; few differ, so each is read once.

    Parameters
    ----------
    texts
        JSON.
    of
        Makes of what was read what is wanted.

    Returns
    -------
    pandas.Series
        Objects, shared between rows.
    """
    numbers, kinds = pd.factorize(texts)
    values = np.empty(len(kinds), dtype="object")
    values[:] = [of(json.loads(text)) for text in kinds]
    return pd.Series(values[numbers], index=texts.index)


def whole_columns(
    connection: Connection, columns: Sequence[ColumnElement[Any]], source: FromClause
) -> Iterator[list[Any]]:
    """Give columns of a table, one after the other, so that no more than one has to be held as a list.

    Row by row, Python and the database would take turns, and a hundred thousand turns last seconds where others have
    work too. So each column is asked for as one JSON text, and the database makes all of them in one turn.

    Parameters
    ----------
    connection
        A transaction.
    columns
        What is asked for.
    source
        The table, or several that are joined.

    Yields
    ------
    list
        Texts, numbers, truth values, bytes, and None, in one order of rows for all columns; days and moments as ISO
        8601 texts, moments in UTC without saying so, or with their distance from it.
    """
    asked = select(*(_as_list(column, connection.dialect) for column in columns)).select_from(source)
    lists = list(connection.execute(asked).one())[::-1]
    for column in columns:
        yield _values(lists.pop(), column)


def _as_list(column: ColumnElement[Any], dialect: Dialect) -> ColumnElement[str]:
    of_sqlite = dialect.name == "sqlite"
    if isinstance(column.type, LargeBinary):
        column = func.hex(column) if of_sqlite else func.encode(column, "hex")
    if of_sqlite:
        return func.json_group_array(column, type_=Text)
    return func.coalesce(cast(func.json_agg(column), Text), literal("[]"))


def _values(text: str, column: ColumnElement[Any]) -> list[Any]:
    values: list[Any] = json.loads(text)
    if isinstance(column.type, LargeBinary):
        return [bytes.fromhex(value) if value else None for value in values]
    return values
