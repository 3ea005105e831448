"""Which texts would a spreadsheet take for formulas?"""

from __future__ import annotations

import pandas as pd


def guard_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for formulas.

    Parameters
    ----------
    rows
        The table.

    Returns
    -------
    pandas.DataFrame
        Texts that begin with ``=``, ``+``, ``-``, ``@``, a tab or a line break have an apostrophe in front
        (OWASP, "CSV Injection"); numbers are left as they are.
    """
    guarded = rows.copy()
    for column in rows.select_dtypes(include=["object", "str"]):
        texts = rows[column].astype("str")
        guarded[column] = texts.where(~texts.str.match(r"[=+\-@\t\r\n]"), "'" + texts).where(rows[column].notna(), None)
    return guarded
