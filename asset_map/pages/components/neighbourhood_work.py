"""Adding, renaming and removing neighbourhoods, for staff."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from asset_map.domain.neighbourhood import KEPT_KINDS, Neighbourhood, NeighbourhoodKind
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.place_picker import DrawnShape, TappedPlace, place_picker
from asset_map.pages.components.told import do, tell
from asset_map.services.adding_neighbourhoods import (
    AddedNeighbourhoods,
    NeighbourhoodFile,
    add_neighbourhoods,
    draw_neighbourhood,
)
from asset_map.services.neighbourhood_words import kind_words
from asset_map.services.neighbourhoods import remove_neighbourhood, rename_neighbourhood
from asset_map.services.workspace import Workspace

ENDINGS = ["csv", "xlsx", "geojson", "json", "gpkg", "fgb", "zip", "kml", "parquet"]
_OUTLINE = "neighbourhood_outline"
_TURN = "neighbourhood_turn"


def neighbourhood_work(workspace: Workspace, person: Person) -> None:
    """Show what staff can do about neighbourhoods.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """
    st.subheader(_("Add and change neighbourhoods"), anchor=False)
    from_file, drawn, kept = st.tabs([_("From a file"), _("Draw one"), _("Rename or remove")])
    with from_file:
        _from_file(workspace, person)
    with drawn:
        _draw(workspace, person)
    with kept:
        _change(workspace, person)


def _from_file(workspace: Workspace, person: Person) -> None:
    st.markdown(
        _(
            "A table with a column of names and one of zone codes, or a map layer of outlines with a column of names. "
            "One of the same name and kind is brought up to date."
        )
    )
    words = kind_words()
    with st.form("neighbourhood_file", clear_on_submit=True):
        upload = st.file_uploader(_("Table or map layer"), type=ENDINGS)
        kind = st.selectbox(
            _("What they are"),
            [None, *KEPT_KINDS[:-1]],
            format_func=lambda one: words[one] if one else _("As the file says"),
        )
        name_column = st.text_input(_("Column of names"), help=_("Leave it empty to have it found."))
        source = st.text_input(_("Who says so"), help=_("Shown on each profile; else the file's name."))
        licence = st.text_input(_("Licence"))
        asked = st.form_submit_button(_("Add"), type="primary")
    if not asked:
        return
    if upload is None:
        st.error(_("Choose a file first."))
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getbuffer())
        given = NeighbourhoodFile(
            path=path, name_column=name_column.strip(), kind=kind, source=source.strip(), licence=licence.strip()
        )
        try:
            report = add_neighbourhoods(given, workspace, now=who.now(), actor=person)
        except UserError as error:
            st.error(as_typed(str(error)), icon=":material/error:")
            return
    tell(_told(report))
    st.rerun()


def _told(report: AddedNeighbourhoods) -> str:
    words = _("{added} added, {changed} brought up to date, {unchanged} as they were.").format(
        added=len(report.added), changed=len(report.changed), unchanged=len(report.unchanged)
    )
    if report.outside:
        outside = _("Not in this area, and left out: {names}.").format(names=", ".join(report.outside))
        words += " " + as_typed(outside)
    return words


def _draw(workspace: Workspace, person: Person) -> None:
    name = st.text_input(_("What people call it"), key="neighbourhood_name")
    source = st.text_input(_("Who drew it"), key="neighbourhood_source", placeholder=_("Residents at the gala day"))
    st.session_state[_TURN] = turn = st.session_state.get(_TURN, 0) + 1
    west, south, east, north = workspace.remember(
        ("bounds",), lambda: workspace.geography.zones_bng.to_crs(4326).total_bounds, follows_store=False
    )
    place_picker(
        None,
        shape=st.session_state.get(_OUTLINE, ""),
        modes=("area",),
        ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
        centre=TappedPlace((south + north) / 2, (west + east) / 2),
        turn=turn,
        key="neighbourhood_map",
        on_answer=_take_outline,
    )
    st.button(
        _("Keep it"),
        type="primary",
        key="neighbourhood_keep",
        on_click=do,
        args=(partial(_keep_drawn, name, source, workspace, person),),
    )


def _take_outline(answer: Any) -> None:  # noqa: ANN401  (a tap or a shape)
    if isinstance(answer, DrawnShape):
        st.session_state[_OUTLINE] = answer.geojson


def _keep_drawn(name: str, source: str, workspace: Workspace, person: Person) -> str:
    outline = st.session_state.get(_OUTLINE, "")
    if not outline:
        raise UserError(_("Draw it on the map first: tap each corner, then tap Done."))
    drawn = draw_neighbourhood(name, outline, workspace, source=source, now=who.now(), actor=person)
    for key in (_OUTLINE, "neighbourhood_name", "neighbourhood_source"):
        st.session_state.pop(key, None)
    return _("{name} was added.").format(name=as_typed(drawn.name))


def _change(workspace: Workspace, person: Person) -> None:
    kept = {one.neighbourhood_id: one for one in workspace.store.neighbourhoods()}
    if not kept:
        st.markdown(_("None was added yet."))
        return
    words = kind_words()
    chosen = st.selectbox(
        _("Neighbourhood"),
        list(kept),
        format_func=lambda own_id: f"{kept[own_id].name} ({words[NeighbourhoodKind(kept[own_id].kind)]})",
        key="neighbourhood_kept",
    )
    if chosen not in kept:
        return
    name = st.text_input(_("Another name"), value=kept[chosen].name, key=f"neighbourhood_rename_{chosen}")
    with st.container(horizontal=True):
        _button(_("Rename"), "rename", partial(_rename, chosen, name, workspace, person))
        _button(_("Remove"), "remove", partial(_remove, kept[chosen], workspace, person))


def _button(label: str, name: str, change: Callable[[], str]) -> None:
    st.button(label, key=f"neighbourhood_{name}", on_click=do, args=(change,))


def _rename(neighbourhood_id: str, name: str, workspace: Workspace, person: Person) -> str:
    renamed = rename_neighbourhood(neighbourhood_id, name, workspace, now=who.now(), actor=person)
    return _("It is now called {name}; its address stays.").format(name=as_typed(renamed.name))


def _remove(one: Neighbourhood, workspace: Workspace, person: Person) -> str:
    remove_neighbourhood(one.neighbourhood_id, workspace, now=who.now(), actor=person)
    return _("{name} was removed. No record was touched.").format(name=as_typed(one.name))
