"""All records, for staff: what waits for somebody, and everything that can be looked for."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.permission import may_see_records
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import freshness_words, keep_in_address, one_or_any
from asset_map.pages.components.page import close_page, open_page, page, run_screen, today
from asset_map.pages.components.record_words import waits_words
from asset_map.services.field_words import protection_words, review_words
from asset_map.services.find import LONGEST_SEARCH, Wanted
from asset_map.services.review import ANY, ME, Waits, find_records, records, waiting
from asset_map.services.workspace import Workspace

ON_ONE_PAGE = 25
_ASKED = "records_asked"
FILTERS = ("kind", "offer", "freshness", "review_state", "protection", "recorded_by")

_STYLE = """<style>
.st-key-records_list [data-testid="stPageLink"] a { min-height: 2.75rem; padding-left: 0; }
.st-key-records_list [data-testid="stPageLink"] p { font-weight: 700; font-size: 1.05rem; text-decoration: underline; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Records"))
    person = who.staff_only(workspace, may_see_records)
    if person is not None:
        waits = _what_waits(workspace)
        wanted = _wanted(workspace)
        _begin_anew((waits, wanted))
        _list(find_records(wanted, waits, person, workspace, today=today()), workspace)
    close_page(workspace)


def _what_waits(workspace: Workspace) -> str:
    counts = waiting(workspace, audience=who.audience(workspace), today=today())
    labels = {ME: _("What I can decide")}
    labels |= {code.value: f"{waits_words(code)} ({number:,})" for code, number in counts.items() if number}
    asked = st.query_params.get("waits", "")
    if asked not in labels and asked in {ANY, *Waits}:
        labels[asked] = _("Anything to decide") if asked == ANY else waits_words(Waits(asked))
    chosen = st.pills(
        _("What waits?"),
        list(labels),
        default=asked if asked in labels else None,
        format_func=labels.__getitem__,
        key="choose_waits",
    )
    keep_in_address("waits", chosen or "")
    if not any(counts[code] for code in (Waits.REVIEW, Waits.SECOND_PERSON, Waits.OUTSIDE)):
        st.success(_("Nothing waits to be decided."), icon=":material/check_circle:")
    return chosen or ""


def _wanted(workspace: Workspace) -> Wanted:
    scheme = workspace.classification
    kinds = {code: one.label for code, one in scheme.kinds.items()}
    offers = {code: one.label for code, one in scheme.offers.items()}
    people = sorted(set(records(workspace, audience=who.audience(workspace), today=today())["recorded_by"]) - {""})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.query_params.get("search", "")
        words = st.text_input(
            _("Search"), value=asked, placeholder=_("A name, a street, a word"), max_chars=LONGEST_SEARCH
        )
        keep_in_address("search", words)
        chosen = sum(name in st.query_params for name in FILTERS)
        label = _("Filter ({count})").format(count=chosen) if chosen else _("Filter")
        with st.popover(label, icon=":material/filter_list:"):
            return Wanted(
                search=words,
                review_state=one_or_any(_("Review"), review_words(), key="review_state", any_word=_("Any state")),
                protection=one_or_any(
                    _("Protection"), protection_words(), key="protection", any_word=_("Any protection")
                ),
                freshness=one_or_any(_("Last checked"), freshness_words(), key="freshness", any_word=_("Any time")),
                kind=one_or_any(_("Kind"), kinds, key="kind", any_word=_("Any kind")),
                offer=one_or_any(_("Offer"), offers, key="offer", any_word=_("Any offer")),
                recorded_by=one_or_any(
                    _("Recorded by"), {name: name for name in people}, key="recorded_by", any_word=_("Anybody")
                ),
            )


def _list(found: pd.DataFrame, workspace: Workspace) -> None:
    if found.empty:
        st.info(_("Nothing fits. Take a filter away."), icon=":material/search_off:")
        return
    pages = math.ceil(len(found) / ON_ONE_PAGE)
    number = min(_asked_page(), pages)
    st.subheader(ngettext("{count} record", "{count} records", len(found)), anchor=False)
    st.html(_STYLE)
    with st.container(key="records_list", gap="small"):
        for row in found.iloc[(number - 1) * ON_ONE_PAGE : number * ON_ONE_PAGE].to_dict("records"):
            _one(row, workspace)
    if pages > 1:
        _turn_pages(number, pages)


def _one(row: dict[Any, Any], workspace: Workspace) -> None:
    scheme = workspace.classification
    state, level = str(row["review_state"]), str(row["protection"])
    zone = row["zone_name"] if isinstance(row["zone_name"], str) else ""
    what = [scheme.kind_label(row["kind"]), ", ".join(scheme.offer_label(code) for code in row["offers"]), zone]
    last = row["last_checked"]
    checked = _("never checked") if pd.isna(last) else _("checked {date}").format(date=written_date(last.date()))
    is_said_below = {Waits.REVIEW, Waits.ANSWER}.intersection(row["waits"])
    stands = [*([] if is_said_below else [review_words()[state]]), protection_words()[level], checked]
    with st.container(border=True, gap=None):
        st.page_link(page("asset"), label=as_typed(row["name"]), query_params={"id": row["asset_id"]})
        lines = [" · ".join(as_typed(word) for word in what if word), " · ".join(stands)]
        st.markdown("  \n".join(lines))
        if waits := [waits_words(one) for one in row["waits"]]:
            st.markdown(f":material/pending_actions: **{' · '.join(waits)}**")


def _begin_anew(asked: tuple[str, Wanted]) -> None:
    """Go back to the first page when something else is looked for."""
    if st.session_state.get(_ASKED, asked) != asked:
        keep_in_address("page", "")
    st.session_state[_ASKED] = asked


def _asked_page() -> int:
    asked = st.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _turn_pages(number: int, pages: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Back"), disabled=number == 1, on_click=_go_to, args=(number - 1,), icon=":material/arrow_back:")
        st.markdown(_("Page {number} of {pages}").format(number=number, pages=pages))
        st.button(
            _("Next"), disabled=number == pages, on_click=_go_to, args=(number + 1,), icon=":material/arrow_forward:"
        )


def _go_to(number: int) -> None:
    st.query_params["page"] = str(number)


run_screen(show)
