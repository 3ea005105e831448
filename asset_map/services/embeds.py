"""How does a map or a profile get into somebody else's web page?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.language import gettext as _
from asset_map.services.find import PUBLIC_FIELDS
from asset_map.services.workspace import Workspace

EMBED = "/embed"

MAP_FIELDS = ("offer", "distance", "measured", "edition", "ranking", "as_of")
"""What of a map of strengths and gaps stands in the address of its screen too."""

HEIGHT_PX = 600
"""High enough for a map with its legend, and for a profile to be read in."""


@dataclass(frozen=True)
class Embed:
    """Something that stands in another page, for the public and always as it is now.

    Parameters
    ----------
    title
        What it is; a screen reader says it before the frame is entered.
    path
        Its address on this server.
    """

    title: str
    path: str


def places_embed(workspace: Workspace, *, kind: str = "", offer: str = "") -> Embed:
    """Return the map of what is here.

    Parameters
    ----------
    workspace
        The area.
    kind, offer
        Codes; empty for all.

    Returns
    -------
    Embed
        With its title and address.
    """
    title = _("Map of community assets in {area}").format(area=workspace.geography.area_name)
    return Embed(title, _with(f"{EMBED}/map", {"kind": kind, "offer": offer}))


def strengths_embed(workspace: Workspace, offer: str) -> Embed:
    """Return the map of strengths and gaps of one offer.

    Parameters
    ----------
    workspace
        The area.
    offer
        A code of the classification.

    Returns
    -------
    Embed
        With its title and address.
    """
    words = _("Map of strengths and gaps in {area}: {offer}")
    label = workspace.classification.offers[offer].label
    title = words.format(area=workspace.geography.area_name, offer=label)
    return Embed(title, _with(f"{EMBED}/strengths", {"offer": offer}))


def profile_embed(neighbourhood: Neighbourhood) -> Embed:
    """Return the profile of a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Which one.

    Returns
    -------
    Embed
        With its title and address.
    """
    title = _("{name}: what is strong here").format(name=neighbourhood.name)
    return Embed(title, f"{EMBED}/neighbourhood/{quote(neighbourhood.neighbourhood_id, safe='')}")


def iframe(embed: Embed, host: str) -> str:
    """Return the lines that are pasted into a web page.

    Parameters
    ----------
    embed
        What is shown.
    host
        This server's address without a path, for instance ``https://map.example.org``.

    Returns
    -------
    str
        HTML, ready to be pasted: everything in it is escaped.
    """
    return (
        f'<iframe src="{escape(host + embed.path)}"\n'
        f'  title="{escape(embed.title)}"\n'
        f'  width="100%" height="{HEIGHT_PX}" style="border: 0" loading="lazy"></iframe>'
    )


def whole_map_address(parameters: Mapping[str, str]) -> str:
    """Return the address of the screen that shows what a map of assets shows.

    Parameters
    ----------
    parameters
        What the map was asked for.

    Returns
    -------
    str
        Path and parameters; what the screen does not know is left out.
    """
    return _with("/", {name: parameters.get(name, "") for name in PUBLIC_FIELDS})


def whole_strengths_address(parameters: Mapping[str, str]) -> str:
    """Return the address of the screen that shows what a map of strengths and gaps shows.

    Parameters
    ----------
    parameters
        What the map was asked for.

    Returns
    -------
    str
        Path and parameters; what the screen does not know is left out.
    """
    return _with("/strengths_and_gaps", {name: parameters.get(name, "") for name in MAP_FIELDS})


def _with(path: str, parameters: Mapping[str, str]) -> str:
    given = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{given}" if given else path
