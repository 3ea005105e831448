"""The form that prepares or changes a mapping session."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.errors import UserError
from asset_map.language import ENGLISH, languages
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import today
from asset_map.pages.components.place_picker import DrawnShape, TappedPlace, place_picker
from asset_map.pages.components.session_questions import ask_questions, field_key, say_not_heard, say_problems
from asset_map.pages.components.told import tell
from asset_map.services.neighbourhoods import area_of, neighbourhoods_of
from asset_map.services.sessions.getting_ready import area_picture, not_heard
from asset_map.services.sessions.prepare import (
    NotPrepared,
    change_session,
    draft_of_session,
    prepare,
    zones_of_outline,
)
from asset_map.services.sessions.session_draft import LONGEST, LONGEST_OTHER, SessionDraft
from asset_map.services.workspace import Workspace

CHOSEN, DRAWN, WHOLE = "chosen", "drawn", "whole"


def session_form(session: MappingSession | None, workspace: Workspace, person: Person) -> None:
    """Show the form.

    Parameters
    ----------
    session
        Which one is changed; None for a new one.
    workspace, person
        The area, and who prepares it.
    """
    prefix = session.session_id if session else "new"
    _fill_once(prefix, session, workspace, person)
    problems: list[Problem] = st.session_state.get(field_key(prefix, "problems"), [])
    st.subheader(_("What, where and when"), anchor=False)
    _text(prefix, "title", _("What is it called?"), problems, placeholder=_("What is good in Ruchill?"))
    _text(prefix, "place", _("Where is it held?"), problems)
    day, time = st.columns(2)
    with day:
        _text(prefix, "held_on", _("Date, for instance 21/11/2026"), problems)
    with time:
        _text(prefix, "time_words", _("Time in words, for instance 2 pm to 4 pm"), problems)
    _text(prefix, "facilitator", _("Who holds it?"), problems)
    st.subheader(_("The area"), anchor=False)
    zone_codes, name = _area(prefix, session, problems, workspace)
    st.subheader(_("What people are asked"), anchor=False)
    offers = ask_questions(prefix, problems, workspace)
    st.subheader(_("Who is missing"), anchor=False)
    if zone_codes:
        with st.container(key="session_not_heard"):
            say_not_heard(
                not_heard(zone_codes, offers, workspace, audience=who.audience(workspace), today=today()),
                name,
                workspace,
            )
    _area_text(prefix, "who_is_missing", _("Who might not come, and what do you do about it?"), problems)
    st.subheader(_("What you tell people"), anchor=False)
    _area_text(prefix, "purpose", _("What it is for"), problems)
    _area_text(prefix, "promise", _("What is done with what people say, and by when they hear"), problems)
    _area_text(prefix, "limits", _("What it cannot change"), problems)
    st.multiselect(
        _("Languages besides English"),
        [code for code in languages() if code != ENGLISH],
        format_func=lambda code: languages()[code].name,
        key=field_key(prefix, "languages"),
    )
    st.checkbox(_("I look at everything before the room sees it"), key=field_key(prefix, "glance_first"))
    if problems:
        st.error(_("Not kept yet. Look at the lines marked in red above."), icon=":material/error:")
    with st.container(horizontal=True):
        st.button(
            _("Keep the changes") if session else _("Prepare it"),
            type="primary",
            icon=":material/check:",
            key=field_key(prefix, "save"),
            on_click=_save,
            args=(prefix, session, workspace, person),
        )
        st.button(
            _("Leave it"),
            key=field_key(prefix, "leave"),
            on_click=_leave,
            args=(prefix,),
        )


def _fill_once(prefix: str, session: MappingSession | None, workspace: Workspace, person: Person) -> None:
    """Put what is kept into the fields when the form opens; what is typed afterwards stays."""
    if field_key(prefix, "filled") in st.session_state:
        for name in _names():  # a field that another screen has taken from view keeps what was typed
            key = field_key(prefix, name)
            st.session_state[key] = st.session_state[key]
        return
    draft = draft_of_session(session, workspace) if session else SessionDraft(facilitator=person.name)
    for name in LONGEST.keys() | {"promise", "limits", "held_on", "who_is_missing"}:
        st.session_state[field_key(prefix, name)] = getattr(draft, name)
    st.session_state[field_key(prefix, "prompts")] = "\n".join(draft.prompts)
    st.session_state[field_key(prefix, "offers")] = list(draft.offers)
    st.session_state[field_key(prefix, "languages")] = [code for code in draft.languages if code != ENGLISH]
    st.session_state[field_key(prefix, "glance_first")] = draft.glance_first
    st.session_state[field_key(prefix, "outline")] = draft.outline
    st.session_state[field_key(prefix, "neighbourhood_id")] = draft.neighbourhood_id or None
    how = DRAWN if draft.outline else CHOSEN if draft.neighbourhood_id or session is None else WHOLE
    st.session_state[field_key(prefix, "how")] = how
    st.session_state[field_key(prefix, "version")] = session.version if session else 0
    st.session_state[field_key(prefix, "filled")] = True


def _names() -> Iterable[str]:
    lists = ("prompts", "offers", "languages", "glance_first", "outline", "neighbourhood_id", "how")
    return (*LONGEST, "limits", "held_on", "who_is_missing", *lists)


def _text(prefix: str, name: str, label: str, problems: list[Problem], *, placeholder: str = "") -> None:
    st.text_input(
        label, key=field_key(prefix, name), max_chars=LONGEST.get(name, LONGEST_OTHER), placeholder=placeholder
    )
    say_problems(name, problems)


def _area_text(prefix: str, name: str, label: str, problems: list[Problem]) -> None:
    st.text_area(label, key=field_key(prefix, name), max_chars=LONGEST.get(name, LONGEST_OTHER), height=110)
    say_problems(name, problems)


def _area(
    prefix: str, session: MappingSession | None, problems: list[Problem], workspace: Workspace
) -> tuple[tuple[str, ...], str]:
    if session is not None and workspace.store.news(session.session_id):
        st.info(_("People have said something already, so the area and its grid stay as they are on paper."))
        _picture(session.zone_codes, session.area_name, workspace)
        return session.zone_codes, session.area_name
    if session is not None:
        st.caption(_("Sheets that are printed already keep the old grid. Print them again when you change the area."))
    labels = {
        CHOSEN: _("A neighbourhood or zone"),
        DRAWN: _("Draw it on the map"),
        WHOLE: _("All of {area}").format(area=as_typed(workspace.geography.area_name)),
    }
    how = st.segmented_control(
        _("Which area?"), list(labels), format_func=labels.__getitem__, required=True, key=field_key(prefix, "how")
    )
    if how == DRAWN:
        _draw(prefix, workspace)
    say_problems("outline", problems)
    if how == DRAWN:
        return zones_of_outline(st.session_state[field_key(prefix, "outline")], workspace), _("the area you drew")
    if how == WHOLE:
        return tuple(workspace.geography.zones_bng.index), workspace.geography.area_name
    names = {one.neighbourhood_id: one.name for one in neighbourhoods_of(workspace)}
    names |= {str(code): str(name) for code, name in workspace.geography.zones_bng["zone_name"].items()}
    kept = st.session_state.get(field_key(prefix, "neighbourhood_id"))
    if kept is not None and kept not in names:
        names[kept] = _name_of(kept, workspace)
    chosen = st.selectbox(
        _("Neighbourhood or zone"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose one"),
        key=field_key(prefix, "neighbourhood_id"),
    )
    say_problems("neighbourhood_id", problems)
    if chosen is None:
        return (), ""
    area = area_of(chosen, workspace)
    _picture(area.zone_codes, area.name, workspace)
    return tuple(area.zone_codes), area.name


def _name_of(neighbourhood_id: str, workspace: Workspace) -> str:
    try:
        return area_of(neighbourhood_id, workspace).name
    except UserError:
        return neighbourhood_id


def _picture(zone_codes: Iterable[str], name: str, workspace: Workspace) -> None:
    if picture := area_picture(tuple(zone_codes), name, workspace):
        drawing = base64.b64encode(picture.encode()).decode()
        words = _("The area of the session, darker, among the places next to it")
        st.html(f'<img class="session-picture" alt="{words}" src="data:image/svg+xml;base64,{drawing}">')


def _draw(prefix: str, workspace: Workspace) -> None:
    turn = st.session_state.get(field_key(prefix, "turn"), 0) + 1
    st.session_state[field_key(prefix, "turn")] = turn
    west, south, east, north = workspace.remember(
        ("bounds",), lambda: workspace.geography.zones_bng.to_crs(4326).total_bounds, follows_store=False
    )

    def _take(answer: Any) -> None:  # noqa: ANN401  (a tap or a shape)
        if isinstance(answer, DrawnShape):
            st.session_state[field_key(prefix, "outline")] = answer.geojson

    place_picker(
        None,
        shape=st.session_state.get(field_key(prefix, "outline"), ""),
        modes=("area",),
        ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
        centre=TappedPlace((south + north) / 2, (west + east) / 2),
        turn=turn,
        key=field_key(prefix, "map"),
        on_answer=_take,
    )


def _save(prefix: str, session: MappingSession | None, workspace: Workspace, person: Person) -> None:
    draft = _typed(prefix)
    missing = _without_an_area(st.session_state[field_key(prefix, "how")], draft)
    if missing is not None and _may_choose(session, workspace):
        st.session_state[field_key(prefix, "problems")] = [missing]
        return
    try:
        if session is None:
            made = prepare(draft, workspace, now=who.now(), actor=person)
        else:
            seen = replace(session, version=st.session_state[field_key(prefix, "version")])
            made = change_session(seen, draft, workspace, now=who.now(), actor=person)
    except UserError as error:
        tell(as_typed(str(error)), is_warning=True)
        return
    if isinstance(made, NotPrepared):
        st.session_state[field_key(prefix, "problems")] = list(made.problems)
        return
    _forget(prefix)
    st.query_params.from_dict({"session": made.session_id})
    tell(_("{title} is prepared.").format(title=as_typed(made.title)))


def _may_choose(session: MappingSession | None, workspace: Workspace) -> bool:
    return session is None or not workspace.store.news(session.session_id)


def _without_an_area(how: str, draft: SessionDraft) -> Problem | None:
    if how == CHOSEN and not draft.neighbourhood_id:
        message = _("Expected the neighbourhood of the session; found none. Choose one, draw it, or take all.")
        return Problem(ProblemCode.MISSING, "neighbourhood_id", "", message)
    if how == DRAWN and not draft.outline:
        message = _("Expected an area on the map; found none. Tap each corner, then tap Done.")
        return Problem(ProblemCode.MISSING, "outline", "", message)
    return None


def _typed(prefix: str) -> SessionDraft:
    state = st.session_state
    how = state[field_key(prefix, "how")]
    texts = {name: state[field_key(prefix, name)] for name in (*LONGEST, "limits", "held_on", "who_is_missing")}
    return SessionDraft(
        **texts,
        prompts=tuple(state[field_key(prefix, "prompts")].splitlines()),
        offers=tuple(state[field_key(prefix, "offers")]),
        languages=(ENGLISH, *state[field_key(prefix, "languages")]),
        glance_first=state[field_key(prefix, "glance_first")],
        outline=state[field_key(prefix, "outline")] if how == DRAWN else "",
        neighbourhood_id=(state[field_key(prefix, "neighbourhood_id")] or "") if how == CHOSEN else "",
    )


def _forget(prefix: str) -> None:
    for key in [one for one in st.session_state if str(one).startswith(f"session_{prefix}_")]:
        del st.session_state[key]


def _leave(prefix: str) -> None:
    _forget(prefix)
    st.query_params.from_dict({} if prefix == "new" else {"session": prefix})
