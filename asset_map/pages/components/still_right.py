"""One tap to say that a record is still right, or has closed; and one to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from asset_map.domain.asset import Asset, CheckedHow, values_of
from asset_map.domain.dates import local_date
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.check_words import checked_words, due_words, ways_to_check
from asset_map.services.keep_true import closed_for_good, still_right, undo
from asset_map.services.to_check import next_due
from asset_map.services.workspace import Workspace
from asset_map.store.checks import Noted

_HOW, _LAST = "check_how", "check_last_tap"
Finding = Literal["still_right", "closed"]


@dataclass(frozen=True)
class LastTap:
    """What became of the last tap.

    Parameters
    ----------
    asset_id
        The record.
    words
        What is said of it, in Markdown.
    checked
        What can be taken back; None for nothing.
    is_done
        Whether it was done as it was asked.
    """

    asset_id: str
    words: str
    checked: Noted | None = None
    is_done: bool = False


def how_choice() -> None:
    """Ask once how records are checked; every tap after it counts as checked like this."""
    ways = ways_to_check()
    # Kept beside the widget, whose own state is lost when another screen is shown.
    st.session_state[_HOW] = st.segmented_control(
        _("How do you check?"),
        list(ways),
        default=st.session_state.get(_HOW, CheckedHow.VISIT.value),
        required=True,
        format_func=lambda code: ways[code],
        key="choose_check_how",
    )


def note(finding: Finding, asset_id: str, version: int, workspace: Workspace, person: Person) -> None:
    """Note what was found; meant as the callback of a button, so that the screen is drawn after it.

    Parameters
    ----------
    finding
        What was found.
    asset_id, version
        The record, and the version that stood on the screen when it was tapped.
    workspace, person
        The area, and who tapped.
    """
    how = CheckedHow(st.session_state.get(_HOW, CheckedHow.VISIT.value))
    try:
        if finding == "closed":
            checked = closed_for_good(
                asset_id, how=how, workspace=workspace, now=who.now(), actor=person, seen_version=version
            )
        else:
            checked = still_right(
                [asset_id],
                how=how,
                workspace=workspace,
                now=who.now(),
                actor=person,
                seen_versions={asset_id: version},
            )
    except UserError as error:
        st.session_state[_LAST] = LastTap(asset_id, as_typed(str(error)))
    else:
        st.session_state[_LAST] = _said(asset_id, checked, finding)


def _said(asset_id: str, checked: Noted, finding: Finding) -> LastTap:
    if checked.left:
        words = _("“{name}” was changed meanwhile, so nothing was noted. Here it is as it stands now: look again.")
        return LastTap(asset_id, words.format(name=as_typed(checked.left[0].name)))
    words = _("Noted: “{name}” is still right.") if finding == "still_right" else _("Noted: “{name}” has closed.")
    return LastTap(asset_id, words.format(name=as_typed(checked.after[0].name)), checked, is_done=True)


def last_tap(workspace: Workspace, person: Person, *, asset_id: str = "") -> None:
    """Say what became of the last tap, with a button to take it back; it stays at the lower edge of the screen.

    Parameters
    ----------
    workspace, person
        The area, and who would take it back.
    asset_id
        Only a tap on this record; empty for any.
    """
    last: LastTap | None = st.session_state.get(_LAST)
    if last is None or asset_id not in {"", last.asset_id}:
        return
    st.html(
        "<style>:has(> .st-key-last_tap) { position: sticky; bottom: 0; z-index: 10; } "
        ".st-key-last_tap { flex-wrap: nowrap; border-top: 1px solid #8a8f94; background: #ffffff; } "
        ".st-key-last_tap { padding: 0.5rem 0; } .st-key-last_tap button { min-height: 3rem; }</style>"
    )
    with st.container(key="last_tap", horizontal=True, vertical_alignment="center"):
        (st.success if last.is_done else st.warning)(last.words)
        if last.checked is not None:
            taken_back = (last.asset_id, last.checked, workspace, person)
            st.button(_("Undo"), icon=":material/undo:", key="undo_tap", on_click=_take_back, args=taken_back)


def _take_back(asset_id: str, checked: Noted, workspace: Workspace, person: Person) -> None:
    try:
        undone = undo(checked, workspace=workspace, now=who.now(), actor=person)
    except UserError as error:
        st.session_state[_LAST] = LastTap(asset_id, as_typed(str(error)))
        return
    words = _("Somebody has changed it since, so it stays as it is.") if undone.left else _("Taken back.")
    st.session_state[_LAST] = LastTap(asset_id, words, is_done=not undone.left)


def still_right_button(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Show on a record's own screen how it is checked, and the button for "still right".

    Parameters
    ----------
    asset
        The record, as it stands on the screen.
    workspace, person
        The area, and who looks at it.
    """
    words = [_("Last checked: {when}").format(when=checked_words(values_of(asset)))]
    words.append(due_words({"next_due": next_due(asset, workspace)}, today=local_date(who.now())))
    st.markdown(", ".join(part for part in words if part) + ".")
    how_choice()
    st.button(
        _("Still right"),
        type="primary",
        icon=":material/check:",
        key="still_right",
        on_click=note,
        args=("still_right", asset.asset_id, asset.version, workspace, person),
    )
    last_tap(workspace, person, asset_id=asset.asset_id)
