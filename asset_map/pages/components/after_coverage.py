"""The coverage of a session: which zones were looked at, for what, as whoever was there confirms."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import streamlit as st

from asset_map.domain.coverage import LookResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import do, tell
from asset_map.services.sessions.coverage import (
    SessionCoverage,
    session_coverage,
    take_back_coverage,
    write_coverage,
)
from asset_map.services.sessions.heard import Heard
from asset_map.services.workspace import Workspace

Cell = tuple[str, str]


def coverage_part(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show what a session can say of its zones, and let staff confirm and write it.

    Parameters
    ----------
    session
        Whose.
    workspace, person
        The area, and who confirms.
    """
    coverage = session_coverage(session, workspace)
    st.markdown(
        _(
            "A zone counts as looked at only where people spoke of it and you confirm it. Where nobody looked, nothing "
            "is missing: nobody knows yet."
        )
    )
    if coverage.written:
        _written(coverage, session, workspace, person)
    if not coverage.heard:
        st.info(_("Nobody spoke of any zone of this session, so none was looked at."), icon=":material/travel_explore:")
        return
    looked = [
        cell
        for zone in dict.fromkeys(zone for zone, _offer in coverage.heard)
        for cell in _zone(zone, coverage, session, workspace)
    ]
    names = workspace.geography.zones_bng["zone_name"]
    if coverage.untouched:
        quiet = ", ".join(str(names.get(code, code)) for code in coverage.untouched)
        st.caption(_("Not looked at, because nobody spoke of them: {zones}.").format(zones=as_typed(quiet)))
    _confirm(looked, coverage, session, workspace, person)


def _written(coverage: SessionCoverage, session: MappingSession, workspace: Workspace, person: Person) -> None:
    with st.container(border=True):
        st.markdown(
            ngettext(
                "{count} look of this session is on record.",
                "{count} looks of this session are on record.",
                len(coverage.written),
            )
        )
        st.button(
            _("Take them all back"),
            key="after_looks_back",
            icon=":material/undo:",
            on_click=do,
            args=(partial(_take_back, session, workspace, person),),
        )


def _zone(zone: str, coverage: SessionCoverage, session: MappingSession, workspace: Workspace) -> list[Cell]:
    """Show what was said of a zone; return what is confirmed."""
    scheme = workspace.classification
    here = {offer: one for (code, offer), one in coverage.heard.items() if code == zone}
    before = {offer for code, offer in coverage.written if code == zone}
    name = str(workspace.geography.zones_bng["zone_name"].get(zone, zone))
    with st.container(border=True, key=f"after_zone_{zone}"):
        st.markdown(f"**{as_typed(name)}**")
        spoken = [offer for offer, one in here.items() if not one.is_silent]
        chosen: list[str] = []
        if spoken:
            chosen += st.pills(
                _("Looked for, as people said"),
                spoken,
                selection_mode="multi",
                default=[offer for offer in spoken if not coverage.written or offer in before],
                format_func=lambda offer: _heard(here[offer], scheme.offer_label(offer)),
                key=f"after_spoken_{zone}_{session.session_id}",
            )
        silent = [offer for offer, one in here.items() if one.is_silent]
        chosen += st.multiselect(
            _("Also looked for here, and nobody knew of any"),
            silent,
            default=[offer for offer in silent if offer in before],
            format_func=scheme.offer_label,
            key=f"after_silent_{zone}_{session.session_id}",
            placeholder=_("Only where you asked for it"),
        )
    return [(zone, offer) for offer in chosen]


def _heard(one: Heard, label: str) -> str:
    if one.are_two_views:
        text = _("{offer}: {found} know of some, {none} found nothing")
    else:
        text = _("{offer}: there ({found})") if one.found else _("{offer}: nothing there ({none})")
    return text.format(offer=label, found=one.found, none=one.none)


def _confirm(
    looked: Collection[Cell], coverage: SessionCoverage, session: MappingSession, workspace: Workspace, person: Person
) -> None:
    nothing = sum(coverage.heard[cell].result is LookResult.NONE for cell in looked)
    st.markdown(
        _("This writes {looks}: {found} that found something, and {nothing} that found nothing there.").format(
            looks=ngettext("{count} look", "{count} looks", len(looked)), found=len(looked) - nothing, nothing=nothing
        )
    )
    st.checkbox(
        _("I was there, or asked somebody who was: people really looked at these zones for these things."),
        key=f"after_sure_{session.session_id}",
    )
    st.button(
        _("Write the coverage"),
        key="after_write",
        type="primary",
        icon=":material/check:",
        disabled=not looked,
        on_click=do,
        args=(partial(_write, tuple(looked), session, workspace, person),),
    )


def _write(looked: tuple[Cell, ...], session: MappingSession, workspace: Workspace, person: Person) -> str:
    if not st.session_state.get(f"after_sure_{session.session_id}"):
        raise UserError(_("Expected that somebody who was there confirms it; found no tick. Tick the box above."))
    written = write_coverage(session, looked, workspace, now=who.now(), actor=person)
    scheme, names = workspace.classification, workspace.geography.zones_bng["zone_name"]
    for one in written.contradictions:
        text = _("{zone}, {offer}: nothing was found there, but on record is {names}. Ask, and correct one of them.")
        told = text.format(
            zone=names.get(one.zone_code, one.zone_code),
            offer=scheme.offer_label(one.offer),
            names=", ".join(one.names.values()),
        )
        tell(as_typed(told), is_warning=True)
    if written.not_on_the_map:
        told = ngettext(
            "{count} look found something of which no record is kept yet. Review what was said.",
            "{count} looks found something of which no record is kept yet. Review what was said.",
            len(written.not_on_the_map),
        )
        tell(told, is_warning=True)
    return ngettext(
        "{count} look of this session is on record.", "{count} looks of this session are on record.", written.looks
    )


def _take_back(session: MappingSession, workspace: Workspace, person: Person) -> str:
    count = take_back_coverage(session, workspace, now=who.now(), actor=person)
    return ngettext("{count} look was taken back.", "{count} looks were taken back.", count)
