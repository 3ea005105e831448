"""What every service works on: the store, the installed geography and the classification, opened together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from cachetools import LRUCache
from cachetools.keys import hashkey

from asset_map.domain.classification import Classification, read_classification
from asset_map.errors import UserError
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.installed import Geography, installed_geographies, open_geography
from asset_map.geography.placing import PreparedZones, load_prepared, prepare_zones
from asset_map.settings import Settings, bundled
from asset_map.store.store import Store, open_store

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Workspace:
    """One area that people work on.

    Parameters
    ----------
    settings
        Where its files are.
    store, geography, prepared, classification, catalogue
        What it is made of; ``prepared`` places points into the zones of ``geography``.
    attribution
        The credits that the sources of boundaries and data ask for.
    memory, lock
        Answers already worked out, kept by what they were worked out from, and what guards them.
    """

    settings: Settings
    store: Store
    geography: Geography
    prepared: PreparedZones
    classification: Classification
    catalogue: Catalogue
    attribution: str
    memory: LRUCache[object, object] = field(default_factory=lambda: LRUCache(maxsize=128))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def remember(self, key: tuple[object, ...], work: Callable[[], Result], *, follows_store: bool = True) -> Result:
        """Return an answer, working it out only when the store or the geography has changed since.

        Parameters
        ----------
        key
            Everything the answer depends on beside the store and the geography.
        work
            Works the answer out.
        follows_store
            Whether the answer depends on the records at all.

        Returns
        -------
        Result
            The answer; shared, so never to be changed in place.
        """
        whole = hashkey(self.store.version() if follows_store else None, self.geography.digest, *key)
        with self.lock:
            if whole in self.memory:
                return cast("Result", self.memory[whole])
        result = work()
        with self.lock:
            self.memory[whole] = result
        return result


def the_classification() -> Classification:
    """Return the classification that belongs to the project.

    Returns
    -------
    Classification
        Kinds and offers.
    """
    return read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))


def the_catalogue() -> Catalogue:
    """Return the zone systems and deprivation editions that the project knows.

    Returns
    -------
    Catalogue
        As described in ``data/geography``.
    """
    return read_catalogue(bundled("data/geography"))


def make_home(settings: Settings) -> None:
    """Make the folder that everything is kept in.

    Parameters
    ----------
    settings
        Where it is to be.

    Raises
    ------
    UserError
        When it cannot be made or written.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {settings.home} cannot be used: {error.strerror}. Choose another one with --home DIR."
        ) from error


def is_set_up(settings: Settings) -> bool:
    """Return whether an area has been set up.

    Parameters
    ----------
    settings
        Where to look.

    Returns
    -------
    bool
        False when nothing but the demo town can be shown.
    """
    return open_geography(settings.geography_folder, catalogue=the_catalogue()) is not None


def open_workspace(settings: Settings) -> Workspace:
    """Open the area that was set up.

    Parameters
    ----------
    settings
        Where it is.

    Returns
    -------
    Workspace
        Ready to work on.

    Raises
    ------
    UserError
        When no area has been set up.
    """
    catalogue = the_catalogue()
    geography = open_geography(settings.geography_folder, catalogue=catalogue)
    if geography is None:
        raise UserError(
            "No area has been set up yet. Run “asset-map geography fetch AREA” with a council's name, or "
            "“asset-map geography add --boundaries FILE”, or try the demo town with “asset-map serve --demo”."
        )
    return assemble(settings, geography, catalogue)


def assemble(settings: Settings, geography: Geography, catalogue: Catalogue) -> Workspace:
    """Put a workspace together around an installed geography.

    Parameters
    ----------
    settings
        Where its files are.
    geography
        As installed there.
    catalogue
        What the project knows.

    Returns
    -------
    Workspace
        With its store open.
    """
    return Workspace(
        settings=settings,
        store=open_store(settings.database_url),
        geography=geography,
        prepared=prepared_zones(geography, settings.geography_folder),
        classification=the_classification(),
        catalogue=catalogue,
        attribution=_attribution(settings, geography),
    )


def _attribution(settings: Settings, geography: Geography) -> str:
    installed = installed_geographies(settings.geography_folder)
    return " ".join(text for one in installed if one.digest == geography.digest for text in one.attribution)


def prepared_zones(geography: Geography, folder: Path) -> PreparedZones:
    """Return the zones made ready for placing: once for each geography, kept on disk.

    Parameters
    ----------
    geography
        Whose zones are meant.
    folder
        Where they are kept.

    Returns
    -------
    PreparedZones
        For this geography's digest.
    """
    kept = folder / f"prepared-{geography.digest[:16]}.npz"
    if kept.is_file():
        return load_prepared(kept)
    prepared = prepare_zones(geography.zones_bng.geometry)
    for older in folder.glob("prepared-*.npz"):
        older.unlink(missing_ok=True)
    prepared.save(kept)
    return prepared
