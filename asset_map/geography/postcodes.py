"""Where do postcodes lie, by an official directory?"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from asset_map.domain.postcode import postcode_key
from asset_map.errors import GeographyError
from asset_map.geography.catalogue import find_column
from asset_map.geography.table_files import check_file, decode, numbers

CODE_POINT_COLUMNS = ("postcode", "positional_quality_indicator", "eastings", "northings")
"""The first columns of Code-Point Open, whose files have no header."""

NO_POSITION_QUALITY = 90
"""Positional quality indicator of a postcode without coordinates (Ordnance Survey, Code-Point Open)."""

SPELLINGS = {
    "postcode": ("postcode", "pcds", "pcd"),
    "easting_m": ("eastings", "easting", "easting_m", "GridReferenceEasting", "oseast1m"),
    "northing_m": ("northings", "northing", "northing_m", "GridReferenceNorthing", "osnrth1m"),
    "quality": ("positional_quality_indicator", "PQ"),
    "deleted": ("DateOfDeletion", "doterm"),
    "datazone2011": ("DataZone2011Code",),
    "datazone2022": ("DataZone2022Code",),
}
REQUIRED = ("postcode", "easting_m", "northing_m")


@dataclass(frozen=True)
class Postcodes:
    """The postcodes of one or more directories.

    Parameters
    ----------
    table
        Index ``postcode``, letters and digits only, unique and sorted; ``easting_m`` and ``northing_m`` (EPSG:27700)
        and, where the directory has them, the zone codes ``datazone2011`` and ``datazone2022``.
    left_out
        How many rows were left out, by reason.
    """

    table: pd.DataFrame
    left_out: Mapping[str, int]


def read_postcodes(*paths: Path) -> Postcodes:
    """Read postcode directories.

    Parameters
    ----------
    *paths
        Code-Point Open (CSV without header, or its zip), the Scottish Postcode Directory (CSV or zip), a Parquet file
        of the same columns, or a CSV with the header ``postcode,easting,northing``.

    Returns
    -------
    Postcodes
        Rows in = rows of the table + rows left out.

    Raises
    ------
    GeographyError
        A file is missing, damaged, or has not the columns expected.
    """
    parts = [_tidy(part) for path in paths for part in _raw_parts(path)]
    left_out: Counter[str] = Counter()
    for _, reasons in parts:
        left_out.update(reasons)
    table = pd.concat([part for part, _ in parts])
    repeated = table.index.duplicated()
    left_out["given more than once"] += int(repeated.sum())
    return Postcodes(table[~repeated].sort_index(), {reason: n for reason, n in sorted(left_out.items()) if n})


def postcode_keys(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of postcodes as letters and digits only, missing where one has not the shape of a postcode.

    Parameters
    ----------
    texts
        Postcodes however spelled.

    Returns
    -------
    pandas.Series
        Keys as `postcode_key` gives them, on the same index.
    """
    return texts.astype("string").map(postcode_key, na_action="ignore").astype("string")


def _raw_parts(path: Path) -> Iterator[pd.DataFrame]:
    check_file(path)
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield _named(_read_parquet(path), path.name)
    elif suffix == ".zip":
        yield from _inside_zip(path)
    elif suffix in {".csv", ".txt"}:
        yield _read_csv(path.read_bytes(), path.name)
    else:
        message = (
            f"{path.name} is no directory of postcodes: expected Code-Point Open or the Scottish Postcode Directory"
        )
        raise GeographyError(f"{message}, as .csv, .zip or .parquet.")


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise GeographyError(f"{path.name} is not a whole Parquet file ({error}). Download it again.") from error


def _inside_zip(path: Path) -> Iterator[pd.DataFrame]:
    try:
        with zipfile.ZipFile(path) as archive:
            tables = [name for name in sorted(archive.namelist()) if _is_data(name)]
            if not tables:
                raise GeographyError(f"{path.name} holds no CSV file of postcodes. Download the CSV version.")
            for name in tables:
                yield _read_csv(archive.read(name), f"{path.name}/{name}")
    except zipfile.BadZipFile as error:
        message = f"{path.name} is not a whole zip file: the download was probably cut off. Download it again."
        raise GeographyError(message) from error


def _is_data(member: str) -> bool:
    # Code-Point Open keeps its column names and code lists beside the data, in a folder named Doc.
    folders = {part.casefold() for part in Path(member).parts[:-1]}
    return member.lower().endswith(".csv") and not folders & {"doc", "docs", "__macosx"}


def _read_csv(content: bytes, name: str) -> pd.DataFrame:
    text = decode(content)
    first_cell = text.split(",", 1)[0].strip().strip('"')
    headless = postcode_key(first_cell) is not None
    try:
        raw = pd.read_csv(
            io.StringIO(text), header=None if headless else 0, dtype=str, keep_default_na=False, skipinitialspace=True
        )
    except pd.errors.ParserError as error:
        raise GeographyError(f"{name} is not a whole CSV file ({error}). Download it again.") from error
    if headless:
        raw.columns = pd.Index([*CODE_POINT_COLUMNS, *map(str, raw.columns[len(CODE_POINT_COLUMNS) :])])
    return _named(raw, name)


def _named(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    found = {field: find_column(raw.columns, names) for field, names in SPELLINGS.items()}
    missing = [field for field in REQUIRED if found[field] is None]
    if missing:
        message = (
            f"{name} should have the columns postcode, easting and northing (or be Code-Point Open or the Scottish"
        )
        raise GeographyError(f"{message} Postcode Directory), but has {', '.join(map(str, raw.columns[:8]))}.")
    return pd.DataFrame({field: raw[column] for field, column in found.items() if column is not None})


def _tidy(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    keys = postcode_keys(raw["postcode"])
    easting = numbers(raw["easting_m"], where="The eastings of postcodes")
    northing = numbers(raw["northing_m"], where="The northings of postcodes")
    unplaced = easting.isna() | northing.isna() | ((easting == 0) & (northing == 0))
    if "quality" in raw:
        unplaced |= numbers(raw["quality"], where="The quality of postcodes") == NO_POSITION_QUALITY
    blank = pd.Series("", index=raw.index)
    deleted = raw.get("deleted", blank).astype("string").str.strip().fillna("") != ""
    not_postcodes = keys.isna()
    reasons = {
        "not a postcode": int(not_postcodes.sum()),
        "deleted": int((deleted & ~not_postcodes).sum()),
        "no position": int((unplaced & ~deleted & ~not_postcodes).sum()),
    }
    kept = ~(not_postcodes | deleted | unplaced)
    zones = [column for column in ("datazone2011", "datazone2022") if column in raw]
    table = raw.loc[kept, zones].assign(easting_m=easting[kept], northing_m=northing[kept])
    table.index = pd.Index(keys[kept].astype(str), name="postcode")
    return table[["easting_m", "northing_m", *zones]], reasons
