"""An address of a neighbourhood can be read, and is never given twice."""

from __future__ import annotations

import pytest

from asset_map.domain.neighbourhood import id_from_name


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Ruchill and Possilpark", (), "ruchill-and-possilpark"),
        ("Anderston/City/Yorkhill", (), "anderston-city-yorkhill"),
        ("Baile Geàrr", (), "baile-gearr"),
        ("公園", (), "area"),
        ("公園", ("area",), "area-2"),
        ("Govan", ("govan", "govan-2"), "govan-3"),
        ("Govan", ("govan-2",), "govan"),
    ],
)
def test_an_id_is_made_of_the_name(name: str, taken: tuple[str, ...], expected: str) -> None:
    assert id_from_name(name, taken) == expected
