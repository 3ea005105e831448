"""Protecting a record more at once, and less when two people agree."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import Asset
from asset_map.domain.permission import audience_for
from asset_map.domain.person import Person
from asset_map.domain.proposal import Proposal, may_agree
from asset_map.domain.protection import Level
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.record_place import place_editor, place_of_state
from asset_map.pages.components.record_words import action_words, level_words, told_changes, written_moment
from asset_map.pages.components.told import do
from asset_map.services.history import history
from asset_map.services.protect import (
    agree,
    decline,
    needs_place,
    open_lowering,
    propose_lowering,
    raise_protection,
    withdraw,
)
from asset_map.services.workspace import Workspace


def key(field: str) -> str:
    """Return Streamlit's key of a field of this panel.

    Parameters
    ----------
    field
        The field's name.

    Returns
    -------
    str
        The key.
    """
    return f"protect_{field}"


def protection_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Show how a record is protected, and let staff change that.

    Parameters
    ----------
    asset
        As it is kept.
    workspace, person
        The area, and who looks at it.
    """
    words = []
    if asset.protection_set_by:
        words.append(_("Set by {name}.").format(name=as_typed(asset.protection_set_by)))
    if asset.protection_reason:
        words.append(_("Why: {reason}").format(reason=as_typed(asset.protection_reason)))
    if words:
        st.markdown("  \n".join(words))
    waiting = open_lowering(asset.asset_id, workspace)
    if waiting is not None:
        _waiting(waiting, asset, workspace, person)
    if stronger := [level for level in Level if level.strength > asset.protection.strength]:
        _raise(stronger, asset, workspace, person)
    weaker = [level for level in Level if level.strength < asset.protection.strength]
    if waiting is None and weaker:
        _propose(weaker, asset, workspace, person)


def _raise(levels: list[Level], asset: Asset, workspace: Workspace, person: Person) -> None:
    with st.container(border=True):
        st.subheader(_("Protect it more"), anchor=False)
        st.markdown(_("Anybody may do this, at once."))
        level = Level(st.selectbox(_("Who may see it then?"), levels, format_func=level_words, key=key("raise_to")))
        st.text_input(_("Why? (optional)"), key=key("raise_why"), max_chars=500)
        is_sure = True
        if level is Level.UNMAPPED and asset.geometry_bng is not None:
            st.warning(
                _("Its place will be forgotten for good, in its history too. It cannot be brought back."),
                icon=":material/location_off:",
            )
            is_sure = st.checkbox(_("Yes, forget its place"), key=key("sure"))
        st.button(
            _("Protect it more"),
            key=key("raise"),
            icon=":material/shield:",
            disabled=not is_sure,
            on_click=_do_raise,
            args=(asset, workspace, person),
        )


def _propose(levels: list[Level], asset: Asset, workspace: Workspace, person: Person) -> None:
    with st.container(border=True):
        st.subheader(_("Protect it less"), anchor=False)
        st.markdown(_("This takes two people: you propose it with a reason, and somebody else agrees."))
        st.selectbox(_("Who may see it then?"), levels[::-1], format_func=level_words, key=key("lower_to"))
        st.text_area(_("Why is that safe?"), key=key("lower_why"), max_chars=500)
        st.button(
            _("Ask a second person"),
            key=key("propose"),
            icon=":material/group_add:",
            on_click=_do_propose,
            args=(asset, workspace, person),
        )


def _waiting(proposal: Proposal, asset: Asset, workspace: Workspace, person: Person) -> None:
    level = Level(proposal.fields["protection"])
    with st.container(border=True):
        st.subheader(_("Waits for a second person"), anchor=False)
        st.markdown(
            _("{name} proposed on {moment}: **{level}**.").format(
                name=as_typed(proposal.proposed_by),
                moment=written_moment(proposal.proposed_at),
                level=level_words(level),
            )
            + f"  \n{_('Why: {reason}').format(reason=as_typed(proposal.reason))}"
        )
        _changed_meanwhile(proposal, asset, workspace, person)
        arguments = (proposal, asset, workspace, person)
        if not may_agree(proposal, person.name):
            st.info(_("You proposed this, so somebody else has to agree."), icon=":material/group:")
            st.button(_("Take my proposal back"), key=key("withdraw"), on_click=_do_withdraw, args=arguments)
            return
        if needs_place(asset, workspace):
            st.markdown(_("No place is kept of this record, so say where it is now:"))
            turn = st.session_state[key("turn")] = st.session_state.get(key("turn"), 0) + 1
            place_editor(workspace, key=key, kind=asset.kind, turn=turn)
        st.button(
            _("Agree: protect it less"),
            type="primary",
            key=key("agree"),
            icon=":material/done_all:",
            on_click=_do_agree,
            args=arguments,
        )
        st.text_input(_("Or why not?"), key=key("decline_why"), max_chars=500)
        st.button(_("Decline"), key=key("decline"), icon=":material/close:", on_click=_do_decline, args=arguments)


def _changed_meanwhile(proposal: Proposal, asset: Asset, workspace: Workspace, person: Person) -> None:
    steps = history(asset.asset_id, workspace, audience=audience_for(person))
    since = [step for step in steps if step.version > proposal.asset_version]
    told = [(step, told_changes(step, workspace)) for step in since]
    lines = [
        f"- {action_words(step.event.action)} · {as_typed(step.event.actor)}: {label}: {as_typed(before) or '–'} → "
        f"{as_typed(after) or '–'}"
        for step, changes in told
        for label, before, after in changes
    ]
    if lines:
        st.warning(_("The record has changed since this was proposed:") + "\n" + "\n".join(lines))


def _do_raise(asset: Asset, workspace: Workspace, person: Person) -> None:
    def raised() -> str:
        kept = raise_protection(
            asset.asset_id,
            Level(st.session_state[key("raise_to")]),
            version=asset.version,
            reason=str(st.session_state.get(key("raise_why")) or ""),
            workspace=workspace,
            now=who.now(),
            actor=person,
        )
        return _("It is protected more now: {level}.").format(level=level_words(kept.protection))

    do(raised)


def _do_propose(asset: Asset, workspace: Workspace, person: Person) -> None:
    def proposed() -> str:
        propose_lowering(
            asset.asset_id,
            Level(st.session_state[key("lower_to")]),
            reason=str(st.session_state.get(key("lower_why")) or ""),
            workspace=workspace,
            now=who.now(),
            actor=person,
        )
        return _("Proposed. Nothing has changed yet: ask somebody else to open this record and agree.")

    do(proposed)


def _do_agree(proposal: Proposal, asset: Asset, workspace: Workspace, person: Person) -> None:
    def agreed() -> str:
        place = place_of_state(key)
        kept = agree(
            proposal.proposal_id,
            version=asset.version,
            workspace=workspace,
            now=who.now(),
            actor=person,
            place=place if any(vars(place).values()) else None,
        )
        return _("It is protected less now: {level}.").format(level=level_words(kept.protection))

    do(agreed)


def _do_withdraw(proposal: Proposal, _asset: Asset, workspace: Workspace, person: Person) -> None:
    def withdrawn() -> str:
        withdraw(proposal.proposal_id, workspace=workspace, now=who.now(), actor=person)
        return _("Taken back.")

    do(withdrawn)


def _do_decline(proposal: Proposal, _asset: Asset, workspace: Workspace, person: Person) -> None:
    def declined() -> str:
        decline(
            proposal.proposal_id,
            reason=str(st.session_state.get(key("decline_why")) or ""),
            workspace=workspace,
            now=who.now(),
            actor=person,
        )
        return _("Declined. The reason is in the history.")

    do(declined)
