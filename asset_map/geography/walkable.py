"""Which ways of OpenStreetMap may be walked along?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asset_map.errors import GeographyError

Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class WalkingRules:
    """What ``data/geography/walking.toml`` says: tags by key, each with the values that count.

    Parameters
    ----------
    walkable
        Makes a way walkable.
    walkable_if_allowed
        The same, where `allowed` is there too.
    refused
        Refuses a way whatever else it says.
    refused_unless_allowed
        Refuses a way where `allowed` is not there.
    allowed
        Says that people on foot may go there.
    attribution
        Words to show wherever the ways are used.
    """

    walkable: Values
    walkable_if_allowed: Values
    refused: Values
    refused_unless_allowed: Values
    allowed: Values
    attribution: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of which a way must have one to be walkable."""
        return tuple(dict.fromkeys((*self.walkable, *self.walkable_if_allowed)))

    def allow(self, tags: Mapping[str, str]) -> bool:
        """Return whether people may walk along a way.

        Parameters
        ----------
        tags
            The tags of the way.

        Returns
        -------
        bool
            False for whatever the rules do not name.
        """
        on_foot = _any_of(self.allowed, tags)
        walkable = _any_of(self.walkable, tags) or (on_foot and _any_of(self.walkable_if_allowed, tags))
        refused = _any_of(self.refused, tags) or (not on_foot and _any_of(self.refused_unless_allowed, tags))
        return walkable and not refused


def read_walking_rules(path: Path) -> WalkingRules:
    """Read which ways count.

    Parameters
    ----------
    path
        A file such as ``data/geography/walking.toml``.

    Returns
    -------
    WalkingRules
        As the file has them.

    Raises
    ------
    GeographyError
        The file is no TOML, or lacks something.
    """
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
        return WalkingRules(
            walkable=_values(described["walkable"]),
            walkable_if_allowed=_values(described["walkable_if_allowed"]),
            refused=_values(described["refused"]),
            refused_unless_allowed=_values(described["refused_unless_allowed"]),
            allowed=_values(described["allowed"]),
            attribution=described["attribution"],
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        message = f"{path.name} does not say which ways may be walked along as expected: {error}."
        raise GeographyError(message) from error


def _values(table: Mapping[str, Any]) -> Values:
    return {key: frozenset(values) for key, values in table.items()}


def _any_of(values: Values, tags: Mapping[str, str]) -> bool:
    return any(tags.get(key) in wanted for key, wanted in values.items())
