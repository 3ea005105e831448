"""How does a `Layer` become a Folium page that asks no other machine for anything?

Folium builds the page and starts the map; everything drawn stands in one data block, which ``map_page.js`` reads. No
text that people typed is ever part of HTML or of a program.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Literal

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

from asset_map.language import gettext as _
from asset_map.language import language
from asset_map.maps.layer import Layer
from asset_map.maps.page_data import CLUSTER_FROM_POINTS, data_of_question, page_data, page_title
from asset_map.maps.text import html_text, inline_script, script_json
from asset_map.maps.vendor_files import VENDOR_FOLDER, vendor_file

MIN_ZOOM, MAX_ZOOM = 5, 19

_SCRIPTS = ("leaflet/leaflet.js", "asset_map/map_elements.js", "asset_map/map_panel.js", "asset_map/map_page.js")
_STYLES = ("leaflet/leaflet.css", "asset_map/map_page.css")
_CLUSTER_SCRIPT = "markercluster/leaflet.markercluster.js"
_TYPEFACE = "typeface/typeface.css"


class _Page(Figure):
    """The page around the map: Folium's figure with a title, a language, the data and no address of another machine."""

    _template = Template(Path(__file__).with_name("map_page.html").read_text(encoding="utf-8"))

    def __init__(self) -> None:
        super().__init__()
        self.header._children.clear()  # the template names the character set itself
        self.language = language.get().replace("_", "-")
        self.safe_title = ""
        self.no_script = html_text(_("This page draws its map with a script, and scripts are switched off here."))
        self.whole_page = ""
        self.whole_page_words = html_text(_("Open in Asset Map"))
        self.data = "{}"
        self.inline_styles: list[str] = []
        self.inline_scripts: list[str] = []


class _OfflineMap(folium.Map):
    """A Folium map that brings no jQuery, Bootstrap, icons or tiles, and leaves zooming to the reader."""

    _template = Template(
        """
        {%- macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {%- macro script(this, kwargs) %}var {{ this.get_name() }} = L.map("{{ this.get_name() }}",
        {{ this.options|tojavascript }});{% endmacro %}
        """
    )

    def __init__(self, *, scripts: tuple[str, ...], styles: tuple[str, ...]) -> None:
        super().__init__(tiles=None, zoom_control=False, attribution_control=False, zoom_snap=0.1, fade_animation=False)
        self.options |= {"min_zoom": MIN_ZOOM, "max_zoom": MAX_ZOOM}  # Folium gives them to tiles only
        self._id = "zones"  # Folium's own is random, and equal layers must give equal pages
        self.default_js = [(address, address) for address in scripts]
        self.default_css = [(address, address) for address in styles]


class _Drawing(MacroElement):
    """Draws the data block on the map."""

    _template = Template("{% macro script(this, kwargs) %}assetMap.draw({{ this._parent.get_name() }});{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._id = "drawing"


def folium_page(
    layer: Layer,
    *,
    files: Literal["inlined", "served"],
    vendor_url: str = "/vendor/",
    vendor_folder: Path = VENDOR_FOLDER,
    whole_page: str = "",
) -> str:
    """Render a layer as a complete HTML page.

    Parameters
    ----------
    layer
        What is drawn.
    files
        ``inlined``: one file that opens from a disk or memory stick, in the reader's own typeface. ``served``: the
        scripts, styles and typeface are asked from ``vendor_url``, and cards lead to the screens of that server.
    vendor_url
        Address of the vendor folder on the same server, ending in a slash.
    vendor_folder
        Where the built browser files are.
    whole_page
        Address of the screen that shows the same, for a page that stands in another server's; else empty.

    Returns
    -------
    str
        The page; the same layer gives the same bytes.

    Raises
    ------
    VendorFilesMissingError
        When the browser files were not built.
    """
    scripts, styles = _files_for(layer)
    if files == "served":
        page = _page(
            scripts=tuple(vendor_url + name for name in scripts),
            styles=tuple(vendor_url + name for name in (_TYPEFACE, *styles)),
        )
    else:
        page = _page(scripts=(), styles=())
        page.inline_scripts = [inline_script(_read(name, vendor_folder)) for name in scripts]
        page.inline_styles = [_read(name, vendor_folder) for name in styles]
    page.safe_title = html_text(page_title(layer))
    page.whole_page = html_text(whole_page)
    page.data = script_json(page_data(layer, leads_on=files == "served"))
    html: str = page.render()
    return html


def boot_script_hash() -> str:
    """Return the Content-Security-Policy source of the one script that a served page holds itself.

    Returns
    -------
    str
        For instance ``'sha256-…'`` with its quotes. It is the same for every layer, so a server may send
        ``script-src 'self'`` with it and needs no ``unsafe-inline``.
    """
    page = _page(scripts=(), styles=())
    page.render()
    digest = hashlib.sha256(page.script.render().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def change_of_page(layer: Layer) -> str:
    """Return what a page on this server, which shows another question already, needs to show this layer.

    Parameters
    ----------
    layer
        What is drawn, over the same zones and ground.

    Returns
    -------
    str
        JSON, as `data_of_question` describes it.
    """
    return json.dumps(data_of_question(layer, leads_on=True), ensure_ascii=False, separators=(",", ":"))


def _files_for(layer: Layer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(layer.points.positions) < CLUSTER_FROM_POINTS:
        return _SCRIPTS, _STYLES
    return (_SCRIPTS[0], _CLUSTER_SCRIPT, *_SCRIPTS[1:]), _STYLES


def _page(*, scripts: tuple[str, ...], styles: tuple[str, ...]) -> _Page:
    page = _Page()
    zone_map = _OfflineMap(scripts=scripts, styles=styles)
    zone_map.add_child(_Drawing())
    page.add_child(zone_map)
    return page


def _read(name: str, vendor_folder: Path) -> str:
    return vendor_file(name, folder=vendor_folder).read_text(encoding="utf-8")
