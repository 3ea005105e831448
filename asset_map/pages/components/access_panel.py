"""Telling somebody what is kept about them, as a file for them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.known_as import known_as_fields
from asset_map.services.data_protection.access import access_file, tell
from asset_map.services.data_protection.files_taken import noting
from asset_map.services.workspace import Workspace


def access_panel(workspace: Workspace, person: Person) -> None:
    """Show the panel.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in, and may tell.
    """
    st.markdown(
        _(
            "Whoever asks is to be told what is kept about them. Make sure that they are who they say. Names, "
            "addresses and numbers of others are covered as far as they are known to be others': read the file before "
            "you hand it over."
        )
    )
    with st.form("tell_look", border=True):
        known = known_as_fields("tell")
        asked = st.form_submit_button(_("Find what is kept"), type="primary", icon=":material/search:")
    if not asked:
        return
    try:
        told = tell(known, workspace, now=who.now(), actor=person)
    except UserError as error:
        st.error(as_typed(str(error)), icon=":material/error:")
        return
    facts = told.facts
    words = _("Named in {named} places, said {said} things, agreed to {agreed}, did {did}.")
    st.markdown(
        words.format(
            named=len(facts["named_in"]), said=len(facts["said"]), agreed=len(facts["agreed_to"]), did=len(facts["did"])
        )
    )
    st.download_button(
        _("Download the file for them (ZIP)"),
        data=noting(
            partial(access_file, told),
            workspace,
            "what is kept about somebody",
            made_in="zip",
            audience=Audience.STAFF,
            clock=who.now,
            by=person.name,
        ),
        file_name="what-is-kept-about-you.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
    )
