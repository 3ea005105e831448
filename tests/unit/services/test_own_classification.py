"""Another place brings kinds and offers of its own."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.classification import the_classification
from asset_map.services.demo import open_demo
from asset_map.services.find import Wanted
from asset_map.services.look import Question
from asset_map.services.map_pages import places_page
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, bundled, read_settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

OWN = """
format = 1
version = "Anytown 1"
[[kind]]
code = "guild"
label = "Guilds"
meaning = "Old ones"
icon = "no_such_pictogram"
placements = ["point"]
starting_level = "public"
check_interval_days = 365
[[offer]]
code = "coal"
label = "Coal"
meaning = "Warmth"
icon = "no_such_pictogram"
look_interval_days = 365
"""


def test_the_projects_own_is_taken_where_nothing_else_is_there(tiny_settings: Settings) -> None:
    own = bundled("data/classification/classification.toml").read_text("utf-8")
    assert f'version = "{the_classification(tiny_settings).version}"' in own


def test_a_file_in_the_home_goes_before_it_and_a_named_one_before_both(
    tiny_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tiny_settings.home / "classification.toml").write_text(OWN, "utf-8")
    assert the_classification(tiny_settings).version == "Anytown 1"
    named = tmp_path / "named.toml"
    named.write_text(OWN.replace("Anytown 1", "Named"), "utf-8")
    monkeypatch.setenv("ASSET_MAP_CLASSIFICATION", str(named))
    assert the_classification(read_settings(tiny_settings.home)).version == "Named"


def test_a_file_that_cannot_be_read_is_named(tiny_settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    with pytest.raises(UserError, match=r"missing\.toml; it cannot be read: No such file"):
        the_classification(dataclasses.replace(tiny_settings, classification_file=missing))
    missing.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="as UTF-8 text"):
        the_classification(dataclasses.replace(tiny_settings, classification_file=missing))
    missing.write_text("version = ", "utf-8")
    with pytest.raises(UserError, match="Expected a classification in TOML"):
        open_workspace(dataclasses.replace(tiny_settings, classification_file=missing))


def test_records_with_codes_of_an_older_scheme_are_still_shown(tiny: Workspace, tiny_settings: Settings) -> None:
    old = AssetDraft(name="Soup kitchen", kind="institution", offers=("food",), postcode="ZZ1 1AA")
    assert isinstance(record(old, tiny, now=NOW, actor=somebody("test")), Recorded)
    (tiny_settings.home / "classification.toml").write_text(OWN, "utf-8")
    other = open_workspace(tiny_settings)
    new = AssetDraft(name="Coal guild", kind="guild", offers=("coal",), postcode="ZZ1 1AA")
    assert isinstance(record(new, other, now=NOW, actor=somebody("test")), Recorded)
    found = other.store.read_assets(Audience.PUBLIC, zone_system="demo")
    assert set(found["kind"]) == {"institution", "guild"}
    page = places_page(Wanted(), Question("coal", Audience.PUBLIC, TODAY), other)
    assert "Guilds" in page
    assert "institution" in page
    other.store.close()


def test_the_demo_town_keeps_the_scheme_it_was_made_with(tiny_settings: Settings, tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    named.write_text(OWN, "utf-8")
    demo = open_demo(dataclasses.replace(tiny_settings, classification_file=named), now=NOW)
    assert "place" in demo.classification.kinds
    demo.store.close()
