"""Where a record is, to be changed: what it is now, and a map and a line to say another place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from asset_map.domain.asset import AssetDraft, LocatedBy
from asset_map.errors import PlaceNotFoundError, UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.page import today
from asset_map.pages.components.place_picker import DrawnShape, TappedPlace, place_picker
from asset_map.pages.components.record_words import part_words
from asset_map.pages.components.typed_line import Line, typed_line
from asset_map.services.typed_place import FoundPlace, find_place
from asset_map.services.workspace import Workspace

Key = Callable[[str], str]
"""Gives Streamlit's key of a field."""

PLACE_FIELDS = ("shape", "latitude", "longitude", "easting", "northing", "postcode", "located_by")


def place_editor(workspace: Workspace, *, key: Key, kind: str, turn: int) -> None:
    """Let somebody say where a record is: by typing, tapping or drawing. The last way used counts.

    Parameters
    ----------
    workspace
        The area.
    key
        Gives Streamlit's key of a field; the place stands in `PLACE_FIELDS` under it.
    kind
        Its kind, which says whether it may be a line or an area.
    turn
        Counts the runs of the screen.
    """
    typed_line(
        Line(_("Postcode, address or grid reference"), _("Find")),
        value="",
        problem=st.session_state.get(key("place_problem"), ""),
        kept_as=f"{key('place')} typed",
        turn=turn,
        key=key("place_typed_line"),
        on_done=partial(_find, workspace, key),
    )
    hits: tuple[FoundPlace, ...] = st.session_state.get(key("place_hits"), ())
    for number, found in enumerate(hits):
        st.button(found.label, key=key(f"hit_{number}"), on_click=_take_found, args=(key, found), width="stretch")
    known = workspace.classification.kinds.get(kind)
    place_picker(
        _marker(key, workspace),
        shape=_text(key, "shape"),
        modes=sorted(known.placements) if known else ("point",),
        ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
        centre=_centre(workspace),
        turn=turn,
        key=key(f"place_map_{kind}"),
        on_answer=partial(_take_answer, key),
    )
    words = part_words("place", place_of_state(key), workspace)
    st.markdown(f":material/location_on: {words or _('No place yet.')}")


def place_of_state(key: Key) -> AssetDraft:
    """Return the place that stands in the form.

    Parameters
    ----------
    key
        Gives Streamlit's key of a field.

    Returns
    -------
    AssetDraft
        With nothing but the place.
    """
    place: dict[str, Any] = {field: _text(key, field) for field in PLACE_FIELDS}
    return AssetDraft(**place)


def _take_answer(key: Key, answer: TappedPlace | DrawnShape) -> None:
    if isinstance(answer, DrawnShape):
        _put(key, {"shape": answer.geojson, "located_by": LocatedBy.MAP.value})
    else:
        degrees = {"latitude": f"{answer.latitude:.6f}", "longitude": f"{answer.longitude:.6f}"}
        _put(key, degrees | {"located_by": LocatedBy.MAP.value})


def _take_found(key: Key, found: FoundPlace) -> None:
    if found.located_by is LocatedBy.POSTCODE:
        _put(key, {"postcode": found.label, "located_by": LocatedBy.POSTCODE.value})
        return
    degrees = {"latitude": f"{found.latitude:.6f}", "longitude": f"{found.longitude:.6f}"}
    _put(key, degrees | {"located_by": found.located_by.value})


def _put(key: Key, place: Mapping[str, str]) -> None:
    # The postcode of the old place would be wrong at the new one.
    for field in PLACE_FIELDS:
        st.session_state[key(field)] = place.get(field, "")
    st.session_state.pop(key("place_problem"), None)
    st.session_state.pop(key("place_hits"), None)


def _find(workspace: Workspace, key: Key, typed: str) -> None:
    st.session_state.pop(key("place_problem"), None)
    st.session_state.pop(key("place_hits"), None)
    try:
        found = find_place(typed, workspace, audience=who.audience(workspace), today=today())
    except UserError as error:
        st.session_state[key("place_problem")] = str(error)
        return
    if len(found) == 1:
        _take_found(key, found[0])
    else:
        st.session_state[key("place_hits")] = found


def _text(key: Key, field: str) -> str:
    return str(st.session_state.get(key(field)) or "")


def _marker(key: Key, workspace: Workspace) -> TappedPlace | None:
    latitude, longitude = _text(key, "latitude"), _text(key, "longitude")
    if latitude and longitude:
        return TappedPlace(float(latitude), float(longitude))
    if not _text(key, "postcode") or _text(key, "shape"):
        return None
    try:
        found = find_place(_text(key, "postcode"), workspace, audience=who.audience(workspace), today=today())
    except PlaceNotFoundError:  # it is no longer in the list of postcodes; the words above say so
        return None
    return TappedPlace(found[0].latitude, found[0].longitude)


def _centre(workspace: Workspace) -> TappedPlace:
    west, south, east, north = workspace.remember(
        ("bounds",), lambda: workspace.geography.zones_bng.to_crs(4326).total_bounds, follows_store=False
    )
    return TappedPlace((south + north) / 2, (west + east) / 2)
