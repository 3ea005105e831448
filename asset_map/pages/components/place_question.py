"""Where is it? A tap, a drawing, where the device is, or words: whichever way was used last counts."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from asset_map.domain.asset import LocatedBy
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import asset_form, questions
from asset_map.pages.components.asset_form import key, put, text
from asset_map.pages.components.page import today
from asset_map.pages.components.place_picker import DrawnShape, TappedPlace, place_picker
from asset_map.pages.components.twins_of_form import twins_of_form
from asset_map.pages.components.typed_line import Line, typed_line
from asset_map.services.record import preview
from asset_map.services.typed_place import FoundPlace, find_place
from asset_map.services.whereabouts import whereabouts_of
from asset_map.services.workspace import Workspace

SURE_M = 100.0
"""A device that may be further off than this says so."""

NO_PLACE = dict.fromkeys(
    ("shape", "latitude", "longitude", "located_by", "postcode", "place_typed", "precise_to_m"), ""
)


def place_question(workspace: Workspace, *, audience: Audience, turn: int) -> None:
    """Ask where it is, and say where that falls.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom addresses are looked up.
    turn
        Counts the runs of the screen.
    """
    typed_line(
        Line(_("Postcode, address or grid reference"), _("Find")),
        value=text("place_typed"),
        problem=st.session_state.get(key("place_problem"), ""),
        kept_as=f"{text('token')} place",
        turn=turn,
        key="add_place_typed",
        on_done=partial(_find, workspace, audience),
    )
    # What comes and goes stands in a container, so that what is below stays the same part of the page.
    with st.container():
        _hits()
    kind = workspace.classification.kinds.get(text("kind"))
    place_picker(
        _marker(),
        shape=text("shape"),
        modes=sorted(kind.placements) if kind else ("point",),
        ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
        centre=centre_of_area(workspace),
        turn=turn,
        key=f"add_place_{text('kind')}",
        on_answer=_take_answer,
    )
    _where_it_falls(workspace)
    with st.container():
        twins_of_form(workspace, audience=audience)
    with st.container(key="add_bar"):
        st.button(_("Next"), type="primary", key="add_place_next", on_click=_go_on, args=(workspace,), width="stretch")


def forget_shape_of_other_kind(workspace: Workspace) -> None:
    """Take a drawn line or area away when the kind that was chosen now cannot be one.

    Parameters
    ----------
    workspace
        The area.
    """
    kind = workspace.classification.kinds.get(text("kind"))
    drawn = "area" if '"Polygon"' in text("shape") else "line"
    if text("shape") and kind is not None and drawn not in kind.placements:
        put(NO_PLACE)


def place_words(workspace: Workspace) -> str:
    """Return in words where the place falls.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    str
        Empty while there is no place; what is wrong with one that cannot be used.
    """
    if not questions.is_answered("place") or asset_form.has_no_place(workspace):
        return ""
    draft = asset_form.draft(workspace)
    zone = preview(draft, workspace)
    if zone is None:
        found = whereabouts_of(
            [draft],
            geography=workspace.geography,
            prepared=workspace.prepared,
            classification=workspace.classification,
        )[0]
        beyond = _("Just beyond the edge of the area. It counts for the zones beside it.")
        return found.problem.message if found.problem else beyond
    words = _("In {zone}, {code}").format(zone=zone.name, code=zone.code)
    if zone.decile:
        words += _(", decile {decile} of {edition}").format(decile=zone.decile, edition=zone.edition_name)
    return f"{words}."


def _take_answer(answer: TappedPlace | DrawnShape) -> None:
    _clear()
    if isinstance(answer, DrawnShape):
        put({"shape": answer.geojson, "located_by": LocatedBy.MAP.value if answer.geojson else ""})
        return
    put(
        {
            "latitude": f"{answer.latitude:.6f}",
            "longitude": f"{answer.longitude:.6f}",
            "located_by": LocatedBy.MAP.value,
            "precise_to_m": f"{answer.accuracy_m:.0f}" if answer.accuracy_m else "",
        }
    )


def _take_found(found: FoundPlace) -> None:
    _clear()
    put(
        {
            "latitude": f"{found.latitude:.6f}",
            "longitude": f"{found.longitude:.6f}",
            "located_by": found.located_by.value,
            "place_typed": found.label,
            "precise_to_m": f"{found.precise_to_m:.0f}",
        }
    )
    if found.located_by is LocatedBy.POSTCODE:
        put({"postcode": found.label})


def _clear() -> None:
    put(NO_PLACE)
    for name in ("place_problem", "place_hits"):
        st.session_state.pop(key(name), None)


def _find(workspace: Workspace, audience: Audience, typed: str) -> None:
    st.session_state.pop(key("place_hits"), None)
    st.session_state.pop(key("place_problem"), None)
    put({"place_typed": typed})
    try:
        found = find_place(typed, workspace, audience=audience, today=today())
    except UserError as error:
        st.session_state[key("place_problem")] = str(error)
        return
    if len(found) == 1:
        _take_found(found[0])
    else:
        st.session_state[key("place_hits")] = found


def _hits() -> None:
    hits: tuple[FoundPlace, ...] = st.session_state.get(key("place_hits"), ())
    if not hits:
        return
    st.markdown(_("Which one?"))
    for number, found in enumerate(hits):
        st.button(found.label, key=f"add_hit_{number}", on_click=_take_found, args=(found,), width="stretch")


def _go_on(workspace: Workspace) -> None:
    if questions.is_answered("place"):
        questions.go_on(workspace)
    else:
        words = _("Say where it is first: type it here, use your location, or tap the map.")
        st.session_state[key("place_problem")] = words


def _marker() -> TappedPlace | None:
    try:
        return TappedPlace(float(text("latitude")), float(text("longitude")))
    except ValueError:
        return None


def centre_of_area(workspace: Workspace) -> TappedPlace:
    """Return where a map of the area is to look at first.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    TappedPlace
        The middle of the area.
    """
    west, south, east, north = workspace.remember(
        ("bounds",), lambda: workspace.geography.zones_bng.to_crs(4326).total_bounds, follows_store=False
    )
    return TappedPlace((south + north) / 2, (west + east) / 2)


def _where_it_falls(workspace: Workspace) -> None:
    words = [place_words(workspace)]
    if words[0] and text("place_typed"):
        words.insert(0, text("place_typed") + ".")
    if (precise := text("precise_to_m")) and float(precise) > SURE_M:
        words.append(
            _("It may be off by {metres} m: tap the map where it really is.").format(metres=f"{float(precise):,.0f}")
        )
    # A live region is read out when its text changes, so it is there before there is anything to say.
    st.html(f'<p class="where-it-falls" role="status">{escape(" ".join(word for word in words if word))}</p>')
