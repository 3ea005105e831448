"""What would happen with a list, what holds for all of it, and the one button that stores it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import streamlit as st

from asset_map.domain.dates import local_date, read_date, written_date
from asset_map.domain.list_import import ListImport
from asset_map.domain.problem import ProblemCode
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_rows import summary
from asset_map.pages.components.list_state import choose, key, say, stands, typed
from asset_map.pages.components.list_work import JOBS, KEEP, Looked, lacking, take_in, with_values
from asset_map.services.lists.undo import past_imports

LONGEST_SOURCE = 200
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def summary_part(looked: Looked, desk: Desk) -> None:
    """Show what would happen, and the button that lets it.

    Parameters
    ----------
    looked
        The list, with its plan.
    desk
        Whose.
    """
    past = [one for one in past_imports(desk.workspace) if one.undone_at is None]
    _taken_in_before(looked, past)
    st.subheader(summary(looked), anchor=False)
    for note in looked.ready.report.notes:
        st.caption(as_typed(note))
    why_not = _for_all_rows(looked, desk)
    _about_the_list(looked, past, desk)
    why_not = why_not or _why_not(looked)
    label, icon = _button_words(looked)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            type="primary",
            icon=icon,
            key=key("take_in"),
            disabled=bool(why_not),
            on_click=_take_in,
            args=(looked, desk),
        )
        if why_not:
            st.markdown(why_not, width="stretch")


def _taken_in_before(looked: Looked, past: list[ListImport]) -> None:
    same = next((one for one in past if one.sha256 == looked.read.sha256), None)
    if same is not None:
        text = _("This very file was taken in on {date} by {person}.")
        date = written_date(local_date(same.imported_at))
        st.info(text.format(date=date, person=as_typed(same.actor)), icon=":material/info:")


def _button_words(looked: Looked) -> tuple[str, str]:
    report, icon = looked.ready.report, ":material/check:"
    if report.added and report.updated:
        added = ngettext("Take in {count} record", "Take in {count} records", report.added)
        return _("{added} and update {updated}").format(added=added, updated=f"{report.updated:,}"), icon
    if report.updated:
        return ngettext("Update {count} record", "Update {count} records", report.updated), icon
    if report.looked_none and not report.added:
        return _("Keep what the list says is not there"), icon
    return ngettext("Take in {count} record", "Take in {count} records", report.added), icon


def _why_not(looked: Looked) -> str:
    report = looked.ready.report
    if looked.problem:
        return _("Mend what stands above in red first.")
    if report.refused == report.rows:
        return _("Every row is left out. See why under “Rows” below.")
    if not (report.added or report.updated or report.looked_none):
        return _("There is nothing new in this list.")
    return ""


def _for_all_rows(looked: Looked, desk: Desk) -> str:
    """Ask for a kind and offers where rows lack them; return why the list cannot be taken in without."""
    request, scheme = looked.draft.request, desk.workspace.classification
    understood = looked.ready.understood
    lacks_kind, lacks_offer = lacking(understood)
    if not (lacks_kind or lacks_offer):
        return ""
    found = understood.for_all
    is_as_suggested = found is not None and (request.kind, request.offers) == (found.kind, found.offers)
    reason = found.reason if found is not None and is_as_suggested else ""
    st.markdown(_("Some rows do not say what they are. For those:"))
    left, right = st.columns([1, 2])
    with left:
        st.selectbox(
            _("Kind"),
            ["", *scheme.kinds],
            format_func=lambda code: scheme.kind_label(code) or _("Choose a kind"),
            key=stands("for_all_kind", request.kind),
            on_change=_choose_for_all,
            args=(looked, desk),
        )
    with right:
        st.multiselect(
            _("What they offer"),
            list(scheme.offers),
            format_func=scheme.offer_label,
            key=stands("for_all_offers", list(request.offers)),
            on_change=_choose_for_all,
            args=(looked, desk),
        )
    if reason:
        st.caption(_("Suggested by {reason}.").format(reason=as_typed(reason)))
    if (lacks_offer and not request.offers) or (lacks_kind and not request.kind):
        report = looked.ready.report
        everything = report.refused_by_problem.get(ProblemCode.MISSING, 0) == report.rows
        return _("Choose a kind and what they offer first.") if everything else ""
    return ""


def _choose_for_all(looked: Looked, desk: Desk) -> None:
    request = with_values(looked.draft.request, looked.ready.understood.values)
    choose(desk, replace(request, kind=str(typed("for_all_kind")), offers=tuple(typed("for_all_offers"))))


def _about_the_list(looked: Looked, past: list[ListImport], desk: Desk) -> None:
    request = looked.draft.request
    name, licence, date = st.columns(3)
    with name:
        st.text_input(
            _("Name of the list"),
            max_chars=LONGEST_SOURCE,
            help=_("The same for each edition of it: by this name its rows are known again."),
            key=stands("source", request.source),
            on_change=_describe,
            args=(looked, desk),
        )
    with licence:
        st.text_input(
            _("Licence"),
            max_chars=LONGEST_SOURCE,
            placeholder=_("For instance OGL v3"),
            key=stands("licence", request.licence),
            on_change=_describe,
            args=(looked, desk),
        )
    with date:
        st.text_input(
            _("Date the list is true for"),
            max_chars=30,
            placeholder=written_date(dt.datetime.now().astimezone().date()),
            help=_("For instance 21/11/2026. When empty, today."),
            key=stands("last_checked", _shown_date(request.last_checked)),
            on_change=_describe,
            args=(looked, desk),
        )
    _editions(looked, past, desk)


def _shown_date(kept: str) -> str:
    date = read_date(kept) if kept else None
    return written_date(date) if date else kept


def _describe(looked: Looked, desk: Desk) -> None:
    date_typed = str(typed("last_checked")).strip()
    date = read_date(date_typed) if date_typed else None
    if date_typed and (date is None or date > local_date(dt.datetime.now(dt.UTC))):
        say("error", _("Expected a date up to today, such as 21/11/2026; found “{typed}”. Type it again.").format(
            typed=as_typed(date_typed)
        ))  # fmt: skip
    kept = looked.draft.request.last_checked if date_typed and not date else (date.isoformat() if date else "")
    source = str(typed("source")).strip() or looked.draft.request.source
    choose(
        desk,
        replace(looked.draft.request, source=source, licence=str(typed("licence")).strip(), last_checked=kept),
    )


def _editions(looked: Looked, past: list[ListImport], desk: Desk) -> None:
    sources = list(dict.fromkeys(one.source for one in past))
    if not sources:
        return
    request = looked.draft.request
    alike = likely_edition(request.path.name, past)
    if alike and alike != request.list_name:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_("Its name is like that of “{name}”.").format(name=as_typed(alike)), width="content")
            st.button(
                _("It is a newer edition of it"),
                icon=":material/update:",
                key=key("alike"),
                on_click=_choose_edition,
                args=(looked, desk, alike),
            )
    st.selectbox(
        _("This is a newer edition of"),
        ["", *sources],
        format_func=lambda one: one or _("None of the lists taken in before"),
        key=stands("edition", request.list_name if request.list_name in sources else ""),
        on_change=_choose_edition,
        args=(looked, desk),
    )


def _choose_edition(looked: Looked, desk: Desk, source: str | None = None) -> None:
    chosen = str(typed("edition")) if source is None else source
    path = looked.draft.request.path
    choose(desk, replace(looked.draft.request, source=chosen or path.name.partition(".")[0]))


def likely_edition(file_name: str, past: list[ListImport]) -> str:
    """Return the list of which a file is likely a newer edition.

    Parameters
    ----------
    file_name
        The file's.
    past
        Lists that were taken in, the newest first.

    Returns
    -------
    str
        What that list is called: its file had the same name, but for figures; empty when there is none.
    """
    letters = _letters(file_name)
    return next((one.source for one in past if letters and _letters(one.file_name) == letters), "")


def _letters(file_name: str) -> str:
    return _NOT_LETTERS.sub(" ", file_name.partition(".")[0].casefold()).strip()


def _take_in(looked: Looked, desk: Desk) -> None:
    kept = JOBS.of(desk.job_of(KEEP))
    if kept is None:
        take_in(looked, desk)
