"""Two records beside each other, where they differ; on a phone too."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from asset_map.domain.asset import Asset
from asset_map.language import gettext as _
from asset_map.services.field_words import field_words, value_words
from asset_map.services.merge import metres_apart
from asset_map.services.workspace import Workspace

LONGEST_CELL = 160
"""Characters; both records stand beside each other on a phone."""

_NOT_COMPARED = frozenset(
    {
        "recorded_at", "recorded_by", "sent_by", "merged_into", "review_reason", "protection_set_by", "precision",
        "located_by", "zones", "source_id",
    }
)  # fmt: skip
_STYLE = """<style>
.side-by-side { border-collapse: collapse; width: 100%; table-layout: fixed; }
.side-by-side caption { text-align: left; padding-bottom: 0.4rem; }
.side-by-side th, .side-by-side td {
  padding: 0.3rem 0.4rem; text-align: left; vertical-align: top; overflow-wrap: anywhere;
  border-bottom: 1px solid #c6c9cc;
}
.side-by-side tbody th { font-weight: 400; }
.side-by-side th:first-child { width: 27%; }
</style>"""


def side_by_side(one: Asset, other: Asset, workspace: Workspace) -> None:
    """Show where two records differ, and name the fields in which they do not.

    Parameters
    ----------
    one, other
        The records.
    workspace
        The area.
    """
    rows, same = [], []
    for name, label in field_words().items():
        if name in _NOT_COMPARED:
            continue
        cells = [value_words(name, getattr(each, name), workspace.classification) for each in (one, other)]
        if name == "geometry_bng" and (metres := metres_apart(one, other)):
            cells[1] = _("{metres} m away").format(metres=f"{metres:,.0f}")
        if cells[0] != cells[1]:
            rows.append((label, *(_short(cell) for cell in cells)))
        elif cells[0]:
            same.append(label)
    if rows:
        st.html(f"{_STYLE}{_table(rows)}")
    if same:
        st.caption(_("The same in both: {fields}.").format(fields=", ".join(same)))


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    heads = (_("Field"), _("This one"), _("The other one"))
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for label, *cells in rows
    )
    caption = f"<caption>{escape(_('Where the two differ'))}</caption>"
    return f'<table class="side-by-side">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…"
