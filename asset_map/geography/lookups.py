"""In which council and intermediate zone does each zone lie, by an official lookup?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from asset_map.errors import GeographyError, VintageMismatchError
from asset_map.geography.catalogue import Catalogue, ZoneSystem, find_column
from asset_map.geography.table_files import read_tables
from asset_map.geography.zone_tables import FACTS, clean_text, keyed_by_zone, of_system, zone_facts


@dataclass(frozen=True)
class Lookups:
    """What all the lookups of one install tell.

    Parameters
    ----------
    facts
        What each of them says of the zones, as `read_lookup` gives it.
    council
        The council that was asked for: by its name where a lookup of other zones names its code.
    notes
        Sentences on what could be used in part only.
    """

    facts: tuple[pd.DataFrame, ...]
    council: str | None
    notes: tuple[str, ...]


def read_lookups(paths: Iterable[Path], *, catalogue: Catalogue, system: ZoneSystem, council: str | None) -> Lookups:
    """Read all the lookups of one install.

    Parameters
    ----------
    paths
        Lookup files.
    catalogue
        The known zone systems.
    system
        The zone system of the boundaries. Of a lookup keyed by other zones only the councils' names and codes are
        used, because councils outlive a vintage of zones.
    council
        Name or code of the council that was asked for, or None.

    Returns
    -------
    Lookups
        Everything they tell.

    Raises
    ------
    VintageMismatchError
        A lookup is keyed by other zones and names no councils.
    """
    facts, notes = [], []
    for path in paths:
        try:
            facts.append(read_lookup(path, catalogue=catalogue, system=system))
        except VintageMismatchError:
            names = read_council_names(path, catalogue=catalogue)
            if not names:
                raise
            council = names.get(council.casefold(), council) if council else council
            notes.append(f"{path.name} is keyed by other zones: only its council names and codes were used.")
    return Lookups(tuple(facts), council, tuple(notes))


def read_council_names(path: Path, *, catalogue: Catalogue) -> dict[str, str]:
    """Read the name of each council by its code, whatever zones a lookup is keyed by.

    Parameters
    ----------
    path
        A CSV or XLSX lookup.
    catalogue
        The known zone systems, with the names of their columns of councils.

    Returns
    -------
    dict
        Name by code in small letters; empty when the lookup has no such columns.
    """
    names: dict[str, str] = {}
    for table in read_tables(path, [name for known in catalogue.systems.values() for name in known.code_columns]):
        for system in catalogue.systems.values():
            code = find_column(table.columns, system.council_code_columns)
            name = find_column(table.columns, system.council_name_columns)
            if code is not None and name is not None:
                pairs = table[[code, name]].dropna().astype(str).drop_duplicates()
                names |= dict(zip(pairs[code].str.strip().str.casefold(), pairs[name].str.strip(), strict=True))
    return names


def read_lookup(path: Path, *, catalogue: Catalogue, system: ZoneSystem) -> pd.DataFrame:
    """Read names and larger areas of zones from a lookup.

    Parameters
    ----------
    path
        A CSV or XLSX file with a column of zone codes; a workbook may spread names over several sheets, and may repeat
        a zone for each smaller area in it.
    catalogue
        The known zone systems and the names of their columns.
    system
        The zone system of the boundaries.

    Returns
    -------
    pandas.DataFrame
        Index ``zone_code``; those of ``zone_name``, ``council_code``, ``council_name``, ``intermediate_zone_code`` and
        ``intermediate_zone_name`` that the lookup gives.

    Raises
    ------
    VintageMismatchError
        The lookup is keyed by zones of another system.
    GeographyError
        It has no column of zone codes, or says nothing of them.
    """
    tables = read_tables(path, [name for known in catalogue.systems.values() for name in known.code_columns])
    facts = pd.DataFrame(index=pd.Index([], name="zone_code", dtype=str))
    for table in tables:
        offered = keyed_by_zone(_distinct(table, system), path.name, catalogue=catalogue)
        if offered:
            facts = facts.combine_first(zone_facts(of_system(offered, system)))
    if facts.columns.empty:
        message = f"{path.name} is no lookup of zones: expected a column such as {system.code_columns[0]} and one of a"
        raise GeographyError(f"{message} council, such as {', '.join(system.council_name_columns[:2])}.")
    facts = _with_intermediate_names(facts, tables, system)
    return facts[[fact for fact in FACTS if fact in facts]]


def _distinct(table: pd.DataFrame, system: ZoneSystem) -> pd.DataFrame:
    named = (
        system.code_columns,
        system.name_columns,
        system.council_code_columns,
        system.council_name_columns,
        system.intermediate_code_columns,
        system.intermediate_name_columns,
    )
    found = [column for names in named if (column := find_column(table.columns, names)) is not None]
    if find_column(table.columns, system.code_columns) is None:
        return table
    return table[found].drop_duplicates(ignore_index=True)


def _with_intermediate_names(facts: pd.DataFrame, tables: list[pd.DataFrame], system: ZoneSystem) -> pd.DataFrame:
    if "intermediate_zone_name" in facts or "intermediate_zone_code" not in facts:
        return facts
    for table in tables:
        code = find_column(table.columns, system.intermediate_code_columns)
        name = find_column(table.columns, system.intermediate_name_columns)
        if code is not None and name is not None:
            names = table.drop_duplicates(code).set_index(code)[name]
            return facts.assign(intermediate_zone_name=clean_text(facts["intermediate_zone_code"].map(names)))
    return facts
