"""Two people changed the same record: both versions side by side, and a choice for each part."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.person import Person
from asset_map.domain.three_ways import Difference, Side, merged
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import record_draft, who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.record_draft import key
from asset_map.pages.components.record_words import part_label, part_words, written_moment
from asset_map.pages.components.told import attempt, tell
from asset_map.services.change import Changed, Conflict, Refused, change
from asset_map.services.workspace import Workspace


def conflict_panel(asset: Asset, conflict: Conflict, workspace: Workspace, person: Person) -> None:
    """Show what somebody else saved beside what was to be saved, and let the person choose.

    Parameters
    ----------
    asset
        The record as it is kept.
    conflict
        Both versions, and what both began with.
    workspace, person
        The area, and who chooses.
    """
    st.subheader(_("Somebody else changed this record too"), anchor=False)
    st.warning(
        _("{name} saved it on {moment}, while you were writing. Nothing is lost: choose what is to stay.").format(
            name=as_typed(conflict.by), moment=written_moment(conflict.at)
        ),
        icon=":material/group:",
    )
    for difference in conflict.differences:
        _one_part(difference, conflict, workspace)
    with st.container(horizontal=True):
        arguments = (asset, conflict, workspace, person)
        st.button(
            _("Save both together"),
            type="primary",
            icon=":material/check:",
            key=key("save_both"),
            on_click=_save,
            args=arguments,
        )
        st.button(_("Go on writing with these"), key=key("go_on"), on_click=_go_on, args=arguments[:2])
        st.button(
            _("Leave it as {name} saved it").format(name=as_typed(conflict.by)),
            key=key("leave"),
            on_click=attempt,
            args=(record_draft.forget, asset.asset_id, workspace),
        )


def _one_part(difference: Difference, conflict: Conflict, workspace: Workspace) -> None:
    label = part_label(difference.part)
    sides = {Side.THEIRS: conflict.theirs, Side.YOURS: conflict.yours}
    heads = {Side.THEIRS: _("{name} saved").format(name=as_typed(conflict.by)), Side.YOURS: _("You wrote")}
    with st.container(border=True):
        st.markdown(f"**{label}** · {_who_changed(difference, conflict)}")
        before = part_words(difference.part, conflict.base, workspace)
        st.markdown(_("Before: {words}").format(words=as_typed(before) or _("nothing")))
        for column, (side, draft) in zip(st.columns(2), sides.items(), strict=True):
            with column:
                words = part_words(difference.part, draft, workspace)
                st.markdown(f"{heads[side]}:  \n**{_lines(words) or _('nothing')}**")
        usual = None if difference.usual is None else list(Side).index(difference.usual)
        st.radio(
            _("{part}: which one is to stay?").format(part=label),
            list(Side),
            index=usual,
            format_func=lambda side: (
                _("Yours") if side == Side.YOURS else _("What {name} saved").format(name=conflict.by)
            ),
            horizontal=True,
            key=_choice_key(difference, conflict),
        )
        if difference.part in st.session_state.get(key("unchosen"), ()):
            st.error(_("Choose one of the two."))


def _who_changed(difference: Difference, conflict: Conflict) -> str:
    if difference.usual is None:
        return _("both of you changed it")
    if difference.usual is Side.YOURS:
        return _("only you changed it")
    return _("only {name} changed it").format(name=as_typed(conflict.by))


def _choice_key(difference: Difference, conflict: Conflict) -> str:
    return key(f"choice_{conflict.version}_{difference.part}")


def _choices(conflict: Conflict) -> dict[str, Side]:
    chosen = {one.part: st.session_state.get(_choice_key(one, conflict)) for one in conflict.differences}
    return {part: Side(side) for part, side in chosen.items() if side is not None}


def _chosen(conflict: Conflict) -> AssetDraft | None:
    """Return both versions put together; None while something is left to choose."""
    choices = _choices(conflict)
    unchosen = [one.part for one in conflict.differences if one.part not in choices]
    st.session_state[key("unchosen")] = unchosen
    return None if unchosen else merged(conflict.base, conflict.theirs, conflict.yours, choices)


def _save(asset: Asset, conflict: Conflict, workspace: Workspace, person: Person) -> None:
    draft = _chosen(conflict)
    if draft is None:
        return
    try:
        result = change(
            asset.asset_id,
            version=conflict.version,
            draft=draft,
            workspace=workspace,
            now=who.now(),
            actor=person,
            reason=str(st.session_state.get(key("why")) or "").strip(),
        )
    except UserError as error:
        tell(as_typed(str(error)), is_warning=True)
        return
    _take(result, asset, conflict, draft, workspace)


def _take(
    result: Changed | Refused | Conflict, asset: Asset, conflict: Conflict, draft: AssetDraft, workspace: Workspace
) -> None:
    if isinstance(result, Conflict):
        st.session_state[key("conflict")] = result
    elif isinstance(result, Refused):
        _fill(asset, conflict, draft)
        st.session_state[key("problems")] = result.problems
    else:
        record_draft.forget(asset.asset_id, workspace)
        tell(_("Saved. What {name} changed is kept too, where you chose it.").format(name=as_typed(conflict.by)))


def _go_on(asset: Asset, conflict: Conflict) -> None:
    if (draft := _chosen(conflict)) is not None:
        _fill(asset, conflict, draft)


def _fill(asset: Asset, conflict: Conflict, draft: AssetDraft) -> None:
    st.session_state.pop(key("conflict"), None)
    record_draft.fill(asset, conflict.theirs, draft, conflict.version)


def _lines(text: str) -> str:
    return as_typed(text).replace("\n", "  \n")
