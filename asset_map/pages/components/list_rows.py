"""What becomes of which row? In groups, page by page; what needs somebody is mended, taken or left out here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from asset_map.domain.classification import Classification
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_downloads import downloads
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_rows_table import (
    LOOK,
    NOTHING_TO_MEND,
    TAKEN_WHEN_ASKED,
    ListRow,
    RowGroup,
    fields_to_mend,
    row_groups,
    rows_of_group,
    rows_of_page,
)
from asset_map.pages.components.list_state import change, choose, key, part, stands, typed
from asset_map.pages.components.list_table import list_table
from asset_map.pages.components.list_words import column_words
from asset_map.pages.components.list_work import Looked
from asset_map.services.lists.flags import Flag
from asset_map.services.lists.report import Result
from asset_map.services.lists.wrong_fields import rows_that_could_do_without

ROWS_TO_READ = 50
ROWS_TO_WORK_ON = 20
MOST_VANISHED = 200
VANISHED = "vanished"


def rows_part(looked: Looked, desk: Desk) -> None:
    """Show what becomes of each row.

    Parameters
    ----------
    looked
        The list, with its plan.
    desk
        Whose.
    """
    groups = list(row_groups(looked.rows))
    if looked.ready.vanished:
        groups.append(RowGroup(VANISHED, _("In this list no more"), len(looked.ready.vanished)))
    report = looked.ready.report
    to_see = to_look_at(looked)
    label = _("Rows · {left} left out").format(left=f"{report.refused:,}")
    label += _(", {look} to look at").format(look=f"{to_see:,}") if to_see else ""
    with part("rows", label, icon=":material/table_rows:"):
        counts = {group.code: f"{group.words} ({group.rows:,})" for group in groups}
        name = key("group")
        if st.session_state.get(name) not in counts:
            st.session_state[name] = next(iter(counts))
        code = st.selectbox(_("Which rows"), list(counts), format_func=counts.__getitem__, key=name)
        _without_wrong_fields(looked, desk)
        if code == VANISHED:
            _vanished(looked)
        else:
            _one_group(code, looked, desk)
        downloads(looked)


def _without_wrong_fields(looked: Looked, desk: Desk) -> None:
    """Offer to take in rows without an optional field that is wrong in them."""
    report, is_chosen = looked.ready.report, looked.draft.request.without_wrong_fields
    left_out = rows_that_could_do_without(looked.ready.fates) + report.flagged.get(Flag.FIELD_LEFT_OUT, 0)
    if left_out or is_chosen:
        text = ngettext(
            "Take in {count} row without a field that is wrong in it, such as a web address",
            "Take in {count} rows without a field that is wrong in them, such as a web address",
            left_out,
        )
        st.checkbox(
            text,
            key=stands("without_wrong_fields", is_chosen),
            help=_("The rest of the row is kept. What is left out stays in your file, and is told beside the row."),
            on_change=_choose_without_wrong_fields,
            args=(looked, desk),
        )


def _choose_without_wrong_fields(looked: Looked, desk: Desk) -> None:
    change(desk, looked.draft, without_wrong_fields=bool(typed("without_wrong_fields")))


def _vanished(looked: Looked) -> None:
    names = list(looked.ready.vanished.values())
    st.markdown(
        _("These records came from this list before, and have no row in it now. They stay: nothing is deleted.")
    )
    list_table([_("Name")], [[name] for name in names[:MOST_VANISHED]], caption=_("In this list no more"))
    if len(names) > MOST_VANISHED:
        st.caption(_("The first {count} are shown.").format(count=MOST_VANISHED))


def _one_group(code: str, looked: Looked, desk: Desk) -> None:
    rows = rows_of_group(looked.rows, code)
    problem = code.partition(":")[2]
    is_work = code == LOOK or (code.startswith(Result.REFUSED.value) and problem not in NOTHING_TO_MEND)
    shown, words = _paged(rows, ROWS_TO_WORK_ON if is_work else ROWS_TO_READ, code)
    if not is_work:
        _to_read(shown, caption=words)
        return
    with st.form(key(f"rows_form_{code}"), border=False):
        for row in rows_of_page(shown):
            _one_row(row, code, problem, looked, desk.workspace.classification)
        st.form_submit_button(
            _("Apply and check again"),
            icon=":material/refresh:",
            on_click=_apply,
            args=(shown, code, problem, looked, desk),
        )


def _paged(rows: pd.DataFrame, at_once: int, code: str) -> tuple[pd.DataFrame, str]:
    pages = max(math.ceil(len(rows) / at_once), 1)
    name = key(f"page_of_{code}")
    number = min(int(st.session_state.get(name, 0)), pages - 1)
    first = number * at_once
    shown = rows.iloc[first : first + at_once]
    text = _("Rows {first} to {last} of {all}")
    words = text.format(first=f"{first + 1:,}", last=f"{first + len(shown):,}", all=f"{len(rows):,}")
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            for label, step, icon in (
                (_("Earlier rows"), -1, ":material/chevron_left:"),
                (_("Further rows"), 1, ":material/chevron_right:"),
            ):
                st.button(
                    label,
                    icon=icon,
                    key=key(f"turn_{code}_{step}"),
                    disabled=not 0 <= number + step < pages,
                    on_click=_turn,
                    args=(name, number + step),
                )
            st.markdown(words, width="content")
    return shown, words


def _turn(name: str, number: int) -> None:
    st.session_state[name] = number


def _to_read(rows: pd.DataFrame, *, caption: str) -> None:
    cells = rows[["number", "name", "found", "message"]].itertuples(index=False)
    list_table([_("Row"), _("Name"), _("Found"), _("To know")], cells, caption=caption)


def _one_row(row: ListRow, code: str, problem: str, looked: Looked, scheme: Classification) -> None:
    number, name, found = row.number, row.name, row.found
    title = _("Row {number}: {name}").format(number=f"{number:,}", name=as_typed(name) or _("no name"))
    request = looked.draft.request
    with st.container(border=True, gap="small"):
        value = f" · “{as_typed(found)}”" if found and found != name else ""
        st.markdown(f"**{title}**{value}  \n{as_typed(row.message)}")
        if code == LOOK:
            st.checkbox(
                _("Leave row {number} out").format(number=number),
                key=stands(f"leave_{number}", number in request.leave),
            )
        elif problem in TAKEN_WHEN_ASKED:
            st.checkbox(
                _("Take row {number} too: it is something else").format(number=number),
                key=stands(f"take_{number}", number in request.take),
            )
        elif number in request.leave:
            st.checkbox(_("Leave row {number} out").format(number=number), key=stands(f"leave_{number}", True))
        else:
            _fields(row, looked, scheme)


def _fields(row: ListRow, looked: Looked, scheme: Classification) -> None:
    words = column_words()
    names = fields_to_mend(row.field, list(looked.ready.understood.fields.columns))
    number, at = row.number, row.at
    with st.container(horizontal=True):
        for field in names:
            label = _("{field}, row {number}").format(field=words.get(field, field), number=number)
            name, cell = f"cell_{number}_{field}", _cell(looked, at, field)
            if field == "kind":
                st.selectbox(
                    label,
                    ["", *scheme.kinds],
                    format_func=lambda code: scheme.kind_label(code) or _("None"),
                    key=stands(name, cell if cell in scheme.kinds else ""),
                    width=240,
                )
            elif field == "offer":
                offers = [code for code in cell.split(";") if code in scheme.offers]
                st.multiselect(
                    label, list(scheme.offers), format_func=scheme.offer_label, key=stands(name, offers), width=400
                )
            else:
                st.text_input(label, key=stands(name, cell), width=240 if len(names) > 1 else "stretch")


def _cell(looked: Looked, at: int, field: str) -> str:
    fields = looked.ready.understood.fields
    return str(fields[field].iat[at]) if field in fields else ""


def _apply(rows: pd.DataFrame, code: str, problem: str, looked: Looked, desk: Desk) -> None:
    request = looked.draft.request
    numbers = [int(number) for number in rows["number"]]
    leave = _ticked("leave", numbers, request.leave)
    take = _ticked("take", numbers, request.take)
    corrections = {number: dict(cells) for number, cells in request.corrections.items()}
    if code != LOOK and problem not in TAKEN_WHEN_ASKED:
        for row in rows_of_page(rows):
            _mend(row, looked, corrections)
    choose(desk, replace(request, leave=leave, take=take, corrections=corrections))


def _ticked(name: str, numbers: Sequence[int], before: frozenset[int]) -> frozenset[int]:
    asked = {
        number: st.session_state[whole] for number in numbers if (whole := key(f"{name}_{number}")) in st.session_state
    }
    return (before - asked.keys()) | {number for number, is_ticked in asked.items() if is_ticked}


def _mend(row: ListRow, looked: Looked, corrections: dict[int, dict[str, str]]) -> None:
    number, at = row.number, row.at
    for field in fields_to_mend(row.field, list(looked.ready.understood.fields.columns)):
        whole = key(f"cell_{number}_{field}")
        if whole not in st.session_state:
            continue
        value = st.session_state[whole]
        text = ";".join(value) if isinstance(value, list) else str(value)
        if text != _cell(looked, at, field):
            corrections.setdefault(number, {})[field] = text


def to_look_at(looked: Looked) -> int:
    """Return how many rows somebody should look at.

    Parameters
    ----------
    looked
        The list, with its plan.

    Returns
    -------
    int
        Number of rows.
    """
    return int(looked.rows["look"].sum())


def summary(looked: Looked) -> str:
    """Return what becomes of a list in one line.

    Parameters
    ----------
    looked
        The list, with its plan.

    Returns
    -------
    str
        For instance “581 rows: 43 to be added, 524 left out, 14 need a look”.
    """
    report, look = looked.ready.report, to_look_at(looked)
    parts = [
        _("{count} to be added").format(count=f"{report.added:,}"),
        _("{count} to be updated").format(count=f"{report.updated:,}") if report.updated else "",
        ngettext("{count} stays as it is", "{count} stay as they are", report.unchanged) if report.unchanged else "",
        _("{count} left out").format(count=f"{report.refused:,}") if report.refused else "",
        ngettext("{count} needs a look", "{count} need a look", look) if look else "",
    ]
    return f"{ngettext('{count} row', '{count} rows', report.rows)}: {', '.join(part for part in parts if part)}"
