"""A whole session is kept with everything in it, once, or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from asset_map.domain.mapping_session import SessionState
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.errors import StoreError
from asset_map.store import Store
from tests.contract.store_records import MORNING, RECORDING
from tests.contract.test_store_mapping_sessions import SAID, SESSION

CLOSED = replace(SESSION, state=SessionState.CLOSED, code="FABLES")
VIEW = replace(SAID, contribution_id="said-2", about_id="said-1", slip_code="BBBB2222")
TOLD = Outcome(
    outcome_id="1",
    session_id="tea",
    contribution_id="said-1",
    answer=Answer.WILL,
    words="A bench",
    because="",
    by_when=dt.date(2027, 3, 1),
    said_by="Morag",
    said_at=MORNING,
)
DECIDED = Decision(
    decision_id="1",
    session_id="tea",
    words="Meet again",
    reason="More to say",
    decided_on=dt.date(2026, 11, 21),
    noted_by="Morag",
    noted_at=MORNING,
)


def _add(store: Store) -> bool:
    return store.add_whole_session(
        CLOSED, said=[SAID, VIEW], outcomes=[TOLD], decisions=[DECIDED], slip_codes=["BBBB2222"], event=RECORDING
    )


def test_a_whole_session_comes_back_and_is_kept_once(store: Store) -> None:
    before = store.version()
    assert _add(store)
    assert store.version() == before + 1
    assert not _add(store)
    assert store.mapping_session("tea") == CLOSED
    assert store.contributions("tea") == [replace(SAID, number=1), replace(VIEW, number=2)]
    assert store.news("tea") == 2
    assert (store.outcomes("tea"), store.decisions("tea")) == ([TOLD], [DECIDED])
    assert store.slip_session("BBBB2222") == "tea"
    assert store.session_of_code("FABLES") == (CLOSED, True)


def test_what_belongs_to_another_session_stops_all_of_it(store: Store) -> None:
    assert _add(store)
    other = replace(CLOSED, session_id="coffee", code="")
    with pytest.raises(StoreError, match="belongs to another"):
        store.add_whole_session(
            other, said=[replace(SAID, session_id="coffee")], outcomes=[], decisions=[], event=RECORDING
        )
    told = replace(TOLD, session_id="coffee")
    with pytest.raises(StoreError):
        store.add_whole_session(other, said=[], outcomes=[told], decisions=[], event=RECORDING)
    with pytest.raises(StoreError, match="words"):
        store.add_whole_session(
            other,
            said=[replace(SAID, contribution_id="x", session_id="coffee", words="\0")],
            outcomes=[],
            decisions=[],
            event=RECORDING,
        )
    assert store.mapping_session("coffee") is None


def test_several_outcomes_are_kept_together_or_not_at_all(store: Store) -> None:
    assert _add(store)
    second = replace(TOLD, outcome_id="2")
    with pytest.raises(StoreError):
        store.add_outcomes([second, TOLD], event=RECORDING)
    assert store.outcomes("tea") == [TOLD]
    version = store.version()
    store.add_outcomes([], event=RECORDING)
    assert store.version() == version
    store.add_outcomes([second], event=RECORDING)
    assert store.outcomes("tea") == [TOLD, second]
