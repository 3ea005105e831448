"""Where things are on this machine: read once at a start, passed in from there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Settings:
    """Where the store and the installed geography are kept.

    Parameters
    ----------
    home
        The folder that holds the store and the installed geography.
    database_url
        SQLAlchemy address of the store.
    sources_file
        What is downloaded from where; an organisation may keep copies of its own.
    classification_file
        The kinds and offers of this place, where they were named; else those in its home, or the project's own.
    """

    home: Path
    database_url: str
    sources_file: Path
    classification_file: Path | None = None

    @property
    def geography_folder(self) -> Path:
        """The folder of the installed geography."""
        return self.home / "geography"

    @property
    def downloads_folder(self) -> Path:
        """The folder where official downloads are kept."""
        return self.home / "downloads"


def read_settings(home: str | Path | None = None, database_url: str | None = None) -> Settings:
    """Read the settings from what was asked for, then the environment, then the defaults.

    Parameters
    ----------
    home
        A folder that was asked for; else ``ASSET_MAP_HOME``; else the user's data directory.
    database_url
        A database that was asked for; else ``ASSET_MAP_DATABASE_URL``; else SQLite in the home.

    Returns
    -------
    Settings
        Absolute places; nothing is created yet. ``ASSET_MAP_SOURCES`` names another list of downloads,
        ``ASSET_MAP_CLASSIFICATION`` other kinds and offers.
    """
    chosen_home = home or os.environ.get("ASSET_MAP_HOME") or user_data_path("asset-map", appauthor=False)
    folder = Path(chosen_home).expanduser().resolve()
    url = database_url or os.environ.get("ASSET_MAP_DATABASE_URL") or f"sqlite:///{folder / 'asset-map.db'}"
    sources = os.environ.get("ASSET_MAP_SOURCES")
    classification = os.environ.get("ASSET_MAP_CLASSIFICATION")
    return Settings(
        folder,
        url,
        Path(sources) if sources else bundled("data/sources.toml"),
        Path(classification).expanduser().resolve() if classification else None,
    )


def bundled(name: str) -> Path:
    """Return a file or folder that belongs to the project: ``data/…``, ``app.py``, ``.streamlit/…``.

    Parameters
    ----------
    name
        Path below the top of the project.

    Returns
    -------
    Path
        In a checkout, the file itself; in an installed wheel, the copy inside the package.
    """
    inside_wheel = _PACKAGE / "_bundle" / name
    return inside_wheel if inside_wheel.exists() else _PACKAGE.parent / name
