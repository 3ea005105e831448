"""Moving the records from one database to another: SQLite to PostgreSQL when a council takes over, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asset_map.errors import BackupError
from asset_map.settings import Settings
from asset_map.store import open_store
from asset_map.store.copying import changed_since, copy_store


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Records that are in another database now, too.

    Parameters
    ----------
    from_place, to_place
        The two databases, without a password.
    records, photos
        How many there are.
    rows
        By the name of the table.
    """

    from_place: str
    to_place: str
    records: int
    photos: int
    rows: Mapping[str, int]


def move(settings: Settings, to: str) -> Moved:
    """Copy the records of one database into another, empty one, and compare every row.

    Parameters
    ----------
    settings
        Where the records are; they stay there as they are.
    to
        The address of the other database.

    Returns
    -------
    Moved
        Ready to go on in the other one.

    Raises
    ------
    BackupError
        When somebody wrote meanwhile, be it a half-typed form, or the two are the same.
    StoreError
        When one of them cannot be used, or the other one is not empty.
    """
    with open_store(settings.database_url, create=False) as source, open_store(to) as target:
        if source.place == target.place:
            raise BackupError(f"Expected the address of another database; found that of this one, {source.place}.")
        copied = copy_store(source, target)
        rows = {name: one.rows for name, one in copied.items()}
        if changed := changed_since(source, copied):
            raise BackupError(
                f"Expected nobody to write while the records move; somebody did ({', '.join(changed)}), and what they "
                f"wrote last may not be in {target.place}. Stop the server, empty that database and move again. "
                f"Nothing was changed at {source.place}."
            )
        return Moved(
            from_place=source.place,
            to_place=target.place,
            records=rows.get("assets", 0),
            photos=rows.get("photos", 0),
            rows=rows,
        )
