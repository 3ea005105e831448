"""How many kinds of thing does a zone offer, and which zones may be compared in that?"""

from __future__ import annotations

import numpy as np
import pandas as pd


def hill_numbers(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the variety of each zone as Hill numbers.

    Parameters
    ----------
    counts
        Usable assets by zone (row) and offer (column), numbers from 0 up that need not be whole; missing where it is
        not known, and then left out.

    Returns
    -------
    pandas.DataFrame
        On the same index, as effective numbers of offers: ``q0`` = offers that are there at all; ``q1`` =
        exp(−Σ p ln p), in which an offer counts by its share p of all; ``q2`` = 1 / Σ p², in which common offers count
        most. All are 0 where nothing is there, and missing where nothing is known.

    Notes
    -----
    Hill (1973), Ecology 54. q0 ≥ q1 ≥ q2, all equal to the number of offers when each is there as often. They grow with
    looking, so zones are only to be compared where `equally_looked` says so.
    """
    numbers = counts.to_numpy("float64", na_value=np.nan)
    known = ~np.isnan(numbers).all(axis=1)
    numbers = np.nan_to_num(numbers)
    total = numbers.sum(axis=1)
    share = np.divide(numbers, total[:, None], out=np.zeros_like(numbers), where=total[:, None] > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    squares = (share**2).sum(axis=1)
    something = total > 0
    numbers_of = {
        "q0": (numbers > 0).sum(axis=1).astype("float64"),
        "q1": np.where(something, np.exp(-(share * logs).sum(axis=1)), 0.0),
        "q2": np.divide(1.0, squares, out=np.zeros_like(squares), where=something),
    }
    return pd.DataFrame(numbers_of, index=counts.index).mask(pd.Series(~known, index=counts.index))


def equally_looked(known: pd.DataFrame) -> pd.Series:
    """Return which zones may be compared in their variety: those of which the same offers are known.

    Parameters
    ----------
    known
        Whether it is known what is there, by zone (row) and offer (column).

    Returns
    -------
    pandas.Series
        ``looked_alike`` (Int64) on the same index: zones with the same number may be compared, and no others; the
        zones of which most offers are known come first. Missing where no offer is known.
    """
    flags = known.to_numpy(dtype=bool)
    offers_known = flags.sum(axis=1)
    group = np.unique(np.column_stack([-offers_known, ~flags]), axis=0, return_inverse=True)[1]
    numbers = pd.Series(group.reshape(-1), index=known.index, name="looked_alike", dtype="Int64")
    return numbers.mask(pd.Series(offers_known == 0, index=known.index))
