"""Assets that are recorded already, when other zones are installed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from filelock import FileLock, Timeout
from shapely import box

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.services import geography
from asset_map.services.geography import AreaFiles, add_geography, fetch_geography
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M, zones_bng


def _record(workspace: Workspace, postcode: str) -> str:
    recorded = record(
        AssetDraft(name=postcode, kind="place", offers=("food",), postcode=postcode),
        workspace,
        now=NOW,
        actor=somebody("test"),
    )
    assert isinstance(recorded, Recorded)
    return recorded.asset.asset_id


def _boundaries(zones: gpd.GeoDataFrame, folder: Path) -> Path:
    path = folder / "other.gpkg"
    zones.to_file(path)
    return path


def _zones(settings: Settings) -> dict[str, str | None]:
    workspace = open_workspace(settings)
    with workspace.store as store:
        assets = store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)
    return {
        row.name: row.zone_code if isinstance(row.zone_code, str) else None for row in assets.itertuples(index=False)
    }


def _shifted() -> gpd.GeoDataFrame:
    """Return the same zones with the boundary between the first two moved west, over the first postcode."""
    zones = zones_bng()
    edge_m = WEST_M + 0.25 * SIDE_M
    zones.loc[0, "geometry"] = box(WEST_M, SOUTH_M, edge_m, SOUTH_M + SIDE_M)
    zones.loc[1, "geometry"] = box(edge_m, SOUTH_M, WEST_M + 2 * SIDE_M, SOUTH_M + SIDE_M)
    return zones


def _say_nothing(_: str) -> None:
    pass


def test_assets_get_the_zones_of_other_boundaries_with_the_same_codes(tiny: Workspace, tmp_path: Path) -> None:
    moved, unmoved = _record(tiny, "ZZ1 1AA"), _record(tiny, "ZZ1 1AB")
    files = AreaFiles(_boundaries(_shifted(), tmp_path))
    add_geography(files, tiny.settings, now=NOW, actor=somebody("Iain"), progress=_say_nothing)
    assert _zones(tiny.settings) == {"ZZ1 1AA": "DEMO0002", "ZZ1 1AB": "DEMO0005"}
    told = tiny.store.history(moved)[-1]
    system = tiny.geography.system.id
    assert (told.event.actor, told.before, told.after) == (
        "Iain",
        {"zones": {system: "DEMO0001"}},
        {"zones": {system: "DEMO0002"}},
    )
    assert len(tiny.store.history(unmoved)) == 1


def test_assets_beyond_a_smaller_area_lie_in_no_zone(tiny: Workspace, tmp_path: Path) -> None:
    _record(tiny, "ZZ1 1AA")
    _record(tiny, "ZZ1 1AB")
    files = AreaFiles(_boundaries(zones_bng().iloc[:3], tmp_path))
    add_geography(files, tiny.settings, now=NOW, actor=somebody("test"), progress=_say_nothing)
    assert _zones(tiny.settings) == {"ZZ1 1AA": "DEMO0001", "ZZ1 1AB": None}


def test_what_an_interrupted_install_did_not_place_is_placed_when_the_area_is_opened(
    tiny: Workspace, tmp_path: Path
) -> None:
    class StopScriptError(BaseException):
        """What Streamlit raises when somebody leaves the page."""

    def stop(text: str) -> None:
        if text.startswith("Preparing"):
            raise StopScriptError

    _record(tiny, "ZZ1 1AA")
    with pytest.raises(StopScriptError):
        add_geography(
            AreaFiles(_boundaries(_shifted(), tmp_path)), tiny.settings, now=NOW, actor=somebody("test"), progress=stop
        )
    assert _zones(tiny.settings) == {"ZZ1 1AA": "DEMO0002"}


def test_nothing_is_written_where_nothing_has_changed(tiny: Workspace) -> None:
    _record(tiny, "ZZ1 1AA")
    version = tiny.store.version()
    (tiny.settings.geography_folder / "placed.txt").unlink()
    assert _zones(tiny.settings) == {"ZZ1 1AA": "DEMO0001"}
    assert tiny.store.version() == version


def test_downloads_wait_for_another_install(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class StartedError(Exception):
        """The downloads have started."""

    def see_the_lock(*_: object, **__: object) -> None:
        with pytest.raises(Timeout):
            FileLock(tiny_settings.home / "installing.lock").acquire(timeout=0)
        raise StartedError

    monkeypatch.setattr(geography, "fetch_sources", see_the_lock)
    with pytest.raises(StartedError):
        fetch_geography("Glasgow City", tiny_settings, now=NOW, actor=somebody("test"), progress=_say_nothing)
