"""What was packed to fill a disk or the memory is refused before it is unpacked, whatever it is said to be."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from asset_map.errors import GeographyError
from asset_map.geography import table_files
from asset_map.geography.postcodes import read_postcodes
from asset_map.geography.table_files import SMALL_UNPACKED_BYTES, check_file, read_tables
from asset_map.geography.vector_files import read_layer

READERS: dict[str, Callable[[Path], object]] = {
    "shapes.zip": read_layer,
    "postcodes.zip": read_postcodes,
    "table.xlsx": lambda path: read_tables(path, ["zone"]),
}


def _packed(path: Path, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.csv", b"0" * size)
    return path


@pytest.mark.parametrize("name", READERS)
def test_what_packs_too_well_is_not_unpacked(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _packed(tmp_path / name, SMALL_UNPACKED_BYTES + 1)

    def unpacked(*_: object, **__: object) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)
    with pytest.raises(GeographyError, match="would unpack to 50 MB"):
        READERS[name](bomb)


def test_small_files_may_be_packed_well_and_large_ones_have_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = _packed(tmp_path / "small.zip", SMALL_UNPACKED_BYTES)
    check_file(small)
    monkeypatch.setattr(table_files, "LARGEST_UNPACKED_BYTES", SMALL_UNPACKED_BYTES - 1)
    with pytest.raises(GeographyError, match="expected at most 50 MB"):
        check_file(small)
