"""The file as it came, with what became of each row: to be mended in a spreadsheet and brought in again."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from asset_map.domain.protection import Audience
from asset_map.exports.files import write_rows
from asset_map.exports.formulas import guard_formulas
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.list_state import key
from asset_map.pages.components.list_work import Looked
from asset_map.services.current import current_workspace
from asset_map.services.data_protection.files_taken import noting
from asset_map.services.import_assets import ImportPlan

_MIME = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_HARMLESS = r"[+-][\d\s().,/-]*"
"""Numbers and telephone numbers: a guard before them would keep them from being read again."""


def downloads(looked: Looked) -> None:
    """Offer the file with two columns more.

    Parameters
    ----------
    looked
        The list, with its plan.
    """
    plan = looked.ready
    workspace = current_workspace()
    stem = looked.draft.request.path.name.partition(".")[0]
    st.markdown(_("Or work in a spreadsheet: download the rows, mend them there, and bring the file in again."))
    with st.container(horizontal=True):
        for suffix, label in ((".csv", _("Download with what became of each row")), (".xlsx", _("The same for Excel"))):
            st.download_button(
                label,
                noting(
                    partial(annotated_file, plan, suffix),
                    workspace,
                    "take in a list: its rows",
                    made_in=suffix.removeprefix("."),
                    audience=Audience.STAFF,
                    clock=who.now,
                    by=who.name_of(workspace),
                ),
                file_name=f"{stem} checked{suffix}",
                mime=_MIME[suffix],
                key=key(f"download{suffix}"),
                icon=":material/download:",
                on_click="ignore",
                wrap=True,
            )


def annotated_file(plan: ImportPlan, suffix: str) -> bytes:
    """Return the rows of a list with what becomes of each, as a file.

    Parameters
    ----------
    plan
        What would become of them.
    suffix
        ``.csv`` or ``.xlsx``.

    Returns
    -------
    bytes
        The file; no cell is taken for a formula.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        write_rows(without_formulas(plan.annotated), path)
        return path.read_bytes()


def without_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of which a spreadsheet takes no cell for a formula.

    Parameters
    ----------
    rows
        All text.

    Returns
    -------
    pandas.DataFrame
        The same, with an apostrophe before what could be one; numbers stay as they are.
    """
    guarded = guard_formulas(rows)
    return guarded.where(~rows.apply(lambda cells: cells.astype("str").str.fullmatch(_HARMLESS)), rows)
