"""Set up your area: official boundaries, deprivation and postcodes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from asset_map.domain.permission import may_set_up
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.geography.installed import InstallReport
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.page import close_page, open_page, page, run_screen
from asset_map.services.current import current_workspace
from asset_map.services.geography import AreaFiles, add_geography, describe, fetch_geography, list_geographies
from asset_map.services.people.inviting import entrance
from asset_map.settings import read_settings

BOUNDARY_ENDINGS = ["zip", "geojson", "json", "gpkg", "fgb", "parquet"]
TABLE_ENDINGS = ["csv", "xlsx", "zip", "parquet"]
PATH_ENDINGS = ["pbf", "osm"]


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Set up your area"),
        intro=_("Asset Map sets what you record beside official data zones and deprivation. They are installed once."),
    )
    _installed()
    person = who.signed_in(workspace)
    if person is None or not may_set_up(person):
        _how_to_be_let()
        close_page(workspace)
        return
    fetch, add = st.tabs([_("Fetch the official files"), _("Add files you have")])
    with fetch:
        _fetch(person)
    with add:
        _add(person)
    close_page(workspace)


def _installed() -> None:
    reports = list_geographies(read_settings())
    if not reports:
        st.markdown(_("Nothing is set up yet, so the demo town is shown."))
    for report in reports:
        with st.container(border=True):
            st.markdown(f"**{report.area_name}**")
            st.code(describe(report), language=None, wrap_lines=True)
            if report.network is None:
                _how_to_measure_on_foot()


def _how_to_measure_on_foot() -> None:
    st.markdown(
        _(
            "Distances here are straight lines. To measure along streets and paths, download a map of your region from "
            "OpenStreetMap (for instance “Scotland”, a file ending in .osm.pbf, from "
            "[download.geofabrik.de](https://download.geofabrik.de/europe/united-kingdom.html)) and add it under "
            "*Add files you have*. In a terminal, the same with:"
        )
    )
    st.code("asset-map geography add --network scotland-latest.osm.pbf", language=None, wrap_lines=True)


def _how_to_be_let() -> None:
    st.info(
        _(
            "A steward sets up an area. If you started Asset Map yourself, open the second line that it printed: your "
            "personal link."
        ),
        icon=":material/key:",
    )
    st.markdown(_("In a terminal, the same is done with:"))
    st.code('asset-map geography fetch "Glasgow City"', language=None, wrap_lines=True)


def _fetch(person: Person) -> None:
    st.markdown(
        _(
            "This asks the Scottish Government and National Records of Scotland for about 60 MB. It needs the "
            "internet, and can be stopped and carried on."
        )
    )
    with st.form("fetch"):
        area = st.text_input(_("Council"), placeholder="Glasgow City", help=_("Its name or code, or “scotland”."))
        asked = st.form_submit_button(_("Fetch and install"), type="primary")
    if asked:
        if not area.strip():
            st.error(_("Type the name of a council, for instance Glasgow City."))
            return
        _work(lambda say: fetch_geography(area.strip(), read_settings(), now=_now(), actor=person, progress=say))


def _add(person: Person) -> None:
    with st.form("add"):
        boundaries = st.file_uploader(_("Boundaries of the zones"), type=BOUNDARY_ENDINGS)
        deprivation = st.file_uploader(_("Deprivation"), type=TABLE_ENDINGS, accept_multiple_files=True)
        postcodes = st.file_uploader(_("Postcodes"), type=TABLE_ENDINGS, accept_multiple_files=True)
        lookups = st.file_uploader(_("Zones to councils"), type=TABLE_ENDINGS, accept_multiple_files=True)
        network = st.file_uploader(_("Streets and paths (OpenStreetMap)"), type=PATH_ENDINGS)
        council = st.text_input(_("Keep only this council"), help=_("Its name or code; leave it empty to keep all."))
        asked = st.form_submit_button(_("Install"), type="primary")
    if not asked:
        return
    if boundaries is None and not (deprivation or postcodes or lookups or network):
        st.error(_("Choose a file first: the boundaries to begin with."))
        return
    with TemporaryDirectory() as folder:
        files = AreaFiles(
            boundaries=_kept(boundaries, Path(folder)) if boundaries else None,
            deprivation=_all_kept(deprivation, Path(folder)),
            postcodes=_all_kept(postcodes, Path(folder)),
            lookups=_all_kept(lookups, Path(folder)),
            council=council.strip() or None,
            network=_kept(network, Path(folder)) if network else None,
        )
        _work(lambda say: add_geography(files, read_settings(), now=_now(), actor=person, progress=say))


def _work(install: Callable[[Callable[[str], None]], InstallReport]) -> None:
    before = current_workspace().store.place
    with st.status(_("Working…"), expanded=True) as status:
        try:
            report = install(st.write)
        except UserError as error:
            status.update(label=_("This did not work"), state="error")
            st.code(str(error), language=None, wrap_lines=True)
            return
        status.update(label=_("Installed"), state="complete", expanded=False)
    st.success(describe(report).splitlines()[0], icon=":material/check_circle:")
    area = current_workspace()
    if area.store.place != before:  # its store is a new one, in which nobody is known yet
        st.link_button(
            _("Go on there as steward"), f"/enter/{entrance(area, now=_now())}", icon=":material/login:", type="primary"
        )
    st.page_link(page("map_and_list"), label=_("See the map and list"), icon=":material/map:")


def _kept(upload: UploadedFile, folder: Path) -> Path:
    path = folder / Path(upload.name).name
    path.write_bytes(upload.getbuffer())
    return path


def _all_kept(uploads: Sequence[UploadedFile], folder: Path) -> tuple[Path, ...]:
    return tuple(_kept(upload, folder) for upload in uploads)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


run_screen(show)
