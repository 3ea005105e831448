"""Which outlines do maps of an area draw? Made once for each geography, and kept on disk beside the prepared zones."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import suppress
from pathlib import Path

import geopandas as gpd

from asset_map.maps.arcs import ARCS_FORMAT
from asset_map.maps.drawing import AT_MOST_OFF_M, DECIMALS, DrawnZones, drawn_zones
from asset_map.services.kept_beside import kept_name, tidy_beside

_FORMAT = f"asset-map outlines 1, {AT_MOST_OFF_M} m, {DECIMALS} decimals, arcs {ARCS_FORMAT}"


def outlines_of(zones_bng: gpd.GeoDataFrame, *, digest: str, folder: Path) -> DrawnZones:
    """Return zones as they are drawn, from disk where they are kept there.

    Parameters
    ----------
    zones_bng
        Full-detail zones in metres, EPSG:27700, indexed by ``zone_code``.
    digest
        Of the geography that they belong to.
    folder
        Where outlines are kept.

    Returns
    -------
    DrawnZones
        For this digest; drawn anew when what is kept is missing, damaged or of another version.
    """
    kept = folder / kept_name("outlines", digest, ".txt")
    with suppress(OSError, ValueError, KeyError):
        return _read(kept)
    zones = drawn_zones(zones_bng)
    with suppress(OSError):  # on a full or read-only disk they are drawn again next time
        _write(zones, kept)
        tidy_beside(kept)
    return zones


def _read(kept: Path) -> DrawnZones:
    header, geojson, arcs = kept.read_text("utf-8").split("\n")
    told = json.loads(header)
    if told["format"] != _FORMAT or told["sha256"] != _digest(geojson, arcs):
        raise ValueError(_FORMAT)
    west, south, east, north = told["bounds"]
    return DrawnZones(tuple(told["codes"]), geojson, arcs, (west, south, east, north))


def _write(zones: DrawnZones, kept: Path) -> None:
    told = {
        "format": _FORMAT,
        "codes": zones.codes,
        "bounds": zones.bounds,
        "sha256": _digest(zones.geojson, zones.arcs),
    }
    part = kept.with_name(f"{kept.name}.{secrets.token_hex(8)}.part")
    try:
        part.write_text("\n".join([json.dumps(told), zones.geojson, zones.arcs]), "utf-8")
        part.replace(kept)
    finally:
        part.unlink(missing_ok=True)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
