"""What is taken away, for whom and in which format? Chosen on the screen, kept in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asset_map.domain.distance import DEFAULT_DISTANCE_M, DISTANCES_M, DistanceKind
from asset_map.domain.protection import SHARED_BY, Audience
from asset_map.errors import UserError
from asset_map.exports.formats import FACTS, Format, What
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.address import follow_address, keep_address, key_of, one_of
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import distinct
from asset_map.pages.components.page import today
from asset_map.pages.components.strengths_choices import LONGEST_DATE, one_of_few
from asset_map.services.distances import kinds_of_distance
from asset_map.services.find import YES
from asset_map.services.neighbourhoods import neighbourhoods_of
from asset_map.services.take_away.asked import Taken, taken_in_address
from asset_map.services.take_away.format_words import format_words, formats_for, what_words
from asset_map.services.take_away.making import MEASURED
from asset_map.services.workspace import Workspace

SCREEN = "take_away"
NAMES = (
    "what", "format", "offer", "neighbourhood", "distance", "kind", "usable", "as_of", "measured", "edition",
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What was chosen.

    Parameters
    ----------
    taken
        What is taken away, and for whom.
    made_in
        The format.
    """

    taken: Taken
    made_in: Format


def chosen_on_screen(workspace: Workspace, *, what: DeltaGenerator, how: DeltaGenerator) -> Chosen:
    """Let a person choose what to take away, with what the address asks for chosen first.

    Parameters
    ----------
    workspace
        The area.
    what, how
        Where on the screen the layer is chosen, and where the format.

    Returns
    -------
    Chosen
        For the public, unless somebody who is signed in chose otherwise.
    """
    follow_address(NAMES, screen=SCREEN)
    with what:
        st.subheader(_("What"), anchor=False)
        layer, asked = _what(workspace)
        audience = _audience(workspace)
    with how:
        st.subheader(_("In which format"), anchor=False)
        made_in = _format(layer)
    kept = {
        "what": "" if layer is What.ASSETS else layer.value,
        "format": "" if made_in is formats_for(layer)[0] else made_in.value,
    }
    keep_address(dict.fromkeys(NAMES, "") | asked | kept, screen=SCREEN)
    with what:
        return Chosen(_taken(layer, asked, audience), made_in)


def _what(workspace: Workspace) -> tuple[What, dict[str, str]]:
    """Show the choices that the layer has a use for."""
    layers = {what.value: words for what, words in what_words().items()}
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    places = {one.neighbourhood_id: one.name for one in neighbourhoods_of(workspace)}
    asked: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="what_is_taken"):
        _set_usual(layers, "what", What.ASSETS.value)
        what = What(
            st.selectbox(_("Layer"), list(layers), format_func=lambda code: layers[code][0], key=key_of("what"))
        )
        asked["offer"] = one_of(_("Offer"), offers, name="offer", any_word=_("All offers"))
        place_words = distinct(places)
        asked["neighbourhood"] = one_of(_("Where"), place_words, name="neighbourhood", any_word=_("The whole area"))
    st.caption(layers[what.value][1])
    if what in MEASURED or (what is What.ZONES and asked["offer"]):
        distances = {str(one): f"{one:,} m" for one in DISTANCES_M}
        usual = str(DEFAULT_DISTANCE_M)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="how_near_is_near"):
            distance = one_of_few(_("How near is near?"), distances, name="distance", usual=usual)
            asked["distance"] = "" if distance == usual else distance
            kinds = _kinds_of_distance(workspace)
            asked |= _choice(_("Distances"), kinds, "measured", DistanceKind.STRAIGHT_LINE.value)
    with st.popover(_more_label(), icon=":material/tune:"):
        asked |= _more(what, workspace)
    return what, asked


def _more(what: What, workspace: Workspace) -> dict[str, str]:
    asked: dict[str, str] = {}
    if what in {What.ASSETS, What.EVERYTHING}:
        kinds = {code: one.label for code, one in workspace.classification.kinds.items()}
        asked["kind"] = one_of(_("Kind of asset"), kinds, name="kind", any_word=_("All kinds"))
        usable = {YES: _("Only what can be used now")}
        asked["usable"] = one_of(_("State of assets"), usable, name="usable", any_word=_("All on record"))
    editions = {code: one.edition.name for code, one in workspace.geography.editions.items()}
    asked |= _choice(_("Deprivation edition"), editions, "edition", workspace.geography.default_edition or "")
    asked["as_of"] = st.text_input(
        _("As it was known on"),
        placeholder=_("Today; or a past day, such as 31/01/2026"),
        max_chars=LONGEST_DATE,
        key=key_of("as_of"),
    ).strip()
    return asked


def _more_label() -> str:
    count = sum(bool(st.session_state.get(key_of(name))) for name in ("kind", "usable", "as_of"))
    return _("More choices ({count})").format(count=count) if count else _("More choices")


def _choice(label: str, words: Mapping[str, str], name: str, usual: str) -> dict[str, str]:
    """Let a person choose where there is a choice."""
    if len(words) < 2:
        return {}
    _set_usual(words, name, usual)
    chosen = str(st.selectbox(label, list(words), format_func=words.__getitem__, key=key_of(name)))
    return {name: "" if chosen == usual else chosen}


def _kinds_of_distance(workspace: Workspace) -> dict[str, str]:
    words = {
        DistanceKind.STRAIGHT_LINE: _("In a straight line"),
        DistanceKind.WALKING_NETWORK: _("Along paths and streets"),
    }
    return {kind.value: words[kind] for kind in kinds_of_distance(workspace)}


def _audience(workspace: Workspace) -> Audience:
    """Let staff choose for whom; an address cannot, so that a link never opens what is protected."""
    own = who.audience(workspace)
    words = {
        Audience.PUBLIC.value: _("The public"),
        Audience.PARTNERS.value: _("Partners"),
        Audience.TEAM.value: _("Staff, without what is protected"),
        Audience.STAFF.value: _("Staff"),
    }
    words = {code: label for code, label in words.items() if Audience(code) in SHARED_BY[own]}
    if len(words) == 1:
        return own
    chosen = st.segmented_control(
        _("For whom"),
        list(words),
        default=Audience.PUBLIC.value,
        format_func=words.__getitem__,
        required=True,
        key="take_away_audience",
    )
    return Audience(chosen)


def _format(what: What) -> Format:
    words, fitting = format_words(), formats_for(what)
    _set_usual({one.value: "" for one in fitting}, "format", fitting[0].value)
    chosen = st.radio(
        _("Format"),
        [one.value for one in fitting],
        format_func=lambda code: f"{words[Format(code)].name} ({FACTS[Format(code)].suffix})",
        captions=[f"{words[one].good_for} {words[one].not_for}" for one in fitting],
        label_visibility="collapsed",
        key=key_of("format"),
    )
    return Format(chosen)


def _set_usual(words: Mapping[str, object], name: str, usual: str) -> None:
    if st.session_state.get(key_of(name)) not in words:
        st.session_state[key_of(name)] = usual


def _taken(what: What, asked: Mapping[str, str], audience: Audience) -> Taken:
    given = {name: value for name, value in asked.items() if value}
    try:
        return _with_all_distances(taken_in_address(what, given, audience=audience, today=today()))
    except UserError as error:  # all but the day is chosen from what is there
        st.warning(as_typed(str(error)), icon=":material/event_busy:")
        given.pop("as_of", "")
        return _with_all_distances(taken_in_address(what, given, audience=audience, today=today()))


def _with_all_distances(taken: Taken) -> Taken:
    """Keep the other distances behind the one that was chosen."""
    return replace(taken, distances_m=tuple(dict.fromkeys((*taken.distances_m, *DISTANCES_M))))
