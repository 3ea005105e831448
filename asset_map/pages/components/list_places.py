"""Where are the rows of a list? With a picture, and a choice wherever two things say so differently."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from asset_map.domain.problem import ProblemCode
from asset_map.intake.place_readings import Reading, ReadingFit
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_picture import outline_of, picture_of_points
from asset_map.pages.components.list_state import change, choose, key, part, stands, typed
from asset_map.pages.components.list_words import doubtful_words, reading_words
from asset_map.pages.components.list_work import Looked
from asset_map.services.lists.flags import Flag
from asset_map.services.lists.report import Result
from asset_map.services.lists.request import Doubtful, ImportRequest

_LEFT = "list_left_as_it_is"


def suggested_reading(looked: Looked, desk: Desk) -> None:
    """Suggest to read the coordinates otherwise, where that is clearly better, with a picture of both ways.

    Parameters
    ----------
    looked
        The list, with its plan.
    desk
        Whose.
    """
    better = looked.ready.understood.suggested
    if better is None or st.session_state.get(_LEFT) == str(looked.draft.request.path):
        return
    given = next(fit for fit in looked.ready.understood.fits if fit.reading is Reading.AS_GIVEN)
    with st.container(border=True):
        st.warning(
            _("The places look wrong as they stand. {how}, they fall into the area.").format(
                how=reading_words()[better.reading]
            ),
            icon=":material/warning:",
        )
        drawn, told = st.columns([2, 3])
        label = _("The area with {count} places as suggested (filled) and as they stand now (hollow).")
        with drawn:
            st.html(
                picture_of_points(
                    outline_of(desk.workspace),
                    filled=better.points_bng,
                    hollow=given.points_bng,
                    label=label.format(count=better.rows),
                )
            )
        with told:
            st.markdown(f"● {_fit_words(better)}  \n○ {_fit_words(given)}")
            frame = outline_of(desk.workspace).frame
            if not len(given.points_bng):
                st.caption(_("As they stand, none of them can be drawn."))
            elif not frame.holds(given.points_bng).all():
                st.caption(_("A square on the edge of the picture is further away, on that side."))
            with st.container(horizontal=True):
                st.button(
                    _("Use the suggested reading"),
                    type="primary",
                    icon=":material/check:",
                    key=key("use_reading"),
                    on_click=_use_reading,
                    args=(looked, better.reading, desk),
                )
                st.button(_("Leave as it is"), key=key("leave_reading"), on_click=_leave_reading, args=(looked,))


def _fit_words(fit: ReadingFit) -> str:
    text = _("{how}: {inside} of {rows} rows in the area")
    return text.format(how=reading_words()[fit.reading], inside=f"{fit.inside:,}", rows=f"{fit.rows:,}")


def _use_reading(looked: Looked, reading: Reading, desk: Desk) -> None:
    change(desk, looked.draft, reading=reading)


def _leave_reading(looked: Looked) -> None:
    st.session_state[_LEFT] = str(looked.draft.request.path)


def places_part(looked: Looked, desk: Desk) -> None:
    """Show where the rows are, and what can be chosen about it.

    Parameters
    ----------
    looked
        The list.
    desk
        Whose.
    """
    table = looked.read.table
    has_choice = looked.plan is not None or len(table.parts) > 1
    if not has_choice:
        return
    label = _("Where the rows are")
    if looked.plan is not None:
        placed = int(np.isfinite(looked.ready.points_m).all(axis=1).sum())
        label = _("Where the rows are · {placed} of {rows} placed").format(
            placed=f"{placed:,}", rows=f"{looked.ready.report.rows:,}"
        )
    with part("places", label, icon=":material/location_on:"):
        if looked.plan is not None:
            _picture(looked, desk)
        if shown := _choices(looked):
            with st.form(key("places_form"), border=False):
                for draw in shown.values():
                    draw()
                st.form_submit_button(
                    _("Use these choices"), icon=":material/check:", on_click=_use, args=(looked, list(shown), desk)
                )


def _picture(looked: Looked, desk: Desk) -> None:
    points_m = looked.ready.points_m
    placed = points_m[np.isfinite(points_m).all(axis=1)]
    if len(placed) == 0:
        st.markdown(_("No row has a place yet."))
        return
    outline = outline_of(desk.workspace)
    outside = int((~outline.frame.holds(placed)).sum())
    label = _("The area with the places of {count} rows.").format(count=f"{len(placed):,}")
    st.html(picture_of_points(outline, filled=placed, label=label))
    beyond = ngettext("{count} of them lies beyond it.", "{count} of them lie beyond it.", outside) if outside else ""
    st.caption(f"{label} {beyond}")


def _choices(looked: Looked) -> dict[str, Callable[[], object]]:
    """Return what can be chosen for this list, with what draws each choice."""
    request, table, plan = looked.draft.request, looked.read.table, looked.plan
    found: dict[str, Callable[[], object]] = {}
    if len(table.parts) > 1:
        found["part"] = lambda: st.selectbox(
            _("Sheet or layer"), list(table.parts), key=stands("part", request.part or table.part)
        )
    if plan is None:
        return found
    words = {fit.reading: _fit_words(fit) for fit in plan.understood.fits}
    readings = [Reading.AS_GIVEN, *(fit.reading for fit in plan.understood.fits if fit.inside), request.reading]
    if len(options := list(dict.fromkeys(readings))) > 1:
        found["reading"] = lambda: st.radio(
            _("How to read the places"),
            options,
            format_func=lambda one: words.get(one, reading_words()[one]),
            key=stands("reading", request.reading),
        )
    flagged = plan.report.flagged
    apart = max(flagged.get(Flag.FAR_FROM_POSTCODE, 0), flagged.get(Flag.OTHER_ZONE_THAN_POSTCODE, 0))
    if apart or request.doubtful is not Doubtful.POINT:
        rows = ngettext("{count} row", "{count} rows", apart)
        found["doubtful"] = lambda: st.radio(
            _("Where a point and its postcode lie far apart ({rows})").format(rows=rows),
            list(Doubtful),
            format_func=doubtful_words().__getitem__,
            key=stands("doubtful", request.doubtful),
        )
    return found | _choices_for_refused(looked)


def _choices_for_refused(looked: Looked) -> dict[str, Callable[[], object]]:
    request, rows = looked.draft.request, looked.rows
    found: dict[str, Callable[[], object]] = {}
    is_missing = rows["problem"].eq(ProblemCode.MISSING.value)
    nameless = int((rows["result"].eq(Result.REFUSED.value) & rows["field"].eq("name") & is_missing).sum())
    if nameless or request.name_from:
        count = ngettext("{count} row has no name", "{count} rows have no name", nameless)
        found["name_from"] = lambda: st.selectbox(
            _("Take the name from another column? ({rows})").format(rows=count),
            ["", *map(str, looked.read.table.rows.columns)],
            format_func=lambda one: one or _("No, leave them out"),
            key=stands("name_from", request.name_from),
        )
    outside = looked.ready.report.refused_by_problem.get(ProblemCode.OUTSIDE_AREA, 0)
    if outside or request.outside:
        label = _("Take in rows outside the area too ({rows})")
        count_outside = ngettext("{count} row", "{count} rows", outside)
        found["outside"] = lambda: st.checkbox(label.format(rows=count_outside), key=stands("outside", request.outside))
    return found


def _use(looked: Looked, shown: list[str], desk: Desk) -> None:
    chosen = {name: typed(name) for name in shown}
    if chosen.get("part", looked.read.table.part) != looked.read.table.part:
        # Another sheet has other columns, words and rows.
        plain = ImportRequest(path=looked.draft.request.path, source=looked.draft.request.source, part=chosen["part"])
        choose(desk, plain, is_new=True, mapping="")
    else:
        change(desk, looked.draft, **chosen)
