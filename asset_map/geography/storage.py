"""How is the installed geography kept in its folder?

Each geography is a folder of Parquet files named by their digest, written whole under another name first. The manifest
says which folders count and is replaced in one step, so an interrupted install leaves the former geography working.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from asset_map.errors import GeographyError
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.geographies import Deprivation, Geography
from asset_map.geography.network_file import NetworkReport, network_of_table, network_table
from asset_map.geography.reports import EditionReport, InstallReport, SourceFile

MANIFEST = "installed.json"
MANIFEST_FORMAT = 1


def save_geography(folder: Path, geography: Geography, report: InstallReport) -> InstallReport:
    """Make a geography the installed one of its zone system.

    Parameters
    ----------
    folder
        The folder of the installed geography; made when missing.
    geography
        What to keep.
    report
        What is said of it.

    Returns
    -------
    InstallReport
        The report with the digest of what was kept.
    """
    files = _files(geography)
    digest = _digest(geography, files)
    name = f"zones-{geography.system.id}-{digest[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    former = _entries(folder)
    _write_whole(folder / name, files)
    report = replace(report, digest=digest)
    others = [entry for entry in former if entry["report"]["system"] != geography.system.id]
    entries = [*others, {"folder": name, "editions": list(geography.editions), "report": asdict(report)}]
    _replace_manifest(folder, entries)
    # The former folder stays until the next install: a running app may be reading it.
    kept = {entry["folder"] for entry in (*former, *entries)}
    for left_over in (path for path in folder.glob("zones-*") if path.name not in kept):
        shutil.rmtree(left_over)
    return report


def open_geography(folder: Path, *, catalogue: Catalogue, system: str | None = None) -> Geography | None:
    """Open an installed geography.

    Parameters
    ----------
    folder
        The folder of the installed geography.
    catalogue
        The known zone systems and editions.
    system
        Id of a zone system; by default the one `installed_geographies` lists first.

    Returns
    -------
    Geography or None
        None when nothing is installed, or nothing of that zone system.

    Raises
    ------
    GeographyError
        What is installed is damaged, or the catalogue no longer describes it.
    """
    entries = [entry for entry in _ordered(folder) if system in {None, entry["report"]["system"]}]
    return _open(folder, entries[0], catalogue) if entries else None


def installed_geographies(folder: Path) -> tuple[InstallReport, ...]:
    """List what is installed.

    Parameters
    ----------
    folder
        The folder of the installed geography; need not exist.

    Returns
    -------
    tuple of InstallReport
        The default first: those with deprivation before those without, real before fictional, then the newest vintage.

    Raises
    ------
    GeographyError
        The manifest is damaged.
    """
    return tuple(_report(entry["report"]) for entry in _ordered(folder))


def _ordered(folder: Path) -> list[Mapping[str, Any]]:
    def preference(entry: Mapping[str, Any]) -> tuple[bool, bool, str]:
        report = entry["report"]
        return bool(report["editions"]), not report["fictional"], report["vintage"]

    return sorted(_entries(folder), key=preference, reverse=True)


def _entries(folder: Path) -> list[Mapping[str, Any]]:
    manifest = folder / MANIFEST
    if not manifest.exists():
        return []
    try:
        entries: list[Mapping[str, Any]] = json.loads(manifest.read_text(encoding="utf-8"))["geographies"]
    except (OSError, ValueError, KeyError) as error:
        message = f"{manifest} cannot be read ({error}). Remove it and add the geography again."
        raise GeographyError(message) from error
    return entries


def _files(geography: Geography) -> dict[str, bytes]:
    frames: dict[str, pd.DataFrame] = {
        "zones.parquet": geography.zones_bng,
        "postcodes.parquet": geography.postcodes,
        **{_edition_file(edition): held.table for edition, held in geography.editions.items()},
    }
    if geography.context_bng is not None:
        frames["context.parquet"] = geography.context_bng
    if geography.beyond_bng is not None:
        frames["beyond.parquet"] = geography.beyond_bng
    if geography.network is not None:
        frames["network.parquet"] = network_table(geography.network)
    return {name: _parquet(frame) for name, frame in frames.items()}


def _edition_file(edition_id: str) -> str:
    return f"edition-{edition_id}.parquet"


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def _digest(geography: Geography, files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for part in (geography.system.id, geography.area_name, geography.population_source):
        digest.update(part.encode() + b"\0")
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _write_whole(target: Path, files: Mapping[str, bytes]) -> None:
    if target.exists():
        return
    beside = target.with_name(f"{target.name}.partial")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    for name, content in files.items():
        _write_synced(beside / name, content)
    beside.rename(target)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _replace_manifest(folder: Path, entries: list[Mapping[str, Any]]) -> None:
    beside = folder / f"{MANIFEST}.partial"
    text = json.dumps({"format": MANIFEST_FORMAT, "geographies": entries}, indent=1, ensure_ascii=False)
    _write_synced(beside, text.encode())
    beside.replace(folder / MANIFEST)


def _open(folder: Path, entry: Mapping[str, Any], catalogue: Catalogue) -> Geography:
    home, report = folder / entry["folder"], entry["report"]
    unknown = [name for name in entry["editions"] if name not in catalogue.editions]
    if report["system"] not in catalogue.systems or unknown:
        what = ", ".join(unknown) or report["system"]
        message = (
            f"The installed geography uses {what}, which no file in data/geography describes. Bring its file back."
        )
        raise GeographyError(message)
    try:
        network = _layer(home / "network.parquet")
        return Geography(
            area_name=report["area_name"],
            system=catalogue.systems[report["system"]],
            zones_bng=gpd.read_parquet(home / "zones.parquet"),
            population_source=report["population_source"],
            editions={name: _open_edition(home, name, catalogue) for name in entry["editions"]},
            postcodes=pd.read_parquet(home / "postcodes.parquet"),
            context_bng=_layer(home / "context.parquet"),
            beyond_bng=_layer(home / "beyond.parquet"),
            network=None if network is None else network_of_table(network),
            digest=report["digest"],
        )
    except (OSError, ValueError) as error:
        message = f"The geography installed in {home} is damaged ({error}). Add its boundaries again."
        raise GeographyError(message) from error


def _layer(path: Path) -> gpd.GeoDataFrame | None:
    return gpd.read_parquet(path) if path.exists() else None


def _open_edition(home: Path, edition_id: str, catalogue: Catalogue) -> Deprivation:
    return Deprivation(catalogue.editions[edition_id], pd.read_parquet(home / _edition_file(edition_id)))


def _report(stored: Mapping[str, Any]) -> InstallReport:
    nested = {
        "editions": tuple(EditionReport(**_tuples(edition)) for edition in stored["editions"]),
        "sources": tuple(SourceFile(**source) for source in stored["sources"]),
        "network": NetworkReport(**stored["network"]) if stored.get("network") else None,
    }
    return InstallReport(**{**_tuples(stored), **nested})


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}
