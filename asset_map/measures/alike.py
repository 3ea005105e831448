"""Over which offers can the variety of many zones be compared, when hardly any two were looked at quite alike?"""

from __future__ import annotations

import pandas as pd

FEWEST_OFFERS = 3
"""Fewer kinds of offers tell no variety."""


def offers_compared(known: pd.DataFrame, *, fewest: int = FEWEST_OFFERS) -> tuple[str, ...]:
    """Return the offers over which most can be compared.

    Offers are taken in the order of how many zones they are known in, so long as zones times offers grows: what is
    compared are the zones in which all of them are known.

    Parameters
    ----------
    known
        Whether it is known what is there, by zone (row) and offer (column).
    fewest
        How many offers at least.

    Returns
    -------
    tuple of str
        Columns of ``known``; empty when there is no zone in which the fewest are known.
    """
    zones_known = known.sum()
    order = zones_known.sort_values(ascending=False, kind="stable").index
    together = known[order].cummin(axis="columns").sum().to_numpy()
    compared = together * range(1, len(order) + 1)
    compared[: fewest - 1] = 0
    if not compared.any():
        return ()
    return tuple(order[: int(compared.argmax()) + 1])
