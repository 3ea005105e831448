"""Health is asked for by anybody: it takes little of the store, and never waits for long."""

from __future__ import annotations

import threading

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map import __version__
from asset_map.errors import (
    GeographyError,
    StoreAwayError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    UserError,
)
from asset_map.web.health import TRIED_EVERY_S, StoreHealth, alive


def _asking(health: StoreHealth) -> TestClient:
    return TestClient(Starlette(routes=[Route("/healthz", health.answer)]))


def test_the_store_is_tried_at_most_every_few_seconds() -> None:
    tries: list[None] = []
    times_s = [0.0]
    with _asking(StoreHealth(lambda: tries.append(None), clock=lambda: times_s[0])) as client:
        counts = []
        for time_s in (0.0, 1.0, TRIED_EVERY_S - 0.1, TRIED_EVERY_S, TRIED_EVERY_S + 1):
            times_s[0] = time_s
            assert client.get("/healthz").status_code == 200
            counts.append(len(tries))
    assert counts == [1, 1, 1, 2, 2]


def test_an_answer_does_not_wait_for_a_busy_store_and_the_store_is_not_tried_twice_at_once() -> None:
    tries: list[None] = []
    free = threading.Event()

    def wait() -> None:
        tries.append(None)
        free.wait()

    times_s = [0.0]
    with _asking(StoreHealth(wait, longest_wait_s=0.01, clock=lambda: times_s[0])) as client:
        try:
            assert client.get("/healthz").status_code == 503
            times_s[0] = 2 * TRIED_EVERY_S
            assert client.get("/healthz").status_code == 503
            assert len(tries) == 1
        finally:
            free.set()


@pytest.mark.parametrize("problem", [StoreError, GeographyError, UserError])
def test_what_is_wrong_is_not_told_to_everybody(problem: type[UserError]) -> None:
    def fail() -> None:
        raise problem("/home/morag/asset-map.db is locked")

    with _asking(StoreHealth(fail)) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "morag" not in answer.text


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (StoreFullError, "The disk of the store is full"),
        (StoreReadOnlyError, "may only be read"),
        (StoreAwayError, "does not answer"),
        (StoreDamagedError, "damaged"),
        (StoreError, "cannot be read and written"),
    ],
)
def test_a_sentence_says_what_is_wrong(problem: type[UserError], sentence: str) -> None:
    def fail() -> None:
        raise problem("The store at postgresql://morag@db.example/map")

    with _asking(StoreHealth(fail)) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert sentence in answer.json()["reason"]
    assert "example" not in answer.text


def test_a_process_that_answers_is_alive_whatever_its_store() -> None:
    with TestClient(Starlette(routes=[Route("/healthz/live", alive)])) as client:
        assert client.get("/healthz/live").json() == {"status": "ok", "version": __version__}
