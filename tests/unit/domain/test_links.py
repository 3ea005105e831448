"""The rules of links."""

from __future__ import annotations

import itertools

import pytest

from asset_map.domain.links import PLAUSIBLE_KINDS, Relation, in_order, is_plausible, may_be_told
from asset_map.domain.protection import Audience, Level


def test_only_what_is_mutual_is_put_in_order() -> None:
    assert (
        in_order(Relation.SHARES_SPACE_WITH, "b", "a") == in_order(Relation.SHARES_SPACE_WITH, "a", "b") == ("a", "b")
    )
    assert in_order(Relation.RUNS, "b", "a") == ("b", "a")


@pytest.mark.parametrize(
    ("relation", "first", "second", "usual"),
    [
        (Relation.RUNS, "association", "place", True),
        (Relation.RUNS, "place", "association", False),
        (Relation.RUNS, "institution", "person", False),
        (Relation.MEETS_AT, "association", "institution", True),
        (Relation.MEETS_AT, "place", "association", False),
        (Relation.FUNDS, "culture", "place", False),
        (Relation.REFERS_TO, "institution", "person", True),
        (Relation.REFERS_TO, "institution", "place", False),
        (Relation.SHARES_SPACE_WITH, "culture", "exchange", True),
        (Relation.FUNDS, "a kind of another scheme", "another one", True),
    ],
)
def test_usual_links(relation: Relation, first: str, second: str, *, usual: bool) -> None:
    assert is_plausible(relation, first, second) is usual


def test_every_relation_has_its_usual_kinds() -> None:
    assert set(PLAUSIBLE_KINDS) == set(Relation)


def test_places_are_told_to_those_who_know_both_alike() -> None:
    for relation in (Relation.RUNS, Relation.FUNDS, Relation.REFERS_TO):
        assert all(
            may_be_told(relation, first, second, Audience.PUBLIC)
            for first, second in itertools.product(Level, repeat=2)
        )
    told = {
        audience: {
            (first, second)
            for first, second in itertools.combinations(Level, 2)
            if may_be_told(Relation.MEETS_AT, first, second, audience)
        }
        for audience in (Audience.PARTNERS, Audience.STAFF)
    }
    assert told[Audience.PARTNERS] == set(itertools.combinations([Level.PUBLIC, Level.AREA, Level.PARTNERS], 2))
    assert told[Audience.STAFF] == set(itertools.combinations(Level, 2))
    assert not may_be_told(Relation.MEETS_AT, Level.AREA, Level.PUBLIC, Audience.PUBLIC)
    assert not may_be_told(Relation.SHARES_SPACE_WITH, Level.PUBLIC, Level.AREA, Audience.PUBLIC)
    assert not may_be_told(Relation.MEETS_AT, Level.UNMAPPED, Level.AREA, Audience.PUBLIC)
    assert may_be_told(Relation.MEETS_AT, Level.AREA, Level.AREA, Audience.PUBLIC)
