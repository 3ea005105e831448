"""What every command of the terminal has: the options before it, its workspace, and its words."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, is_dataclass
from typing import TYPE_CHECKING

import typer

from asset_map.domain.dates import local_date
from asset_map.domain.permission import TERMINAL
from asset_map.services.past_days import past_day as past_day_of
from asset_map.settings import Settings

if TYPE_CHECKING:
    from asset_map.services.workspace import Workspace

ACTOR = TERMINAL

AS_OF_HELP = "A past day: figures as the records were known then."


@dataclass
class Session:
    """What the options before the command said.

    Parameters
    ----------
    settings
        Where things are.
    as_json
        Whether answers are one JSON object.
    """

    settings: Settings
    as_json: bool

    def say(self, report: object, summary: str) -> None:
        """Print one JSON object, or a short summary for people.

        Parameters
        ----------
        report
            The facts.
        summary
            The same in words.
        """
        facts = asdict(report) if is_dataclass(report) and not isinstance(report, type) else report
        typer.echo(json.dumps(facts, default=str, ensure_ascii=False) if self.as_json else summary)


def workspace_of(context: typer.Context) -> Workspace:
    """Open the area that a command works on.

    Parameters
    ----------
    context
        Of the command.

    Returns
    -------
    Workspace
        The area that was set up.
    """
    from asset_map.services.workspace import open_workspace  # noqa: PLC0415  (`--help` need not wait for geopandas)

    session: Session = context.obj
    return open_workspace(session.settings)


def this_moment() -> dt.datetime:
    """Return the time.

    Returns
    -------
    datetime.datetime
        In UTC.
    """
    return dt.datetime.now(dt.UTC)


def past_day(text: str) -> dt.date | None:
    """Return the day that somebody wants to look back to.

    Parameters
    ----------
    text
        A date as people write it, or empty.

    Returns
    -------
    datetime.date or None
        None for now: when nothing is given, or today.

    Raises
    ------
    UserError
        For what is no date, and for a day that is still to come.
    """
    return past_day_of(text, today=local_date(this_moment()))
