from __future__ import annotations

from pathlib import Path

import pytest

from asset_map.errors import GeographyError
from asset_map.geography.walkable import WalkingRules, read_walking_rules
from asset_map.settings import bundled


@pytest.fixture(scope="module")
def rules() -> WalkingRules:
    return read_walking_rules(bundled("data/geography/walking.toml"))


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "steps"},
        {"highway": "residential", "name": "Saracen Street"},
        {"highway": "trunk", "foot": "yes"},
        {"highway": "trunk"},
        {"highway": "cycleway", "foot": "designated"},
        {"highway": "service", "access": "private", "foot": "permissive"},
        {"highway": "track", "access": "no", "foot": "yes"},
        {"highway": "path", "access": "permissive"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "busway", "foot": "yes"},
        {"man_made": "pier"},
    ],
)
def test_people_may_walk_there(rules: WalkingRules, tags: dict[str, str]) -> None:
    assert rules.allow(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "motorway"},
        {"highway": "motorway", "foot": "yes"},
        {"highway": "motorway_link"},
        {"highway": "construction", "construction": "footway"},
        {"highway": "proposed"},
        {"highway": "busway"},
        {"highway": "service", "access": "private"},
        {"highway": "footway", "access": "no"},
        {"highway": "primary", "foot": "no"},
        {"highway": "cycleway", "foot": "no"},
        {"highway": "primary", "foot": "use_sidepath"},
        {"highway": "path", "foot": "private"},
        {"highway": "trunk", "motorroad": "yes"},
        {"highway": "service", "route": "ferry"},
        {"route": "ferry", "foot": "yes"},
        {"railway": "rail"},
        {"waterway": "river"},
    ],
)
def test_people_may_not_walk_there(rules: WalkingRules, tags: dict[str, str]) -> None:
    assert not rules.allow(tags)


def test_a_file_that_says_something_else_is_named(tmp_path: Path) -> None:
    for text in ("walkable = 3", "[walkable]\nhighway = ['path']", "][", "walkable = ['path']\nrefused = 1"):
        path = tmp_path / "walking.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(GeographyError, match=r"walking\.toml does not say which ways"):
            read_walking_rules(path)
