"""When the machine does not take what is written, what does a person need to know?"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from asset_map.errors import DiskError
from asset_map.language import gettext as _

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room on the disk, none left of what this account may use, or a larger file than it may write."""

READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
FAILING = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE})
_SAYS_FULL = ("no space left on device", "file too large", "disk is full")


def disk_error(error: BaseException) -> DiskError | None:
    """Return in words what the machine says, where it is the disk's doing.

    Parameters
    ----------
    error
        Whatever was raised; libraries for maps and tables wrap what the machine said in errors of their own.

    Returns
    -------
    DiskError or None
        Without the place of the file; None for what is no matter of the disk.
    """
    number = _number(error)
    if number in FULL:
        return DiskError(
            _(
                "Expected room on the disk; found it full. Nothing that was kept before is lost: make room, or tell "
                "whoever runs Asset Map here, and try again."
            )
        )
    if number in READ_ONLY:
        return DiskError(
            _(
                "Expected a disk and a folder that can be written; found that they may only be read. Nothing that was "
                "kept before is lost: give the right to write, or tell whoever runs Asset Map here."
            )
        )
    if number in FAILING:
        return DiskError(
            _(
                "Expected a disk that works; found that it fails or is gone. Tell whoever runs Asset Map here, and "
                "look for the newest backup."
            )
        )
    return None


def _number(error: BaseException) -> int | None:
    told: BaseException | None = error
    while told is not None:
        if isinstance(told, OSError) and told.errno is not None:
            return told.errno
        if any(words in str(told).casefold() for words in _SAYS_FULL):
            return errno.ENOSPC
        told = told.__cause__ or told.__context__
    return None


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the machine says of its disk into an error in words.

    Yields
    ------
    None
        For the work that writes files.

    Raises
    ------
    DiskError
        When the disk is full, may only be read, or fails.
    """
    try:
        yield
    except OSError as error:
        if told := disk_error(error):
            raise told from error
        raise
