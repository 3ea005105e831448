"""Starting the server: one process, one port, the address printed when it answers."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import logging
import os
import runpy
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from asset_map import __version__
from asset_map.errors import UserError
from asset_map.logs import Event, Fact, note, start_logging
from asset_map.services.current import DEMO_VARIABLE, current_workspace
from asset_map.services.people.inviting import entrance
from asset_map.services.people.known import own_people
from asset_map.services.people.openid_settings import SIGN_IN, OpenIdSettings, openid_settings
from asset_map.services.people.reachable import is_this_machine_alone, prints_a_link, refuse_without_sign_in
from asset_map.services.take_away.kept_files import THE_FILES
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings, bundled
from asset_map.web.daily_rounds import DailyRounds
from asset_map.web.first_page import prepare_first_page
from asset_map.web.logged import REFUSALS

PORTS_TO_TRY = 20
TRUSTED_PROXIES = "ASSET_MAP_TRUSTED_PROXIES"
"""Names the addresses and networks of proxies, with commas between: only they are believed where a request comes from,
and that it came by https. Without it, a proxy on this machine."""

KEEP_ALIVE_S = 75
"""Longer than phones wait between two questions, and than a proxy keeps a connection: by itself uvicorn closes it after
5 s, and what is sent at that moment is lost."""

BIGGEST_MESSAGE_BYTES = 8 * 1024 * 1024
"""What a screen sends over its socket is what was typed and drawn; files come another way."""


def serve(settings: Settings, *, demo: bool, host: str, port: int, announce: Callable[[str], Any]) -> None:
    """Serve the app until it is stopped.

    Parameters
    ----------
    settings
        Where the store and the geography are.
    demo
        Whether to show the demo town although an area is set up.
    host, port
        Where to listen; when the port is busy, the next free one.
    announce
        Is told the address once the server answers.

    Raises
    ------
    UserError
        When other machines could reach the server and nobody can sign in, no port is free, or the address is not this
        machine's.
    """
    os.environ["ASSET_MAP_HOME"] = str(settings.home)
    os.environ["ASSET_MAP_DATABASE_URL"] = settings.database_url
    os.environ[DEMO_VARIABLE] = "1" if demo else "0"
    start_logging()
    workspace = current_workspace()
    openid = openid_settings(settings.home)
    refuse_without_sign_in(workspace, host=host, openid=openid is not None)
    listening = _free_socket(host, port)
    app = runpy.run_path(str(bundled("app.py")), run_name="asset_map_app")["server"]()
    name = "localhost" if is_this_machine_alone(host) else host
    address = f"http://{name}:{listening.getsockname()[1]}"
    what = "the demo town (fictional)" if workspace.geography.fictional else workspace.geography.area_name
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        ws_max_size=BIGGEST_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        forwarded_allow_ips=os.environ.get(TRUSTED_PROXIES) or None,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    words = f"Asset Map shows {what} at {address}\n{_how_to_enter(workspace, host, address, openid)}"
    _Announcing(config, lambda: announce(f"{words}\nStop it with Ctrl+C.")).run([listening])


def _how_to_enter(workspace: Workspace, host: str, address: str, openid: OpenIdSettings | None) -> str:
    """Return how to work on the records."""
    if prints_a_link(workspace, host=host, openid=openid is not None):
        return f"To work on the records, enter by {address}/enter/{entrance(workspace, now=dt.datetime.now(dt.UTC))}"
    if openid is None:
        return "To work on the records, open your personal link; asset-map people link NAME makes a new one."
    words = f"To work on the records, sign in at {openid.origin}{SIGN_IN} with {openid.provider}."
    if own_people(workspace):
        return words
    return f'{words} Nobody can yet: asset-map people invite "YOUR NAME" --email YOUR_ADDRESS'


class _Announcing(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], Any]) -> None:
        super().__init__(config)
        self._ready = ready
        self._rounds = DailyRounds()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # Addresses hold what people search for, so they are not logged; Streamlit turns these logs on at its start.
        logging.getLogger("uvicorn.access").disabled = True
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        if self.started:
            # Streamlit has all objects looked through after each run of a screen; what the start made stays anyway.
            gc.freeze()
            gc.enable()
            note(Event.START, {Fact.VERSION: __version__})
            self._ready()
            prepare_first_page()
            self._rounds.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._rounds.stop()
        await super().shutdown(sockets)
        THE_FILES.clear()
        REFUSALS.tell(now=True)
        note(Event.STOP)


def _free_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + PORTS_TO_TRY):
        # Without its protocol named, asyncio lets small answers wait 40 ms for the other side (no TCP_NODELAY).
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen()
        except OSError as error:
            listening.close()
            if not isinstance(error, PermissionError) and error.errno != errno.EADDRINUSE:
                raise UserError(f"Cannot listen on {host}: {error.strerror}. Use --host 127.0.0.1.") from error
        else:
            return listening
    last = port + PORTS_TO_TRY - 1
    raise UserError(f"Every port from {port} to {last} is busy. Choose another one with --port.")
