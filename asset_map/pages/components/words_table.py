"""A table of words, which wrap: on a phone each row is a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

_STYLE = """<style>
.words-table table { border-collapse: collapse; width: 100%; }
.words-table :is(th, td) { padding: 0.4rem; text-align: left; vertical-align: top; border-bottom: 1px solid #c6c9cc;
overflow-wrap: anywhere; }
.words-table tbody th { font-weight: 600; }
@media (max-width: 640px) {
  .words-table thead { position: absolute; clip-path: inset(50%); }
  .words-table :is(tr, th, td) { display: block; border: 0; padding: 0.1rem 0; }
  .words-table tr { border-bottom: 1px solid #c6c9cc; padding: 0.5rem 0; }
  .words-table td::before { content: attr(data-head) ": "; color: #4a4f55; }
}
</style>"""


def words_table(rows: Sequence[Mapping[str, str]], *, caption: str) -> None:
    """Show a table whose first column names its rows.

    Parameters
    ----------
    rows
        Cells by the head of their column, the same in each row; at least one row.
    caption
        What it shows, for a screen reader.
    """
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in rows[0])
    body = "".join(_row(row) for row in rows)
    st.html(
        f'{_STYLE}<div class="words-table"><table aria-label="{escape(caption)}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: Mapping[str, str]) -> str:
    (_, first), *rest = row.items()
    cells = "".join(f'<td data-head="{escape(head)}">{escape(cell)}</td>' for head, cell in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
