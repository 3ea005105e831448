"""Backups on a screen, for whoever may take everything away."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.services.backup.kept import DAILY_BACKUP, backups_folder
from asset_map.services.daily_work import do_daily_work
from asset_map.services.workspace import Workspace
from tests.conftest import NOW


def _steward_panel() -> None:
    from asset_map.pages.components.backup_panel import backup_panel  # noqa: PLC0415  (a screen is its source)
    from asset_map.services.current import current_workspace  # noqa: PLC0415
    from tests.fixtures.actors import somebody  # noqa: PLC0415

    backup_panel(current_workspace(), somebody("Effie"))


def _connector_panel() -> None:
    from asset_map.domain.permission import Role  # noqa: PLC0415  (a screen is its source)
    from asset_map.pages.components.backup_panel import backup_panel  # noqa: PLC0415
    from asset_map.services.current import current_workspace  # noqa: PLC0415
    from tests.fixtures.actors import holding  # noqa: PLC0415

    backup_panel(current_workspace(), holding(Role.CONNECTOR))


def _words(page: AppTest) -> str:
    return "\n".join(one.value for kind in (page.markdown, page.success, page.warning, page.error) for one in kind)


@pytest.mark.usefixtures("served")
def test_nothing_yet_then_made_and_offered_then_opened_once_more(workspace: Workspace) -> None:
    page = AppTest.from_function(_steward_panel, default_timeout=60).run()
    assert not page.exception
    assert "today's is still to come" in _words(page)
    assert "not encrypted" in _words(page)
    page.button(key="back_up_now").click().run()
    assert not page.exception
    (made,) = backups_folder(workspace.settings).iterdir()
    assert f"(/backups/{made.name})" in _words(page)
    page.button(key="open_backup_again").click().run()
    assert f"{made.name} is whole" in _words(page)
    made.write_bytes(made.read_bytes()[:100])
    assert "damaged or another kind" in _words(page.run())


@pytest.mark.usefixtures("served")
def test_what_was_made_by_itself_is_told_and_so_is_a_failure(workspace: Workspace) -> None:
    do_daily_work(workspace, [DAILY_BACKUP], clock=lambda: NOW, by="one")
    page = AppTest.from_function(_steward_panel, default_timeout=60).run()
    assert "Last made by itself on 21 November 2026" in _words(page)
    assert "0 records, opened and found whole" in _words(page)


@pytest.mark.usefixtures("served")
def test_others_are_told_who_makes_them() -> None:
    page = AppTest.from_function(_connector_panel, default_timeout=60).run()
    assert "A steward who may see those" in _words(page)
    assert not page.button
