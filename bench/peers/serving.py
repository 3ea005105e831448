"""Streamlit apps of peers in processes of their own, each at a port that was free."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path


def free_port() -> int:
    """Return a port that nobody listens at.

    Returns
    -------
    int
        As the system gives it out.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class PeerServer:
    """A Streamlit app of a peer.

    Parameters
    ----------
    app
        Its script.
    folder
        Where it finds and keeps its data.

    Attributes
    ----------
    port
        Where it listens.
    """

    def __init__(self, app: Path, folder: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(self.port),
             "--server.headless", "true", "--browser.gatherUsageStats", "false"],
            env=os.environ | {"ASSET_MAP_BENCH_PEER": str(folder)}, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait()
