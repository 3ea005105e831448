"""Add an asset: name, kind, offers and place make a record; the rest can follow."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from asset_map.domain.problem import Problem
from asset_map.domain.protection import Level, lowest_level, starting_level
from asset_map.errors import UserError
from asset_map.geography.locating import LOCATING_COLUMNS
from asset_map.language import gettext as _
from asset_map.pages.components import asset_form
from asset_map.pages.components.asset_form import FIRST_WAY, key
from asset_map.pages.components.choices import protection_words, status_words
from asset_map.pages.components.page import close_page, open_page, page, run_screen
from asset_map.pages.components.place_picker import TappedPlace, place_picker
from asset_map.services.record import Recorded, preview, record
from asset_map.services.workspace import Workspace

ACTOR = "this computer"


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Add an asset"))
    if (saved := st.session_state.get(key("saved"))) is not None:
        _saved(saved)
    else:
        _form(workspace)
    close_page(workspace)


def _form(workspace: Workspace) -> None:
    if asset_form.bring_back_draft(workspace):
        st.info(_("Here is what you had typed. Carry on where you stopped."), icon=":material/history:")
    if (failure := st.session_state.get(key("failure"))) is not None:
        st.error(_("Not saved, but kept as a draft: try again.") + " " + failure, icon=":material/error:")
    problems: tuple[Problem, ...] = st.session_state.get(key("problems"), ())
    if problems:
        st.error(_("Not saved yet. Look at the places marked below."), icon=":material/error:")
    _essentials(workspace, problems)
    _place(workspace, problems)
    _more(problems)
    _who_may_see(workspace, problems)
    with st.container(horizontal=True):
        st.button(_("Save"), type="primary", icon=":material/check:", on_click=_save, args=(workspace,))
        st.button(_("Start again"), on_click=asset_form.clear, args=(workspace,))
    asset_form.keep_draft(workspace)


def _essentials(workspace: Workspace, problems: tuple[Problem, ...]) -> None:
    classification = workspace.classification
    st.text_input(_("What is it called?"), key=key("name"), max_chars=200)
    _say(problems, "name")
    kinds = classification.kinds
    st.radio(
        _("What kind of thing is it?"),
        list(kinds),
        index=None,
        format_func=lambda code: kinds[code].label,
        captions=[kind.meaning for kind in kinds.values()],
        key=key("kind"),
    )
    _say(problems, "kind")
    offers = classification.offers
    st.pills(
        _("What does it offer? The main thing first"),
        list(offers),
        selection_mode="multi",
        format_func=lambda code: offers[code].label,
        key=key("offers"),
    )
    _say(problems, "offer")


def _place(workspace: Workspace, problems: tuple[Problem, ...]) -> None:
    kind = workspace.classification.kinds.get(str(st.session_state.get(key("kind")) or ""))
    if kind is not None and not kind.placements:
        st.info(_("People are never put on the map, so no place is asked for."), icon=":material/shield_person:")
        return
    ways = {
        "map": _("Tap the map"),
        "postcode": _("Postcode"),
        "degrees": _("Latitude and longitude"),
        "metres": _("Easting and northing"),
    }
    st.session_state.setdefault(key("way"), FIRST_WAY)
    way = st.radio(_("Where is it?"), list(ways), format_func=lambda code: ways[code], key=key("way"), horizontal=True)
    if way == "map":
        _tap(workspace)
    elif way == "postcode":
        st.text_input(_("Postcode"), key=key("postcode"), max_chars=20, placeholder=_example_postcode(workspace))
    else:
        first, second = st.columns(2)
        words = {
            "latitude": _("Latitude"), "longitude": _("Longitude"), "easting": _("Easting"), "northing": _("Northing")
        }  # fmt: skip
        for side, field in zip((first, second), asset_form.FIELDS_OF_WAY[way], strict=True):
            side.text_input(words[field], key=key(field), max_chars=30)
    _say(problems, *LOCATING_COLUMNS)
    _where_it_falls(workspace)


def _tap(workspace: Workspace) -> None:
    typed = [str(st.session_state.get(key(field)) or "") for field in ("latitude", "longitude")]
    try:
        place = TappedPlace(float(typed[0]), float(typed[1]))
    except ValueError:
        place = None
    tapped = place_picker(
        place,
        ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
        centre=_centre(workspace),
        key="place_picker",
    )
    if tapped is not None and tapped != place:
        st.session_state[key("latitude")] = f"{tapped.latitude:.6f}"
        st.session_state[key("longitude")] = f"{tapped.longitude:.6f}"
        st.rerun()


def _centre(workspace: Workspace) -> TappedPlace:
    west, south, east, north = workspace.remember(
        ("bounds",), lambda: workspace.geography.zones_bng.to_crs(4326).total_bounds, follows_store=False
    )
    return TappedPlace((south + north) / 2, (west + east) / 2)


def _where_it_falls(workspace: Workspace) -> None:
    zone = preview(asset_form.draft(), workspace)
    if zone is None:
        return
    decile = _(", decile {decile} of {edition}").format(decile=zone.decile, edition=zone.edition_name)
    st.markdown(f":material/location_on: **{zone.name}** ({zone.code}){decile if zone.decile else ''}")


def _example_postcode(workspace: Workspace) -> str:
    postcodes = workspace.geography.postcodes.index
    return "" if len(postcodes) == 0 else f"{postcodes[0][:-3]} {postcodes[0][-3:]}"


def _more(problems: tuple[Problem, ...]) -> None:
    with st.expander(_("More, if you know it")):
        st.text_area(_("What people should know about it"), key=key("summary"), max_chars=2000)
        st.text_input(_("Address"), key=key("address"), max_chars=500)
        words = status_words()
        st.selectbox(_("Is it open?"), list(words), format_func=lambda code: words[code], key=key("status"))
        labels = {
            "opening_times": _("Opening times"),
            "cost": _("What it costs"),
            "who_for": _("Who it is for"),
            "phone": _("Phone of the organisation"),
            "email": _("E-mail of the organisation"),
            "web": _("Web page"),
        }
        for field, label in labels.items():
            st.text_input(label, key=key(field), max_chars=200)
        _say(problems, "summary", "address", "status", *labels)


def _who_may_see(workspace: Workspace, problems: tuple[Problem, ...]) -> None:
    typed = asset_form.draft()
    kind = workspace.classification.kinds.get(typed.kind)
    if kind is None:
        return
    sensitive_words = workspace.classification.sensitive_words
    start = starting_level(kind.starting_level, typed.words, sensitive_words)
    lowest = lowest_level(kind.starting_level, typed.words, sensitive_words)
    words = {code: word for code, word in protection_words().items() if Level(code).strength >= lowest.strength}
    if st.session_state.get(key("protection")) not in words:
        st.session_state[key("protection")] = ""
    st.selectbox(
        _("Who may see it?"),
        ["", *words],
        format_func=lambda code: words.get(code, _("As usual: {level}").format(level=protection_words()[start])),
        key=key("protection"),
        help=_("Choose a stronger protection where people would not be safe if everyone knew the place."),
    )
    _say(problems, "protection")


def _say(problems: tuple[Problem, ...], *fields: str) -> None:
    for problem in problems:
        if problem.field in fields:
            st.error(problem.message)


def _save(workspace: Workspace) -> None:
    st.session_state.pop(key("failure"), None)
    try:
        result = record(asset_form.draft(), workspace, now=dt.datetime.now(dt.UTC), actor=ACTOR)
    except UserError as error:
        st.session_state[key("failure")] = str(error)
        return
    if isinstance(result, Recorded):
        asset_form.clear(workspace)
        st.session_state[key("saved")] = result
    else:
        st.session_state[key("problems")] = result.problems


def _saved(saved: Recorded) -> None:
    st.success(_("Saved: {name}").format(name=_plain(saved.asset.name)), icon=":material/check_circle:")
    if saved.zone is not None:
        decile = _("decile {decile} of {edition}").format(decile=saved.zone.decile, edition=saved.zone.edition_name)
        zone = f"**{saved.zone.name}** ({saved.zone.code})"
        st.markdown(_("It lies in {zone}.").format(zone=f"{zone}, {decile}" if saved.zone.decile else zone))
    st.markdown(f"{_('Who may see it')}: {protection_words()[saved.asset.protection]}.")
    with st.container(horizontal=True):
        st.button(_("Add another"), type="primary", icon=":material/add:", on_click=_another)
        st.page_link(page("map_and_list"), label=_("See the map and list"), icon=":material/map:")


def _another() -> None:
    del st.session_state[key("saved")]


def _plain(text: str) -> str:
    """Return a typed text so that Markdown shows it as it is."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|:$~^" else sign for sign in text)


run_screen(show)
