"""Choosing the list that is to be taken in."""

from __future__ import annotations

import streamlit as st

from asset_map.errors import UserError
from asset_map.intake.readable import LARGEST_FILE_BYTES
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk, ListDraft, lay_down, throw_list_away
from asset_map.pages.components.list_state import key, refused
from asset_map.pages.components.list_work import JOBS, KEEP, LOOK

ENDINGS = [
    "csv", "tsv", "tab", "psv", "txt", "xlsx", "xls", "ods", "geojson", "json", "gpkg", "zip", "fgb", "kml", "kmz",
    "gpx", "osm", "pbf", "parquet",
]  # fmt: skip
_TIMES = "list_chosen_times"


def choose_file(desk: Desk) -> None:
    """Let a person choose a file; it is kept on the server at once.

    Parameters
    ----------
    desk
        Whose.
    """
    st.subheader(_("Choose the list"), anchor=False)
    st.markdown(
        _(
            "A spreadsheet, a text table, a map layer or a feed of places. Columns, words and places are worked out "
            "for you, and you see everything before it is stored."
        )
    )
    # An uploader cannot be emptied; another key makes another one, and lets the file go from memory.
    times = int(st.session_state.get(_TIMES, 0))
    uploaded = st.file_uploader(
        _("The list"),
        type=ENDINGS,
        max_upload_size=LARGEST_FILE_BYTES // 10**6,
        help=_("CSV, Excel, ODS, GeoJSON, GeoPackage, zipped shapefile, KML, GPX, OpenStreetMap and more."),
        key=key(f"file_{times}"),
    )
    if uploaded is not None:
        try:
            lay_down(uploaded.getbuffer(), uploaded.name, desk)
        except UserError as error:
            refused(error)
        else:
            forget_jobs(desk)
        st.session_state[_TIMES] = times + 1
        st.rerun()


def chosen_file(draft: ListDraft, desk: Desk) -> None:
    """Say which file lies there, with the way to another one.

    Parameters
    ----------
    draft
        The list.
    desk
        Whose.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/description: **{as_typed(draft.request.path.name)}**", width="content")
        st.button(
            _("Choose another file"),
            type="tertiary",
            icon=":material/close:",
            key=key("other_file"),
            help=_("Throws this file and what you chose for it away. Nothing of it was stored."),
            on_click=throw_away,
            args=(desk,),
        )


def throw_away(desk: Desk) -> None:
    """Forget the list and all that was worked out of it.

    Parameters
    ----------
    desk
        Whose.
    """
    begin_anew(desk)
    throw_list_away(desk)


def begin_anew(desk: Desk) -> None:
    """Forget what was worked out, and how the screen stood.

    Parameters
    ----------
    desk
        Whose.
    """
    forget_jobs(desk)
    for name in [name for name in st.session_state if str(name).startswith("list_") and name != _TIMES]:
        del st.session_state[name]


def forget_jobs(desk: Desk) -> None:
    """Stop what is worked out for somebody, and forget it.

    Parameters
    ----------
    desk
        Whose.
    """
    for what in (LOOK, KEEP):
        JOBS.forget(desk.job_of(what))
