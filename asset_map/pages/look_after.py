"""Look after it: what needs doing today, most pressing first, with the next step beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from asset_map import __version__
from asset_map.domain.dates import written_date
from asset_map.domain.finding import Finding, FindingCode, Severity, is_whole
from asset_map.domain.permission import may_look_after
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.backup_panel import backup_panel
from asset_map.pages.components.page import close_page, open_page, page, run_screen, today
from asset_map.services.health.checking import check_health
from asset_map.services.health.to_do import to_do
from asset_map.services.workspace import Workspace

CHECKED = "look_after_checked"

_STYLE = """<style>
.st-key-look_after [data-testid="stPageLink"] a { min-height: 3rem; border: 1px solid #8a8f94; padding: 0 0.75rem; }
.st-key-look_after button { min-height: 3rem; }
.st-key-look_after p { overflow-wrap: anywhere; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Look after it"))
    person = who.staff_only(workspace, may_look_after)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="look_after"):
            now = who.now()
            findings = to_do(workspace, now=now, actor=person)
            _pressing([one for one in findings if one.severity is not Severity.ALL_RIGHT])
            backup_panel(workspace, person)
            _whole_check(workspace, person, now)
            _all_right([one for one in findings if one.severity is Severity.ALL_RIGHT])
        version = _("Asset Map {version}. Looked at on {date}.")
        st.caption(version.format(version=__version__, date=written_date(today())))
    close_page(workspace)


def _pressing(findings: Sequence[Finding]) -> None:
    if not findings:
        st.success(_("Nothing needs doing."), icon=":material/check_circle:")
        return
    count = ngettext("{count} thing needs doing", "{count} things need doing", len(findings))
    st.subheader(count.format(count=len(findings)), anchor=False)
    for number, finding in enumerate(findings):
        _card(finding, number)


def _card(finding: Finding, number: int) -> None:
    broken = finding.severity is Severity.BROKEN
    with st.container(border=True, key=f"to_do_{number}"):
        icon = ":material/error:" if broken else ":material/schedule:"
        word = _("Broken") if broken else _("Needs doing")
        st.markdown(f"{icon} **{word}: {as_typed(_title(finding))}**")
        told = _("Expected {expected}; found {found}.")
        st.markdown(told.format(expected=as_typed(finding.expected), found=as_typed(finding.found)))
        if finding.to_do:
            st.markdown(as_typed(finding.to_do))
        if step := _next_steps().get(finding.code):
            name, label = step
            st.page_link(page(name), label=label, icon=":material/arrow_forward:")


def _title(finding: Finding) -> str:
    return {
        FindingCode.HOME_WRITABLE: _("the home folder"),
        FindingCode.DISK_SPACE: _("room on the disk"),
        FindingCode.BACKUP: _("the backup"),
        FindingCode.DAILY_WORK: _("the day's work"),
        FindingCode.PERMISSIONS: _("who can open the files"),
        FindingCode.LINKS_EXPIRING: _("links that end"),
        FindingCode.NOT_SEEN: _("people who no longer come"),
        FindingCode.SESSIONS_OPEN: _("sessions left open"),
        FindingCode.SAID_WAITING: _("what was said in sessions"),
        FindingCode.PAST_KEEPING: _("records past their last day"),
        FindingCode.WAITING: _("records that wait for review"),
        FindingCode.STALE: _("records that no longer count"),
        FindingCode.DUE: _("records to be checked"),
        FindingCode.UNPLACED: _("records outside the area"),
        FindingCode.KNOWN_ZONES: _("records in unknown zones"),
        FindingCode.PLACED_ANEW: _("zones of records"),
        FindingCode.EDITIONS: _("a newer edition"),
        FindingCode.DOWNLOADS: _("newer official files"),
    }.get(finding.code, finding.code.value.replace("_", " "))


def _next_steps() -> Mapping[FindingCode, tuple[str, str]]:
    """Return the screen on which something is done, and the words of the link to it."""
    records, keep_true = ("records", _("Open the records")), ("keep_records_true", _("Keep records true"))
    return {
        FindingCode.PAST_KEEPING: keep_true,
        FindingCode.STALE: keep_true,
        FindingCode.DUE: keep_true,
        FindingCode.WAITING: records,
        FindingCode.UNPLACED: records,
        FindingCode.SESSIONS_OPEN: ("mapping_sessions", _("Open the sessions")),
        FindingCode.SAID_WAITING: ("after_session", _("Review what was said")),
        FindingCode.LINKS_EXPIRING: ("people", _("Who may do what")),
        FindingCode.NOT_SEEN: ("people", _("Who may do what")),
        FindingCode.EDITIONS: ("set_up_your_area", _("Set up your area")),
        FindingCode.DOWNLOADS: ("set_up_your_area", _("Set up your area")),
        FindingCode.KNOWN_ZONES: ("set_up_your_area", _("Set up your area")),
    }


def _whole_check(workspace: Workspace, person: Person, now: dt.datetime) -> None:
    """Look for damage when asked to: it takes some seconds with many records."""
    st.subheader(_("Is everything whole?"), anchor=False)
    words = _(
        "Looks through the whole store for damage, lost histories, changed photos and lists that do not add up. It "
        "changes nothing."
    )
    st.markdown(words)
    if st.button(_("Look through everything"), icon=":material/troubleshoot:", key="look_through"):
        with st.spinner(_("Looking through everything …")):
            st.session_state[CHECKED] = check_health(workspace.settings, now=now, actor=person).findings
    found: Sequence[Finding] | None = st.session_state.get(CHECKED)
    if found is None:
        return
    if is_whole(found):
        st.success(_("Everything is whole."), icon=":material/check_circle:")
        return
    for finding in found:
        if finding.severity is Severity.BROKEN:
            st.error(as_typed(finding.words), icon=":material/error:")


def _all_right(findings: Sequence[Finding]) -> None:
    with st.expander(_("What is all right ({count})").format(count=len(findings))):
        st.markdown("\n".join(f"- {as_typed(one.expected)}" for one in findings))


run_screen(show)
