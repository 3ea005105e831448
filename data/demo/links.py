"""How do the records of Inverfable belong together?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

COLUMNS = ["from_source_id", "relation", "to_source_id", "note"]
"""The columns of ``links.csv``, in order."""


def make_links(entries: Sequence[Sequence[str]], assets: pd.DataFrame) -> pd.DataFrame:
    """Make the links between records.

    Parameters
    ----------
    entries
        The entries of ``links.toml``: name, relation, name and perhaps a few words more.
    assets
        Columns ``name`` and ``source_id``.

    Returns
    -------
    pandas.DataFrame
        The columns of ``links.csv``.
    """
    key = dict(zip(assets["name"], assets["source_id"], strict=True))
    rows = [(key[first], relation, key[second], " ".join(more)) for first, relation, second, *more in entries]
    return pd.DataFrame(rows, columns=COLUMNS)
