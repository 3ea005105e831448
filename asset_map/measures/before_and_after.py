"""How many people are within reach before and after places are added, by fifth of the area's people?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from asset_map.measures.ranking import FIFTHS, Floats
from asset_map.measures.small_numbers import TOTAL, suppress

FIFTH_ROWS = pd.RangeIndex(1, FIFTHS + 1, name="fifth")


@dataclass(frozen=True)
class BeforeAndAfter:
    """People by fifth and by whether they are within reach, as it may be shown.

    Parameters
    ----------
    people
        Indexed by ``fifth`` 1 to 5 and ``total``: ``before`` (within reach already), ``added`` (by the new places),
        ``not_reached`` (neither) and ``not_known`` (neither, but nobody has looked where they live, or not lately), and
        ``total``; whole numbers of people, missing where they are suppressed.
    shares
        Indexed by ``fifth`` 1 to 5: ``before`` and ``after``, shares of the fifth's people, 0 to 1; missing where they
        would tell a suppressed number.
    """

    people: pd.DataFrame
    shares: pd.DataFrame


def before_and_after(points: pd.DataFrame, fifth: pd.Series, added: pd.Series) -> BeforeAndAfter:
    """Count people before and after.

    Parameters
    ----------
    points
        Where residents live: ``people``, ``reached`` and ``known``, see `asset_map.measures.areas.sum_by_area`.
    fifth
        The fifth of each point's zone, on the same index; missing where it has none.
    added
        Whether each point is within the distance of a new place, on the same index.

    Returns
    -------
    BeforeAndAfter
        People of zones without a fifth are left out. Somebody within reach of a record already counts as ``before``
        even where nobody has looked: there is something, whatever else there may be.
    """
    states = np.select(
        [points["reached"], ~points["known"], added], ["before", "not_known", "added"], default="not_reached"
    )
    columns = ["before", "added", "not_reached", "not_known"]
    counted = points["people"].groupby([fifth, pd.Series(states, points.index)]).sum().unstack()
    shown = suppress(counted.reindex(index=FIFTH_ROWS, columns=columns).fillna(0.0).rename_axis(columns=None)).counts
    fifths = shown.loc[FIFTH_ROWS].astype("Float64")
    before = fifths["before"] / fifths["total"].where(fifths["total"] > 0)
    after = (fifths["before"] + fifths["added"]) / fifths["total"].where(fifths["total"] > 0)
    shares = pd.DataFrame({"before": before, "after": after}, index=FIFTH_ROWS).astype("float64")
    return BeforeAndAfter(shown, shares)


def added_by_place(all_people: Floats, most_deprived: Floats, counts: BeforeAndAfter) -> pd.DataFrame:
    """Return how many people each new place adds, as far as that may be shown.

    Parameters
    ----------
    all_people, most_deprived
        Who each place brings within reach, and who of them lives in the most deprived fifth (numbers).
    counts
        The same people by fifth, as they are shown beside.

    Returns
    -------
    pandas.DataFrame
        A row a place: ``new_people`` and ``new_most_deprived`` (Int64). All are missing when one of them is too small
        to be shown, or one that is shown would tell of a small number by fifth: two tables of the same people are only
        safe together when neither hides anything that the other adds up to.
    """
    people = pd.DataFrame({"most_deprived": most_deprived, "others": all_people - most_deprived})
    shown = suppress(people)
    numbers = shown.counts.iloc[:-1]
    by_place = pd.DataFrame({"new_people": numbers[TOTAL], "new_most_deprived": numbers["most_deprived"]})
    hides = shown.suppressed > 0 or bool(counts.people["added"].isna().any())
    return by_place.mask(np.full(by_place.shape, hides))
