"""The steward's screen: what needs doing, in words, with the next step; calm when nothing does."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from contextlib import closing

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.dates import local_date
from asset_map.domain.permission import Role
from asset_map.domain.person import Person
from asset_map.pages.components import who
from asset_map.services.daily_work import do_daily_work
from asset_map.services.health.daily import DAILY_CHECK
from asset_map.services.record import record
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.fixtures.actors import holding, let_in, somebody

SCREEN = "look_after"
NOW = dt.datetime.now(dt.UTC)
TODAY = local_date(NOW)


def _keep(workspace: Workspace, name: str, *, age_days: int = 0) -> None:
    checked = (TODAY - dt.timedelta(days=age_days)).isoformat()
    draft = AssetDraft(name=name, kind="institution", offers=("learn",), postcode="ZZ1 1AA", last_checked=checked)
    record(draft, workspace, now=NOW, actor=somebody("Morag"))


@pytest.fixture
def looked_after(workspace: Workspace) -> Workspace:
    """Return an area of which everything is in order."""
    workspace.settings.home.chmod(0o700)
    backups = workspace.settings.home / "backups"
    backups.mkdir()
    (backups / "asset-map-2026-11-21.zip").touch()
    _keep(workspace, "Library")
    return workspace


@pytest.mark.usefixtures("served")
def test_the_public_is_told_how_to_enter() -> None:
    page = run_screen(SCREEN)
    assert not page.exception
    assert "This screen is for staff" in texts(page)


def test_nothing_needs_doing(looked_after: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert not page.exception
    assert "Nothing needs doing." in texts(page)
    assert "Asset Map 0" in texts(page)


def test_what_needs_doing_is_said_with_the_next_step(looked_after: Workspace, sign_in: SignIn) -> None:
    _keep(looked_after, "Old library", age_days=3000)
    yesterday = (NOW - dt.timedelta(days=3)).timestamp()
    os.utime(looked_after.settings.home / "backups" / "asset-map-2026-11-21.zip", (yesterday, yesterday))
    let_in("Effie", looked_after, now=NOW - dt.timedelta(days=400))
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert not page.exception
    told = texts(page)
    assert "3 things need doing" in told
    assert "found 1 that no longer counts" in told
    assert "a backup not older than a day" in told
    assert "Make one now" in told
    assert "Effie" in told
    assert "Old library" not in told


def test_everything_is_looked_through_when_asked(looked_after: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen(SCREEN)
    page.button(key="look_through").click().run()
    assert "Everything is whole." in texts(page)
    with closing(sqlite3.connect(looked_after.store.place)) as behind:
        behind.execute("DELETE FROM asset_search")
        behind.commit()
    page.button(key="look_through").click().run()
    assert not page.exception
    assert "1 records that no search finds" in "".join(one.value for one in page.error)


def test_work_of_the_day_that_failed_is_said(looked_after: Workspace, sign_in: SignIn) -> None:
    with closing(sqlite3.connect(looked_after.store.place)) as behind:
        behind.execute("DELETE FROM asset_search")
        behind.commit()
    (work,) = do_daily_work(looked_after, [DAILY_CHECK], clock=lambda: NOW, by="test")
    assert work.name == "check"
    sign_in("Morag")
    told = texts(run_screen(SCREEN))
    assert "Broken: the day's work" in told
    assert "1 records that no search finds" in told


def test_who_may_not_look_after_it_is_told_whom_to_ask(
    looked_after: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(name="Effie", person_id="effie", grants=holding(Role.CONNECTOR).grants)
    monkeypatch.setattr(who, "signed_in", lambda _workspace: person)
    page = run_screen(SCREEN)
    assert not page.exception
    assert "This screen is for people who may look after Asset Map" in texts(page)
    assert "Nothing needs doing" not in texts(page)
