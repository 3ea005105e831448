"""What does somebody need to know to trust a figure, and to work it out again?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asset_map.domain.dates import written_date
from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _


@dataclass(frozen=True, kw_only=True)
class RunCard:
    """What stands beside every figure, map and file.

    Parameters
    ----------
    offer
        The offer that was looked for, by its code; empty when figures are of several.
    audience
        For whom protection was applied.
    as_of
        The date that the figures are judged by.
    known_by
        The date at the end of which the records are taken as they were known; None for now.
    edition, decile_definition
        The deprivation edition, and what its deciles are tenths of; empty without one.
    ranking
        The ranking of it that is used: ``overall`` or a domain.
    boundary_vintage
        The vintage of the zones.
    population_source
        Who counted the people.
    residents_placed_by
        How residents were put on the map, in words.
    distance_kind
        How distances are measured.
    distances_m
        The distances asked for, in metres.
    coverage
        How many zones were looked at, in words: "x of y zones looked at".
    notes
        What to know of the method, a sentence each.
    software_version
        The version that worked it out.
    """

    offer: str
    audience: Audience
    as_of: dt.date
    known_by: dt.date | None = None
    edition: str = ""
    decile_definition: str = ""
    ranking: str = "overall"
    boundary_vintage: str = ""
    population_source: str = ""
    residents_placed_by: str = ""
    distance_kind: DistanceKind = DistanceKind.STRAIGHT_LINE
    distances_m: tuple[int, ...] = ()
    coverage: str = ""
    notes: tuple[str, ...] = ()
    software_version: str = ""

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return the card for people.

        Returns
        -------
        tuple of tuple of str
            Label and value, in the reader's language; what does not apply is left out. Notes come last, one a row.
        """
        distances = ", ".join(f"{distance_m:,} m" for distance_m in self.distances_m)
        rows = [
            (_("Offer"), self.offer),
            (_("Made for"), _audience_words(self.audience)),
            (_("As of"), written_date(self.as_of)),
            (_("As it was known on"), written_date(self.known_by) if self.known_by else ""),
            (_("Zones looked at"), self.coverage),
            (_("Deprivation edition"), self.edition),
            (_("Deciles"), self.decile_definition),
            (_("Ranking"), self.ranking if self.edition else ""),
            (_("Boundaries"), self.boundary_vintage),
            (_("Population"), self.population_source),
            (_("Where residents are"), self.residents_placed_by),
            (_("Distances"), distances),
            (_("Measured"), distance_words(self.distance_kind) if distances else ""),
            (_("Software"), self.software_version),
            *((_("Note"), note) for note in self.notes),
        ]
        return tuple((label, value) for label, value in rows if value)

    def facts(self) -> dict[str, object]:
        """Return the card for files.

        Returns
        -------
        dict
            Each field by its name; codes and ISO dates as text, distances and notes as lists. Ready for JSON.
        """
        return {
            "offer": self.offer,
            "audience": self.audience.value,
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            "edition": self.edition,
            "decile_definition": self.decile_definition,
            "ranking": self.ranking,
            "boundary_vintage": self.boundary_vintage,
            "population_source": self.population_source,
            "residents_placed_by": self.residents_placed_by,
            "distance_kind": self.distance_kind.value,
            "distances_m": list(self.distances_m),
            "coverage": self.coverage,
            "notes": list(self.notes),
            "software_version": self.software_version,
        }


def distance_words(kind: DistanceKind) -> str:
    """Return how distances are measured, in words.

    Parameters
    ----------
    kind
        How they are measured.

    Returns
    -------
    str
        A straight line is never called a walk.
    """
    if kind is DistanceKind.STRAIGHT_LINE:
        return _("in a straight line, which is shorter than any walk")
    return _("along paths and streets that people can walk")


def _audience_words(audience: Audience) -> str:
    return {
        Audience.PUBLIC: _("the public"),
        Audience.PARTNERS: _("partners: it may hold more than the public sees"),
        Audience.TEAM: _("the team: it may hold what is not published yet"),
        Audience.STAFF: _("staff"),
    }[audience]
