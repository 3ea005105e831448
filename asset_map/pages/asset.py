"""One record: what the public may see of it, and for staff everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.permission import VISITOR
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.check_link import check_link_panel
from asset_map.pages.components.choices import keep_in_address
from asset_map.pages.components.links import link_panel, show_links
from asset_map.pages.components.merge_panel import merge_panel
from asset_map.pages.components.page import close_page, open_page, page, run_screen, today
from asset_map.pages.components.photos import photo_panel, show_photos
from asset_map.pages.components.record_edit import edit_panel
from asset_map.pages.components.record_history import history_panel
from asset_map.pages.components.record_protection import protection_panel
from asset_map.pages.components.record_public import show_record
from asset_map.pages.components.record_review import review_panel
from asset_map.pages.components.record_words import level_words
from asset_map.pages.components.still_right import still_right_button
from asset_map.pages.components.told import say_what_was_told
from asset_map.services.current import current_workspace
from asset_map.services.field_words import review_words
from asset_map.services.find import whole_record
from asset_map.services.look import view_assets
from asset_map.services.protect import open_lowering
from asset_map.services.workspace import Workspace
from asset_map.store import seen_by

Panel = Callable[[Asset, Workspace, Person], None]


def show() -> None:
    """Show the screen."""
    asset_id = st.query_params.get("id", "")
    workspace = current_workspace()
    person = who.signed_in(workspace)
    seen = _seen_by_public(asset_id, workspace)
    asset = whole_record(asset_id, workspace, actor=person or VISITOR)
    name = asset.name if asset else str((seen or {}).get("name", ""))
    open_page(as_typed(name) or _("An asset"))
    if seen is None and asset is None:
        # Whether there is such a record must not be told from the answer.
        st.info(_("There is nothing to show at this address."), icon=":material/search_off:")
        st.page_link(page("map_and_list"), label=_("See the map and list"), icon=":material/map:")
    elif person is None or asset is None:
        _public(seen or {}, workspace)
    else:
        _staff(asset, seen, workspace, person)
    close_page(workspace)


def _seen_by_public(asset_id: str, workspace: Workspace) -> Mapping[str, Any] | None:
    assets = view_assets(workspace, Audience.PUBLIC, today=today())
    found = assets[assets["asset_id"].eq(asset_id)]
    return None if found.empty else {str(name): value for name, value in found.iloc[0].items()}


def _public(seen: Mapping[str, Any], workspace: Workspace) -> None:
    show_record(seen, workspace)
    show_photos(str(seen["asset_id"]), workspace, Audience.PUBLIC)
    show_links(str(seen["asset_id"]), workspace, audience=Audience.PUBLIC)
    st.page_link(
        page("map_and_list"),
        label=_("Find it on the map"),
        icon=":material/map:",
        query_params={"search": str(seen["name"])},
    )


def _staff(asset: Asset, seen: Mapping[str, Any] | None, workspace: Workspace, person: Person) -> None:
    say_what_was_told()
    st.header(_("For staff"), anchor=False)
    st.markdown(
        f":material/shield: **{level_words(asset.protection)}** · {review_words()[asset.review_state.value]}"
        + ("" if seen else f"  \n{_('The public sees nothing of this record.')}")
    )
    if asset.merged_into:
        st.page_link(
            page("asset"),
            label=_("Open the record that it was merged into"),
            icon=":material/merge:",
            query_params={"id": asset.merged_into},
        )
    panels = _panels()
    asked = st.query_params.get("panel", "")
    start = asked if asked in panels else _what_waits(asset, workspace)
    chosen = st.pills(
        _("What do you want to do?"),
        list(panels),
        default=start,
        required=True,
        format_func=lambda code: panels[code][0],
        key=f"panel_of_{asset.asset_id}",
    )
    code = chosen if chosen in panels else start
    keep_in_address("panel", code)
    panels[code][1](asset, workspace, person)


def _what_waits(asset: Asset, workspace: Workspace) -> str:
    """Return the panel that is needed most."""
    if open_lowering(asset.asset_id, workspace) is not None:
        return "protection"
    waits = asset.review_state in {ReviewState.SUBMITTED, ReviewState.NEEDS_INFORMATION}
    return "review" if waits or workspace.store.proposals(asset_id=asset.asset_id) else "all"


def _panels() -> dict[str, tuple[str, Panel]]:
    return {
        "all": (_("Everything"), _everything),
        "edit": (_("Edit"), edit_panel),
        "check": (_("Still right?"), still_right_button),
        "review": (_("Review"), review_panel),
        "protection": (_("Protection"), protection_panel),
        "photos": (_("Photos"), photo_panel),
        "links": (_("Links"), link_panel),
        "check_link": (_("Organisation's link"), check_link_panel),
        "twins": (_("Here twice?"), merge_panel),
        "history": (_("History"), history_panel),
    }


def _everything(asset: Asset, workspace: Workspace, _person: Person) -> None:
    show_record(seen_by(asset, who.audience(workspace), zone_system=workspace.geography.system.id), workspace)
    show_photos(asset.asset_id, workspace, who.audience(workspace))
    show_links(asset.asset_id, workspace, audience=who.audience(workspace))


run_screen(show)
