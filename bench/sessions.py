"""Forty phones in a hall without the internet: is anything lost or doubled, and how long does it take?

Run ``python -m bench.sessions --minutes 10 --kill`` as root: a network of two namespaces is made, with no way out of
it. The server runs in one, as on the facilitator's laptop; forty phones and the projector in the other, each with an
address of its own. With ``--kill`` the server is ended with SIGKILL half-way and started again. All of it stops by
itself.
With ``--browsers 2`` two residents use Chromium, which takes its share of the same cores.
Without root, or with ``--loopback``, the same runs over this machine's loopback.

Printed are what was lost and doubled, the times from pressing "send" to being thanked and until the projector showed
it, and the memory of the server. It ends with 1 when anything that was thanked for is not kept exactly once.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import datetime as dt
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import ALL_RIGHTS, TERMINAL
from asset_map.services.demo import open_demo
from asset_map.services.people.inviting import invite
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import prepare
from asset_map.services.sessions.session_draft import SessionDraft
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from bench.frame.machine import most_memory_mb
from bench.servers import AppServer

LAPTOP, HALL = "asset-map-laptop", "asset-map-hall"
NETWORK = "10.77.0."
PORT = 8695
DOWN_S = 3.0
"""So long it takes somebody to see that the server is gone and to start it again."""


@dataclass(frozen=True)
class Network:
    """Where the server listens and the phones are.

    Parameters
    ----------
    host
        Address of the server.
    addresses
        The first three numbers of the addresses of phones.
    at_laptop, at_hall
        What a command is put behind to run there.
    name
        For the report.
    """

    host: str
    addresses: str
    at_laptop: Sequence[str]
    at_hall: Sequence[str]
    name: str


def main() -> None:
    """Hold the session and print a Markdown table."""
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder, contextlib.ExitStack() as stack:
        network = stack.enter_context(make_network(loopback=options.loopback))
        home = Path(folder)
        workspace, session, token = set_up(home)
        server = Server(home, network)
        stack.callback(server.stop)
        out = home / "phones.json"
        hall = subprocess.Popen(
            [*network.at_hall, sys.executable, "-m", "bench.phones", "--host", network.host, "--port", str(PORT),
             "--code", session.code, "--session", session.session_id, "--enter", token, "--phones", str(options.phones),
             "--entries", str(options.entries), "--seconds", str(options.minutes * 60),
             "--addresses", network.addresses, "--browsers", str(options.browsers), "--out", str(out)]
        )  # fmt: skip
        stack.callback(hall.kill)
        down_s = (0.0, 0.0)
        if options.kill:
            time.sleep(options.minutes * 30)
            down_s = server.kill_and_start()
        hall.wait(timeout=options.minutes * 60 + 180)
        server.note_memory()
        report(json.loads(out.read_text()), workspace, session, options, network, server, down_s)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--phones", type=int, default=40)
    parser.add_argument("--entries", type=int, default=10, help="that each phone sends")
    parser.add_argument("--browsers", type=int, default=0, help="Chromium, as phones beside these")
    parser.add_argument("--kill", action="store_true", help="kill the server half-way and start it again")
    parser.add_argument("--loopback", action="store_true", help="make no network")
    return parser.parse_args()


@contextlib.contextmanager
def make_network(*, loopback: bool) -> Iterator[Network]:
    """Make two namespaces joined by one cable, with no way out, and take them away afterwards."""
    if loopback or os.geteuid() != 0 or shutil.which("ip") is None:
        yield Network("127.0.0.1", "127.0.0.", (), (), "loopback")
        return
    remove_network()
    cable = [
        f"ip netns add {LAPTOP}",
        f"ip netns add {HALL}",
        f"ip link add am0 netns {LAPTOP} type veth peer name am1 netns {HALL}",
        f"ip -n {LAPTOP} addr add {NETWORK}1/24 dev am0",
        *(f"ip -n {HALL} addr add {NETWORK}{last}/24 dev am1" for last in range(100, 200)),
        *(f"ip -n {space} link set lo up" for space in (LAPTOP, HALL)),
        f"ip -n {LAPTOP} link set am0 up",
        f"ip -n {HALL} link set am1 up",
    ]
    try:
        for command in cable:
            subprocess.run(command.split(), check=True)
        behind = [("ip", "netns", "exec", space) for space in (LAPTOP, HALL)]
        for way in behind:
            routes = subprocess.run(
                [*way, "ip", "route", "show", "default"], capture_output=True, text=True, check=True
            )
            if routes.stdout:
                message = f"Expected no way out of the network; found {routes.stdout}"
                raise RuntimeError(message)
        yield Network(f"{NETWORK}1", NETWORK, *behind, name="two network namespaces without a way out")
    finally:
        remove_network()


def remove_network() -> None:
    """Take away the namespaces that an earlier run left."""
    for space in (LAPTOP, HALL):
        subprocess.run(f"ip netns del {space}".split(), check=False, stderr=subprocess.DEVNULL)


def set_up(home: Path) -> tuple[Workspace, MappingSession, str]:
    """Open a session in the demo town that shows everything at once, and let somebody in for the projector."""
    now = dt.datetime.now(dt.UTC)
    workspace = open_demo(read_settings(home), now=now)
    draft = SessionDraft(
        title="Forty phones",
        place="A hall",
        held_on=f"{now:%Y-%m-%d}",
        glance_first=False,
    )
    made = prepare(draft, workspace, now=now, actor=TERMINAL)
    if not isinstance(made, MappingSession):
        raise TypeError(made)
    return workspace, open_session(made, workspace, now=now, actor=TERMINAL), invite(
        "Projector", workspace, now=now, actor=TERMINAL, rights=ALL_RIGHTS
    )  # fmt: skip


class Server(AppServer):
    """The server as a person starts it in the hall, and the most memory that it took."""

    def __init__(self, home: Path, network: Network) -> None:
        self.most_mb = 0.0
        super().__init__(read_settings(home), PORT, host=network.host, behind=network.at_laptop)

    def kill_and_start(self) -> tuple[float, float]:
        """End it at once, and return from when until when it was away."""
        self.note_memory()
        gone_s = time.time()
        self.kill()
        time.sleep(DOWN_S)
        self.start()
        self.wait()
        return gone_s, time.time()

    def note_memory(self) -> None:
        """Read the most memory that the process has taken so far."""
        self.most_mb = max(self.most_mb, most_memory_mb(self.process.pid))


def report(
    log: dict[str, Any],
    workspace: Workspace,
    session: MappingSession,
    options: argparse.Namespace,
    network: Network,
    server: Server,
    down_s: tuple[float, float],
) -> None:
    """Print what came of it, and end with 1 when something was lost or doubled."""
    pressed, thanked, shown = (log[name] for name in ("pressed_s", "thanked_s", "shown_s"))
    kept = workspace.store.contributions(session.session_id)
    times_kept = collections.Counter(one.words for one in kept)
    lost = sorted(set(thanked) - {one.contribution_id for one in kept})
    doubled = [words for words, times in times_kept.items() if times > 1]
    never_thanked = sorted(set(pressed) - set(thanked))
    never_shown = sorted(set(thanked) - set(shown))
    to_thanks = np.array([thanked[one] - pressed[one] for one in thanked])
    arrived = {one.contribution_id: one.sent_at.timestamp() for one in kept}
    up = [one for one in shown if one in arrived and not down_s[0] - 2 <= arrived[one] <= down_s[1] + 2]
    to_room = np.array([shown[one] - arrived[one] for one in up])
    in_outage = [one for one in thanked if pressed[one] <= down_s[1] and thanked[one] >= down_s[0] > 0]
    waited = set(in_outage)
    to_thanks_while_up = np.array([thanked[one] - pressed[one] for one in thanked if one not in waited])
    rows = {
        "phones that joined": f"{log['joined']} of {options.phones}",
        "browsers that joined": f"{log['browsers']} of {options.browsers}",
        "entries sent, thanked for, kept": f"{len(pressed)}, {len(thanked)}, {len(kept)}",
        "lost, doubled": f"{len(lost)}, {len(doubled)}",
        "never thanked, refused": f"{len(never_thanked)}, {len(log['refused'])}",
        "pressing “send” to thanks, median, p95, slowest (s)": _spread(to_thanks),
        "the same without those that waited for the server to come back": _spread(to_thanks_while_up),
        "kept to shown by the projector, median, p95, slowest (s)": _spread(to_room),
        "never shown by the projector": str(len(never_shown)),
        "most memory of the server (MB)": f"{server.most_mb:.0f}",
    }
    if options.kill:
        rows["away after SIGKILL (s)"] = f"{down_s[1] - down_s[0]:.1f}"
        rows["entries that waited for that, and arrived"] = str(len(in_outage))
    print(
        f"{options.phones} phones, {options.entries} entries each, {options.minutes:g} minutes, {network.name}; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}.\n"
    )
    print("| what | found |\n| --- | ---: |")
    for what, found in rows.items():
        print(f"| {what} | {found} |")
    print(*log["refused"], sep="\n")
    everybody = log["joined"] == options.phones and log["browsers"] == options.browsers
    everything = len(pressed) == options.entries * (options.phones + options.browsers)
    wrong = lost or doubled or never_thanked or never_shown or log["refused"] or not (everybody and everything)
    sys.exit(1 if wrong else 0)


def _spread(seconds: np.ndarray) -> str:
    if not len(seconds):
        return "none"
    return ", ".join(f"{value:.2f}" for value in (*np.quantile(seconds, [0.5, 0.95]), seconds.max()))


if __name__ == "__main__":
    main()
