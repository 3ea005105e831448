"""Which zones does a table speak of, and in which larger areas does it say they lie?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from asset_map.errors import GeographyError, VintageMismatchError
from asset_map.geography.catalogue import Catalogue, ZoneSystem, find_column

FACTS = ("zone_name", "council_code", "council_name", "intermediate_zone_code", "intermediate_zone_name")
"""What a table may say of a zone besides numbers."""


@dataclass(frozen=True)
class ZoneTable:
    """A table keyed by the zones of one system.

    Parameters
    ----------
    system
        The zone system that its codes belong to.
    table
        Index ``zone_code``, unique; the columns as published.
    source
        Name of the file it comes from.
    """

    system: ZoneSystem
    table: pd.DataFrame
    source: str


def keyed_by_zone(table: pd.DataFrame, source: str, *, catalogue: Catalogue) -> tuple[ZoneTable, ...]:
    """Key a table by its zone codes.

    Parameters
    ----------
    table
        A table with a column of zone codes.
    source
        Name of its file, for messages.
    catalogue
        The known zone systems and the names of their code columns.

    Returns
    -------
    tuple of ZoneTable
        One for each zone system that the column's name and all its codes fit: nearly always one, several where codes
        of two vintages overlap and the column's name does not tell. Empty when no column is named as one of zone codes.

    Raises
    ------
    GeographyError
        Codes belong to no known system or to two, or stand more than once.
    """
    found = [
        (system, column)
        for system in catalogue.systems.values()
        if (column := find_column(table.columns, system.code_columns)) is not None
    ]
    fitting = [pair for pair in found if _misfits(table, *pair).empty]
    if found and not fitting:
        raise GeographyError(_misfit_message(table, found, source))
    return tuple(ZoneTable(system, _indexed(table, column, source), source) for system, column in fitting)


def of_system(tables: Iterable[ZoneTable], system: ZoneSystem) -> ZoneTable:
    """Return the reading of a table that fits a zone system.

    Parameters
    ----------
    tables
        What `keyed_by_zone` gave for one table, at least one.
    system
        The zone system of the boundaries.

    Returns
    -------
    ZoneTable
        The one of that system.

    Raises
    ------
    VintageMismatchError
        The table is keyed by other zones than the boundaries.
    """
    offered = list(tables)
    match = next((table for table in offered if table.system.id == system.id), None)
    if match is None:
        raise mismatch(offered[0].source, offered[0].system, system)
    return match


def mismatch(what: str, keyed_by: ZoneSystem, boundaries: ZoneSystem) -> VintageMismatchError:
    """Return the one sentence that refuses to join two vintages.

    Parameters
    ----------
    what
        The edition or file that was offered.
    keyed_by
        The zones it is keyed by.
    boundaries
        The zones of the boundaries.

    Returns
    -------
    VintageMismatchError
        To be raised.
    """
    return VintageMismatchError(
        f"{what} is keyed by {keyed_by.label} but the boundaries are {boundaries.label}: "
        f"use boundaries of {keyed_by.label}, or a table for {boundaries.label}."
    )


def zone_facts(keyed: ZoneTable) -> pd.DataFrame:
    """Return the names and larger areas that a table gives for its zones.

    Parameters
    ----------
    keyed
        The table.

    Returns
    -------
    pandas.DataFrame
        Index ``zone_code``; those of `FACTS` that the table has, as text, missing where blank.
    """
    system = keyed.system
    spellings = {
        "zone_name": system.name_columns,
        "council_code": system.council_code_columns,
        "council_name": system.council_name_columns,
        "intermediate_zone_code": system.intermediate_code_columns,
        "intermediate_zone_name": system.intermediate_name_columns,
    }
    columns = {fact: find_column(keyed.table.columns, names) for fact, names in spellings.items()}
    return pd.DataFrame(
        {fact: clean_text(keyed.table[column]) for fact, column in columns.items() if column is not None},
        index=keyed.table.index,
    )


def clean_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return text without blanks around it, missing where nothing is left.

    Parameters
    ----------
    values
        A column as it was read.

    Returns
    -------
    pandas.Series
        Of pandas' ``string`` type, on the same index.
    """
    text = values.astype("string").str.strip()
    return text.mask(text == "")


def _misfits(table: pd.DataFrame, system: ZoneSystem, column: str) -> pd.Series[Any]:
    codes = clean_text(table[column]).dropna()
    if codes.empty:
        raise GeographyError(f"The column {column} should hold zone codes, but every cell is blank.")
    return codes[~system.holds(codes)]


def _misfit_message(table: pd.DataFrame, found: list[tuple[ZoneSystem, str]], source: str) -> str:
    system, column = min(found, key=lambda pair: len(_misfits(table, *pair)))
    misfits = _misfits(table, system, column)
    expected = ", ".join(dict.fromkeys(_range(other) for other, _ in found))
    return (
        f"{source} should hold codes of one set of zones in its column {column} ({expected}), but {len(misfits)} of "
        f"{len(table)} do not fit {system.label}, such as {misfits.iloc[0]!r}. Use one vintage, without totals."
    )


def _range(system: ZoneSystem) -> str:
    return f"{system.label}: {system.first_code} to {system.last_code}" if system.first_code else system.label


def _indexed(table: pd.DataFrame, column: str, source: str) -> pd.DataFrame:
    codes = clean_text(table[column])
    if codes.isna().any():
        blank = table.loc[codes.isna()].drop(columns=column)
        if not (blank.astype("string").fillna("") == "").all(axis=None):
            raise GeographyError(
                f"{source} has {len(blank)} rows without a code in its column {column}. Complete them."
            )
    keyed = table.loc[codes.notna()].set_axis(pd.Index(codes.dropna().astype(str), name="zone_code"), axis=0)
    repeated = keyed.index[keyed.index.duplicated()].unique()
    if len(repeated):
        message = f"{source} should hold each zone once, but {', '.join(repeated[:5])} stand more than once"
        raise GeographyError(f"{message} ({len(repeated)} such zones). Remove the repeats, or dissolve by {column}.")
    return keyed
