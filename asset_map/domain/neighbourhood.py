"""What is a neighbourhood, and how is it known again in an address?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 120

_NOT_IN_AN_ADDRESS = re.compile(r"[^a-z0-9]+")


class NeighbourhoodKind(StrEnum):
    """How a neighbourhood came to be one."""

    THRIVING_PLACE = "thriving_place"
    WARD = "ward"
    NAMED = "named"
    DRAWN = "drawn"
    INTERMEDIATE_ZONE = "intermediate_zone"
    ZONES_OF_ONE_NAME = "zones_of_one_name"
    ZONE = "zone"


KEPT_KINDS = (
    NeighbourhoodKind.THRIVING_PLACE,
    NeighbourhoodKind.WARD,
    NeighbourhoodKind.NAMED,
    NeighbourhoodKind.DRAWN,
)
"""What somebody added; the other kinds come with the zones themselves."""


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """A named set of zones, or an area with an outline of its own.

    Parameters
    ----------
    neighbourhood_id
        Stands in its address; permanent.
    name, kind
        What people call it, and how it came to be one.
    zone_system, zone_codes
        The zones it is made of and their system, sorted; both empty for one with an outline.
    shape_bng
        Its outline as well-known binary in metres, EPSG:27700; None for one that is made of whole zones.
    source, licence
        Who says so, and the terms of that.
    """

    neighbourhood_id: str
    name: str
    kind: NeighbourhoodKind
    zone_system: str = ""
    zone_codes: tuple[str, ...] = ()
    shape_bng: bytes | None = None
    source: str = ""
    licence: str = ""


def id_from_name(name: str, taken: Collection[str]) -> str:
    """Return an id for a new neighbourhood that people can read in its address.

    Parameters
    ----------
    name
        What it is called.
    taken
        Ids that were ever given: an address that somebody kept must not lead elsewhere.

    Returns
    -------
    str
        Lower-case letters, digits and hyphens, with a number where the name is taken.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = _NOT_IN_AN_ADDRESS.sub("-", plain).strip("-") or "area"
    numbered = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)
