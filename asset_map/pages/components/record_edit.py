"""Changing the words and the place of a record."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.person import Person
from asset_map.domain.problem import Problem
from asset_map.domain.protection import Level
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import record_draft, who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.details_form import details
from asset_map.pages.components.record_conflict import conflict_panel
from asset_map.pages.components.record_draft import key
from asset_map.pages.components.record_place import PLACE_FIELDS, place_editor
from asset_map.pages.components.record_words import level_words, part_words
from asset_map.pages.components.told import attempt, tell
from asset_map.services.change import Changed, Conflict, Refused, change
from asset_map.services.edited import edited
from asset_map.services.field_words import field_words
from asset_map.services.wording import TextWarning, reason_for_keeping, warnings_for
from asset_map.services.workspace import Workspace


def edit_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Let staff change a record; where somebody else saved it meanwhile, show both versions.

    Parameters
    ----------
    asset
        As it is kept.
    workspace, person
        The area, and who changes it.
    """
    conflict: Conflict | None = st.session_state.get(key("conflict"))
    is_brought_back = record_draft.begin(asset, workspace)
    if conflict is not None and st.session_state[key("of")] == asset.asset_id:
        conflict_panel(asset, conflict, workspace, person)
        return
    turn = st.session_state[key("turn")] = st.session_state.get(key("turn"), 0) + 1
    record_draft.keep(asset, workspace)
    _say_what_is_kept(asset, is_brought_back=is_brought_back)
    problems: tuple[Problem, ...] = st.session_state.get(key("problems"), ())
    if problems:
        st.error(_("Not saved yet. Look at the places marked below."), icon=":material/error:")
    _essentials(workspace, problems)
    _place(asset, workspace, problems, turn=turn)
    details(problems, key=key)
    draft = record_draft.words()
    warnings = _warn(draft, workspace)
    _what_follows(asset, draft, workspace, person)
    st.text_input(_("Why do you change it? (optional; kept in the history)"), key=key("why"), max_chars=500)
    with st.container(horizontal=True):
        st.button(
            _("Save"),
            type="primary",
            icon=":material/check:",
            key=key("save"),
            on_click=_save,
            args=(asset.asset_id, workspace, person, warnings),
        )
        # It stands here from the start: a button that appears would push away the one that is being tapped.
        st.button(
            _("Throw my change away"),
            key=key("throw_away"),
            type="tertiary",
            icon=":material/delete:",
            disabled=not record_draft.changed_fields(),
            on_click=attempt,
            args=(record_draft.forget, asset.asset_id, workspace),
        )


def _say_what_is_kept(asset: Asset, *, is_brought_back: bool) -> None:
    if not record_draft.changed_fields():
        return
    if is_brought_back:
        st.info(_("Here is the change that you had begun. Carry on where you stopped."), icon=":material/history:")
    if st.session_state[key(record_draft.VERSION)] != asset.version:
        st.info(
            _("Somebody else has saved this record since you began. When you save, you see both versions."),
            icon=":material/group:",
        )


def _essentials(workspace: Workspace, problems: tuple[Problem, ...]) -> None:
    scheme, labels = workspace.classification, field_words()
    st.text_input(labels["name"], key=key("name"), max_chars=200)
    _say(problems, "name")
    kept_kind = str(st.session_state[key("kind")])
    kinds = [*scheme.kinds, *([kept_kind] if kept_kind and kept_kind not in scheme.kinds else [])]
    st.selectbox(labels["kind"], kinds, format_func=scheme.kind_label, key=key("kind"))
    _say(problems, "kind")
    kept_offers = [code for code in st.session_state[key("offers")] or () if code not in scheme.offers]
    st.pills(
        _("What does it offer? The main thing first"),
        [*scheme.offers, *kept_offers],
        selection_mode="multi",
        format_func=scheme.offer_label,
        key=key("offers"),
    )
    chosen = [scheme.offer_label(code) for code in st.session_state[key("offers")] or ()]
    if len(chosen) > 1:
        st.caption(
            _("Main thing: {offer}. To change it, take all away and tap the main thing first.").format(offer=chosen[0])
        )
    _say(problems, "offer", "offers")


def _place(asset: Asset, workspace: Workspace, problems: tuple[Problem, ...], *, turn: int) -> None:
    kind = str(st.session_state[key("kind")])
    known = workspace.classification.kinds.get(kind)
    if asset.protection is Level.UNMAPPED or (known is not None and not known.placements):
        st.markdown(f":material/location_off: {_('No place is kept of this record.')}")
        return
    words = part_words("place", record_draft.words(), workspace) or _("No place yet")
    st.markdown(f":material/location_on: **{_('Where it is')}**: {as_typed(words)}")
    if st.toggle(_("Change the place"), key=key("move")):
        place_editor(workspace, key=key, kind=kind, turn=turn)
    _say(problems, *PLACE_FIELDS)


def _warn(draft: AssetDraft, workspace: Workspace) -> tuple[TextWarning, ...]:
    known = {(one.field, one.found) for one in warnings_for(st.session_state[key("base")], workspace)}
    warnings = tuple(one for one in warnings_for(draft, workspace) if (one.field, one.found) not in known)
    if warnings:
        labels = field_words()
        for one in warnings:
            label = labels.get(one.field, one.field)
            st.warning(f"**{label}.** {as_typed(one.message)}", icon=":material/privacy_tip:")
        st.text_input(_("Keep it as it is, because …"), key=key("keep_reason"), max_chars=200)
        if problem := st.session_state.get(key("reason_problem")):
            st.error(problem)
    return warnings


def _what_follows(asset: Asset, draft: AssetDraft, workspace: Workspace, person: Person) -> None:
    """Say before saving that the new words ask for more protection, or cost the place."""
    outcome = edited(asset, draft, workspace, now=who.now(), actor=person.name)
    if outcome.raised_to is not None:
        words = _("With this, it will be protected more: {level}. Lowering it again takes two people.")
        st.warning(words.format(level=level_words(outcome.raised_to)), icon=":material/shield:")
    if outcome.is_place_forgotten:
        st.warning(
            _("Its place will be forgotten for good, in its history too. It cannot be brought back."),
            icon=":material/location_off:",
        )


def _save(asset_id: str, workspace: Workspace, person: Person, warnings: tuple[TextWarning, ...]) -> None:
    st.session_state.pop(key("problems"), None)
    st.session_state.pop(key("reason_problem"), None)
    try:
        kept_because = reason_for_keeping(warnings, str(st.session_state.get(key("keep_reason")) or ""))
    except UserError as error:
        st.session_state[key("reason_problem")] = str(error)
        return
    why = str(st.session_state.get(key("why")) or "").strip()
    try:
        result = change(
            asset_id,
            version=st.session_state[key(record_draft.VERSION)],
            draft=record_draft.words(),
            workspace=workspace,
            now=who.now(),
            actor=person,
            reason=". ".join(word for word in (why, kept_because) if word),
        )
    except UserError as error:
        tell(f"{_('Not saved, but kept as a draft: try again.')} {as_typed(str(error))}", is_warning=True)
        return
    _take_result(result, asset_id, workspace)


def _take_result(result: Changed | Refused | Conflict, asset_id: str, workspace: Workspace) -> None:
    if isinstance(result, Refused):
        st.session_state[key("problems")] = result.problems
        return
    if isinstance(result, Conflict):
        st.session_state[key("conflict")] = result
        return
    record_draft.forget(asset_id, workspace)
    tell(_("Saved.") if result.is_anything_new else _("Nothing was changed, so nothing was saved."))
    if result.raised_to is not None:
        words = _("It is protected more now: {level}.")
        tell(words.format(level=level_words(result.raised_to)), is_warning=True)
    if result.is_place_forgotten:
        tell(_("Its place is forgotten for good."), is_warning=True)


def _say(problems: tuple[Problem, ...], *fields: str) -> None:
    for problem in problems:
        if problem.field in fields:
            st.error(problem.message)
