"""A short version of ``python -m bench.hostile_inputs``: whatever is sent ends in an answer or a clear refusal."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings

from asset_map.services.workspace import Workspace
from tests.architecture.write_scenarios import SCENARIOS
from tests.conftest import NOW
from tests.fixtures.actors import let_in
from tests.hostile.corpus import CORPUS, hostile_texts
from tests.hostile.counting import Tried
from tests.hostile.open_api import try_operations
from tests.hostile.reads import READS, try_addresses, try_reads
from tests.hostile.town import asked
from tests.hostile.writes import try_writes

WRITES_HERE = (
    "record.record", "change.change", "sent.answer_question", "record_looks.record_looks", "sessions.prepare.prepare",
    "sessions.contribute.contribute", "sessions.contribute.enter_from_paper", "sessions.paper.enter",
    "sessions.outcomes.tell", "sessions.outcomes.decide", "sessions.turnout.enter_turnout", "photos.add_photo",
)  # fmt: skip
"""Services that take the most of what people type; the bench tries all."""

NO_TEXT = "\ud800"
"""What a terminal gives for bytes that are no text, and JSON for half a sign."""


def test_services_named_here_are_there() -> None:
    assert set(WRITES_HERE) <= set(SCENARIOS)


@pytest.mark.parametrize("name", WRITES_HERE)
def test_what_is_typed_is_kept_or_refused(name: str, tiny: Workspace) -> None:
    tried = Tried()
    try_writes(name, tiny, tried, 15)
    assert tried.faults == {}
    assert tried.inputs >= 10


def test_what_is_asked_for_is_answered_or_refused(tiny: Workspace) -> None:
    tried = Tried()
    try_reads(tiny, tried, 100)
    for text, (name, ask) in zip(CORPUS, itertools.cycle(READS.items()), strict=False):
        with tried.one(f"asking for {name}", text):
            ask(text, tiny)
    for name, ask in READS.items():
        with tried.one(f"asking for {name}", NO_TEXT):
            ask(NO_TEXT, tiny)
    assert tried.faults == {}


def test_every_address_answers_or_refuses(tiny: Workspace) -> None:
    tried = Tried()
    with asked(tiny, f"/enter/{let_in('Morag', tiny, now=NOW)}") as (app, senders):
        try_addresses(senders, tried, 120)
        try_operations(app, tried, 20)
    assert tried.faults == {}


@settings(max_examples=20, database=None, deadline=None)
@given(hostile_texts())
def test_the_texts_are_texts(text: str) -> None:
    assert isinstance(text, str)
