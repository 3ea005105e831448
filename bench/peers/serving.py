"""Streamlit apps of peers in processes of their own, each at a port that was free."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.frame.machine import most_memory_mb
from tests.browser.serving import free_port


def with_memory_of(
    server: subprocess.Popen[Any], figures: Callable[[Any], Mapping[str, float]]
) -> Callable[[Any], Mapping[str, float]]:
    """Return what takes the same figures, and the most memory that a server held.

    Parameters
    ----------
    server
        Whose memory is told.
    figures
        What takes the others from what came of a round.

    Returns
    -------
    collections.abc.Callable
        For `bench.frame.work.Ready`.
    """
    return lambda found: {**figures(found), "memory_mb": most_memory_mb(server.pid)}


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
