"""One mapping session for staff: its code, what is open, and where to go on."""

from __future__ import annotations

import base64
from functools import partial

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.language import languages, ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import do
from asset_map.services.sessions.kit import kit
from asset_map.services.sessions.opening import close_session, join_address, open_session, replace_code
from asset_map.services.sessions.room_address import is_answered, room_address
from asset_map.services.sessions.sheet import qr_svg
from asset_map.services.workspace import Workspace

STATE_WORDS = {
    SessionState.PREPARED: "Prepared, not open yet",
    SessionState.OPEN: "Open: phones can join",
    SessionState.CLOSED: "Closed: nobody new can join",
}


def session_holding(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show a session and what can be done with it.

    Parameters
    ----------
    session
        Which one.
    workspace, person
        The area, and who is signed in.
    """
    st.subheader(as_typed(session.title), anchor=False)
    facts = [written_date(session.held_on), session.time_words, session.place, session.area_name]
    st.markdown(as_typed(" · ".join(dict.fromkeys(filter(None, facts)))))
    st.markdown(f"**{_(STATE_WORDS[session.state])}**")
    code, links = st.columns([1, 1], gap="large")
    with code:
        _code(session, workspace, person)
    with links:
        _links(session)
    _facts(session, workspace)
    _kit(session)


def _code(session: MappingSession, workspace: Workspace, person: Person) -> None:
    if session.state is SessionState.OPEN:
        st.html(f'<p class="session-code">{session.code}</p>')
        _way_in(session)
        joined = len(workspace.store.participants(session.session_id))
        said = sum(one.taken_back_at is None for one in workspace.store.contributions(session.session_id))
        phones = ngettext("{count} phone joined", "{count} phones joined", joined).format(count=joined)
        things = ngettext("{count} thing was said", "{count} things were said", said).format(count=said)
        st.markdown(f"{phones}, {things}.")
    with st.container(horizontal=True):
        if session.state is not SessionState.OPEN:
            _button(
                _("Open it") if session.state is SessionState.PREPARED else _("Open it again"),
                "open",
                partial(_open, session, workspace, person),
                is_main=True,
            )
        else:
            _button(_("Close it"), "close", partial(_close, session, workspace, person))
    if session.state is SessionState.OPEN:
        with st.expander(_("Somebody has the code who should not")):
            st.markdown(_("A new code keeps new phones out that have the old one. Phones that are in already stay in."))
            _button(_("Give it a new code"), "replace", partial(_replace, session, workspace, person))


def _way_in(session: MappingSession) -> None:
    """Show how phones in the room get here, or why they cannot yet."""
    here = st.context.url or ""
    base = room_address(here)
    if not base:
        st.warning(
            _("This laptop is in no network, so phones cannot open it yet. Join one, and load this page again."),
            icon=":material/wifi_off:",
        )
        return
    address = join_address(session, base)
    if not here.startswith(base) and not is_answered(base):
        st.warning(
            _(
                "Phones cannot open {address} yet: the server answers this laptop alone. Invite yourself once with "
                "`asset-map people invite NAME`, start it with `asset-map serve --host 0.0.0.0`, let phones through "
                "the firewall, and load this page again."
            ).format(address=f"`{address}`"),
            icon=":material/wifi_off:",
        )
        return
    drawing = base64.b64encode(qr_svg(address).encode()).decode()
    words = as_typed(_("QR code that opens {address}").format(address=address))
    st.html(f'<img class="session-qr" alt="{words}" src="data:image/svg+xml;base64,{drawing}">')
    st.markdown(_("Phones in the same network open {address}").format(address=f"`{address}`"))


def _button(label: str, name: str, change: partial[str], *, is_main: bool = False) -> None:
    st.button(label, type="primary" if is_main else "secondary", key=f"holding_{name}", on_click=do, args=(change,))


def _open(session: MappingSession, workspace: Workspace, person: Person) -> str:
    opened = open_session(session, workspace, now=who.now(), actor=person)
    return _("The session is open. Its code is {code}.").format(code=opened.code)


def _close(session: MappingSession, workspace: Workspace, person: Person) -> str:
    close_session(session, workspace, now=who.now(), actor=person)
    return _("The session is closed. What phones had begun to say still comes in.")


def _replace(session: MappingSession, workspace: Workspace, person: Person) -> str:
    changed = replace_code(session, workspace, now=who.now(), actor=person)
    return _("The new code is {code}. The old one opens nothing any longer.").format(code=changed.code)


def _links(session: MappingSession) -> None:
    before = [
        ("print", _("Print sheets, cards and notices"), ":material/print:"),
    ]
    during = [
        ("room", _("Page for the projector"), ":material/cast:"),
        ("glance", _("Look first: the facilitator’s own page"), ":material/visibility:"),
        ("scribe", _("Type in from paper"), ":material/keyboard:"),
    ]
    for heading, pages in ((_("Before"), before), (_("During"), during)):
        st.markdown(f"**{heading}**")
        for name, label, icon in pages:
            st.link_button(label, f"/mapping/{session.session_id}/{name}", icon=icon, width="stretch")
    st.markdown(f"**{_('Afterwards')}**")
    afterwards = [
        ("after_session", _("Review what was said, and report"), ":material/rate_review:"),
        ("you_said_we_did", _("Tell people what became of it"), ":material/campaign:"),
    ]
    for screen, label, icon in afterwards:
        st.link_button(label, f"/{screen}?session={session.session_id}", icon=icon, width="stretch")


def _facts(session: MappingSession, workspace: Workspace) -> None:
    offers = workspace.classification.offers
    with st.expander(_("What was prepared")):
        for label, text in (
            (_("What it is for"), session.purpose),
            (_("What is done with what people say"), session.promise),
            (_("What it cannot change"), session.limits),
            (_("Who might not come, and what is done about it"), session.who_is_missing),
            (_("Who holds it"), session.facilitator),
            (_("Languages"), ", ".join(languages()[code].name for code in session.languages if code in languages())),
            (_("Themes"), ", ".join(_(offers[code].label) for code in session.offers if code in offers)),
        ):
            if text:
                st.markdown(f"**{label}**  \n{as_typed(text)}")
        st.markdown(f"**{_('Questions')}**")
        st.markdown("\n".join(f"1. {as_typed(one.text)}" for one in session.prompts))
        seen = _("The facilitator looks at everything first.") if session.glance_first else _("It is shown at once.")
        st.markdown(f"**{_('What the room sees')}**  \n{seen}")
    st.button(
        _("Change what was prepared"),
        icon=":material/edit:",
        key="holding_change",
        on_click=lambda: st.query_params.from_dict({"session": session.session_id, "do": "change"}),
    )


def _kit(session: MappingSession) -> None:
    with st.expander(_("What to take along")):
        group = ""
        for item in kit(session):
            if item.group != group:
                group = item.group
                st.markdown(f"**{group}**")
            why = f" – {item.why}" if item.why else ""
            many = f" ({item.how_many})" if item.how_many else ""
            st.checkbox(f"{item.what}{many}{why}", key=f"kit_{session.session_id}_{item.code}")
