"""Which official files are downloaded, from where, and under which licence?"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

WHOLE_COUNTRY = "scotland"
"""The area that is no council."""


class Role(StrEnum):
    """What a file is for; the options of ``asset-map geography add`` are called so, in this order."""

    BOUNDARIES = "boundaries"
    DEPRIVATION = "deprivation"
    POSTCODES = "postcodes"
    LOOKUP = "lookup"


class Kind(StrEnum):
    """What must arrive."""

    ZIP = "zip"
    CSV = "csv"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One official file.

    Parameters
    ----------
    id
        The permanent name of the entry.
    title, publisher
        What it is and who publishes it.
    url
        Where it is downloaded from.
    licence, attribution
        What must be shown wherever it is used.
    role, kind
        What it is for, and what must arrive.
    file_name
        What it is called once it is here.
    default
        Whether it is downloaded unless told otherwise.
    """

    id: str
    title: str
    url: str
    publisher: str
    licence: str
    attribution: str
    role: Role
    kind: Kind
    file_name: str
    default: bool = True


def read_sources(text: str) -> tuple[Source, ...]:
    """Read the list of official files from the text of ``data/sources.toml``.

    Parameters
    ----------
    text
        The whole file.

    Returns
    -------
    tuple of Source
        In the file's order.
    """
    return tuple(_source(entry) for entry in tomllib.loads(text)["source"])


def _source(entry: dict[str, Any]) -> Source:
    return Source(**(entry | {"role": Role(entry["role"]), "kind": Kind(entry["kind"])}))


def add_command(sources: Sequence[Source], folder: Path, *, area: str) -> str:
    """Return the command that installs files once they are here.

    Parameters
    ----------
    sources
        The files.
    folder
        Where they are.
    area
        A council's name or code, or ``scotland``.

    Returns
    -------
    str
        Ready to be pasted into a shell.
    """
    words = ["asset-map", "geography", "add"]
    for role in Role:
        for source in sources:
            if source.role is role:
                words += [f"--{role.value}", str(folder / source.file_name)]
    if area.casefold() != WHOLE_COUNTRY:
        words += ["--council", area]
    return shlex.join(words)
