"""What is kept here, for the organisation's own assessment; what was erased, and which files were taken away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.erase_panel import files_rows
from asset_map.pages.components.words_table import words_table
from asset_map.services.data_protection.document import Document, impact_document
from asset_map.services.data_protection.files_taken import noting
from asset_map.services.data_protection.page_words import document_json, document_words
from asset_map.services.workspace import Workspace
from asset_map.web.plain_page import page_text


def kept_panel(workspace: Workspace, person: Person) -> None:
    """Show the panel.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """
    document = impact_document(workspace, now=who.now(), actor=person)
    st.markdown(_("A document for your organisation's assessment of the impact on data protection (DPIA):"))
    with st.container(horizontal=True):
        for label, ending, make in (
            (_("As a page (HTML)"), "html", partial(_html, document)),
            (_("As data (JSON)"), "json", partial(_json, document)),
        ):
            st.download_button(
                label,
                data=noting(
                    make,
                    workspace,
                    "data protection: what is kept",
                    made_in=ending,
                    audience=Audience.STAFF,
                    clock=who.now,
                    by=person.name,
                ),
                file_name=f"data-protection.{ending}",
                key=f"document_{ending}",
                icon=":material/download:",
                on_click="ignore",
            )
    rows = [
        {
            _("What"): one.words.title,
            _("What for"): one.words.why,
            _("How long"): one.words.how_long,
            _("Rows"): f"{one.rows or 0:,}",
        }
        for one in document.tables
        if one.kinds
    ]
    words_table(rows, caption=_("What is kept that can be about a person"))
    _erasures(document)
    files = workspace.store.files_made(since=None, audiences=list(Audience))
    st.subheader(ngettext("{count} file was taken away", "{count} files were taken away", len(files)), anchor=False)
    if files:
        words_table(files_rows(files), caption=_("Files that were taken away"))


def _erasures(document: Document) -> None:
    st.subheader(_("What was erased"), anchor=False)
    if not document.erasures:
        st.markdown(_("Nothing yet."))
        return
    rows = [
        {
            _("When"): written_date(local_date(one.erased_at)),
            _("What kind"): one.kind,
            _("By whom"): one.erased_by,
            _("Why"): one.reason,
            _("Places"): f"{sum(one.found.values()):,}",
        }
        for one in document.erasures
    ]
    words_table(rows, caption=_("What was erased"))


def _html(document: Document) -> bytes:
    return page_text("data_protection.html", document_words(document) | {"banner": ""}).encode()


def _json(document: Document) -> bytes:
    return document_json(document).encode()
