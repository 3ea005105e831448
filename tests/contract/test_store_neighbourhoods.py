"""Neighbourhoods are kept with who and when, brought up to date under their id, and removed for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import shapely
from sqlalchemy import Engine, text

from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.errors import StoreError
from asset_map.store import Store
from tests.contract.store_records import CHANGING, MORNING, RECORDING, SYSTEM

OF_ZONES = Neighbourhood(
    neighbourhood_id="ruchill",
    name="Ruchill “and” Possilpark",
    kind=NeighbourhoodKind.THRIVING_PLACE,
    zone_system=SYSTEM,
    zone_codes=("S01010206", "S01010207"),
    source="A list",
    licence="OGL v3",
)
DRAWN = Neighbourhood(
    neighbourhood_id="canal-bank",
    name="Canal bank",
    kind=NeighbourhoodKind.DRAWN,
    shape_bng=shapely.to_wkb(shapely.box(259_000.125, 667_000.5, 260_000, 668_000)),
)


def test_what_is_kept_comes_back(store: Store, tables: Engine) -> None:
    before = store.version()
    store.keep_neighbourhoods([OF_ZONES, DRAWN], event=RECORDING)
    assert store.neighbourhoods() == [DRAWN, OF_ZONES]
    assert store.version() == before + 1
    with tables.connect() as connection:
        rows = connection.execute(text("SELECT added_by, removed_at FROM neighbourhoods")).all()
        events = connection.execute(
            text("SELECT subject_id, actor FROM audit_events WHERE subject_kind = 'neighbourhood' ORDER BY event_id")
        ).all()
    assert [tuple(row) for row in rows] == [("Morag", None)] * 2
    assert [tuple(row) for row in events] == [("ruchill", "Morag"), ("canal-bank", "Morag")]


def test_a_new_name_keeps_the_id(store: Store) -> None:
    store.keep_neighbourhoods([OF_ZONES], event=RECORDING)
    renamed = replace(OF_ZONES, name="Possil")
    store.keep_neighbourhoods([renamed], event=CHANGING)
    assert store.neighbourhoods() == [renamed]


def test_what_is_removed_is_gone_but_its_id_stays_taken(store: Store) -> None:
    store.keep_neighbourhoods([OF_ZONES, DRAWN], event=RECORDING)
    assert store.remove_neighbourhood("ruchill", event=replace(CHANGING, at=MORNING + dt.timedelta(days=1))) == OF_ZONES
    assert store.neighbourhoods() == [DRAWN]
    assert store.neighbourhood_ids() == {"ruchill", "canal-bank"}
    with pytest.raises(StoreError, match="found none"):
        store.remove_neighbourhood("ruchill", event=CHANGING)
    with pytest.raises(StoreError, match="not in the store"):
        store.keep_neighbourhoods([replace(DRAWN, neighbourhood_id="new"), OF_ZONES], event=CHANGING)
    assert store.neighbourhoods() == [DRAWN]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (replace(OF_ZONES, name="\x00"), "neighbourhood"),
        (replace(DRAWN, shape_bng=b"no shape"), "area"),
        (replace(DRAWN, shape_bng=shapely.to_wkb(shapely.Point(1, 2))), "area"),
        (replace(DRAWN, shape_bng=shapely.to_wkb(shapely.Polygon())), "area"),
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, broken: Neighbourhood, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        store.keep_neighbourhoods([OF_ZONES, broken], event=RECORDING)
    assert store.neighbourhoods() == []
