"""Where should somebody look next?

A rule that can be followed with a pencil. *People not asked* of a zone are its residents times the share of the offers
in question that nobody has looked for there; an offer looked for too long ago counts half. Zones are put into steps of
100 people not asked, the highest step first; within a step the most deprived zone comes first. So a zone comes early
when many people live there, when little was looked for, and when it is deprived; and no rank is added or multiplied.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from asset_map.domain.coverage import CoverageState

STEP_PEOPLE = 100
"""Zones hold some 500 to 1,000 people: a step is about what ten people more or less in the hundred make."""

OUT_OF_DATE_COUNTS = 0.5
"""Of what was looked for too long ago something is known, and it is not enough."""


def look_next(states: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Return the zones in which somebody should look, the first one first.

    Parameters
    ----------
    states
        The coverage state (`CoverageState`) of each zone, one column for each offer in question.
    zones
        On the same index: ``zone_name``, ``population`` (people), ``rank`` (1 = most deprived) and ``decile``; all of
        them may be missing.

    Returns
    -------
    pandas.DataFrame
        Indexed by zone code, in order, without zones where nothing is to be looked for: ``place`` (1 is the first),
        ``zone_name``, ``population``, ``decile``, ``not_looked`` and ``out_of_date`` (numbers of offers), ``offers``
        (number of offers in question), ``people_not_asked`` (people × (not looked + ½ out of date) / offers; missing
        without a population) and ``step`` (people not asked, rounded down to hundreds; missing likewise). Zones whose
        people are not known come last, the least looked at first and then the most deprived; zones that are not ranked
        come last in their step; of equals, the one with more people not asked, then the lower code.
    """
    not_looked = states.isin([CoverageState.NOT_LOOKED.value]).sum(axis=1)
    out_of_date = states.isin([CoverageState.OUT_OF_DATE.value]).sum(axis=1)
    share = (not_looked + OUT_OF_DATE_COUNTS * out_of_date) / max(states.shape[1], 1)
    people_not_asked = zones["population"].astype("Float64").astype("float64") * share
    listed = pd.DataFrame(
        {
            "zone_name": zones["zone_name"],
            "population": zones["population"],
            "decile": zones["decile"],
            "not_looked": not_looked,
            "out_of_date": out_of_date,
            "offers": states.shape[1],
            "people_not_asked": people_not_asked,
            "step": people_not_asked // STEP_PEOPLE * STEP_PEOPLE,
            "rank": zones["rank"].astype("float64"),
            "share": share.where(people_not_asked.isna(), 0.0),
            "code": zones.index,
        },
        index=zones.index,
    )[share > 0]
    ordered = listed.sort_values(
        ["step", "share", "rank", "people_not_asked", "code"],
        ascending=[False, False, True, False, True],
        na_position="last",
    ).drop(columns=["share", "rank", "code"])
    ordered.insert(0, "place", np.arange(1, len(ordered) + 1))
    return ordered
