"""With which keys does this installation sign what it hands out? Every process that serves the same store has the same.

A signing key has to be known as it is; whoever reads the store could sign with it, but has everything else then too.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from asset_map.store.schema import kept_secrets
from asset_map.store.transactions import OpenDatabase


class KeptSecrets(OpenDatabase):
    """Random keys, each made when it is first asked for and never changed."""

    def kept_secret(self, name: str) -> str | None:
        """Return the key of a name.

        Parameters
        ----------
        name
            What it is for.

        Returns
        -------
        str or None
            None while none was made.
        """
        with self._reading() as connection:
            return connection.scalar(select(kept_secrets.c.value).where(kept_secrets.c.name == name))

    def keep_secret(self, name: str, value: str) -> str:
        """Keep a key, unless another process kept one first.

        Parameters
        ----------
        name
            What it is for.
        value
            A new random key.

        Returns
        -------
        str
            The one that is kept.
        """
        with self._keeping() as connection:
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            connection.execute(insert(kept_secrets).values(name=name, value=value).on_conflict_do_nothing())
            kept: str = connection.execute(select(kept_secrets.c.value).where(kept_secrets.c.name == name)).scalar_one()
        return kept
