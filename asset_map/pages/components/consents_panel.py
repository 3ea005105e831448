"""Who agreed to what: noting it, and taking it back."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.consent import PHOTO, Consent, Purpose
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.data_protection.consenting import note_consent, withdraw_consent
from asset_map.services.workspace import Workspace

MOST_SHOWN = 100


def purpose_words() -> dict[Purpose, str]:
    """Return what each purpose is.

    Returns
    -------
    dict
        In the language that is read.
    """
    return {
        Purpose.CONTACT: _("their name is kept as a contact, for staff"),
        Purpose.SHOWN: _("telephone, e-mail or web address are shown"),
        Purpose.WORDS: _("their words are kept and shown"),
        Purpose.PHOTO: _("a photo shows them"),
        Purpose.RECORD: _("there is a record about them"),
    }


def consents_panel(workspace: Workspace, person: Person) -> None:
    """Show the panel.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """
    st.markdown(_("When somebody takes a consent back, what rests on it is gone for everybody at once, and for good."))
    holding = [one for one in workspace.store.consents() if one.withdrawn_on is None]
    names = workspace.store.assets(sorted({one.asset_id for one in holding}))
    st.subheader(ngettext("{count} consent holds", "{count} consents hold", len(holding)), anchor=False)
    for consent in holding[:MOST_SHOWN]:
        _one(consent, names[consent.asset_id].name, workspace, person)
    if len(holding) > MOST_SHOWN:
        st.caption(_("The others stand in a terminal: “asset-map privacy consents”."))
    _note(workspace, person)


def _one(consent: Consent, record: str, workspace: Workspace, person: Person) -> None:
    with st.container(border=True):
        until = written_date(consent.until) if consent.until else _("no end")
        given = written_date(consent.given_on) if consent.given_on else _("not known when")
        st.markdown(f"**{as_typed(consent.person)}** – {purpose_words()[consent.purpose]}: {as_typed(record)}")
        st.caption(f"“{as_typed(consent.wording)}” {given} – {until}")
        with st.popover(_("Take back"), icon=":material/undo:"):
            if consent.purpose is Purpose.RECORD:
                st.markdown(_("The whole record is erased."))
            if st.button(_("It was taken back"), key=f"withdraw_{consent.consent_id}", type="primary"):
                _withdraw(consent, workspace, person)


def _withdraw(consent: Consent, workspace: Workspace, person: Person) -> None:
    try:
        withdraw_consent(consent.consent_id, workspace, now=who.now(), actor=person)
    except UserError as error:
        st.error(as_typed(str(error)), icon=":material/error:")
        return
    st.rerun()


def _note(workspace: Workspace, person: Person) -> None:
    with st.expander(_("Note a consent"), icon=":material/add:"), st.form("note_consent", border=False):
        asset_id = st.text_input(
            _("Id of the record"), help=_("It stands at the end of the address of the record's page, after “id=”.")
        ).strip()
        name = st.text_input(_("Who agreed"))
        words = purpose_words()
        purpose = st.selectbox(_("To what"), list(words), format_func=words.__getitem__)
        wording = st.text_area(_("The words that they were asked in"))
        left, right = st.columns(2)
        today = local_date(who.now())
        given_on = left.date_input(_("When"), value=today, max_value=today, format="DD/MM/YYYY")
        until = right.date_input(_("Until when"), value=None, format="DD/MM/YYYY", help=_("Empty for no end."))
        if not st.form_submit_button(_("Note it"), type="primary"):
            return
    try:
        rests_on: tuple[str, ...] = ()
        if purpose is Purpose.PHOTO:
            shown = workspace.store.photos(asset_id, Audience.STAFF, today=local_date(who.now()))
            rests_on = tuple(f"{PHOTO}{one.photo_id}" for one in shown)
        note_consent(
            asset_id,
            workspace,
            person=name,
            purpose=purpose,
            wording=wording,
            given_on=given_on,
            until=until,
            rests_on=rests_on,
            now=who.now(),
            actor=person,
        )
    except UserError as error:
        st.error(as_typed(str(error)), icon=":material/error:")
        return
    st.rerun()
