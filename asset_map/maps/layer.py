"""What is drawn? Made once; screen, print and export render the same `Layer`, so they cannot disagree."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property

from asset_map.maps.drawing import DrawnContext, DrawnZones


class Pattern(StrEnum):
    """How a class is filled, so that meaning never hangs on colour alone."""

    PLAIN = "plain"
    HATCHED = "hatched"
    CROSSED = "crossed"
    DOTTED = "dotted"


@dataclass(frozen=True)
class LegendClass:
    """One line of a legend.

    Parameters
    ----------
    label
        What people read.
    colour
        Fill, as ``#rrggbb``.
    pattern
        What is drawn over the fill.
    """

    label: str
    colour: str
    pattern: Pattern = Pattern.PLAIN


@dataclass(frozen=True)
class LegendGrid:
    """Lines of a legend that are read in two ways at once.

    Parameters
    ----------
    rows_title, columns_title
        What goes down, and what goes across.
    rows, columns
        Their headings.
    cells
        For each row, the position in the theme's classes for each column.
    """

    rows_title: str
    columns_title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Theme:
    """One way of colouring the zones.

    Parameters
    ----------
    theme_id
        Stable name for links and tests.
    title, note
        What people read above and below the legend.
    classes
        The lines of the legend, in order.
    class_of_zone
        Position in ``classes`` of each zone, in the order of the layer's zones.
    grid
        Which of the classes stand in a grid; the others stand in a list below it. None for a list only.
    """

    theme_id: str
    title: str
    note: str
    classes: tuple[LegendClass, ...]
    class_of_zone: tuple[int, ...]
    grid: LegendGrid | None = None

    @property
    def zones_in_class(self) -> tuple[int, ...]:
        """How many zones each class holds, in the order of ``classes``."""
        counts = Counter(self.class_of_zone)
        return tuple(counts[position] for position in range(len(self.classes)))


@dataclass(frozen=True)
class Table:
    """What can be read of each zone or point; the first column is its name.

    Parameters
    ----------
    columns
        Headings.
    rows
        Texts as people read them; empty where there is nothing to say.
    listed
        Positions of the columns that a list shows; a card shows all. Empty when a list shows all, too.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    listed: tuple[int, ...] = ()


@dataclass(frozen=True)
class DrawnPoints:
    """Places drawn as points, and as lines and areas where they have such a shape.

    Parameters
    ----------
    table
        One row for each point.
    positions
        Latitude and longitude of each point, in degrees, EPSG:4326, rounded to 5 decimals.
    groups
        The lines of the legend.
    group_of_point
        Position in ``groups`` of each point.
    shapes
        For each point the line or area it stands on, as GeoJSON in degrees, EPSG:4326, rounded to 5 decimals; empty
        text where there is none. Empty when there is none at all.
    asset_ids
        The asset of each point, to which a page on a server leads; empty text for one that leads nowhere, and empty
        when none does.
    """

    table: Table = Table()
    positions: tuple[tuple[float, float], ...] = ()
    groups: tuple[LegendClass, ...] = ()
    group_of_point: tuple[int, ...] = ()
    shapes: tuple[str, ...] = ()
    asset_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What stands around a drawing.

    Parameters
    ----------
    area_name
        The area, as people call it.
    edition_name
        The deprivation edition, or empty.
    banner
        One line across the top, for instance that the town is made up.
    attribution
        The credits that the sources of boundaries and data ask for.
    run_card
        What the drawing was made from and how, as label and value.
    context
        Streets, parks and water under the zones.
    """

    area_name: str
    edition_name: str = ""
    banner: str = ""
    attribution: str = ""
    run_card: tuple[tuple[str, str], ...] = ()
    context: DrawnContext | None = None


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Everything that is drawn and read on one map.

    Parameters
    ----------
    title, subtitle
        What the map shows, and where and when.
    setting
        What stands around the drawing.
    zones
        The zones' outlines.
    zone_table
        One row for each zone, in the same order; the second column is the zone's code.
    themes
        The ways of colouring the zones.
    opens_with
        The theme that is shown first; the first one when empty.
    looked
        How many of the zones were looked at, in words; it stands under every legend.
    points
        Places to draw over the zones.

    Raises
    ------
    ValueError
        When a theme, table or group does not fit the zones or points, or there is no theme to open with.
    """

    title: str
    subtitle: str
    setting: Setting
    zones: DrawnZones
    zone_table: Table
    themes: tuple[Theme, ...]
    opens_with: str = ""
    looked: str = ""
    points: DrawnPoints = field(default_factory=DrawnPoints)

    def __post_init__(self) -> None:
        zone_count, point_count = len(self.zones.codes), len(self.points.positions)
        expected = {"zone table": (len(self.zone_table.rows), zone_count)}
        expected |= {f"theme {theme.theme_id}": (len(theme.class_of_zone), zone_count) for theme in self.themes}
        expected |= {"point table": (len(self.points.table.rows), point_count)}
        expected |= {"groups of points": (len(self.points.group_of_point), point_count)}
        for name, given in (("shapes", self.points.shapes), ("asset ids", self.points.asset_ids)):
            expected |= {f"{name} of points": (len(given), point_count if given else 0)}
        for name, (found, wanted) in expected.items():
            if found != wanted:
                msg = f"The {name} of the layer '{self.title}' has {found} entries where {wanted} are drawn."
                raise ValueError(msg)

        if self.opens_with and self.opens_with not in {theme.theme_id for theme in self.themes}:
            msg = f"The layer '{self.title}' has no theme '{self.opens_with}' to open with."
            raise ValueError(msg)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything in the layer: equal layers give equal pages, so pages are kept by it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
