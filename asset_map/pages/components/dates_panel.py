"""What the dates of records and consents bring: today, and soon."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.data_protection.keep_until import (
    GRACE_DAYS,
    DueRecord,
    act_on_keep_until,
    in_words,
    plan_keep_until,
)
from asset_map.services.workspace import Workspace


def dates_panel(workspace: Workspace, person: Person) -> None:
    """Show the panel.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """
    st.markdown(
        _(
            "From the day after its keep-until date a record is archived, and {days} days later it is erased, so that "
            "a wrong date can be mended. What is about a person is erased on the day after. What rests on a consent "
            "that has ended is forgotten. This is done by itself once a day."
        ).format(days=GRACE_DAYS)
    )
    plan = plan_keep_until(workspace, now=who.now(), actor=person)
    st.markdown(f"**{_('What the next time brings')}**\n\n{in_words(plan)}")
    _records(_("Archived"), plan.to_archive)
    _records(_("Erased"), plan.to_erase)
    _records(_("Erased later"), plan.coming)
    if st.button(_("Do it now"), key="act_on_dates", icon=":material/event_busy:"):
        try:
            done = act_on_keep_until(workspace, now=who.now(), actor=person)
        except UserError as error:
            st.error(as_typed(str(error)), icon=":material/error:")
            return
        st.success(in_words(done), icon=":material/check_circle:")


def _records(title: str, due: tuple[DueRecord, ...]) -> None:
    if due:
        lines = [f"- {as_typed(one.name)}: {_due(one)}" for one in due]
        st.markdown("\n".join([f"**{title}**", "", *lines]))


def _due(one: DueRecord) -> str:
    words = _("kept until {until}, erased on {day}")
    return words.format(until=written_date(one.keep_until), day=written_date(one.erased_on))
