"""Links by which an organisation looks after its own record: made, shown once, ended, and what was answered."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import streamlit as st

from asset_map.domain.asset import Asset
from asset_map.domain.check_link import CheckLink, LinkState, link_state
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.check_links import LINK_DAYS, links_of, make_check_link, revoke
from asset_map.services.check_words import link_answer_words, link_state_words
from asset_map.services.workspace import Workspace

_NEW, _FAILED = "check_link_new", "check_link_failed"
LENGTHS_DAYS = (14, LINK_DAYS, 180)
ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def check_link_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Show the links of a record, and make a new one.

    Parameters
    ----------
    asset
        A record that is kept.
    workspace, person
        The area, and who looks at it.
    """
    st.markdown(
        _(
            "Let the organisation check its own record: it opens a link, needs no account, and says “still right”, "
            "“something has changed” or “no longer here”. Changes wait for you in the review."
        )
    )
    if failure := st.session_state.pop(_FAILED, ""):
        st.error(failure, icon=":material/error:")
    new: tuple[str, str] | None = st.session_state.get(_NEW)
    if new is not None and new[0] == asset.asset_id:
        _show_once(asset, new[1], workspace, person)
    else:
        days = st.segmented_control(
            _("How long is it to open?"),
            LENGTHS_DAYS,
            default=LINK_DAYS,
            required=True,
            format_func=lambda number: _("{number} days").format(number=number),
            key="check_link_days",
        )
        arguments = (asset.asset_id, int(days), workspace, person)
        st.button(_("Make a link"), icon=":material/add_link:", key="make_check_link", on_click=_make, args=arguments)
    for link in links_of(asset.asset_id, workspace):
        _link(link, workspace, person)


def _make(asset_id: str, days: int, workspace: Workspace, person: Person) -> None:
    try:
        token = make_check_link(asset_id, days=days, workspace=workspace, now=who.now(), actor=person)
    except UserError as error:
        st.session_state[_FAILED] = as_typed(str(error))
    else:
        st.session_state[_NEW] = (asset_id, token)


def _show_once(asset: Asset, token: str, workspace: Workspace, person: Person) -> None:
    newest = links_of(asset.asset_id, workspace)[0]
    address = f"{_this_server()}/check/{token}"
    st.success(_("Here is the link. It is shown only now: copy it, or send the letter below."), icon=":material/link:")
    st.code(address, language=None, wrap_lines=True)
    if urlsplit(address).hostname in ON_THIS_MACHINE:
        st.warning(
            _("This address opens on this computer only. Use the address by which others reach Asset Map instead."),
            icon=":material/computer:",
        )
    subject, body = _letter(asset, address, newest, workspace, person)
    with st.expander(_("A letter to go with it"), expanded=True):
        st.code(f"{subject}\n\n{body}", language=None, wrap_lines=True)
    to = quote(asset.email, safe="@")
    with st.container(horizontal=True):
        st.link_button(
            _("Open in your mail program"),
            f"mailto:{to}?subject={quote(subject)}&body={quote(body)}",
            icon=":material/mail:",
        )
        st.button(_("Done, hide the link"), key="hide_check_link", on_click=_hide)


def _letter(asset: Asset, address: str, link: CheckLink, workspace: Workspace, person: Person) -> tuple[str, str]:
    subject = _("Is what we say about {name} still right?").format(name=asset.name)
    body = _(
        "Hello\n\n"
        "The asset map of {area} holds a record about {name}. Would you take a minute to see whether it is still "
        "right? Open this link; you need no account:\n\n"
        "{address}\n\n"
        "You can say that everything is right, that something has changed, or that it is no longer here. The link "
        "opens until {date}. It is for you alone, so please do not pass it on.\n\n"
        "Thank you\n{person}"
    ).format(
        area=workspace.geography.area_name,
        name=asset.name,
        address=address,
        date=_last_day(link),
        person=person.name,
    )
    return subject, body


def _hide() -> None:
    st.session_state.pop(_NEW, None)


def _link(link: CheckLink, workspace: Workspace, person: Person) -> None:
    state = link_state(link, now=who.now())
    made = _("Made by {person} on {date}").format(
        person=as_typed(link.made_by), date=written_date(local_date(link.made_at))
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{link_state_words(state)}** · {made}  \n{_what_became(link, state)}")
        if state in {LinkState.OPEN, LinkState.ANSWERED}:
            st.button(
                _("End this link"),
                icon=":material/link_off:",
                key=f"revoke_{link.link_id}",
                on_click=_revoke,
                args=(link.link_id, workspace, person),
            )


def _what_became(link: CheckLink, state: LinkState) -> str:
    parts = []
    if link.answer is not None and link.answered_at is not None:
        said = _("On {date} the organisation said: {answer}.")
        day = written_date(local_date(link.answered_at))
        parts.append(said.format(date=day, answer=link_answer_words(link.answer)))
    if state in {LinkState.OPEN, LinkState.ANSWERED}:
        parts.append(_("It opens until {date}.").format(date=_last_day(link)))
    return " ".join(parts)


def _last_day(link: CheckLink) -> str:
    return written_date(local_date(link.expires_at))


def _revoke(link_id: str, workspace: Workspace, person: Person) -> None:
    try:
        revoke(link_id, workspace=workspace, now=who.now(), actor=person)
    except UserError as error:
        st.session_state[_FAILED] = as_typed(str(error))
    else:
        _hide()


def _this_server() -> str:
    address = urlsplit(st.context.url or "")
    return f"{address.scheme}://{address.netloc}" if address.netloc else ""
