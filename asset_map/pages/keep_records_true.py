"""Keep records true: which are to be checked, and what was found."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from asset_map.domain.permission import may_check
from asset_map.domain.person import Person
from asset_map.domain.protection import Level
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.choices import one_or_any
from asset_map.pages.components.page import close_page, open_page, page, run_screen, today
from asset_map.pages.components.still_right import how_choice, last_tap, note
from asset_map.services.check_words import check_state_words, checked_words, due_words, where_words
from asset_map.services.to_check import PAST_KEEPING, URGENCY, CheckFilters, escalation, to_check
from asset_map.services.workspace import Workspace

ON_ONE_PAGE = 25
FILTERS = ("zone", "kind", "offer", "state")
_ONE_NUMBER = re.compile(r"\+?[\d ()-]{7,20}")

_STYLE = """<style>
.st-key-to_check :is(button, [data-testid="stPageLink"] a, [data-testid="stLinkButton"] a) { min-height: 3rem; }
.st-key-to_check [data-testid="stHtml"] :is(h4, p) { margin: 0 0 0.25rem; padding: 0; overflow-wrap: anywhere; }
.st-key-to_check [data-testid="stHtml"] a { color: #0b5d73; }
[class*="st-key-answers_"] .stElementContainer { margin: 0; }
[class*="st-key-answers_"] [data-testid="stPageLink"] a { margin: 0; border: 1px solid #8a8f94; padding: 0 0.75rem; }
@media (max-width: 639px) {
  [class*="st-key-answers_"] { flex-wrap: nowrap; gap: 0.4rem; }
  [class*="st-key-answers_"] > div { flex: 1 1 auto; }
  [class*="st-key-answers_"] :is(button, [data-testid="stPageLink"] a) {
    width: 100%; padding: 0 0.4rem; justify-content: center;
  }
  [class*="st-key-answers_"] span:has(> [data-testid="stIconMaterial"]) { display: none; }
}
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Keep records true"))
    person = who.staff_only(workspace, may_check)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="to_check"):
            _how_it_stands(workspace)
            filters = _filters(workspace)
            found = to_check(workspace, audience=who.audience(workspace), today=today(), filters=filters)
            how_choice()
            _list(found, workspace, person)
            last_tap(workspace, person)
    close_page(workspace)


def _how_it_stands(workspace: Workspace) -> None:
    counts = escalation(workspace, today(), audience=who.audience(workspace))
    if not counts.words:
        st.success(_("Nothing is due. Every record counts."), icon=":material/check_circle:")
        return
    soon = ngettext(
        "{count} of those due soon stops counting.", "{count} of those due soon stop counting.", counts.soon_stale
    )
    st.markdown(f"**{counts.words}.** {soon if counts.soon_stale else ''}")


def _filters(workspace: Workspace) -> CheckFilters:
    counts, words = escalation(workspace, today(), audience=who.audience(workspace)), check_state_words()
    states = {state: f"{words[state]} ({getattr(counts, state):,})" for state in URGENCY if getattr(counts, state)}
    names = workspace.geography.zones_bng["zone_name"].sort_values()
    zones = {str(code): str(name) for code, name in names.items()}
    kinds = {code: one.label for code, one in workspace.classification.kinds.items()}
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = sum(name in st.query_params for name in FILTERS)
        label = _("Filter ({count})").format(count=chosen) if chosen else _("Filter")
        with st.popover(label, icon=":material/filter_list:"):
            state = one_or_any(_("How pressing?"), states, key="state", any_word=_("Any"))
            zone = one_or_any(_("Area"), zones, key="zone", any_word=_("Anywhere"))
            kind = one_or_any(_("Kind"), kinds, key="kind", any_word=_("Any kind"))
            offer = one_or_any(_("Offer"), offers, key="offer", any_word=_("Any offer"))
        filters = CheckFilters(zone, kind, offer, state)
        asked_for = {name: value for name, value in vars(filters).items() if value}
        address = f"/print/to-check?{urlencode(asked_for)}" if asked_for else "/print/to-check"
        st.link_button(_("List to print"), address, icon=":material/print:")
    return filters


def _list(found: pd.DataFrame, workspace: Workspace, person: Person) -> None:
    if found.empty:
        st.info(_("Nothing to check here. Take a filter away, or come back later."), icon=":material/check_circle:")
        return
    pages = math.ceil(len(found) / ON_ONE_PAGE)
    number = min(_asked_page(), pages)
    first = (number - 1) * ON_ONE_PAGE
    shown = found.iloc[first : first + ON_ONE_PAGE]
    count = ngettext("{count} record, most pressing first", "{count} records, most pressing first", len(found))
    st.subheader(count, anchor=False)
    for record in shown.to_dict("records"):
        _card({str(name): value for name, value in record.items()}, workspace, person)
    if pages > 1:
        _turn_pages(number, pages)


def _card(record: dict[str, Any], workspace: Workspace, person: Person) -> None:
    with st.container(border=True):
        about, answers = st.columns([3, 2], vertical_alignment="center")
        with about:
            st.html(_about(record))
        with answers, st.container(horizontal=True, gap="small", key=f"answers_{record['asset_id']}"):
            _answers(record, workspace, person)


def _answers(record: dict[str, Any], workspace: Workspace, person: Person) -> None:
    asset_id = record["asset_id"]
    if record["check_state"] == PAST_KEEPING:
        st.page_link(page("asset"), label=_("Open the record"), icon=":material/edit:", query_params={"id": asset_id})
        return
    arguments = (asset_id, int(record["version"]), workspace, person)
    st.button(
        _("Still right"),
        type="primary",
        icon=":material/check:",
        key=f"right_{asset_id}",
        on_click=note,
        args=("still_right", *arguments),
    )
    edit = {"id": asset_id, "panel": "edit"}
    st.page_link(page("asset"), label=_("Changed"), icon=":material/edit:", query_params=edit)
    st.button(
        _("Closed"), icon=":material/block:", key=f"closed_{asset_id}", on_click=note, args=("closed", *arguments)
    )


def _about(record: dict[str, Any]) -> str:
    """Return what is known of a record as HTML, everything typed escaped."""
    where = where_words(record)
    if record["protection"] != Level.PUBLIC.value:
        where = f"{where} · {_('protected')}"
    state, due = check_state_words()[record["check_state"]], due_words(record, today=today())
    last = _("last checked: {when}").format(when=checked_words(record))
    lines = [
        escape(where),
        escape(f"{state}: {', '.join(part for part in (due, last) if part)}."),
        "<br>".join(_contact(record)),
    ]
    return f"<h4>{escape(record['name'])}</h4>" + "".join(f"<p>{line}</p>" for line in lines if line)


def _contact(record: dict[str, Any]) -> Iterator[str]:
    if phone := record["phone"]:
        number = "".join(sign for sign in phone if sign in "+0123456789")
        # With words or a second number in it, a telephone would ring somewhere else.
        yield f'<a href="tel:{number}">{escape(phone)}</a>' if _ONE_NUMBER.fullmatch(phone) else escape(phone)
    if email := record["email"]:
        yield f'<a href="mailto:{quote(email, safe="@")}">{escape(email)}</a>'
    if web := record["web"]:
        is_page = web.startswith(("https://", "http://"))
        yield f'<a href="{escape(web)}" target="_blank" rel="noreferrer">{escape(web)}</a>' if is_page else escape(web)


def _asked_page() -> int:
    asked = st.query_params.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() else 1


def _turn_pages(number: int, pages: int) -> None:
    def turn(to: int) -> None:
        st.query_params["page"] = str(to)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Previous"), icon=":material/arrow_back:", disabled=number == 1, on_click=turn, args=(number - 1,))
        st.markdown(_("Page {number} of {pages}").format(number=number, pages=pages))
        st.button(
            _("Next"), icon=":material/arrow_forward:", disabled=number == pages, on_click=turn, args=(number + 1,)
        )


run_screen(show)
