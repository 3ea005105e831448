"""The works that are measured: a module each, with ``WORKS`` in it; peers are imported only when their way is taken."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from bench.frame.work import Work

MODULES = {
    "placing": "placing",
    "measures": "measures",
    "glasgow_map": "maps",
    "scotland_map": "maps",
    "changing": "changing",
    "starting": "starting",
    "many-assets": "many_assets",
    "saving": "saving",
    "growth": "growth",
    "growth_records": "growth",
}
"""Where each work stands, in the order of the table; a way's process imports no more than its own."""


def work_named(name: str) -> Work:
    """Return one work.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    Work
        The work.

    Raises
    ------
    KeyError
        When there is none of that name.
    """
    works: Sequence[Work] = import_module(f"bench.works.{MODULES[name]}").WORKS
    return next(work for work in works if work.name == name)
