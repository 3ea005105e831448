"""What kind of list is in a zip? A layer, the tables of an Open Referral feed, or a workbook under another name."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from asset_map.errors import IntakeError
from asset_map.intake.layer_files import ZIPPED_SUFFIXES, check_no_entities, check_shapefile_parts, check_start
from asset_map.intake.layers import read_places_layer
from asset_map.intake.open_referral_tables import holds_open_referral, read_open_referral_tables
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import checked_members
from asset_map.intake.workbooks import read_workbook

_START_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 20


def read_zipped(path: Path, *, part: str = "") -> PlacesTable:
    """Read the list in a zip.

    Parameters
    ----------
    path
        The zip.
    part
        Name of a layer, or of a file inside, where there are several.

    Returns
    -------
    PlacesTable
        Its rows.

    Raises
    ------
    IntakeError
        When the zip is damaged, claims too much, or holds no list that can be read.
    """
    members = checked_members(path)
    if holds_open_referral(members):
        return read_open_referral_tables(path, members)
    if "[Content_Types].xml" in members:
        return read_workbook(path, part=part)
    layers = [name for name in members if PurePosixPath(name).suffix.lower() in ZIPPED_SUFFIXES]
    layers.sort(key=lambda name: ZIPPED_SUFFIXES.index(PurePosixPath(name).suffix.lower()))
    if not layers:
        raise _no_list(path, members)
    chosen = part if part in layers else layers[0]
    suffix = PurePosixPath(chosen).suffix.lower()
    with zipfile.ZipFile(path) as archive:
        with archive.open(chosen) as member:
            check_start(member.read(_START_BYTES), suffix, f"{chosen} in {path.name}")
        if suffix in {".kml", ".gpx", ".gml"}:
            with archive.open(chosen) as member:
                check_no_entities(iter(lambda: member.read(_CHUNK_BYTES), b""), path.name)
    if suffix == ".shp":
        check_shapefile_parts(chosen, members, file_name=path.name)
    table = read_places_layer(path, part="" if part in layers else part, inside_zip=chosen)
    if len(layers) == 1:
        return table
    note = f"{path.name} holds {len(layers)} layers; {chosen} was read, and not {_listed(layers, chosen)}."
    return PlacesTable(
        table.rows, table.geometry_bng, table.row_numbers, (note, *table.notes), part=chosen, parts=tuple(layers)
    )


def _listed(layers: list[str], chosen: str) -> str:
    others = [name for name in layers if name != chosen]
    return ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")


def _no_list(path: Path, members: list[str]) -> IntakeError:
    parts = [name for name in members if PurePosixPath(name).suffix.lower() in {".dbf", ".shx", ".prj"}]
    if parts:
        shape = PurePosixPath(parts[0]).with_suffix(".shp")
        return IntakeError(
            f"{path.name} is only a part of a shapefile: {shape} is missing. Put all parts (.shp, .dbf, .shx, .prj) "
            "into one zip and bring that in."
        )
    if any(name.lower().endswith(".zip") for name in members):
        return IntakeError(f"{path.name} holds another zip. Unpack it, and bring in the zip or file inside.")
    found = ", ".join(members[:5]) or "nothing"
    return IntakeError(
        f"{path.name} holds no list that can be read from a zip; expected a shapefile or another map layer, or the "
        f"tables of an Open Referral feed, found: {found}. Unpack it and bring in the list inside."
    )
