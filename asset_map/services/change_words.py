"""What do people read about what changed between two days?"""

from __future__ import annotations

from collections.abc import Mapping

from asset_map.domain.coverage import CoverageState
from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.language import gettext as _
from asset_map.services.then_and_now import AssetChange, Figure

SHARE = f"share_within_{DEFAULT_DISTANCE_M}m"


def change_words() -> Mapping[str, str]:
    """Return what people read for what became of an asset.

    Returns
    -------
    mapping
        Words by code of `AssetChange`.
    """
    return {
        AssetChange.ADDED.value: _("New on record"),
        AssetChange.GONE.value: _("No longer on record"),
        AssetChange.NO_LONGER_USABLE.value: _("No longer usable"),
        AssetChange.USABLE_AGAIN.value: _("Usable now"),
        AssetChange.OTHER_STATUS.value: _("Open in another way"),
    }


def coverage_state_words() -> Mapping[str, str]:
    """Return what people read for each state of coverage.

    Returns
    -------
    mapping
        Words by code of `CoverageState`.
    """
    return {
        CoverageState.FOUND.value: _("found"),
        CoverageState.LOOKED_NONE.value: _("looked, and none there"),
        CoverageState.OUT_OF_DATE.value: _("looked too long ago"),
        CoverageState.NOT_LOOKED.value: _("not looked"),
    }


def figure_words() -> Mapping[str, str]:
    """Return what people read for each figure.

    Returns
    -------
    mapping
        Words by the code of a `Figure`.
    """
    return {
        "on_record": _("Assets on record"),
        "usable": _("Assets that are usable"),
        CoverageState.FOUND.value: _("Zones where something was found"),
        CoverageState.LOOKED_NONE.value: _("Zones looked at, and none there (gaps)"),
        CoverageState.OUT_OF_DATE.value: _("Zones looked at too long ago"),
        CoverageState.NOT_LOOKED.value: _("Zones not looked at"),
        SHARE: _("People within {distance} m in a straight line").format(distance=DEFAULT_DISTANCE_M),
    }


def figure_values(figure: Figure) -> tuple[str, str]:
    """Return a figure then and now as people read it.

    Parameters
    ----------
    figure
        Any.

    Returns
    -------
    tuple of str
        Whole numbers, or a share in per cent; a dash where it cannot be told.
    """
    pattern = "{:.0%}" if figure.code == SHARE else "{:,.0f}"
    then, now = ("–" if value != value else pattern.format(value) for value in (figure.then, figure.now))  # noqa: PLR0124  (missing)
    return then, now
