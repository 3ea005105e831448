"""What does a published table say of the deprivation of zones?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from asset_map.errors import GeographyError
from asset_map.geography.catalogue import Catalogue, Edition, PopulationColumns, ZoneSystem, find_column
from asset_map.geography.reports import DECILES
from asset_map.geography.table_files import numbers, read_tables
from asset_map.geography.zone_tables import ZoneTable, keyed_by_zone, mismatch


@dataclass(frozen=True)
class EditionTable:
    """One edition as one file gives it, for all zones of the file.

    Parameters
    ----------
    edition
        The edition recognised.
    table
        Index ``zone_code``; ``rank`` (float64, ties may end in .5), ``decile`` (Int64, 1 = most deprived),
        ``population`` (Int64) and ``rank_{domain}`` (float64) for each domain given. Missing is missing, never zero.
    keyed
        The file's own columns, keyed by zone.
    """

    edition: Edition
    table: pd.DataFrame
    keyed: ZoneTable


def read_deprivation(path: Path, *, catalogue: Catalogue, system: ZoneSystem) -> tuple[EditionTable, ...]:
    """Read the editions in a CSV or XLSX file.

    Parameters
    ----------
    path
        The file.
    catalogue
        The known editions and the names of their columns.
    system
        The zone system of the boundaries that it is to be joined to.

    Returns
    -------
    tuple of EditionTable
        At least one.

    Raises
    ------
    VintageMismatchError
        The file is keyed by zones of another system than the boundaries.
    GeographyError
        No edition is recognised, or its ranks and deciles cannot be right.
    """
    read = read_zone_tables(path, catalogue=catalogue)
    found = [table for offered in read for table in editions_in(_fitting(offered, catalogue, system), catalogue)]
    if not found:
        known = ", ".join(edition.name for edition in catalogue.editions.values())
        message = (
            f"{path.name} holds no known index of deprivation: expected zone codes with the rank of one of {known}."
        )
        raise GeographyError(f"{message} Another index is added by describing its columns in data/geography.")
    return tuple(found)


def read_zone_tables(path: Path, *, catalogue: Catalogue) -> list[tuple[ZoneTable, ...]]:
    """Read the tables of a CSV or XLSX file that are keyed by zones.

    Parameters
    ----------
    path
        The file.
    catalogue
        The known zone systems and the names of their code columns.

    Returns
    -------
    list of tuple of ZoneTable
        For each such table the readings that fit it, see `keyed_by_zone`.
    """
    names = [name for system in catalogue.systems.values() for name in system.code_columns]
    keyed = [keyed_by_zone(table, path.name, catalogue=catalogue) for table in read_tables(path, names)]
    return [readings for readings in keyed if readings]


def editions_in(keyed: ZoneTable, catalogue: Catalogue) -> tuple[EditionTable, ...]:
    """Return the editions that stand in a table keyed by zones, which may be a boundary file's own columns.

    Parameters
    ----------
    keyed
        The table.
    catalogue
        The known editions.

    Returns
    -------
    tuple of EditionTable
        Empty when none is recognised.

    Raises
    ------
    GeographyError
        Ranks and deciles cannot be right.
    """
    recognised = (edition for edition in catalogue.editions_of(keyed.system) if edition.recognises(keyed.table.columns))
    return tuple(EditionTable(edition, _table(keyed, edition), keyed) for edition in recognised)


def population_in(keyed: ZoneTable, sources: Iterable[PopulationColumns]) -> tuple[pd.Series[Any], str] | None:
    """Return the population that a table gives for its zones, and what it counts.

    Parameters
    ----------
    keyed
        The table.
    sources
        Populations that it may hold, the preferred one first.

    Returns
    -------
    tuple of pandas.Series of Int64 and str, or None
        On the table's index, with the words for its source; None when the table has none.

    Raises
    ------
    GeographyError
        A population is not a whole number from 0 up.
    """
    for source in sources:
        column = find_column(keyed.table.columns, source.columns)
        if column is None:
            continue
        people = numbers(keyed.table[column], where=f"{column} of {keyed.source}")
        if (people < 0).any() or (people.dropna() % 1 != 0).any():
            raise GeographyError(f"{column} of {keyed.source} should hold whole numbers of people, from 0 up.")
        return people.astype("Int64"), source.label
    return None


def combine(tables: Sequence[EditionTable]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Put the tables of one edition together, the later ones winning; populations are never mixed.

    Parameters
    ----------
    tables
        Tables of the same edition, at least one.

    Returns
    -------
    tuple of pandas.DataFrame and tuple of str
        The table, and a sentence for each file that disagrees with the one that won.
    """
    combined, differences = tables[0].table, []
    for earlier, later in pairwise(tables):
        common = combined.index.intersection(later.table.index)
        for column in ("rank", "decile"):
            before, after = combined.loc[common, column], later.table.loc[common, column]
            differing = int((before.notna() & after.notna() & (before != after)).sum())
            if differing:
                differences.append(
                    f"{earlier.keyed.source} and {later.keyed.source} differ in the {column} of {later.edition.name} "
                    f"for {differing} zones; {later.keyed.source} was used."
                )
        columns = later.table.columns.union(combined.columns, sort=False)
        people = (later.table if later.table["population"].notna().any() else combined)["population"]
        combined = later.table.combine_first(combined)[columns].astype({"decile": "Int64"})
        combined["population"] = people.reindex(combined.index)
    return combined, tuple(differences)


def _fitting(offered: tuple[ZoneTable, ...], catalogue: Catalogue, system: ZoneSystem) -> ZoneTable:
    match = next((table for table in offered if table.system.id == system.id), None)
    if match is not None and any(edition.recognises(match.table.columns) for edition in catalogue.editions_of(system)):
        return match
    for table in offered:
        for edition in catalogue.editions.values():
            keyed_by = catalogue.systems[edition.zone_system]
            same_country = keyed_by.country == table.system.country
            if same_country and keyed_by.id != system.id and edition.recognises(table.table.columns):
                raise mismatch(edition.name, keyed_by, system)
    return match or offered[0]


def _table(keyed: ZoneTable, edition: Edition) -> pd.DataFrame:
    rank = _column(keyed, edition.rank_columns)
    _check_ranks(rank, edition.zones, f"rank of {edition.name} in {keyed.source}")
    decile = _column(keyed, edition.decile_columns)
    if decile.isna().all() and edition.decile_from_rank:
        decile = (rank * len(DECILES) / edition.zones).map(math.ceil, na_action="ignore")
    _check_deciles(rank, decile, f"decile of {edition.name} in {keyed.source}")
    population = population_in(keyed, [edition.population] if edition.population else [])
    people = population[0] if population else pd.Series(pd.NA, index=keyed.table.index, dtype="Int64")
    columns: dict[str, pd.Series[Any]] = {"rank": rank, "decile": decile.astype("Int64"), "population": people}
    for domain, spellings in edition.domain_columns.items():
        if find_column(keyed.table.columns, spellings) is not None:
            columns[f"rank_{domain}"] = _column(keyed, spellings)
            _check_ranks(columns[f"rank_{domain}"], edition.zones, f"{domain} rank in {keyed.source}")
    return pd.DataFrame(columns, index=keyed.table.index)


def _column(keyed: ZoneTable, spellings: Sequence[str]) -> pd.Series[float]:
    column = find_column(keyed.table.columns, spellings)
    if column is None:
        return pd.Series(float("nan"), index=keyed.table.index, dtype="float64")
    return numbers(keyed.table[column], where=f"{column} of {keyed.source}")


def _check_ranks(ranks: pd.Series[float], zones: int, what: str) -> None:
    known = ranks.dropna()
    # Zones that tie share the mean of their ranks, which is whole or ends in .5.
    wrong = known[(known < 1) | (known > zones) | (known * 2 % 1 != 0)]
    if len(wrong):
        message = f"Each {what} should be from 1 to {zones:,}, but {wrong.index[0]} has {wrong.iloc[0]:g}"
        raise GeographyError(f"{message} ({len(wrong)} such zones). Check that the column holds ranks, not scores.")


def _check_deciles(ranks: pd.Series[float], deciles: pd.Series[Any], what: str) -> None:
    known = deciles.dropna()
    wrong = known[~known.isin(DECILES)]
    if len(wrong):
        message = f"Each {what} should be a whole number from 1 to 10, but {wrong.index[0]} has {wrong.iloc[0]:g}"
        raise GeographyError(f"{message} ({len(wrong)} such zones).")
    by_rank = deciles[ranks.notna() & deciles.notna()].iloc[ranks[ranks.notna() & deciles.notna()].argsort()]
    if not by_rank.is_monotonic_increasing:
        raise GeographyError(
            f"The {what} should rise with the rank, 1 being the most deprived, but it does not. "
            "Check that deciles are not counted from the least deprived, and that no two editions are mixed."
        )
