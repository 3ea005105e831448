"""Which neighbourhoods did people name or draw?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping, insert, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import neighbourhoods
from asset_map.store.transactions import OpenDatabase


class Neighbourhoods(OpenDatabase):
    """Neighbourhoods that were added; anybody may see them."""

    def neighbourhoods(self) -> list[Neighbourhood]:
        """Return the neighbourhoods that hold.

        Returns
        -------
        list of Neighbourhood
            By name and then id.
        """
        holding = select(neighbourhoods).where(neighbourhoods.c.removed_at.is_(None))
        with self._reading() as connection:
            rows = connection.execute(holding).mappings().all()
        return sorted(map(_neighbourhood, rows), key=lambda one: (one.name, one.neighbourhood_id))

    def neighbourhood_ids(self) -> set[str]:
        """Return every id that was ever given, of what was removed too.

        Returns
        -------
        set of str
            Never to be given to another neighbourhood.
        """
        with self._reading() as connection:
            return set(connection.scalars(select(neighbourhoods.c.neighbourhood_id)))

    def keep_neighbourhoods(self, kept: Sequence[Neighbourhood], *, event: AuditEvent) -> None:
        """Keep neighbourhoods, new ones or in place of what stood under their ids, all of them or none.

        Parameters
        ----------
        kept, event
            The neighbourhoods; who keeps them, when and why.

        Raises
        ------
        StoreError
            For text or an outline that cannot be stored.
        """
        for one in kept:
            _refuse_unstorable(one)
        with self._changing() as connection:
            changes = [_keep(connection, one, event) for one in kept]
            insert_events(connection, event, changes)

    def remove_neighbourhood(self, neighbourhood_id: str, *, event: AuditEvent) -> Neighbourhood:
        """Take a neighbourhood away; its id is never given again.

        Parameters
        ----------
        neighbourhood_id, event
            Which one; who removes it, when and why.

        Returns
        -------
        Neighbourhood
            As it was.

        Raises
        ------
        StoreError
            When there is none, any longer.
        """
        with self._changing() as connection:
            before = _select(connection, neighbourhood_id)
            if before is None:
                raise StoreError(
                    f"Expected a neighbourhood with the id “{neighbourhood_id}”; found none. Choose it from the list "
                    "again."
                )
            own = neighbourhoods.c.neighbourhood_id == neighbourhood_id
            connection.execute(update(neighbourhoods).where(own).values(removed_at=event.at))
            change = Change(subject_kind="neighbourhood", subject_id=neighbourhood_id, before=_noted(before))
            insert_events(connection, event, [change])
        return before


def _keep(connection: Connection, one: Neighbourhood, event: AuditEvent) -> Change:
    before = _select(connection, one.neighbourhood_id)
    values: dict[str, Any] = vars(one) | {
        "kind": one.kind.value,
        "zone_codes": list(one.zone_codes),
        "added_by": event.actor,
        "added_at": event.at,
    }
    if before is None:
        connection.execute(insert(neighbourhoods).values(values))
    else:
        own = neighbourhoods.c.neighbourhood_id == one.neighbourhood_id
        connection.execute(update(neighbourhoods).where(own).values(values))
    return Change(
        subject_kind="neighbourhood",
        subject_id=one.neighbourhood_id,
        before=None if before is None else _noted(before),
        after=_noted(one),
    )


def _select(connection: Connection, neighbourhood_id: str) -> Neighbourhood | None:
    holding = (neighbourhoods.c.neighbourhood_id == neighbourhood_id) & neighbourhoods.c.removed_at.is_(None)
    row = connection.execute(select(neighbourhoods).where(holding)).mappings().one_or_none()
    return None if row is None else _neighbourhood(row)


def _neighbourhood(row: RowMapping) -> Neighbourhood:
    known = {name: row[name] for name in Neighbourhood.__dataclass_fields__}
    return Neighbourhood(**known | {"kind": NeighbourhoodKind(row["kind"]), "zone_codes": tuple(row["zone_codes"])})


def _noted(one: Neighbourhood) -> dict[str, Any]:
    shape = None if one.shape_bng is None else one.shape_bng.hex()
    return vars(one) | {"kind": one.kind.value, "zone_codes": list(one.zone_codes), "shape_bng": shape}


def _refuse_unstorable(one: Neighbourhood) -> None:
    texts = {name: value for name, value in vars(one).items() if isinstance(value, str)}
    refuse_unstorable_text(texts | {"zone_codes": "".join(one.zone_codes)}, record=f"the neighbourhood “{one.name}”")
    if one.shape_bng is None:
        return
    shape = shapely.from_wkb([one.shape_bng], on_invalid="ignore")[0]
    if shape is None or shape.is_empty or shapely.get_dimensions(shape) != 2:
        raise StoreError(f"Expected the outline of “{one.name}” as an area; found something else. Draw it again.")
