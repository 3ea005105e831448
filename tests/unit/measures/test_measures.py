"""The vectorised measures equal the rules of the domain, and sums worked by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from asset_map.domain.classification import read_classification
from asset_map.domain.coverage import Look, LookMethod, LookResult, coverage_state
from asset_map.domain.freshness import freshness
from asset_map.measures.counts import count_by_zone, per_1000
from asset_map.measures.coverage import coverage_by_zone, last_looked
from asset_map.measures.usable import freshness_of
from asset_map.settings import bundled

TODAY = dt.date(2026, 11, 21)
SCHEME = read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))
ZONES = pd.Index(["A", "B", "C"], name="zone_code")


def test_counts_keep_the_index_and_leave_out_the_unplaced() -> None:
    count = count_by_zone(pd.Series(["B", "A", "B", None, "elsewhere"]), ZONES)
    assert_series_equal(count, pd.Series([1, 2, 0], index=ZONES, name="count", dtype="int64"))


def test_a_rate_without_people_is_missing_not_zero() -> None:
    population = pd.Series([500, 0, pd.NA], index=ZONES, dtype="Int64")
    rate = per_1000(pd.Series([3, 1, 0], index=ZONES), population)
    assert_series_equal(rate, pd.Series([6.0, float("nan"), float("nan")], index=ZONES, name="per_1000"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(SCHEME.kinds)),
            st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1))),
        ),
        max_size=20,
    )
)
def test_freshness_of_a_frame_equals_the_rule(records: list[tuple[str, dt.date | None]]) -> None:
    frame = pd.DataFrame(records, columns=["kind", "last_checked"])
    frame["last_checked"] = pd.to_datetime(frame["last_checked"])
    expected = [
        freshness(checked, interval_days=SCHEME.kinds[kind].check_interval_days, today=TODAY).value
        for kind, checked in records
    ]
    assert freshness_of(frame, SCHEME.kinds, today=TODAY).tolist() == expected


LOOKS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(list(LookResult)),
        st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1)),
    ),
    max_size=15,
)


@given(LOOKS, st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=3))
def test_coverage_of_all_zones_equals_the_rule(
    entries: list[tuple[str, LookResult, dt.date]], counts: list[tuple[int, int]]
) -> None:
    usable = pd.Series([usable for usable, _ in counts], index=ZONES)
    shown = usable + pd.Series([more for _, more in counts], index=ZONES)
    ledger = pd.DataFrame(entries, columns=["zone_code", "result", "looked_on"])
    ledger["result"] = ledger["result"].map(str)
    states = coverage_by_zone(ledger, usable=usable, shown=shown, interval_days=365, today=TODAY)
    looks = [
        Look(zone_code=z, offer="food", result=r, method=LookMethod.DESK, looked_on=d, looked_by="x")
        for z, r, d in entries
    ]
    expected = [
        coverage_state(
            [look for look in looks if look.zone_code == zone],
            usable=int(usable[zone]),
            shown=int(shown[zone]),
            interval_days=365,
            today=TODAY,
        ).value
        for zone in ZONES
    ]
    assert states.tolist() == expected
    assert states.index.equals(ZONES)


def test_when_a_zone_was_last_looked_at_is_missing_where_it_counts_as_not_looked_at() -> None:
    old, new = TODAY - dt.timedelta(days=40), TODAY - dt.timedelta(days=3)
    entries = [
        ("a", "none", old, "desk"),
        ("a", "none", new, "walkabout"),
        ("a", "none", TODAY + dt.timedelta(days=1), "session"),
        ("b", "found", new, "walkabout"),
        ("b", "none", new, "desk"),
    ]
    looks = pd.DataFrame(entries, columns=["zone_code", "result", "looked_on", "method"])
    before = looks.copy()
    coverage = pd.Series(["looked_none", "not_looked", "found"], index=["a", "b", "c"])
    when = last_looked(looks, coverage, today=TODAY)
    assert when.columns.tolist() == ["last_looked", "how"]
    assert when.index.equals(coverage.index)
    assert when.loc["a"].tolist() == [pd.Timestamp(new), "walkabout"]
    assert when.loc[["b", "c"]].isna().all(axis=None)
    both = last_looked(looks, coverage.replace("not_looked", "found"), today=TODAY)
    assert both.loc["b"].tolist() == [pd.Timestamp(new), "walkabout"]
    pd.testing.assert_frame_equal(looks, before)
