"""What most people ask for first is there before they ask."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError
from asset_map.services import map_pages
from asset_map.services.find import Wanted
from asset_map.services.look import Question
from asset_map.services.workspace import Workspace
from asset_map.web import first_page


@pytest.fixture(autouse=True)
def _served(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_page, "current_workspace", lambda: tiny)


def test_it_is_remembered_for_whoever_asks(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first_page.prepare_first_page().join(timeout=60)
    monkeypatch.setattr(map_pages, "find_assets", lambda *_, **__: pytest.fail("looked for again"))
    question = Question("", Audience.PUBLIC, local_date(dt.datetime.now(dt.UTC)))
    assert "<title>What is here" in map_pages.places_page(Wanted(), question, tiny, framed=True)


def test_a_store_that_is_away_is_told_to_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def _away(*_: object, **__: object) -> str:
        raise StoreError("The records cannot be reached.")

    monkeypatch.setattr(first_page, "places_page", _away)
    first_page.prepare_first_page().join(timeout=60)
    assert "could not be made ready: The records cannot be reached." in caplog.text
