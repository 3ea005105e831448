"""Variety is compared over the offers that were looked for in many zones, never fewer than three."""

from __future__ import annotations

import pandas as pd

from asset_map.measures.alike import offers_compared


def known(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([[sign == "x" for sign in row] for row in rows], columns=list("abcd"))


def test_the_most_zones_times_offers_are_compared() -> None:
    # a, b and c together are known in three zones (9), with d in two (8).
    assert offers_compared(known("xxxx", "xxxx", "xxx.", "x...")) == ("a", "b", "c")
    # Without the third zone, two zones with three offers are 6 and with four 8.
    assert offers_compared(known("xxxx", "xxxx", "x...")) == ("a", "b", "c", "d")


def test_offers_known_in_most_zones_come_first() -> None:
    assert offers_compared(known(".xxx", ".xxx", "x..x")) == ("d", "b", "c")


def test_two_offers_are_too_few() -> None:
    assert offers_compared(known("xx..", "xx..", "..x.")) == ()
    assert offers_compared(known("....")) == ()
