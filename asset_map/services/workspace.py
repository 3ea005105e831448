"""What every service works on: the store, the installed geography and the classification, opened together."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt
import shapely
from cachetools import LRUCache
from cachetools.keys import hashkey

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.classification import Classification
from asset_map.domain.permission import Actor, everything
from asset_map.domain.protection import Audience
from asset_map.errors import GeographyError, UserError
from asset_map.geography.catalogue import Catalogue, read_catalogue
from asset_map.geography.installed import Geography, installed_geographies, open_geography
from asset_map.geography.placing import PreparedZones, load_prepared, prepare_zones
from asset_map.language import language
from asset_map.services.classification import the_classification
from asset_map.services.data_protection.erased_list import erase_what_came_back, list_file
from asset_map.services.kept_beside import kept_name, tidy_beside
from asset_map.services.memory import most_kept_bytes, size_in_bytes
from asset_map.settings import Settings, bundled
from asset_map.store.store import Store, open_store

Result = TypeVar("Result")

PLACED_BY = everything("asset-map")
"""Who places assets anew when an install was interrupted before it did."""


@dataclass(frozen=True, eq=False, repr=False)
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
    memory, working, lock
        Answers already worked out, kept by what they were worked out from; a lock for each that is being worked out;
        and what guards both.
    """

    settings: Settings
    store: Store
    geography: Geography
    prepared: PreparedZones
    classification: Classification
    catalogue: Catalogue
    attribution: str
    memory: LRUCache[object, object] = field(
        default_factory=lambda: LRUCache(maxsize=most_kept_bytes(), getsizeof=size_in_bytes)
    )
    working: WeakValueDictionary[object, threading.Lock] = field(default_factory=WeakValueDictionary)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def remember(self, key: tuple[object, ...], work: Callable[[], Result], *, follows_store: bool = True) -> Result:
        """Return an answer, working it out only when the store, the geography or the language has changed since.

        Whoever asks for the same while it is worked out waits for it.

        Parameters
        ----------
        key
            Everything else that the answer depends on.
        work
            Works the answer out.
        follows_store
            Whether the answer depends on the records at all.

        Returns
        -------
        Result
            The answer; shared, so never to be changed in place.
        """
        version = self.store.version() if follows_store else None
        whole = hashkey(version, self.geography.digest, language.get(), *key)
        with self.lock:
            if whole in self.memory:
                return cast("Result", self.memory[whole])
            one_at_a_time = self.working.setdefault(whole, threading.Lock())
        with one_at_a_time:
            with self.lock:
                if whole in self.memory:
                    return cast("Result", self.memory[whole])
            result = work()
            with self.lock, suppress(ValueError):  # too large to be kept
                self._forget_before(version)
                self.memory[whole] = result
        return result

    def _forget_before(self, version: int | None) -> None:
        """Let go of what followed the store as it was; nobody asks for it again."""
        if version is not None:
            keys = cast("Iterable[tuple[int | None, ...]]", self.memory)
            for key in [one for one in keys if one[0] is not None and one[0] < version]:
                del self.memory[key]


@functools.cache
def the_catalogue() -> Catalogue:
    """Return the zone systems and deprivation editions that the project knows; read once.

    Returns
    -------
    Catalogue
        As described in ``data/geography``.
    """
    return read_catalogue(bundled("data/geography"))


def make_home(settings: Settings) -> None:
    """Make the folder that everything is kept in; nobody but the account of the app can open it.

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
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
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


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def open_workspace(
    settings: Settings, *, clock: Callable[[], dt.datetime] = _now, actor: Actor = PLACED_BY
) -> Workspace:
    """Open the area that was set up; assets that were placed by another geography are placed anew first.

    Parameters
    ----------
    settings
        Where it is.
    clock, actor
        Tells when, and who places assets anew.

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
    workspace = assemble(settings, geography, catalogue)
    try:
        _place_anew_after_an_install(workspace, clock=clock, actor=actor)
        erase_what_came_back(workspace.store, list_file(settings), now=clock(), actor=PLACED_BY.name)
    except BaseException:
        workspace.store.close()
        raise
    return workspace


def _place_anew_after_an_install(workspace: Workspace, *, clock: Callable[[], dt.datetime], actor: Actor) -> None:
    # The note is written last, so that it never tells of a placing that was interrupted.
    if not placed_by_now(workspace.settings, workspace.geography, workspace.store):
        if workspace.store.version() > 0:  # else there is nothing yet that could be placed
            place_again(workspace, now=clock(), actor=actor)
        with suppress(OSError):  # without the note they are placed again next time, which changes nothing
            _placed_note(workspace.settings).write_text(_placed(workspace.geography, workspace.store), "utf-8")


def placed_by_now(settings: Settings, geography: Geography, store: Store) -> bool:
    """Return whether the records were placed by the geography that is installed.

    Parameters
    ----------
    settings, geography, store
        Where it is, the geography, and the records.

    Returns
    -------
    bool
        False after an install that was interrupted before it placed them.
    """
    note = _placed_note(settings)
    return note.is_file() and note.read_text("utf-8") == _placed(geography, store)


def _placed_note(settings: Settings) -> Path:
    return settings.geography_folder / "placed.txt"


def _placed(geography: Geography, store: Store) -> str:
    return f"{geography.digest} {store.place}"


def place_again(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> int:
    """Give every asset with a place its zone in the geography that is installed, or none where it lies in none.

    Parameters
    ----------
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    int
        How many assets have another zone than before.
    """
    system = workspace.geography.system.id
    assets = workspace.store.read_assets(Audience.STAFF, zone_system=system)
    assets = assets[assets.geometry.notna()]
    codes = zones_of_shapes(assets.geometry.to_numpy(), workspace)
    before = assets["zone_code"].astype("object").where(assets["zone_code"].notna(), None)
    changed = {
        str(asset_id): code
        for asset_id, code, old in zip(assets["asset_id"], codes, before, strict=True)
        if code != old
    }
    if changed:
        workspace.store.replace_zones(
            system, changed, event=AuditEvent(at=now, actor=actor.name, action=Action.CHANGED)
        )
    return len(changed)


def zones_of_shapes(shapes_bng: npt.NDArray[np.object_], workspace: Workspace) -> list[str | None]:
    """Return the zones in which shapes lie, by a point on each.

    Parameters
    ----------
    shapes_bng
        Points, lines and areas, EPSG:27700.
    workspace
        The area.

    Returns
    -------
    list of str or None
        Codes in the geography that is installed; None for what lies in no zone.
    """
    points = shapely.point_on_surface(shapes_bng)
    positions = workspace.prepared.place(shapely.get_x(points), shapely.get_y(points))
    codes = np.append(workspace.prepared.zone_codes, "")[positions]  # -1, no zone, is the last
    return [str(code) or None for code in codes]


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
        classification=the_classification(settings),
        catalogue=catalogue,
        attribution=_attribution(settings, geography),
    )


def _attribution(settings: Settings, geography: Geography) -> str:
    installed = installed_geographies(settings.geography_folder)
    return " ".join(text for one in installed if one.digest == geography.digest for text in one.attribution)


def prepared_zones(geography: Geography, folder: Path) -> PreparedZones:
    """Return the zones made ready for placing: once for each geography, kept on disk while that can be read.

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
    kept = folder / kept_name("prepared", geography.digest, ".npz")
    try:
        return load_prepared(kept)
    except (GeographyError, OSError):  # missing, damaged or not to be read
        prepared = prepare_zones(geography.zones_bng.geometry)
    with suppress(OSError):  # on a full or read-only disk they are made ready again next time
        prepared.save(kept)
        tidy_beside(kept)
    return prepared
