"""Servers as an organisation starts them, for benches: several may serve one store."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from asset_map.settings import Settings

READY = re.compile(r"Asset Map shows .* at (http://\S+)")
LINK = re.compile(r"(/enter/\S+)")
LAST_WORDS = "Stop it with"
"""After them all is said: some servers print no link."""

LONGEST_START_S = 300.0


class AppServer:
    """``asset-map serve`` in a process of its own.

    Parameters
    ----------
    settings
        Where its home and its store are.
    port
        Where it listens; the next free one when it is busy.
    host
        Address of this machine that it listens at.
    behind
        What the command is put behind, such as that which runs it in another network.

    Attributes
    ----------
    address, entrance
        Where it answers, and the path of the link that lets somebody in; empty when it prints none.
    output
        What it printed.
    """

    def __init__(self, settings: Settings, port: int, *, host: str = "127.0.0.1", behind: Sequence[str] = ()) -> None:
        self._settings, self._port, self._host, self._behind = settings, port, host, behind
        self.address = self.entrance = ""
        self.output: list[str] = []
        self.start()
        self.wait()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rsplit(":", 1)[1])

    def start(self) -> None:
        """Start it, also after it was killed."""
        self._answers = threading.Event()
        self.process = subprocess.Popen(
            [*self._behind, sys.executable, "-m", "asset_map", "serve", "--home", str(self._settings.home),
             "--host", self._host, "--port", str(self._port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "ASSET_MAP_DATABASE_URL": self._settings.database_url},
            cwd=Path(__file__).parents[1],
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def wait(self) -> None:
        """Wait until it answers."""
        until_s = time.monotonic() + LONGEST_START_S
        while not self._answers.wait(0.2):
            if self.process.poll() is None and time.monotonic() < until_s:
                continue
            self.kill()
            message = f"The server did not start: {''.join(self.output)}"
            raise RuntimeError(message)

    def kill(self) -> None:
        """End it at once, as a lost machine does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it as an operator does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout:
            for line in process.stdout:
                self.output.append(line)
                if found := READY.search(line):
                    self.address = found[1]
                if found := LINK.search(line):
                    self.entrance = found[1]
                if LAST_WORDS in line:
                    self._answers.set()
