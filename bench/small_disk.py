"""A small disk of its own, that can be filled, emptied and made read-only: a tmpfs, mounted for this process alone."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

ALONE = "ASSET_MAP_BENCH_ALONE"


def mounted_for_us_alone() -> None:
    """Start this program anew where its mounts are seen by nobody else, unless that was done."""
    if os.environ.get(ALONE) == "1":
        return
    unshare = shutil.which("unshare")
    if unshare is None:
        sys.exit("Needs unshare (util-linux), so that small disks can be mounted for this program alone.")
    whole = [
        unshare,
        "--mount",
        *([] if os.geteuid() == 0 else ["--map-root-user"]),
        sys.executable,
        *sys.orig_argv[1:],
    ]
    os.execve(unshare, whole, os.environ | {ALONE: "1"})  # noqa: S606  (our own program, with its own words)


class SmallDisk:
    """A disk of some megabytes.

    Parameters
    ----------
    folder
        Where it is mounted; made when missing.
    megabytes
        Its size.
    """

    def __init__(self, folder: Path, *, megabytes: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder))

    def fill(self) -> None:
        """Leave not a byte."""
        with (self.folder / ".filler").open("ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.folder / ".filler").unlink(missing_ok=True)

    def forbid_writing(self) -> None:
        """Let it be read only; nothing on it may be open for writing."""
        _run("mount", "-o", "remount,ro", str(self.folder))

    def allow_writing(self) -> None:
        """Let it be written again."""
        _run("mount", "-o", "remount,rw", str(self.folder))

    def unmount(self) -> None:
        """Take it away, with all that is on it."""
        _run("umount", "--lazy", str(self.folder))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
