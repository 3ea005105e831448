"""Is a file the map layer that its name says? Its first bytes are asked before a reader of many formats is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from asset_map.errors import IntakeError
from asset_map.intake.readable import checked_members

LAYER_SUFFIXES = (".gpkg", ".fgb", ".shp", ".kml", ".kmz", ".gpx", ".gml", ".parquet", ".geoparquet")
ZIPPED_SUFFIXES = (".shp", ".gpkg", ".fgb", ".geojson", ".json", ".kml", ".gpx", ".gml")
SHAPEFILE_PARTS = (".dbf", ".shx")

_BEGINS_WITH = {
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
}
_ROOT = {".kml": b"kml", ".gpx": b"gpx", ".gml": b"FeatureCollection"}
_CHUNK_BYTES = 1 << 20
_START_BYTES = 1 << 16
_ENTITY = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE)")
_LONGEST_TAG_START = 64


def check_layer_file(path: Path) -> None:
    """Refuse a layer that is cut off, lacks a part, or is something else under its name.

    Parameters
    ----------
    path
        A file with one of `LAYER_SUFFIXES`.

    Raises
    ------
    IntakeError
        With what was found and what to do.
    """
    suffix = path.suffix.lower()
    if suffix == ".kmz":
        _check_kmz(path)
        return
    with path.open("rb") as file:
        check_start(file.read(_START_BYTES), suffix, path.name)
    if suffix in _ROOT:
        with path.open("rb") as file:
            check_no_entities(iter(lambda: file.read(_CHUNK_BYTES), b""), path.name)
    if suffix == ".gpkg":
        _check_whole_sqlite(path)
    if suffix == ".shp":
        beside = [other.name for other in path.parent.iterdir()]
        check_shapefile_parts(path.name, beside, file_name=path.name)


def check_start(start: bytes, suffix: str, name: str) -> None:
    """Refuse a layer whose first bytes are not those of its format.

    Parameters
    ----------
    start
        The beginning of the file.
    suffix
        What its name ends in, in lower case.
    name
        For the message.

    Raises
    ------
    IntakeError
        With what to do.
    """
    fits = True
    if suffix in _BEGINS_WITH:
        fits = start.startswith(_BEGINS_WITH[suffix])
    elif suffix in _ROOT:
        fits = start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _ROOT[suffix] in start
    elif suffix in {".geojson", ".json"}:
        # The reader knows a JSON that names other files to fetch, which no list of places needs.
        fits = start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e").startswith((b"{", b"["))
        fits = fits and b"gdal_streamed_alg" not in start
    if not fits:
        raise IntakeError(
            f"{name} is not the {suffix} file that its name says. Export the layer again, as GeoJSON or GeoPackage, or "
            "give the file its own ending back."
        )


def check_no_entities(pieces: Iterator[bytes], name: str) -> None:
    """Refuse XML that defines words of its own: they can swell to fill the memory, and no map program writes them.

    Parameters
    ----------
    pieces
        The file, in order.
    name
        For the message.

    Raises
    ------
    IntakeError
        With what to do.
    """
    rest = b""
    for piece in pieces:
        if _ENTITY.search(rest + piece):
            raise IntakeError(
                f"{name} defines entities of its own, which no list of places needs and which can fill the memory. "
                "Nothing was read; export the layer again with a map program."
            )
        rest = piece[-_LONGEST_TAG_START:]


def check_shapefile_parts(shape: str, members: list[str], *, file_name: str) -> None:
    """Refuse a shapefile of which a part is missing.

    Parameters
    ----------
    shape
        Name of the part with the shapes.
    members
        Names of the files beside it.
    file_name
        For the message.

    Raises
    ------
    IntakeError
        Naming the missing parts.
    """
    present = {name.casefold() for name in members}
    stem = str(PurePosixPath(shape).with_suffix(""))
    missing = [f"{stem}{part}" for part in SHAPEFILE_PARTS if f"{stem}{part}".casefold() not in present]
    if missing:
        raise IntakeError(
            f"{file_name} is only a part of a shapefile: {' and '.join(missing)} is missing. Put all parts (.shp, "
            ".dbf, .shx, .prj) into one zip and bring that in."
        )


def _check_kmz(path: Path) -> None:
    documents = [name for name in checked_members(path) if name.lower().endswith(".kml")]
    if not documents:
        raise IntakeError(f"{path.name} holds no map: expected a .kml inside. Export the layer again.")
    with zipfile.ZipFile(path) as archive:
        for name in documents:
            with archive.open(name) as document:
                check_start(document.read(_START_BYTES), ".kml", f"{name} in {path.name}")
            with archive.open(name) as document:
                check_no_entities(iter(lambda: document.read(_CHUNK_BYTES), b""), path.name)


def _check_whole_sqlite(path: Path) -> None:
    """Compare the size with what the header of the database says of its pages."""
    with path.open("rb") as file:
        header = file.read(100)
    page_bytes = int.from_bytes(header[16:18], "big")
    expected = (65_536 if page_bytes == 1 else page_bytes) * int.from_bytes(header[28:32], "big")
    counted = header[24:28] == header[92:96]
    if counted and path.stat().st_size < expected:
        raise IntakeError(
            f"{path.name} is cut off: expected {expected:,} bytes, found {path.stat().st_size:,}. Download or copy it "
            "again."
        )
