"""Two records of one thing: side by side, merged into one, and parted again. For staff."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.merging import stronger
from asset_map.domain.permission import Actor
from asset_map.domain.person import Person
from asset_map.domain.protection import Level
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import page, today
from asset_map.pages.components.side_by_side import LONGEST_CELL, side_by_side
from asset_map.pages.components.table import plain_table
from asset_map.pages.components.told import do
from asset_map.services.as_draft import as_draft
from asset_map.services.field_words import field_words, protection_words, value_words
from asset_map.services.find import Wanted, find_assets
from asset_map.services.merge import can_take, merge, sources_of, undo_merge
from asset_map.services.twins import likely_twins
from asset_map.services.workspace import Workspace

MOST_FOUND = 10
LONGEST_REASON = 500


def merge_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Let staff merge a record with another one of the same thing, or part it again.

    Parameters
    ----------
    asset
        As it is on the screen.
    workspace
        The area.
    person
        Who is signed in.
    """
    st.subheader(_("Is this here twice?"), anchor=False)
    if asset.merged_into:
        _show_parting(asset, workspace, person)
    elif asset.review_state is ReviewState.ARCHIVED:
        st.markdown(_("This record is archived. Bring it back first, under “History”."))
    else:
        other_id = _choose(asset, workspace)
        if other_id:
            _show_merging(asset, workspace.store.asset(other_id), workspace, person)
    _show_sources(asset, workspace)


def _show_sources(asset: Asset, workspace: Workspace) -> None:
    sources = sources_of(asset.asset_id, workspace)
    if len(sources) < 2:
        return
    rows = [
        {
            _("Where it comes from"): source.source or _("Recorded here"),
            _("Key there"): source.source_id,
            _("Licence"): source.licence,
            _("By"): source.recorded_by,
            _("On"): written_date(local_date(source.recorded_at)),
        }
        for source in sources
    ]
    plain_table(pd.DataFrame(rows), caption=_("This record was made of more than one"))
    for source in sources[1:]:
        name = as_typed(workspace.store.asset(source.from_asset_id).name)
        st.page_link(
            page("asset"),
            label=_("Open “{name}”, which was merged into this").format(name=name),
            icon=":material/merge:",
            query_params={"id": source.from_asset_id, "panel": "twins"},
        )


def _show_parting(asset: Asset, workspace: Workspace, person: Person) -> None:
    st.markdown(_("Yes, it was: this record was merged into another one, and the other one is kept true."))
    st.text_input(_("Why are they two things?"), key="part_reason", max_chars=LONGEST_REASON)
    st.button(
        _("Part them again"),
        icon=":material/call_split:",
        key="part",
        on_click=_part,
        args=(asset.asset_id, workspace, person),
    )


def _choose(asset: Asset, workspace: Workspace) -> str | None:
    twins = likely_twins(
        as_draft(asset),
        workspace,
        audience=who.audience(workspace),
        today=today(),
        limit=MOST_FOUND,
        besides=asset.asset_id,
    )
    labels = {
        twin.asset_id: f"{twin.name} ({', '.join((twin.zone_name, *twin.reasons)).strip(', ')})" for twin in twins
    }
    searched = st.text_input(_("Find the other record by its name"), key="merge_search", max_chars=100)
    if searched.strip():
        found = find_assets(Wanted(search=searched), workspace, audience=who.audience(workspace), today=today())
        found = found[found["asset_id"].ne(asset.asset_id) & found["review_state"].ne(ReviewState.ARCHIVED.value)]
        for row in found.head(MOST_FOUND).to_dict("records"):
            place = row["zone_name"] if isinstance(row["zone_name"], str) else ""
            labels.setdefault(row["asset_id"], f"{row['name']} ({place})" if place else row["name"])
    if not labels:
        st.markdown(_("No other record looks like the same thing. Search for it by its name."))
        return None
    return st.radio(
        _("Which one is the same thing?"),
        list(labels),
        index=None,
        format_func=lambda asset_id: as_typed(labels[asset_id]),
        key=f"merge_with_{asset.asset_id}",
    )


def _show_merging(asset: Asset, other: Asset, workspace: Workspace, person: Person) -> None:
    side_by_side(asset, other, workspace)
    stays = st.radio(
        _("Which record stays?"),
        [asset.asset_id, other.asset_id],
        format_func=lambda asset_id: _("This one") if asset_id == asset.asset_id else _("The other one"),
        key=f"merge_stays_{other.asset_id}",
        horizontal=True,
        help=_("The one that stays keeps its words. The other is archived; its history can still be read."),
    )
    kept, away = (asset, other) if stays == asset.asset_id else (other, asset)
    _warn(kept, away)
    words = field_words()
    take = []
    for name in can_take(kept, away, workspace):
        value = value_words(name, getattr(away, name), workspace.classification)
        said = words[name] if name == "geometry_bng" else f"{words[name]}: {value[:LONGEST_CELL]}"
        label = _("Also known as: {name}").format(name=away.name) if name == "name" else said
        if st.checkbox(as_typed(label), value=True, key=f"merge_take_{kept.asset_id}_{away.asset_id}_{name}"):
            take.append(name)
    st.text_input(_("How do you know that they are the same?"), key="merge_reason", max_chars=LONGEST_REASON)
    st.button(
        _("Merge the two"),
        icon=":material/merge:",
        type="primary",
        key="merge",
        on_click=_merge,
        # What was on the screen: somebody else's change in the meantime is a conflict.
        args=(kept, away, take, workspace, person),
    )


def _warn(kept: Asset, away: Asset) -> None:
    level = stronger(kept.protection, away.protection)
    if level is not kept.protection:
        words = protection_words()[level.value]
        st.warning(
            _("The record that stays gets the stronger protection of the two: {words}.").format(words=words),
            icon=":material/lock:",
        )
    if level is Level.UNMAPPED and (kept.geometry_bng is not None or away.geometry_bng is not None):
        st.warning(_("Its place and its photos are forgotten for good."), icon=":material/warning:")


def _merge(kept: Asset, away: Asset, take: list[str], workspace: Workspace, actor: Actor) -> None:
    reason = st.session_state["merge_reason"]

    def both_into_one() -> str:
        merge(kept, away, take=take, reason=reason, workspace=workspace, now=who.now(), actor=actor)
        st.session_state["merge_reason"] = st.session_state["merge_search"] = ""
        names = {"away": as_typed(away.name), "kept": as_typed(kept.name)}
        return _("Merged: “{away}” is now part of “{kept}”.").format(**names)

    do(both_into_one)


def _part(asset_id: str, workspace: Workspace, actor: Actor) -> None:
    reason = st.session_state["part_reason"]

    def one_into_both() -> str:
        parted = undo_merge(asset_id, workspace=workspace, now=who.now(), actor=actor, reason=reason)
        st.session_state["part_reason"] = ""
        names = {"other": as_typed(parted.other.name), "kept": as_typed(parted.kept.name)}
        return _("“{other}” and “{kept}” are two records again.").format(**names)

    do(one_into_both)
