"""Which offer, how near is near, and by which ranking? Chosen on the screen, kept in its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from asset_map.domain.distance import DEFAULT_DISTANCE_M, DISTANCES_M, DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components.address import follow_address, keep_address, key_of
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import today
from asset_map.services.distances import kinds_of_distance
from asset_map.services.does_it_hold import RANKINGS
from asset_map.services.look import Question
from asset_map.services.past_days import past_day
from asset_map.services.rankings import OVERALL, ranking_words, rankings_held
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.workspace import Workspace

FIRST_OFFER = "food"

NAMES = ("offer", "distance", "measured", "edition", "ranking", "as_of")

LONGEST_DATE = 40


def asked_on_screen(workspace: Workspace, *, screen: str) -> MapQuestion:
    """Let a person choose what is asked, with what the address asks for chosen first.

    Parameters
    ----------
    workspace
        The area.
    screen
        The screen's name.

    Returns
    -------
    MapQuestion
        For the public, as of today or as it was known on a past day.
    """
    follow_address(NAMES, screen=screen)
    usual = _usual(workspace)
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    distances = {str(one): f"{one:,} m" for one in DISTANCES_M}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="what_is_asked"):
        _set_usual(offers, "offer", usual["offer"])
        offer = str(
            st.selectbox(
                _("What are you looking for?"), list(offers), format_func=offers.__getitem__, key=key_of("offer")
            )
        )
        distance = one_of_few(_("How near is near?"), distances, name="distance", usual=usual["distance"])
        chosen = {"offer": offer, "distance": distance} | _more(workspace, usual)
    keep_address({name: "" if value == usual[name] else value for name, value in chosen.items()}, screen=screen)
    edition_id = None if chosen["edition"] == usual["edition"] else chosen["edition"]
    return MapQuestion(
        Question(offer, Audience.PUBLIC, today(), edition_id, _day(chosen["as_of"])),
        int(distance),
        DistanceKind(chosen["measured"]),
        chosen["ranking"],
    )


def _usual(workspace: Workspace) -> dict[str, str]:
    offers = list(workspace.classification.offers)
    return {
        "offer": FIRST_OFFER if FIRST_OFFER in offers else offers[0],
        "distance": str(DEFAULT_DISTANCE_M),
        "measured": DistanceKind.STRAIGHT_LINE.value,
        "edition": workspace.geography.default_edition or "",
        "ranking": OVERALL,
        "as_of": "",
    }


def _more(workspace: Workspace, usual: Mapping[str, str]) -> dict[str, str]:
    """Show what is seldom changed, as far as there is a choice."""
    editions = {code: one.edition.name for code, one in workspace.geography.editions.items()}
    kinds = {kind.value: _kind_words()[kind] for kind in kinds_of_distance(workspace)}
    chosen = {name: usual[name] for name in ("measured", "edition", "ranking", "as_of")}
    edition = st.session_state.get(key_of("edition"))
    edition = edition if edition in editions else usual["edition"]
    held = rankings_held(workspace, edition or None)
    rankings = {code: ranking_words(code).capitalize() for code in RANKINGS if code in held}
    choices = {
        "edition": (_("Deprivation edition"), editions),
        "ranking": (_("Ranking of zones"), rankings),
        "measured": (_("Distances"), kinds),
    }
    several = {name: (title, words) for name, (title, words) in choices.items() if len(words) > 1}
    count = sum(
        st.session_state.get(key_of(name)) in {*words} - {usual[name]} for name, (_label, words) in several.items()
    )
    label = _("More choices ({count})").format(count=count) if count else _("More choices")
    with st.popover(label, icon=":material/tune:"):
        for name, (title, words) in several.items():
            _set_usual(words, name, usual[name])
            chosen[name] = str(st.selectbox(title, list(words), format_func=words.__getitem__, key=key_of(name)))
        if "ranking" in several:
            _about_rankings()
        chosen["as_of"] = st.text_input(
            _("As it was known on"),
            placeholder=_("Today; or a past day, such as 31/01/2026"),
            max_chars=LONGEST_DATE,
            key=key_of("as_of"),
        ).strip()
    return chosen


def _about_rankings() -> None:
    st.caption(
        _(
            "Overall deprivation counts how far services are among its parts. Income and employment do not: try "
            "them, too."
        )
    )


def _day(text: str) -> dt.date | None:
    try:
        return past_day(text, today=today())
    except UserError as error:
        st.warning(as_typed(str(error)), icon=":material/event_busy:")
        return None


def one_of_few(label: str, words: Mapping[str, str], *, name: str, usual: str) -> str:
    """Let a person choose one of a few codes, all of which are seen at once.

    Parameters
    ----------
    label
        What is chosen.
    words
        What people read, by code.
    name
        Its name in the address.
    usual
        What is chosen when the address asks for nothing that is known.

    Returns
    -------
    str
        The code.
    """
    _set_usual(words, name, usual)
    chosen = st.segmented_control(label, list(words), format_func=words.__getitem__, required=True, key=key_of(name))
    return str(chosen)


def _set_usual(words: Mapping[str, str], name: str, usual: str) -> None:
    if st.session_state.get(key_of(name)) not in words:
        st.session_state[key_of(name)] = usual


def _kind_words() -> dict[DistanceKind, str]:
    return {
        DistanceKind.STRAIGHT_LINE: _("In a straight line"),
        DistanceKind.WALKING_NETWORK: _("Along paths and streets"),
    }
