"""Classes hold about equally many values, and say truly what they hold."""

from __future__ import annotations

import numpy as np
import pytest

from asset_map.maps.classify import quantile_classes


def test_ten_values_fall_into_five_pairs() -> None:
    classes = quantile_classes(np.arange(1.0, 11.0))
    assert classes.class_of_value.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert classes.labels == ("1.0 to 2.0", "3.0 to 4.0", "5.0 to 6.0", "7.0 to 8.0", "9.0 to 10.0")


def test_equal_values_share_a_class() -> None:
    classes = quantile_classes(np.array([1.25, 1.25, 1.25, 2.5, 1.25]))
    assert classes.class_of_value.tolist() == [0, 0, 0, 1, 0]
    assert classes.labels == ("1.2", "2.5")


def test_labels_take_more_decimals_where_neighbours_would_read_alike() -> None:
    classes = quantile_classes(np.array([1.01, 1.02, 1.03, 1.04]), count=2)
    assert classes.labels == ("1.01 to 1.02", "1.03 to 1.04")


def test_no_values_give_no_classes() -> None:
    classes = quantile_classes(np.array([]))
    assert classes.labels == ()
    assert classes.class_of_value.size == 0


@pytest.mark.parametrize("count", [1, 3, 7])
def test_no_class_is_empty(count: int) -> None:
    values = np.random.default_rng(1).gamma(2, size=100).round(1)
    classes = quantile_classes(values, count=count)
    assert set(classes.class_of_value) == set(range(len(classes.labels)))
