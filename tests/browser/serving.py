"""A server of the app for browser tests, started as a person would start it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

READY = re.compile(r"http://localhost:\d+")
LONGEST_START_S = 90


@dataclass
class Served:
    """A running server.

    Parameters
    ----------
    address
        Where it answers.
    home
        Its home folder.
    process, listener, output
        The process itself, the thread that reads what it prints, and that.
    """

    address: str
    home: Path
    process: subprocess.Popen[str]
    listener: threading.Thread
    output: list[str]

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(timeout=20)
        self.listener.join()


def free_port() -> int:
    """Return a port on which nothing listens: tests that run beside each other never meet on one."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def serve(home: Path, *, port: int | None = None) -> Served:
    """Start ``asset-map serve`` on a port, any free one unless it is given, and wait until it prints its address."""
    port = free_port() if port is None else port
    process = subprocess.Popen(
        [sys.executable, "-m", "asset_map", "serve", "--home", str(home), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    output: list[str] = []
    ready = threading.Event()
    addresses: list[str] = []

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                output.append(line)
                if found := READY.search(line):
                    addresses.append(found[0])
                    ready.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    deadline = time.monotonic() + LONGEST_START_S
    while not ready.wait(0.2):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            message = f"The server did not start: {''.join(output)}"
            raise RuntimeError(message)
    return Served(addresses[0], home, process, listener, output)
