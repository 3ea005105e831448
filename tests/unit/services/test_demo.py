"""The demo town is made once, whatever happens while it is made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services import demo
from asset_map.services.demo import open_demo
from asset_map.services.distances import kinds_of_distance
from asset_map.services.look import Question, answer
from asset_map.services.map_pages import banner
from asset_map.services.people.leaving import let_go
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled, read_settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

ASSETS = len(pd.read_csv(bundled("data/demo/assets.csv")))
LOOKS = len(pd.read_csv(bundled("data/demo/coverage.csv")))


def _kept(workspace: Workspace) -> tuple[int, int]:
    store = workspace.store
    return len(store.read_assets(Audience.STAFF, zone_system="demo")), len(store.read_looks(Audience.STAFF))


def test_three_starts_at_once_make_one_town(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as threads:
        opened = list(threads.map(lambda _: open_demo(read_settings(tmp_path), now=NOW), range(3)))
    assert [_kept(workspace) for workspace in opened] == [(ASSETS, LOOKS)] * 3
    for workspace in opened:
        workspace.store.close()


def test_a_start_that_was_killed_half_way_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(demo, "_looks", killed)
        with pytest.raises(KeyboardInterrupt):
            open_demo(read_settings(tmp_path), now=NOW)
    workspace = open_demo(read_settings(tmp_path), now=NOW)
    assert _kept(workspace) == (ASSETS, LOOKS)
    workspace.store.close()


def test_the_town_shows_every_state_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    workspace = open_demo(read_settings(tmp_path), now=NOW)
    result = answer(Question("food", Audience.PUBLIC, TODAY), workspace)
    assert set(result.zones["coverage"]) == {"found", "looked_none", "out_of_date", "not_looked"}
    assert banner(workspace) == "Inverfable is a made-up town for trying Asset Map. Nothing here is real."
    assert kinds_of_distance(workspace) == (DistanceKind.STRAIGHT_LINE, DistanceKind.WALKING_NETWORK)
    assert "OpenStreetMap" not in workspace.attribution
    workspace.store.close()


def test_a_home_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="--home"):
        open_demo(read_settings(tmp_path / "file"), now=NOW)


def test_a_made_up_connector_who_was_let_go_stays_away_and_the_town_opens(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    with open_demo(settings, now=NOW).store as store:
        assert [one.name for one in store.people()] == ["Iain", "Morag"]
    let_go("Morag", open_demo(settings, now=NOW), now=NOW, actor=somebody("test"))
    assert [one.name for one in open_demo(settings, now=NOW).store.people()] == ["Iain"]
