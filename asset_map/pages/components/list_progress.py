"""How far is long work, and how is it stopped?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from asset_map.language import gettext as _
from asset_map.pages.components.list_state import key
from asset_map.pages.components.list_words import doing_words
from asset_map.services.lists.job import Job

SECONDS_BETWEEN = 0.7


def show_progress(job: Job[Any], *, what: str) -> None:
    """Show how far a job is until it ends; then the whole screen is drawn again.

    Parameters
    ----------
    job
        At work.
    what
        What is done, in words.
    """

    @st.fragment(run_every=SECONDS_BETWEEN)
    def poll() -> None:
        """Look how far it is."""
        if job.wait(0):
            st.rerun()
        if job.is_stopping:
            st.progress(job.done, text=_("Stopping. Nothing is stored."))
        else:
            st.progress(job.done, text=f"{what}: {doing_words(job.doing)} ({job.done:.0%})")
        st.button(
            _("Cancel"), icon=":material/stop_circle:", key=key("cancel"), on_click=job.cancel, disabled=job.is_stopping
        )

    poll()
