"""Asset Map: navigation between the screens, and the start of the server."""

from __future__ import annotations

import streamlit as st

from asset_map.language import gettext as _
from asset_map.settings import bundled
from asset_map.web.routes import middleware, routes


def server() -> st.App:
    """Return the whole application: the screens, and everything that is served beside them.

    Returns
    -------
    streamlit.App
        An ASGI application.
    """
    return st.App(bundled("app.py"), routes=routes(), middleware=middleware())


def navigation() -> None:
    """Show the screen that was chosen."""
    pages = bundled("asset_map/pages")
    icon = str(bundled("asset_map/web/frontend/icon.png"))
    st.set_page_config(page_title="Asset Map", page_icon=icon, layout="wide", menu_items={"About": None})
    st.navigation(
        [
            st.Page(pages / "map_and_list.py", title=_("Map and list"), icon=":material/map:", default=True),
            st.Page(pages / "add_an_asset.py", title=_("Add an asset"), icon=":material/add_location:"),
            st.Page(pages / "strengths_and_gaps.py", title=_("Strengths and gaps"), icon=":material/insights:"),
            st.Page(pages / "neighbourhoods.py", title=_("Neighbourhoods"), icon=":material/location_city:"),
            st.Page(pages / "what_if.py", title=_("What if"), icon=":material/add_home_work:"),
            st.Page(pages / "take_away.py", title=_("Take away"), icon=":material/download:"),
            st.Page(pages / "links.py", title=_("How things are linked"), icon=":material/hub:"),
            st.Page(pages / "asset.py", title=_("An asset"), icon=":material/description:"),
            st.Page(pages / "records.py", title=_("Records"), icon=":material/inventory_2:"),
            st.Page(pages / "keep_records_true.py", title=_("Keep records true"), icon=":material/task_alt:"),
            st.Page(pages / "walk_a_zone.py", title=_("Walk a zone"), icon=":material/directions_walk:"),
            st.Page(pages / "words_to_codes.py", title=_("Words to codes"), icon=":material/translate:"),
            st.Page(pages / "take_in_a_list.py", title=_("Take in a list"), icon=":material/upload_file:"),
            st.Page(pages / "mapping_sessions.py", title=_("Mapping sessions"), icon=":material/groups:"),
            st.Page(pages / "after_session.py", title=_("After a session"), icon=":material/rate_review:"),
            st.Page(pages / "you_said_we_did.py", title=_("You said, we did"), icon=":material/campaign:"),
            st.Page(pages / "look_after.py", title=_("Look after it"), icon=":material/health_and_safety:"),
            st.Page(pages / "data_protection.py", title=_("Data protection"), icon=":material/policy:"),
            st.Page(pages / "people.py", title=_("Who may do what"), icon=":material/manage_accounts:"),
            st.Page(pages / "set_up_your_area.py", title=_("Set up your area"), icon=":material/tune:"),
        ],
        position="hidden",  # a phone would hide it behind a button; each screen shows the links itself
    ).run()


if __name__ == "__main__":
    navigation()
