"""A table that a screen reader reads cell by cell and that a keyboard can scroll."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

_STYLE = """<style>
.plain-table { overflow-x: auto; }
.plain-table table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.plain-table th, .plain-table td { padding: 0.3rem 0.4rem; text-align: right; border-bottom: 1px solid #c6c9cc; }
.plain-table td { white-space: nowrap; }
.plain-table thead th { vertical-align: bottom; }
.plain-table tbody th { font-weight: 400; }
.plain-table :is(tbody th, thead th:first-child) { text-align: left; }
</style>"""


def plain_table(rows: pd.DataFrame, *, caption: str) -> None:
    """Show a small table whose first column names its rows.

    Parameters
    ----------
    rows
        The table; every cell is shown as text.
    caption
        What it shows; also its name for a screen reader.
    """
    heads = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in rows.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(str(first))}</th>{"".join(f"<td>{escape(str(cell))}</td>" for cell in rest)}</tr>'
        for first, *rest in rows.itertuples(index=False)
    )
    name = escape(caption)
    st.html(
        f'{_STYLE}<p>{name}</p><div class="plain-table" role="region" tabindex="0" aria-label="{name}">'
        f'<table aria-label="{name}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )
