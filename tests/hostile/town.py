"""Towns to try hostile inputs on, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.services.workspace import Workspace
from tests.fixtures.kept_records import keep
from tests.fixtures.mapping_sessions import open_session_in
from tests.hostile.reads import Sender, served


@contextmanager
def asked(workspace: Workspace, link: str) -> Iterator[tuple[Starlette, list[Sender]]]:
    """Serve a town with a record and a session, and give everybody who may ask: nobody known, a phone, and staff.

    Parameters
    ----------
    workspace
        An empty store.
    link
        The personal link of somebody from staff, below this server.
    """
    keep(workspace)
    session = open_session_in(workspace)
    with served(workspace) as app, ExitStack() as opened:
        here = {"origin": "http://testserver"}  # as a page of this server says; others are refused at once
        nobody, phone, staff = (
            opened.enter_context(TestClient(app, headers=here, follow_redirects=False)) for _ in range(3)
        )
        phone.post(f"/j/{session.code}", data={"language": "en"})
        staff.get(link)
        yield app, [Sender("nobody", nobody), Sender("a phone", phone), Sender("staff", staff)]
