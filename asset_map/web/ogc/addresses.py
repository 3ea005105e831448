"""At which addresses does a client go on?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from asset_map.services.features.collections import MEASURED

JSON = "application/json"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
HTML = "text/html"

Link = dict[str, str]


@dataclass(frozen=True)
class Addresses:
    """The addresses of one service, as a client sees them.

    Parameters
    ----------
    root
        That of its landing page, without a slash at the end.
    question
        What is asked of every layer, and stays in every link: parameters.
    """

    root: str
    question: tuple[tuple[str, str], ...] = ()

    def of(self, *parts: str, more: Mapping[str, str] | None = None) -> str:
        """Return an address.

        Parameters
        ----------
        *parts
            The steps of its path below the landing page.
        more
            Parameters beside the question; what is empty is left out.

        Returns
        -------
        str
            Absolute.
        """
        path = "".join(f"/{quote(part, safe='')}" for part in parts)
        given = {name: value for name, value in (dict(self.question) | dict(more or {})).items() if value}
        return f"{self.root}{path}" + (f"?{urlencode(given, safe=',:/')}" if given else "")


def addresses(root: str, parameters: Mapping[str, str]) -> Addresses:
    """Return the addresses of a service.

    Parameters
    ----------
    root
        That of its landing page.
    parameters
        Those of a request.

    Returns
    -------
    Addresses
        With what the request asks of every layer.
    """
    asked = ((name, parameters.get(name, "")) for name in MEASURED)
    return Addresses(root, tuple((name, value) for name, value in asked if value))


def link(href: str, rel: str, kind: str, title: str) -> Link:
    """Return a link as OGC API has it.

    Parameters
    ----------
    href, rel, kind, title
        Where to, what for, its media type, and what it is in words.

    Returns
    -------
    dict
        Ready for JSON.
    """
    return {"href": href, "rel": rel, "type": kind, "title": title}
