"""Who works on the records?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may work on the records: staff, as opposed to the public.

    Parameters
    ----------
    person_id
        Opaque and permanent.
    name
        As the others know them; no two have the same.
    """

    person_id: str
    name: str
