"""Who would have it near with one more place? A sentence, a map and a table, before and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from asset_map.geography.coordinates import points_in_degrees
from asset_map.language import gettext as _
from asset_map.measures.small_numbers import TOTAL
from asset_map.pages.components.address import key_of
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.place_picker import DrawnShape, TappedPlace, place_picker
from asset_map.pages.components.place_question import centre_of_area
from asset_map.pages.components.table import plain_table
from asset_map.services.fairness_words import percent
from asset_map.services.map_address import address_of_map
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.what_if import WhatIf
from asset_map.services.workspace import Workspace

MAP_HEIGHT = 560
_TURN = "what_if_turn"


def show_what_if(asked: MapQuestion, found: WhatIf) -> None:
    """Show what one more place, or a few, would change.

    Parameters
    ----------
    asked
        What was asked.
    found
        Its answer.
    """
    st.markdown(as_typed(found.sentence.replace(" %", "\N{NO-BREAK SPACE}%")))
    _map(asked, found)
    if found.places["near"].ne("").any():
        _places(found)
    _before_and_after(found)
    with st.expander(_("What to know of these numbers"), icon=":material/info:"):
        st.markdown("\n".join(f"- {as_typed(note)}" for note in found.run_card.notes))


def tap_a_place(workspace: Workspace) -> None:
    """Show a map to tap; what is tapped goes into the field for the place.

    Parameters
    ----------
    workspace
        The area.
    """
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    place_picker(
        None,
        ground=f"/maps/ground.json?of={workspace.geography.digest[:16]}",
        centre=centre_of_area(workspace),
        turn=turn,
        key="what_if_tap",
        on_answer=_take,
    )


def _take(answer: TappedPlace | DrawnShape) -> None:
    if isinstance(answer, TappedPlace):
        st.session_state[key_of("place")] = f"{answer.latitude:.5f}, {answer.longitude:.5f}"


def _map(asked: MapQuestion, found: WhatIf) -> None:
    metres = found.places[["x_m", "y_m"]].to_numpy(dtype=np.float64).reshape(-1, 2)
    more = tuple((round(north, 5), round(east, 5)) for east, north in points_in_degrees(metres).tolist())
    address = f"{address_of_map(replace(asked, theme='reach', more=more))}&framed=1"
    last_address, slot = st.session_state.get("what_if_drawn", ("", 0))
    # A frame that is sent elsewhere is a step of its own when the browser goes back; a new frame is none.
    slot = slot if address == last_address else 1 - slot
    st.session_state["what_if_drawn"] = (address, slot)
    with (st.empty(), st.empty())[slot]:
        st.iframe(address, height=MAP_HEIGHT, alt=_("Map of what is there, and of one more place"))
    caption = _("Colours show who has it near now.")
    if more:
        caption += " " + _("A circle shows what would be near to a new place.")
    st.caption(caption)


def _places(found: WhatIf) -> None:
    places = found.places
    plain_table(
        pd.DataFrame(
            {
                _("Place"): [str(number) for number in range(1, len(places) + 1)],
                _("Near"): places["near"],
                _("Zone"): places["zone_name"],
                _("More people"): places["new_people"].map(_people),
                _("Of the most deprived fifth"): places["new_most_deprived"].map(_people),
            }
        ),
        caption=_("The place that adds most first; everybody is counted at the first place that is near."),
    )


def _before_and_after(found: WhatIf) -> None:
    names = {1: _("1, most deprived"), 5: _("5, least deprived")}
    people, shares = found.counts.people, found.counts.shares
    fifths = list(shares.index)
    told = people.loc[[*fifths, TOTAL]]
    rows = pd.DataFrame(
        {
            _("Fifth of residents"): [*(names.get(number, str(number)) for number in fifths), _("All")],
            _("Near before"): told["before"].map(_people),
            _("Added"): told["added"].map(_people),
            _("Not near"): told["not_reached"].map(_people),
            _("Not known"): told["not_known"].map(_people),
            _("Share before"): [*shares["before"].map(_share), ""],
            _("Share after"): [*shares["after"].map(_share), ""],
        }
    )
    caption = _(
        "Residents by fifth, within {distance} m. Not known: nobody has looked where they live, or what is there is "
        "not on the map."
    )
    plain_table(rows, caption=caption.format(distance=f"{found.distance_m:,}"))


def _people(value: object) -> str:
    return _("not shown") if pd.isna(value) else f"{value:,}"  # type: ignore[call-overload]  # a scalar of Int64


def _share(value: float) -> str:
    return "–" if pd.isna(value) else percent(value)
