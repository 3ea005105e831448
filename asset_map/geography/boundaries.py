"""Which zones does a boundary file hold, and where do they lie?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.errors import GeographyError
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.vector_files import read_layer, within_uk
from asset_map.geography.zone_tables import ZoneTable, keyed_by_zone

POLYGONAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Boundaries:
    """The zones of one boundary file.

    Parameters
    ----------
    attributes
        The file's own columns, keyed by zone, with the zone system they belong to.
    shapes_bng
        Valid polygons of the same zones, EPSG:27700, full detail; index ``zone_code``, sorted.
    repaired
        Codes of the zones whose outline crossed or touched itself and was mended.
    """

    attributes: ZoneTable
    shapes_bng: gpd.GeoSeries
    repaired: tuple[str, ...]


def read_boundaries(path: Path, *, catalogue: Catalogue, note: Callable[[str], None] = lambda _: None) -> Boundaries:
    """Read the zones of a boundary file, whichever known vintage they are of.

    Parameters
    ----------
    path
        A file that `read_layer` can read, with a column of zone codes.
    catalogue
        The known zone systems and the names of their code columns.
    note
        Is told, in one sentence, whatever had to be guessed.

    Returns
    -------
    Boundaries
        Every zone of the file; nothing is left out.

    Raises
    ------
    GeographyError
        No column of zone codes is known, its vintage cannot be told, a code stands twice, or a zone has no polygon.
    """
    frame_bng = read_layer(path, note=note)
    offered = keyed_by_zone(frame_bng, path.name, catalogue=catalogue)
    if not offered:
        raise GeographyError(_no_code_message(frame_bng, path, catalogue))
    if len(offered) > 1:
        vintages = " or ".join(table.system.label for table in offered)
        telling = " or ".join(table.system.code_columns[0] for table in offered)
        message = f"The zone codes of {path.name} may be those of {vintages}: name their column {telling}"
        raise GeographyError(f"{message}, so that it tells which.")
    keyed = offered[0]
    shapes_bng = gpd.GeoSeries(keyed.table[frame_bng.geometry.name].sort_index(), crs=frame_bng.crs)
    _check_polygons(shapes_bng, path)
    shapes_bng, repaired = _repair(shapes_bng, path)
    attributes = pd.DataFrame(keyed.table.drop(columns=frame_bng.geometry.name))
    return Boundaries(ZoneTable(keyed.system, attributes, path.name), shapes_bng, repaired)


def _no_code_message(frame: gpd.GeoDataFrame, path: Path, catalogue: Catalogue) -> str:
    expected = dict.fromkeys(system.code_columns[0] for system in catalogue.systems.values())
    found = [str(column) for column in frame.columns if column != frame.geometry.name]
    return (
        f"{path.name} has no column of zone codes: expected one such as {', '.join(expected)}; "
        f"found {', '.join(found) or 'none'}. Check that it is a file of zones, or rename the column."
    )


def _check_polygons(shapes: gpd.GeoSeries, path: Path) -> None:
    without = shapes.index[shapes.isna() | shapes.is_empty]
    if len(without):
        message = f"{path.name} has no shape for {len(without)} zones ({', '.join(without[:5])}). Download it again."
        raise GeographyError(message)
    others = sorted(set(shapes.geom_type) - set(POLYGONAL))
    if others:
        message = f"{path.name} should hold polygons, but holds {', '.join(others)}: it may be a file of centroids."
        raise GeographyError(f"{message} Use the file of boundaries.")
    if not within_uk(shapes.total_bounds):
        message = f"{path.name} lies outside the United Kingdom. Check its coordinates, and that x and y are not"
        raise GeographyError(f"{message} swapped.")


def _repair(shapes: gpd.GeoSeries, path: Path) -> tuple[gpd.GeoSeries, tuple[str, ...]]:
    invalid = ~shapes.is_valid.to_numpy()
    if not invalid.any():
        return shapes, ()
    mended = np.array(shapes.to_numpy(), dtype=object)
    mended[invalid] = shapely.make_valid(mended[invalid], method="structure", keep_collapsed=False)
    repaired = gpd.GeoSeries(mended, index=shapes.index, crs=shapes.crs)
    lost = repaired.index[repaired.is_empty | ~repaired.geom_type.isin(POLYGONAL)]
    if len(lost):
        message = f"The outlines of {', '.join(lost[:5])} in {path.name} enclose no area and cannot be mended."
        raise GeographyError(f"{message} Download it again in full detail.")
    return repaired, tuple(shapes.index[invalid])
