"""Deciding on a record: what waits, what the public would see, and where it goes from here."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.person import Person
from asset_map.domain.proposal import Proposal, ProposalKind
from asset_map.domain.protection import Audience
from asset_map.domain.review import NEEDS_REASON, NEXT_STATES
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.record_history import undo_button
from asset_map.pages.components.record_words import draft_words, written_moment
from asset_map.pages.components.told import do
from asset_map.services.field_words import field_words, review_words
from asset_map.services.preview import shown_fields
from asset_map.services.proposed import accept, proposed_fields
from asset_map.services.protect import decline
from asset_map.services.review import decide
from asset_map.services.workspace import Workspace
from asset_map.store import seen_by


def review_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Show where a record stands, and let staff decide.

    Parameters
    ----------
    asset
        As it is kept.
    workspace, person
        The area, and who decides.
    """
    st.markdown(f"**{review_words()[asset.review_state.value]}**")
    if asset.review_reason:
        st.markdown(_("Last said: {reason}").format(reason=as_typed(asset.review_reason)))
    for proposal in workspace.store.proposals(asset_id=asset.asset_id):
        if proposal.kind is not ProposalKind.LOWER_PROTECTION:
            _from_outside(proposal, asset, workspace, person)
    if asset.review_state is not ReviewState.PUBLISHED:
        _would_be_seen(asset, workspace)
    if asset.merged_into:
        st.info(_("It was merged into another record, so nothing is decided here."), icon=":material/merge:")
    else:
        _decide(asset, workspace, person)
    undo_button(asset, workspace, person)


def _would_be_seen(asset: Asset, workspace: Workspace) -> None:
    system = workspace.geography.system.id
    seen = seen_by(replace(asset, review_state=ReviewState.PUBLISHED), Audience.PUBLIC, zone_system=system)
    with st.container(border=True):
        st.subheader(_("This is what the public would see"), anchor=False)
        if not seen:
            st.markdown(_("Nothing of it, and it is in no count."))
            return
        lines = [f"{label}: **{as_typed(words)}**" for label, words in shown_fields(seen, workspace)]
        st.markdown("  \n".join(line.replace("\n", " ") for line in lines))


def _decide(asset: Asset, workspace: Workspace, person: Person) -> None:
    words = _decision_words()
    states = list(NEXT_STATES[asset.review_state])
    with st.container(border=True):
        st.subheader(_("Decide"), anchor=False)
        # The choice belongs to this version: another one begins anew.
        own = f"{asset.asset_id}_{asset.version}"
        state = st.radio(
            _("What is to become of it?"),
            states,
            index=None if asset.review_state is ReviewState.PUBLISHED else 0,
            format_func=words.__getitem__,
            key=f"decide_state_{own}",
        )
        if state is None:
            return
        reader = _("Whoever sent it will read this.") if asset.sent_by else _("It is kept in the history.")
        asked = _("Why?") if state in NEEDS_REASON else _("A word with it (optional)")
        if state is ReviewState.NEEDS_INFORMATION:
            asked = _("What do you need to know?")
        st.text_area(asked, key=f"decide_reason_{own}", max_chars=1000)
        st.caption(reader)
        st.button(
            words[state],
            type="primary",
            key="decide",
            icon=":material/gavel:",
            on_click=_do_decide,
            args=(asset, own, workspace, person),
        )


def _from_outside(proposal: Proposal, asset: Asset, workspace: Workspace, person: Person) -> None:
    name, moment = as_typed(proposal.proposed_by), written_moment(proposal.proposed_at)
    with st.container(border=True):
        if proposal.kind is ProposalKind.GONE:
            st.subheader(_("It is said to be gone"), anchor=False)
            st.markdown(_("{name} said on {moment} that it is no longer there.").format(name=name, moment=moment))
        else:
            st.subheader(_("Somebody outside says it has changed"), anchor=False)
            st.markdown(_("{name}, {moment}").format(name=name, moment=moment))
        if proposal.reason:
            st.markdown(_("In their words: {words}").format(words=as_typed(proposal.reason)))
        chosen = _side_by_side(proposal, workspace)
        is_gone = proposal.kind is ProposalKind.GONE
        arguments = (proposal, asset, workspace, person)
        label = _("Take over what is ticked") if chosen else _("Noted: nothing is left to take over")
        st.button(
            _("Yes: mark it as closed") if is_gone else label,
            type="primary",
            key=f"accept_{proposal.proposal_id}",
            icon=":material/check:",
            on_click=_do_accept,
            args=(*arguments, tuple(chosen)),
        )
        why = f"decline_why_{proposal.proposal_id}"
        st.text_input(_("Or why not?"), key=why, max_chars=500)
        st.button(
            _("Decline"),
            key=f"decline_{proposal.proposal_id}",
            icon=":material/close:",
            on_click=_do_decline,
            args=(proposal, why, workspace, person),
        )


def _side_by_side(proposal: Proposal, workspace: Workspace) -> list[str]:
    labels = field_words()
    chosen = []
    for one in proposed_fields(proposal, workspace):
        before, now, then = (draft_words(one.field, words, workspace) for words in (one.before, one.now, one.proposed))
        label = labels.get(one.field, one.field)
        old, new = st.columns(2)
        old.markdown(f"{label}, {_('now')}:  \n**{as_typed(now) or _('nothing')}**")
        new.markdown(f"{label}, {_('as they say')}:  \n**{as_typed(then) or _('nothing')}**")
        if before != now:
            st.caption(_("They saw “{words}”; somebody has changed it since.").format(words=as_typed(before)))
        ticked = st.checkbox(
            _("Take over: {field}").format(field=label),
            value=before == now,
            key=f"take_{proposal.proposal_id}_{one.field}",
        )
        if ticked:
            chosen.append(one.field)
    return chosen


def _decision_words() -> dict[ReviewState, str]:
    return {
        ReviewState.SUBMITTED: _("Put it back among those that wait"),
        ReviewState.PUBLISHED: _("Publish it"),
        ReviewState.NEEDS_INFORMATION: _("Ask for more information"),
        ReviewState.NOT_PUBLISHED: _("Do not publish it"),
        ReviewState.ARCHIVED: _("Put it in the archive"),
    }


def _do_decide(asset: Asset, own: str, workspace: Workspace, person: Person) -> None:
    def decided() -> str:
        kept = decide(
            asset.asset_id,
            version=asset.version,
            state=ReviewState(st.session_state[f"decide_state_{own}"]),
            reason=str(st.session_state.get(f"decide_reason_{own}") or ""),
            workspace=workspace,
            now=who.now(),
            actor=person,
        )
        return _("Decided: {state}.").format(state=review_words()[kept.review_state.value].lower())

    do(decided)


def _do_accept(proposal: Proposal, asset: Asset, workspace: Workspace, person: Person, only: tuple[str, ...]) -> None:
    def accepted() -> str:
        accept(
            proposal.proposal_id,
            version=asset.version,
            workspace=workspace,
            now=who.now(),
            actor=person,
            only=only,
        )
        return _("Taken over.")

    do(accepted)


def _do_decline(proposal: Proposal, why: str, workspace: Workspace, person: Person) -> None:
    def declined() -> str:
        decline(
            proposal.proposal_id,
            reason=str(st.session_state.get(why) or ""),
            workspace=workspace,
            now=who.now(),
            actor=person,
        )
        return _("Declined. The record stays as it is.")

    do(declined)
