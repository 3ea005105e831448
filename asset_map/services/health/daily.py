"""Looking through everything once a day by itself, so that damage is found while there is a backup from before it."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.finding import Severity
from asset_map.domain.permission import everything
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import to_translate
from asset_map.services.daily_work import DailyJob
from asset_map.services.health.checking import check_health
from asset_map.services.workspace import Workspace

BY_ITSELF = everything("Asset Map, by itself")
"""Who does the day's work."""


def look_through(workspace: Workspace, now: dt.datetime) -> str:
    """Look whether everything is whole.

    Parameters
    ----------
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    str
        What was found, in words.

    Raises
    ------
    UserError
        When something is broken.
    """
    report = check_health(workspace.settings, now=now, actor=BY_ITSELF)
    broken = [one.words for one in report.findings if one.severity is Severity.BROKEN]
    if broken:
        raise UserError(" ".join(broken))
    return _("Looked through; nothing is broken.")


DAILY_CHECK = DailyJob("check", to_translate("Looking whether everything is whole"), look_through)
