"""Which zones lie in the council that was asked for?"""

from __future__ import annotations

import difflib

import pandas as pd

from asset_map.errors import GeographyError

COUNCIL_COLUMNS = ("council_code", "council_name")


def zones_of_council(facts: pd.DataFrame, council: str) -> pd.Series[bool]:
    """Return which zones lie in a council.

    Parameters
    ----------
    facts
        Index ``zone_code``; ``council_code`` or ``council_name``, or both, where known.
    council
        A council's name or code, in any case.

    Returns
    -------
    pandas.Series of bool
        On the same index; False where the council of a zone is not known.

    Raises
    ------
    GeographyError
        No council is known for any zone, or none is called so: the message lists close names.
    """
    known = [column for column in COUNCIL_COLUMNS if column in facts and facts[column].notna().any()]
    if not known:
        message = f"The zones of {council} cannot be told: no file given says in which council a zone lies."
        raise GeographyError(f"{message} Add a lookup of zones to councils with --lookup.")
    wanted = " ".join(council.split()).casefold()
    within = pd.Series(data=False, index=facts.index)
    for column in known:
        within |= facts[column].str.casefold().eq(wanted).fillna(value=False).astype(bool)
    if not within.any():
        raise GeographyError(_unknown_message(facts, known, council, wanted))
    return within


def _unknown_message(facts: pd.DataFrame, known: list[str], council: str, wanted: str) -> str:
    names = sorted({name for column in known for name in facts[column].dropna()})
    by_folded_name = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(wanted, by_folded_name, n=5, cutoff=0.5)
    close += [folded for folded in by_folded_name if wanted in folded and folded not in close]
    listed = ", ".join(by_folded_name[folded] for folded in close) if close else ", ".join(names[:8])
    return f"No zone lies in a council called {council!r}. {'Close to it' if close else 'Known'}: {listed}."
