"""Which command writes the same file again?"""

from __future__ import annotations

import shlex

from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.file import file_name
from asset_map.services.workspace import Workspace


def command_of(taken: Taken, made_in: Format, workspace: Workspace) -> str:
    """Return the command that writes what is taken away.

    Parameters
    ----------
    taken
        What is asked for.
    made_in
        The format.
    workspace
        The area.

    Returns
    -------
    str
        For a shell; what is as usual is left out.
    """
    question, usual = taken.question, Taken(what=taken.what, question=taken.question)
    words = ["asset-map", "export", taken.what.value]
    options = {
        "--offer": question.offer,
        "--neighbourhood": taken.neighbourhood_id,
        "--kind": taken.kind,
        "--as-of": question.known_by.isoformat() if question.known_by else "",
        "--deprivation": question.edition_id or "",
        "--audience": "" if question.audience is Audience.PUBLIC else question.audience.value,
    }
    for name, value in options.items():
        words += [name, value] if value else []
    if taken.distances_m != usual.distances_m:
        for distance_m in taken.distances_m:
            words += ["--distance", str(distance_m)]
    words += ["--network"] if taken.distance_kind is DistanceKind.WALKING_NETWORK else []
    words += ["--usable"] if taken.usable_only else []
    return shlex.join([*words, "--out", file_name(taken, made_in, workspace)])
