"""The demo town's sessions: one to join, and one that tells what became of it, the same however often it is opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asset_map.domain.mapping_session import SLIP_SIGNS, SessionState
from asset_map.domain.outcome import Answer, PromiseState
from asset_map.services.demo import open_demo
from asset_map.services.demo_sessions import add_demo_sessions
from asset_map.services.sessions.answers import session_story, slip_story
from asset_map.services.sessions.joining import CanJoin, session_to_join
from asset_map.services.sessions.promises import all_promises
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

SLIPS = ("FABLESAY", "KELPGREN", "LANTERNS", "BANDSTND")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Open the demo town from an empty home."""
    workspace = open_demo(read_settings(tmp_path_factory.mktemp("home"), ""), now=NOW)
    yield workspace
    workspace.store.close()


def test_one_session_can_be_joined_and_opening_again_changes_nothing(town: Workspace) -> None:
    found = session_to_join("fab-les", town)
    assert isinstance(found, CanJoin)
    version = town.store.version()
    add_demo_sessions(town, now=NOW, actor=somebody("demo"))
    assert town.store.version() == version
    assert len(town.store.mapping_sessions()) == 2


def test_the_slips_lead_to_what_was_said_and_what_became_of_it(town: Workspace) -> None:
    stories = [slip_story(code, town, today=TODAY) for code in SLIPS]
    assert all(set(code) <= set(SLIP_SIGNS) for code in SLIPS)
    said = [one for story in stories if story is not None for one in story.said]
    assert len(said) == 12
    assert {one.contribution.language for one in said} == {"en", "pl", "ur"}
    assert {one.contribution.channel.value for one in said} == {"phone", "paper"}
    assert {one.became.now.answer for one in said if one.became} == set(Answer)
    assert sum(one.contribution.do_not_publish for one in said) == 1
    assert sum(bool(one.contribution.about_id) for one in said) == 1


def test_what_is_not_to_be_published_stands_on_no_public_page(town: Workspace) -> None:
    [closed] = [one for one in town.store.mapping_sessions() if one.state is SessionState.CLOSED]
    story = session_story(closed, town, today=TODAY)
    assert "We heard this" not in repr(story.became)
    assert len(story.decisions) == 2
    counts = all_promises(town, today=TODAY).counts
    assert (counts[PromiseState.KEPT], counts[PromiseState.LATE], counts[PromiseState.IN_TIME]) == (1, 1, 2)
