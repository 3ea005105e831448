"""Which addresses only this machine reaches, and who must have been invited before a server listens on another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.errors import NotAllowedError
from asset_map.services.people.inviting import entrance
from asset_map.services.people.leaving import let_go
from asset_map.services.people.reachable import is_this_machine_alone, prints_a_link, refuse_without_sign_in
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.1.1", "localhost", "LOCALHOST", "::1"])
def test_these_addresses_are_reached_from_this_machine_alone(tiny: Workspace, host: str) -> None:
    assert is_this_machine_alone(host)
    refuse_without_sign_in(tiny, host=host, openid=False)


@pytest.mark.parametrize("host", ["::", "", "192.168.0.10", "map.example.org", "localhost.example.org"])
def test_other_addresses_need_somebody_who_was_invited(tiny: Workspace, host: str) -> None:
    assert not is_this_machine_alone(host)
    entrance(tiny, now=NOW)  # whoever started the server before, on this machine
    with pytest.raises(NotAllowedError, match='Run asset-map people invite "YOUR NAME"'):
        refuse_without_sign_in(tiny, host=host, openid=False)
    let_in("Morag", tiny, now=NOW)
    refuse_without_sign_in(tiny, host=host, openid=False)
    let_in("Iain", tiny, now=NOW)
    let_go("Morag", tiny, now=NOW, actor=somebody("test"))
    refuse_without_sign_in(tiny, host=host, openid=False)


def test_a_provider_of_sign_in_will_do(tiny: Workspace) -> None:
    refuse_without_sign_in(tiny, host="192.168.0.10", openid=True)


def test_processes_that_share_a_store_print_no_link_once_somebody_can_come_in(tiny: Workspace) -> None:
    shared = replace(tiny, settings=replace(tiny.settings, database_url="postgresql://asset-map@127.0.0.1/asset_map"))
    assert prints_a_link(shared, host="127.0.0.1", openid=False)
    assert not prints_a_link(shared, host="127.0.0.1", openid=True)
    entrance(shared, now=NOW)
    assert prints_a_link(shared, host="127.0.0.1", openid=False), "nobody was invited by name"
    let_in("Morag", shared, now=NOW)
    assert not prints_a_link(shared, host="127.0.0.1", openid=False)
    assert prints_a_link(tiny, host="localhost", openid=True), "one laptop prints its steward's link as before"
    assert not prints_a_link(tiny, host="192.168.1.7", openid=False)
