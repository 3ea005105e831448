"""Adding neighbourhoods: from a table of zones, from a layer of outlines, or drawn on the map."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind, id_from_name
from asset_map.domain.permission import Actor, may_add_neighbourhoods
from asset_map.domain.problem import Problem
from asset_map.errors import UserError
from asset_map.geography.shapes import read_shape
from asset_map.geography.table_files import read_tables
from asset_map.geography.vector_files import read_layer
from asset_map.services.neighbourhoods import checked_name, taken_ids
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})

NAME_COLUMNS = (
    "thrivingplace", "neighbourhood", "wardname", "ward", "placename", "place", "area", "areaname", "locality", "name",
)  # fmt: skip
"""Headers of a column of names, without digits and signs, the likeliest first."""

SLIVER = 0.05
"""The wards of the next council share the edge of the area, and a little of its zones where either was simplified."""

_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, kw_only=True)
class NeighbourhoodFile:
    """A file of neighbourhoods and what somebody said about it.

    Parameters
    ----------
    path
        A table with a column of names and one of codes of zones or intermediate zones; or a layer of outlines.
    name_column
        The column of names; empty to find it.
    kind
        What they are; None to tell it by the column's name.
    source, licence
        Who says so, and the terms of that; the file's name where nobody said.
    """

    path: Path
    name_column: str = ""
    kind: NeighbourhoodKind | None = None
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class AddedNeighbourhoods:
    """What became of a file of neighbourhoods.

    Parameters
    ----------
    added, changed, unchanged
        Names of the new ones, of those whose zones or outline changed, and of those that are as they were.
    outside
        Names of those that are not in the area.
    name_column
        The column that the names were taken from.
    unknown_codes
        How many rows of a table name a zone that is not in the area.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    outside: tuple[str, ...]
    name_column: str
    unknown_codes: int


@dataclass(frozen=True)
class _Read:
    name_column: str
    found: Mapping[str, Neighbourhood]
    outside: tuple[str, ...] = ()
    unknown_codes: int = field(default=0, kw_only=True)


@asks(may_add_neighbourhoods, everywhere)
def add_neighbourhoods(
    given: NeighbourhoodFile, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> AddedNeighbourhoods:
    """Keep the neighbourhoods of a file; one of the same name and kind gets the new zones or outline.

    Parameters
    ----------
    given
        The file.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    AddedNeighbourhoods
        What was done.

    Raises
    ------
    UserError
        When no names, or no zones and outlines of this area, can be found in the file; nothing is kept then.
    """
    is_table = given.path.suffix.lower() in TABLE_SUFFIXES
    read = _from_table(given, workspace) if is_table else _from_layer(given, workspace)
    if not read.found:
        raise UserError(
            f"Expected neighbourhoods in {workspace.geography.area_name}; found that all of {given.path.name} lies "
            "outside it. Choose another file."
        )
    kept = {(one.name, one.kind): one for one in workspace.store.neighbourhoods()}
    taken = taken_ids(workspace)
    added, changed, unchanged = [], [], []
    for one in read.found.values():
        before = kept.get((one.name, one.kind))
        if before is None:
            new = replace(one, neighbourhood_id=id_from_name(one.name, taken))
            taken.add(new.neighbourhood_id)
            added.append(new)
        elif (again := replace(one, neighbourhood_id=before.neighbourhood_id)) != before:
            changed.append(again)
        else:
            unchanged.append(before)
    if added or changed:
        event = AuditEvent(at=now, actor=actor.name, action=Action.RECORDED, reason=f"From {given.path.name}")
        workspace.store.keep_neighbourhoods([*added, *changed], event=event)
    return AddedNeighbourhoods(
        added=_names(added),
        changed=_names(changed),
        unchanged=_names(unchanged),
        outside=read.outside,
        name_column=read.name_column,
        unknown_codes=read.unknown_codes,
    )


@asks(may_add_neighbourhoods, everywhere)
def draw_neighbourhood(
    name: str, outline: str, workspace: Workspace, *, source: str = "", now: dt.datetime, actor: Actor
) -> Neighbourhood:
    """Keep a neighbourhood that somebody drew on the map.

    Parameters
    ----------
    name
        What people call it.
    outline
        GeoJSON in degrees, EPSG:4326.
    workspace
        The area.
    source
        Who drew it, for instance "Residents at the gala day".
    now, actor
        When, and who keeps it.

    Returns
    -------
    Neighbourhood
        As kept.

    Raises
    ------
    UserError
        For an outline that cannot be kept or lies outside the area, and a name that is empty, too long or given to
        another drawn neighbourhood.
    """
    plain = checked_name(name)
    if any((one.name, one.kind) == (plain, NeighbourhoodKind.DRAWN) for one in workspace.store.neighbourhoods()):
        raise UserError(f"Expected a new name; found that “{plain}” was drawn before. Choose another name.")
    shape = read_shape(outline, allowed={"area"}, kind_label="A neighbourhood")
    if isinstance(shape, Problem):
        raise UserError(shape.message)
    if not _is_in_area(shape, workspace):
        raise UserError(
            f"Expected an outline in {workspace.geography.area_name}; found one that lies outside it. Draw it again."
        )
    drawn = Neighbourhood(
        neighbourhood_id=id_from_name(plain, taken_ids(workspace)),
        name=plain,
        kind=NeighbourhoodKind.DRAWN,
        shape_bng=shapely.to_wkb(shape),
        source=source.strip(),
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.RECORDED)
    workspace.store.keep_neighbourhoods([drawn], event=event)
    return drawn


def _from_table(given: NeighbourhoodFile, workspace: Workspace) -> _Read:
    zones = workspace.geography.zones_bng
    by_code: dict[str, tuple[str, ...]] = {str(code): (str(code),) for code in zones.index}
    if "intermediate_zone_code" in zones:
        groups = zones.groupby("intermediate_zone_code").groups
        by_code |= {str(code): tuple(map(str, part)) for code, part in groups.items()}
    table, code_column = _table_with_codes(given.path, by_code, workspace)
    name_column = _name_column(given, [one for one in table.columns if one != code_column])
    rows = table[table[name_column].str.strip() != ""]
    codes = rows[code_column].str.strip()
    together: dict[str, set[str]] = {}
    for name, code in zip(rows[name_column].map(checked_name), codes, strict=True):
        together.setdefault(name, set()).update(by_code.get(code, ()))
    kind = given.kind or _kind_by(name_column)
    found = {
        name: Neighbourhood(
            neighbourhood_id="",
            name=name,
            kind=kind,
            zone_system=workspace.geography.system.id,
            zone_codes=tuple(sorted(of_it)),
            source=given.source or given.path.name,
            licence=given.licence,
        )
        for name, of_it in together.items()
        if of_it
    }
    outside = tuple(name for name, of_it in together.items() if not of_it)
    return _Read(name_column, found, outside, unknown_codes=int((~codes.isin(list(by_code))).sum()))


def _table_with_codes(
    path: Path, by_code: Mapping[str, tuple[str, ...]], workspace: Workspace
) -> tuple[pd.DataFrame, str]:
    """Return the table and the column that name the most zones of the area."""
    candidates = [
        (int(table[column].str.strip().isin(list(by_code)).sum()), table, str(column))
        for table in read_tables(path, ())
        for column in table.columns
    ]
    count, table, column = max(candidates, key=lambda one: one[0])
    if count == 0:
        example = next(iter(workspace.geography.zones_bng.index))
        raise UserError(
            f"Expected a column with codes of zones of {workspace.geography.area_name} (such as {example}), or of "
            f"intermediate zones where a lookup of them is installed; found none in {path.name}. Look whether the file "
            "is for zones of another year, and install a lookup with “asset-map geography add --lookup FILE”."
        )
    return table, column


def _from_layer(given: NeighbourhoodFile, workspace: Workspace) -> _Read:
    layer = read_layer(given.path)
    layer = layer[shapely.get_dimensions(layer.geometry.to_numpy()) == 2]
    if layer.empty:
        raise UserError(f"Expected outlines in {given.path.name}; found points or lines. Choose a layer of areas.")
    name_column = _name_column(given, [str(one) for one in layer.columns if one != layer.geometry.name])
    named = layer[layer[name_column].notna()]
    kind = given.kind or _kind_by(name_column)
    found: dict[str, Neighbourhood] = {}
    outside: list[str] = []
    for name, part in named.groupby(named[name_column].astype(str).map(checked_name)):
        shape = _areas_of(shapely.union_all(shapely.make_valid(part.geometry.to_numpy())))
        if not _is_in_area(shape, workspace):
            outside.append(str(name))
            continue
        found[str(name)] = Neighbourhood(
            neighbourhood_id="",
            name=str(name),
            kind=kind,
            shape_bng=shapely.to_wkb(shape),
            source=given.source or given.path.name,
            licence=given.licence,
        )
    return _Read(name_column, found, tuple(outside))


def _areas_of(shape: Any) -> Any:  # noqa: ANN401  (shapely's geometries of any kind)
    """Return only the areas of what mending left; a crossing outline leaves lines too."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.normalize(shapely.union_all(parts[shapely.get_dimensions(parts) == 2]))


def _is_in_area(shape: Any, workspace: Workspace) -> bool:  # noqa: ANN401  (shapely's geometries of any kind)
    """Return whether an outline shares more with the area than the sliver that simplified neighbours share."""
    zones = workspace.geography.zones_bng.geometry.to_numpy()
    overlaps_m2 = shapely.area(shapely.intersection(zones, shape))
    return bool((overlaps_m2 > SLIVER * np.minimum(shapely.area(zones), float(shape.area))).any())


def _name_column(given: NeighbourhoodFile, columns: list[str]) -> str:
    if given.name_column:
        if given.name_column in columns:
            return given.name_column
        raise UserError(
            f"Expected a column “{given.name_column}” in {given.path.name}; found: {', '.join(columns)}. Name one of "
            "these."
        )
    plain = {_NOT_LETTERS.sub("", column.casefold()): column for column in reversed(columns)}
    likely = next((plain[name] for name in NAME_COLUMNS if name in plain), None)
    if likely is None and len(columns) == 1:
        likely = columns[0]
    if likely is None:
        raise UserError(
            f"Expected to know which column of {given.path.name} holds the names; found: {', '.join(columns)}. Name "
            "one of these (--name-column in a terminal)."
        )
    return likely


def _kind_by(name_column: str) -> NeighbourhoodKind:
    plain = _NOT_LETTERS.sub("", name_column.casefold())
    if "thriving" in plain:
        return NeighbourhoodKind.THRIVING_PLACE
    return NeighbourhoodKind.WARD if plain.startswith("ward") else NeighbourhoodKind.NAMED


def _names(some: list[Neighbourhood]) -> tuple[str, ...]:
    return tuple(sorted(one.name for one in some))
