"""The works that are measured: a module each, with ``WORKS`` in it; peers are imported only when their way is taken."""

from __future__ import annotations

from importlib import import_module

from bench.frame.work import Work

MODULES = ("placing", "measures", "maps", "changing", "starting", "many_assets", "saving", "growth")
"""In the order of the table."""


def all_works() -> list[Work]:
    """Return every work, in the order of the table.

    Returns
    -------
    list of Work
        All.
    """
    return [work for module in MODULES for work in import_module(f"bench.works.{module}").WORKS]


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
    return {work.name: work for work in all_works()}[name]
