"""Who works on the records?"""

from __future__ import annotations

from dataclasses import dataclass

from asset_map.domain.permission import Actor


@dataclass(frozen=True, kw_only=True)
class Person(Actor):
    """Somebody who may sign in; no two have the same name.

    Parameters
    ----------
    person_id
        Opaque and permanent.
    """

    person_id: str
