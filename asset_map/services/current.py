"""Which workspace is this process serving? Pages and routes ask here, so that they always agree."""

from __future__ import annotations

import datetime as dt
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from asset_map.services.demo import open_demo
from asset_map.services.workspace import Workspace, is_set_up, open_workspace
from asset_map.settings import Settings, read_settings

DEMO_VARIABLE = "ASSET_MAP_DEMO"


@dataclass(frozen=True)
class _Opened:
    stamp: tuple[object, ...]
    workspace: Workspace


_opened: dict[Settings, _Opened] = {}
_lock = threading.Lock()


def current_workspace() -> Workspace:
    """Return the area that is being served: the one that was set up, or else the demo town.

    Returns
    -------
    Workspace
        Opened once, and again after another geography was installed.
    """
    settings = read_settings()
    stamp = (os.environ.get(DEMO_VARIABLE), _files_stamp(settings.geography_folder))
    with _lock:
        opened = _opened.get(settings)
        if opened is None or opened.stamp != stamp:
            opened = _Opened(stamp, open_served(settings, demo=os.environ.get(DEMO_VARIABLE) == "1"))
            _opened[settings] = opened
        return opened.workspace


def open_served(settings: Settings, *, demo: bool) -> Workspace:
    """Open what ``asset-map serve`` would show.

    Parameters
    ----------
    settings
        Where things are.
    demo
        Whether the demo town is asked for although an area is set up.

    Returns
    -------
    Workspace
        The area that was set up, or else the demo town.
    """
    if demo or not is_set_up(settings):
        return open_demo(settings, now=dt.datetime.now(dt.UTC))
    return open_workspace(settings)


def _files_stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in folder.glob("**/*.json")))
