"""A map to say where something is: a tap, where the device is, or a line or an area that is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asset_map.language import gettext as _
from asset_map.pages.components.asking import ask
from asset_map.pages.components.own_component import own_component

_HTML = """<div class="place-picker own-part"><button type="button" class="place-here" hidden></button>
<p class="place-note" role="status"></p><div class="place-modes" role="group" hidden></div>
<p class="place-hint"></p><div class="place-map" role="group"></div>
<div class="place-tools" hidden><button type="button" class="place-undo"></button>
<button type="button" class="place-again"></button><button type="button" class="place-done main"></button></div>
<p class="sending-note" role="status"></p><p class="place-problem" role="alert"></p></div>"""

_STYLES = ("leaflet/leaflet.css", "geoman/leaflet-geoman.css")
POINT = "point"
MODES = (POINT, "line", "area")
"""What can be put on the map, in the order of its buttons."""


@dataclass(frozen=True)
class TappedPlace:
    """A place on the map, in degrees (EPSG:4326).

    Parameters
    ----------
    latitude, longitude
        Degrees.
    accuracy_m
        How far off the device may be, in metres; None for a tap.
    """

    latitude: float
    longitude: float
    accuracy_m: float | None = None


@dataclass(frozen=True)
class DrawnShape:
    """A line or an area.

    Parameters
    ----------
    geojson
        Its geometry as GeoJSON in degrees, EPSG:4326; empty when it was taken away.
    """

    geojson: str


def place_picker(
    place: TappedPlace | None,
    *,
    ground: str,
    centre: TappedPlace,
    turn: int,
    key: str,
    on_answer: Callable[[TappedPlace | DrawnShape], None],
    shape: str = "",
    modes: Sequence[str] = (POINT,),
) -> None:
    """Show a map to tap and to draw on.

    Parameters
    ----------
    place
        Where the marker stands; None for no marker.
    ground
        Address on this server of the zones and streets to draw.
    centre
        Where to look at first.
    turn
        Counts the runs of the screen, so that the map knows that its answer has arrived.
    key
        Streamlit's key of this map.
    on_answer
        Takes what was tapped or drawn.
    shape
        The line or area that is there already, as GeoJSON in EPSG:4326.
    modes
        Which of `MODES` may be put on the map.
    """

    def _answer(given: object) -> None:
        if (answer := _read(given)) is not None:
            on_answer(answer)

    data = {
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "shape": shape,
        "modes": [mode for mode in MODES if mode in modes],
        "centre": {"latitude": centre.latitude, "longitude": centre.longitude},
        "ground": ground,
        "words": _words(),
    }
    part = own_component("place_picker", _HTML, vendor_styles=_STYLES)
    ask(part, data, turn=turn, key=key, on_answer=_answer)


def _read(answer: object) -> TappedPlace | DrawnShape | None:
    if not isinstance(answer, dict):
        return None
    if isinstance(shape := answer.get("shape"), str):
        return DrawnShape(shape) if not shape or _is_shape(shape) else None
    degrees = [answer.get("latitude"), answer.get("longitude")]
    if not all(isinstance(one, int | float) for one in degrees):
        return None
    accuracy_m = answer.get("accuracy_m")
    known_m = float(accuracy_m) if isinstance(accuracy_m, int | float) else None
    return TappedPlace(float(answer["latitude"]), float(answer["longitude"]), known_m)


def _is_shape(text: str) -> bool:
    try:
        geometry = json.loads(text)
    except ValueError:
        return False
    return isinstance(geometry, dict) and geometry.get("type") in {"LineString", "Polygon"}


def _words() -> dict[str, str]:
    return {
        "here": _("Use my location"),
        "locating": _("Finding where you are…"),
        "denied": _("This device does not tell where it is. Tap the map, or type a postcode or an address."),
        "not_found": _("Where you are could not be found. Tap the map, or type a postcode or an address."),
        "map": _("Map"),
        "modes": _("What to put on the map"),
        "point": _("Point"),
        "line": _("Line"),
        "area": _("Area"),
        "tap": _("Or tap the map."),
        "move": _("Not quite there? Tap again."),
        "draw_line": _("Tap the map along the line, one tap for each bend. Then tap Done."),
        "draw_area": _("Tap the map at each corner, all the way round. Then tap Done."),
        "drawn": _("Drawn. Drag a corner to move it, or start again."),
        "corner": _("Corner"),
        "undo": _("Undo last corner"),
        "again": _("Start again"),
        "done": _("Done"),
        "failed": _("The map could not be shown; type a postcode or an address instead."),
    }
