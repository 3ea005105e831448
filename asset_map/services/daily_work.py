"""What is done once a day by itself, by one of however many processes serve the same records.

A job is a line in `asset_map.services.daily_jobs`. The store says who took the day's work on, so that only one process
does it; what failed is tried again after an hour, and what was cut off is taken over. A machine that was off does the
work when it is on again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from asset_map.domain.daily_work import WorkOfDay
from asset_map.domain.dates import local_date
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.logs import Event, Fact, note
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class DailyJob:
    """Work to be done once a day.

    Parameters
    ----------
    name
        What it is called in the store; never changed.
    title
        What it is for people, marked with `asset_map.language.to_translate`.
    work
        Does it, and returns in words what was done. A `UserError` says what is wrong and what to do; it has to leave
        things as they were, or so that it can be done again.
    """

    name: str
    title: str
    work: Callable[[Workspace, dt.datetime], str]


@dataclass(frozen=True)
class StateOfJob:
    """How a day's work has gone lately.

    Parameters
    ----------
    job
        Which.
    last_done
        The latest day on which it was done; None when it never was.
    failure
        What went wrong since, or None. It may be of today or of days before.
    """

    job: DailyJob
    last_done: WorkOfDay | None
    failure: WorkOfDay | None


def do_daily_work(
    workspace: Workspace, jobs: Iterable[DailyJob], *, clock: Callable[[], dt.datetime], by: str
) -> list[WorkOfDay]:
    """Do today's work as far as nobody else has taken it on.

    Parameters
    ----------
    workspace
        The area.
    jobs
        What there is to do.
    clock
        Tells the moment, with its time zone.
    by
        This process, by a name that no other has.

    Returns
    -------
    list of WorkOfDay
        What was taken on here.
    """
    taken = []
    for job in jobs:
        now = clock()
        work = workspace.store.begin_daily_work(job.name, local_date(now), by=by, now=now)
        if work is not None:
            failed, words = _tried(job, workspace, now)
            workspace.store.end_daily_work(work, failed=failed, words=words, now=clock())
            note(Event.DAILY_WORK, {Fact.WORK: job.name, Fact.RESULT: "failed" if failed else "done"})
            taken.append(work)
    return taken


def _tried(job: DailyJob, workspace: Workspace, now: dt.datetime) -> tuple[bool, str]:
    log = logging.getLogger(__name__)
    try:
        return False, job.work(workspace, now)
    except UserError as error:
        log.warning("The day's work “%s” could not be done: %s", job.name, error)
        return True, str(error)
    except Exception as error:  # one job that breaks must not keep the others from being done
        log.exception("The day's work “%s” broke off", job.name)
        return True, _("It broke off ({kind}). The log of the server says where.").format(kind=type(error).__name__)


def state_of_job(job: DailyJob, workspace: Workspace) -> StateOfJob:
    """Return how a day's work has gone lately, for the page of the steward.

    Parameters
    ----------
    job
        Which work.
    workspace
        The area.

    Returns
    -------
    StateOfJob
        When it was last done, and what went wrong since.
    """
    days = workspace.store.daily_work(job.name)
    done = next((work for work in days if work.done), None)
    failed = next((work for work in days if work.failed), None)
    if done is not None and failed is not None and failed.day <= done.day:
        failed = None
    return StateOfJob(job, done, failed)
