"""Where are the browser files that the build made?"""

from __future__ import annotations

from pathlib import Path

from asset_map.errors import AssetMapError

VENDOR_FOLDER = Path(__file__).parent.parent / "web" / "vendor"
"""Made by ``asset_map/web/frontend/build_hook.py`` when the package is built; never committed."""


class VendorFilesMissingError(AssetMapError):
    """The package was not built, so the browser files are not there."""


def vendor_file(name: str, *, folder: Path = VENDOR_FOLDER) -> Path:
    """Return one browser file: Leaflet, the typeface, a pictogram, or a script of our own.

    Parameters
    ----------
    name
        Path below the vendor folder, for instance ``leaflet/leaflet.js`` or ``icons/food.svg``.
    folder
        The vendor folder.

    Returns
    -------
    pathlib.Path
        The file; it exists.

    Raises
    ------
    VendorFilesMissingError
        When the file is not there.
    """
    file = folder / name
    if not file.is_file():
        msg = (
            f"Expected the browser file '{name}', and found none: the files are made when Asset Map is built. "
            "In a checkout run 'pip install --editable .' (or 'uv sync'), which fetches them from npm once."
        )
        raise VendorFilesMissingError(msg)
    return file
