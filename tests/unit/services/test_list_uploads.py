"""Uploaded lists that are not taken in yet: kept apart, under their own names, and not for ever."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.errors import UserError
from asset_map.services.lists.uploads import (
    KEPT_DAYS,
    LONGEST_NAME_BYTES,
    clear_old_uploads,
    find_upload,
    keep_upload,
    name_of_upload,
    safe_name,
    throw_uploads_away,
)
from asset_map.settings import Settings, read_settings
from tests.conftest import NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of an empty home."""
    return read_settings(tmp_path / "home")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("dentists 2020-07.csv", "dentists 2020-07.csv"),
        ("glasgow.osm.pbf", "glasgow.osm.pbf"),
        ("v1.2 list.xlsx", "v1.2 list.xlsx"),
        ("Caifé.CSV", "Caifé.CSV"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\list.ods", "list.ods"),
        ("list\x00\n.csv", "list.csv"),
        ("evil\u202evsc.exe.csv", "evilvsc.exe.csv"),
        ("..", "list"),
        ("", "list"),
        (".csv", "csv"),
        ('<img src=x>|"?*.csv', "img src=x.csv"),
    ],
)
def test_a_name_stays_readable_and_harmless(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_kept(name: str) -> None:
    kept = safe_name(name)
    assert 0 < len(kept.encode()) <= LONGEST_NAME_BYTES + 20
    assert kept not in {".", ".."}
    assert not set(kept) & set("/\\\x00")
    assert safe_name(kept) == kept


def test_a_very_long_name_keeps_its_ending() -> None:
    kept = safe_name("é" * 300 + ".geojson")
    assert kept.endswith("é.geojson")
    assert len(kept.encode()) <= LONGEST_NAME_BYTES


def test_an_upload_is_for_this_servers_account_alone_and_for_its_owner(settings: Settings) -> None:
    path = keep_upload(b"name\nHall\n", "list.csv", owner="morag", settings=settings, now=NOW)
    assert path.read_bytes() == b"name\nHall\n"
    assert path.parent.parent == settings.home / "incoming"
    assert [one.stat().st_mode & 0o777 for one in (path.parent.parent, path.parent, path)] == [0o700, 0o700, 0o600]
    name = name_of_upload(path)
    assert find_upload(name, owner="morag", settings=settings) == path
    assert find_upload(name, owner="iain", settings=settings) is None
    assert find_upload("", owner="morag", settings=settings) is None
    assert find_upload(f"{path.parent.name}/../../asset-map.db", owner="morag", settings=settings) is None


def test_a_new_upload_takes_the_place_of_the_owners_last_one(settings: Settings) -> None:
    first = keep_upload(b"1", "list.csv", owner="morag", settings=settings, now=NOW)
    others = keep_upload(b"2", "list.csv", owner="iain", settings=settings, now=NOW)
    second = keep_upload(b"3", "list.csv", owner="morag", settings=settings, now=NOW)
    assert [path.exists() for path in (first, others, second)] == [False, True, True]
    throw_uploads_away("morag", settings)
    assert [path.exists() for path in (others, second)] == [True, False]


def test_what_nobody_takes_in_is_thrown_away_after_a_week(settings: Settings) -> None:
    path = keep_upload(b"1", "list.csv", owner="morag", settings=settings, now=NOW)
    clear_old_uploads(settings, now=NOW + dt.timedelta(days=KEPT_DAYS))
    assert path.exists()
    keep_upload(b"2", "list.csv", owner="iain", settings=settings, now=NOW + dt.timedelta(days=KEPT_DAYS, seconds=1))
    assert not path.parent.exists()


def test_a_home_that_cannot_be_written_is_told_in_words(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "incoming").write_text("in the way")
    with pytest.raises(UserError, match="cannot be written"):
        keep_upload(b"1", "list.csv", owner="morag", settings=settings, now=NOW)
