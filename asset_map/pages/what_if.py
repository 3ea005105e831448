"""What if there were one more place, and where would it do most?"""

from __future__ import annotations

import streamlit as st

from asset_map.errors import PlaceNotFoundError, UserError
from asset_map.geography.coordinates import degrees_to_metres
from asset_map.language import gettext as _
from asset_map.pages.components.address import LONGEST_CHOICE, follow_address, keep_address, key_of
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.lazily import opened
from asset_map.pages.components.page import close_page, open_page, run_screen, today
from asset_map.pages.components.strengths_choices import asked_on_screen, one_of_few
from asset_map.pages.components.what_if_panel import show_what_if, tap_a_place
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.typed_place import find_place
from asset_map.services.what_if import WhatIf, best_sites, one_more_place
from asset_map.services.workspace import Workspace

SCREEN = "what_if"
WAYS = "what_if_ways"
NAMES = ("way", "count", "place")
MOST_AT_ONCE = 5
OWN = "own"
BEST = "best"


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("What if there were one more?"),
        intro=_("See who would have it near, before and after. A map decides nothing: it helps to ask."),
    )
    asked = asked_on_screen(workspace, screen=SCREEN)
    if not workspace.geography.editions:
        st.info(_("Before and after are told by deprivation, and no deprivation edition is installed here."))
        close_page(workspace)
        return
    follow_address(NAMES, screen=WAYS)
    ways = {BEST: _("Find a good place"), OWN: _("I have a place")}
    way = one_of_few(_("What do you want to know?"), ways, name="way", usual=BEST)
    if way == BEST:
        numbers = {str(number): str(number) for number in range(1, MOST_AT_ONCE + 1)}
        count = one_of_few(_("How many more?"), numbers, name="count", usual="1")
        keep_address({"way": "", "count": "" if count == "1" else count, "place": ""}, screen=WAYS)
        found: WhatIf | None = _best(asked, int(count), workspace)
    else:
        typed = st.text_input(
            _("Where? A postcode, a street or a grid reference"), max_chars=LONGEST_CHOICE, key=key_of("place")
        ).strip()
        keep_address({"way": way, "count": "", "place": typed}, screen=WAYS)
        found = _own(asked, typed, workspace)
    if found is not None:
        show_what_if(asked, found)
    close_page(workspace)


def _best(asked: MapQuestion, count: int, workspace: Workspace) -> WhatIf:
    with st.spinner(_("Trying every place where people live …")):
        return best_sites(asked.measured, workspace, count=count, ranking=asked.ranking, distance_m=asked.distance_m)


def _own(asked: MapQuestion, typed: str, workspace: Workspace) -> WhatIf | None:
    with opened(_("Or tap it on a map"), name="tap", icon=":material/touch_app:") as is_open:
        if is_open:
            tap_a_place(workspace)
    if not typed:
        st.info(_("Say where, and who would have it near is told here."), icon=":material/add_location:")
        return None
    try:
        place = find_place(typed, workspace, audience=asked.question.audience, today=today())[0]
    except PlaceNotFoundError as error:
        st.warning(as_typed(str(error)), icon=":material/wrong_location:")
        return None
    st.caption(_("Reckoned from: {place}").format(place=as_typed(place.label)))
    x_m, y_m = degrees_to_metres().transform(place.longitude, place.latitude)
    try:
        return one_more_place(
            asked.measured, workspace, x_m=x_m, y_m=y_m, ranking=asked.ranking, distance_m=asked.distance_m
        )
    except UserError as error:
        st.warning(as_typed(str(error)), icon=":material/wrong_location:")
        return None


run_screen(show)
