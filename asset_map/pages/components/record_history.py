"""The history of a record: who did what, when and why; taking the last change back, or an older version."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from asset_map.domain.asset import Asset
from asset_map.domain.permission import audience_for
from asset_map.domain.person import Person
from asset_map.domain.proposal import Decision, Proposal, ProposalKind
from asset_map.domain.protection import Level
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.record_words import action_words, level_words, told_changes, written_moment
from asset_map.pages.components.told import do, tell
from asset_map.services.history import Restored, Step, history, restore, undo, undoable
from asset_map.services.workspace import Workspace

AT_ONCE = 15
LONG = 80
"""Characters beyond which before and after stand below each other."""


def history_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Show everything that happened to a record.

    Parameters
    ----------
    asset
        As it is kept.
    workspace, person
        The area, and who looks at it.
    """
    undo_button(asset, workspace, person)
    steps = history(asset.asset_id, workspace, audience=audience_for(person))
    first = min((step.event.at for step in steps), default=who.now())
    proposals = workspace.store.proposals(asset_id=asset.asset_id, only_open=False)
    entries: list[tuple[dt.datetime, Step | Proposal]] = [(step.event.at, step) for step in steps]
    entries += [(one.proposed_at, one) for one in reversed(proposals) if one.proposed_at >= first]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    shown = entries if st.session_state.get("history_all") == asset.asset_id else entries[:AT_ONCE]
    for _at, entry in shown:
        if isinstance(entry, Proposal):
            _proposal(entry)
        else:
            _step(entry, asset, workspace, person)
    if len(shown) < len(entries):
        label = _("Show all {count} steps").format(count=len(entries))
        st.button(label, key="history_show_all", on_click=_show_all, args=(asset.asset_id,))


def undo_button(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Offer to take the last change of a record back, where that can be.

    Parameters
    ----------
    asset
        As it is kept.
    workspace, person
        The area, and who would take it back.
    """
    last = undoable(asset.asset_id, workspace, audience=audience_for(person))
    if last is None:
        return
    words = _("Last: {action}, by {name}, {moment}.").format(
        action=action_words(last.event.action).lower(),
        name=as_typed(last.event.actor),
        moment=written_moment(last.event.at),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(words)
        st.button(
            _("Take it back"),
            key="record_undo",
            icon=":material/undo:",
            on_click=_undo,
            args=(asset, workspace, person),
        )


def _step(step: Step, asset: Asset, workspace: Workspace, person: Person) -> None:
    event = step.event
    people = (
        _("{name} and {second}").format(name=event.actor, second=event.second_actor)
        if event.second_actor
        else event.actor
    )
    with st.container(border=True, gap="small"):
        st.markdown(f"**{action_words(event.action)}** · {as_typed(people)} · {written_moment(event.at)}")
        if event.reason:
            st.markdown(_("Why: {reason}").format(reason=as_typed(event.reason)))
        if changes := told_changes(step, workspace):
            st.markdown("\n".join(f"- {_change(*change)}" for change in changes))
        if step.version < asset.version and (step.changes or step.version == 1):
            st.button(
                _("Bring this version back"),
                key=f"restore_{step.version}_{event.at.timestamp()}",
                type="tertiary",
                icon=":material/restore:",
                help=_("The record as it was on {moment}").format(moment=written_moment(event.at)),
                on_click=_restore,
                args=(asset, step.version, workspace, person),
            )


def _change(label: str, before: str, after: str) -> str:
    old, new = as_typed(before) or _("nothing"), as_typed(after) or _("nothing")
    words = f"{label}: {old} → **{new}**"
    if len(before) + len(after) > LONG:
        words = f"{label}  \n{_('before')}: {old}  \n{_('now')}: **{new}**"
    return words.replace("\n\n", "\n")


def _proposal(proposal: Proposal) -> None:
    heads = {
        ProposalKind.LOWER_PROTECTION: _("Proposed to protect it less"),
        ProposalKind.UPDATE: _("Proposed a change"),
        ProposalKind.GONE: _("Said that it is gone"),
    }
    lines = [f"**{heads[proposal.kind]}** · {as_typed(proposal.proposed_by)} · {written_moment(proposal.proposed_at)}"]
    if proposal.kind is ProposalKind.LOWER_PROTECTION:
        lines.append(level_words(Level(proposal.fields["protection"])))
    if proposal.reason:
        lines.append(_("Why: {reason}").format(reason=as_typed(proposal.reason)))
    outcome = {
        Decision.OPEN: _("Waits for somebody to decide."),
        Decision.AGREED: _("Agreed by {name}."),
        Decision.REFUSED: _("Declined by {name}: {reason}"),
        Decision.WITHDRAWN: _("Taken back by {name}."),
    }[proposal.decision]
    lines.append(outcome.format(name=as_typed(proposal.decided_by), reason=as_typed(proposal.decision_reason)))
    with st.container(border=True, gap="small"):
        st.markdown("  \n".join(lines))


def _show_all(asset_id: str) -> None:
    st.session_state["history_all"] = asset_id


def _undo(asset: Asset, workspace: Workspace, person: Person) -> None:
    def taken_back() -> str:
        undone = undo(asset.asset_id, version=asset.version, workspace=workspace, now=who.now(), actor=person)
        _say_what_did_not_come_back(undone)
        return _("The last change is taken back. To have it again, take this back too.")

    do(taken_back)


def _restore(asset: Asset, to_version: int, workspace: Workspace, person: Person) -> None:
    def brought_back() -> str:
        restored = restore(
            asset.asset_id,
            to_version=to_version,
            version=asset.version,
            workspace=workspace,
            now=who.now(),
            actor=person,
        )
        _say_what_did_not_come_back(restored)
        return _("The older version is back. What stood there before is in the history.")

    do(brought_back)


def _say_what_did_not_come_back(restored: Restored) -> None:
    if restored.proposal is not None:
        tell(_("It was protected less then. That takes a second person, who is asked now."), is_warning=True)
    if restored.is_lowering_left:
        words = _("It was protected less then. A weaker protection waits for a second person already.")
        tell(words, is_warning=True)
    if restored.is_place_gone:
        tell(_("Its place was forgotten when it was taken off every map, and cannot come back."), is_warning=True)
    if restored.is_consent_gone:
        words = _("Somebody named in that version took their consent back, so their name stayed out.")
        tell(words, is_warning=True)
    if restored.is_decision_left:
        tell(_("Whether it is published is for reviewers to decide, and stays as it was."), is_warning=True)
