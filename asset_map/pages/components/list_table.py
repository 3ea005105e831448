"""A table of rows of a list: words wrap, a screen reader reads it cell by cell, and a keyboard can scroll it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

_STYLE = """<style>
.list-table { overflow-x: auto; }
.list-table table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.list-table :is(th, td) {
  padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; border-bottom: 1px solid #c6c9cc;
  font-weight: 400; overflow-wrap: break-word; min-width: 3rem; max-width: 30rem;
}
.list-table thead th { font-weight: 700; }
.list-table td:last-child { min-width: 12rem; }
</style>"""


def list_table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str) -> None:
    """Show rows whose first cell names them.

    Parameters
    ----------
    heads
        What stands above the columns.
    rows
        Cells, shown as text.
    caption
        What the table shows, for a screen reader.
    """
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(str(first))}</th>{"".join(f"<td>{escape(str(cell))}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    st.html(
        f'{_STYLE}<div class="list-table" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table aria-label="{escape(caption)}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
