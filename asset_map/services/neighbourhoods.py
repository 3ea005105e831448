"""Which zones make up a neighbourhood?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from asset_map.services.workspace import Workspace

_NUMBER = re.compile(r"\s*[-–]\s*\d+$")


def neighbourhoods(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Return the neighbourhoods of an area: zones whose names differ by their number only belong together.

    Parameters
    ----------
    workspace
        The area. Scottish data zones are named like "Ruchill - 02"; a zone without such a number stands alone.

    Returns
    -------
    mapping
        Codes of the zones by the neighbourhood's name, in the order of names.
    """
    together: dict[str, list[str]] = {}
    for code, name in workspace.geography.zones_bng["zone_name"].items():
        together.setdefault(_NUMBER.sub("", str(name)), []).append(str(code))
    return {name: tuple(sorted(codes)) for name, codes in sorted(together.items())}
