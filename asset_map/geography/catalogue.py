"""Which zone systems and deprivation editions are known, and how do their files spell them?

They are described in TOML files, so that another edition, vintage or country is a data step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from asset_map.errors import GeographyError
from asset_map.geography.walkable import WalkingRules, read_walking_rules

WALKING_FILE = "walking.toml"


@dataclass(frozen=True)
class PopulationColumns:
    """Where a population is found, and what it counts.

    Parameters
    ----------
    label
        What is counted and by whom, in words.
    year
        The year counted; None where there is none.
    columns
        Spellings of the column, the preferred one first.
    """

    label: str
    year: int | None
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ZoneSystem:
    """One set of statistical small areas: a country's zones of one vintage.

    Parameters
    ----------
    id, label, vintage, country
        How it is called in files, in words, and of when and where it is.
    code_pattern
        Regular expression that a whole code matches.
    first_code, last_code
        The range of codes, both included; empty where the range says nothing.
    expected_count
        How many zones there are, where known.
    fictional
        Whether the place is made up.
    code_columns, name_columns
        Spellings of the columns of zone code and zone name.
    council_code_columns, council_name_columns, intermediate_code_columns, intermediate_name_columns
        Spellings of the columns of the larger areas that a zone lies in.
    populations
        Populations that boundary files of this system carry, the preferred one first.
    publisher, licence, attribution, postcode_attribution
        Words to show wherever boundaries, or postcodes within them, are used.
    """

    id: str
    label: str
    vintage: str
    country: str
    code_pattern: str
    code_columns: tuple[str, ...]
    name_columns: tuple[str, ...]
    first_code: str = ""
    last_code: str = ""
    expected_count: int | None = None
    fictional: bool = False
    council_code_columns: tuple[str, ...] = ()
    council_name_columns: tuple[str, ...] = ()
    intermediate_code_columns: tuple[str, ...] = ()
    intermediate_name_columns: tuple[str, ...] = ()
    populations: tuple[PopulationColumns, ...] = ()
    publisher: str = ""
    licence: str = ""
    attribution: str = ""
    postcode_attribution: str = ""

    def holds(self, codes: pd.Series[Any]) -> pd.Series[bool]:
        """Return which codes belong to this system.

        Parameters
        ----------
        codes
            Zone codes as text, without blanks around them.

        Returns
        -------
        pandas.Series of bool
            On the same index; False where a code is missing.
        """
        shaped = codes.str.fullmatch(self.code_pattern).fillna(value=False).astype(bool)
        if not self.first_code:
            return shaped
        return shaped & (codes >= self.first_code) & (codes <= self.last_code)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One published index of deprivation.

    Parameters
    ----------
    id, name
        How it is called in files and in words.
    zone_system
        Id of the zone system that it is keyed by.
    zones
        How many zones it ranks.
    decile_definition
        ``"by number of zones"`` or ``"by population"``; the two are never mixed.
    decile_from_rank
        Whether decile = ceil(10 x rank / zones) gives the published deciles exactly.
    year
        The year in its name; None where there is none.
    publisher, licence, attribution
        Words to show wherever it is used.
    rank_columns, decile_columns
        Spellings of its columns.
    domain_columns
        Spellings of the columns of domain ranks, by domain.
    population
        The population published with it, if any.
    """

    id: str
    name: str
    zone_system: str
    zones: int
    decile_definition: str
    rank_columns: tuple[str, ...]
    decile_columns: tuple[str, ...]
    decile_from_rank: bool = False
    year: int | None = None
    publisher: str = ""
    licence: str = ""
    attribution: str = ""
    domain_columns: Mapping[str, tuple[str, ...]]
    population: PopulationColumns | None = None

    def recognises(self, columns: Iterable[object]) -> bool:
        """Return whether a table with these columns holds this edition.

        Parameters
        ----------
        columns
            The names of the table's columns.

        Returns
        -------
        bool
            True when its overall rank or decile is among them.
        """
        return find_column(columns, (*self.rank_columns, *self.decile_columns)) is not None


@dataclass(frozen=True)
class Catalogue:
    """Every zone system and edition that is described, and which ways may be walked along.

    Parameters
    ----------
    systems, editions
        By id, in the order of the files.
    walking
        Which ways of OpenStreetMap count; None where no file says so.
    """

    systems: Mapping[str, ZoneSystem]
    editions: Mapping[str, Edition]
    walking: WalkingRules | None = None

    def editions_of(self, system: ZoneSystem) -> tuple[Edition, ...]:
        """Return the editions keyed by one zone system.

        Parameters
        ----------
        system
            The zone system.

        Returns
        -------
        tuple of Edition
            In the order of the files.
        """
        return tuple(edition for edition in self.editions.values() if edition.zone_system == system.id)


def find_column(columns: Iterable[object], spellings: Iterable[str]) -> str | None:
    """Return the column spelled in one of the known ways, whatever its case.

    Parameters
    ----------
    columns
        The names of a table's columns.
    spellings
        Known names, the preferred one first.

    Returns
    -------
    str or None
        The column's name as the table has it.
    """
    by_folded_name = {str(column).strip().casefold(): str(column) for column in columns}
    found = (by_folded_name.get(spelling.casefold()) for spelling in spellings)
    return next((column for column in found if column is not None), None)


def read_catalogue(folder: Path) -> Catalogue:
    """Read the catalogue from all TOML files of a folder.

    Parameters
    ----------
    folder
        A folder of ``*.toml`` files with ``[[zone_system]]`` and ``[[edition]]`` entries, and `WALKING_FILE`.

    Returns
    -------
    Catalogue
        All entries, files in the order of their names.

    Raises
    ------
    GeographyError
        A file is no TOML, an entry lacks something, an id stands twice, or an edition names an unknown zone system.
    """
    systems: dict[str, ZoneSystem] = {}
    editions: dict[str, Edition] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            described = tomllib.loads(path.read_text(encoding="utf-8"))
            _add(systems, (_zone_system(entry) for entry in described.get("zone_system", [])), path)
            _add(editions, (_edition(entry) for entry in described.get("edition", [])), path)
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            message = f"{path.name} does not describe zone systems and editions as expected: {error}."
            raise GeographyError(message) from error
    for edition in editions.values():
        if edition.zone_system not in systems:
            message = f"The edition {edition.id} names the zone system {edition.zone_system}, which no file describes."
            raise GeographyError(message)
    walking = folder / WALKING_FILE
    return Catalogue(systems, editions, read_walking_rules(walking) if walking.exists() else None)


def _add(known: dict[str, Any], entries: Iterable[ZoneSystem] | Iterable[Edition], path: Path) -> None:
    for entry in entries:
        if entry.id in known:
            raise GeographyError(f"{path.name} describes {entry.id} a second time: give it another id.")
        known[entry.id] = entry


def _zone_system(entry: Mapping[str, Any]) -> ZoneSystem:
    plain = {key: _frozen(value) for key, value in entry.items() if key != "population"}
    return ZoneSystem(populations=tuple(map(_population, entry.get("population", []))), **plain)


def _edition(entry: Mapping[str, Any]) -> Edition:
    special = {"population", "domain_columns"}
    plain = {key: _frozen(value) for key, value in entry.items() if key not in special}
    return Edition(
        population=_population(entry["population"]) if "population" in entry else None,
        domain_columns={domain: tuple(names) for domain, names in entry.get("domain_columns", {}).items()},
        **plain,
    )


def _population(entry: Mapping[str, Any]) -> PopulationColumns:
    return PopulationColumns(entry["label"], entry.get("year"), tuple(entry["columns"]))


def _frozen(value: Any) -> Any:  # noqa: ANN401  # TOML gives any plain value
    return tuple(value) if isinstance(value, list) else value
