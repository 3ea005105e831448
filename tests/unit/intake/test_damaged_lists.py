"""Damaged lists: each is told plainly, and its twin is read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from asset_map.errors import IntakeError
from asset_map.intake.tables import read_places
from tests.fixtures.lists import DAMAGED_LISTS, NAMES, DamagedList


@pytest.mark.parametrize("case", DAMAGED_LISTS, ids=lambda case: case.name)
def test_a_damaged_list_is_told_in_words(case: DamagedList, tmp_path: Path) -> None:
    path = case.damaged(tmp_path)
    if not case.stopped_by_reader:
        assert len(read_places(path).rows) == 3
        return
    with pytest.raises(IntakeError) as stop:
        read_places(path)
    message = str(stop.value)
    assert case.told in message
    assert path.name in message
    assert len(message) < 600


@pytest.mark.parametrize("case", DAMAGED_LISTS, ids=lambda case: case.name)
def test_its_twin_is_read_whole(case: DamagedList, tmp_path: Path) -> None:
    table = read_places(case.valid(tmp_path))
    column = next(name for name in table.rows.columns if name.casefold() == "name")
    # FlatGeobuf keeps its features in the order of where they lie.
    assert sorted(table.rows[column]) == sorted(NAMES)
    assert len(table.row_numbers) == 3
    if table.geometry_bng is not None:
        points = table.geometry_bng
        assert points.crs is not None
        assert points.crs.to_epsg() == 27700
        assert points.x.between(40_000, 43_000).all()
        assert points.y.between(640_000, 642_000).all()


def test_there_are_enough_of_them() -> None:
    assert len(DAMAGED_LISTS) >= 50
    assert len({case.name for case in DAMAGED_LISTS}) == len(DAMAGED_LISTS)
