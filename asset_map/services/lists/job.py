"""How is long work done beside a screen: with word of how far it is, a way to stop it, and only once at a time?"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

Result = TypeVar("Result")

Tell = Callable[[str, float], None]
"""Is told what is being done and which part of all is done; raises when the work is to stop."""

FORGOTTEN_AFTER_S = 2 * 60 * 60
"""What was worked out takes memory; nobody has come back for it so long."""


class StoppedError(Exception):
    """Somebody stopped the work."""


class JobState(StrEnum):
    """How a job stands."""

    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Job(Generic[Result]):
    """Work in a thread of its own.

    Parameters
    ----------
    work
        Does the work; is given what it tells how far it is.
    key
        What the work depends on: the same key, the same result.

    Attributes
    ----------
    doing, done
        What is being done, and which part of all is done, from 0 to 1.
    seconds
        How long it took; 0 until it ends.
    """

    def __init__(self, work: Callable[[Tell], Result], *, key: str = "") -> None:
        self.key = key
        self.doing = ""
        self.done = 0.0
        self.seconds = 0.0
        self._state = JobState.WORKING
        self._result: Result | None = None
        self._error: BaseException | None = None
        self._is_to_stop = threading.Event()
        self._has_ended = threading.Event()
        self._began_s = time.monotonic()
        self._ended_s = 0.0
        # The language of whoever asks goes with the work.
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._run, work), name=f"job {key}", daemon=True)

    @classmethod
    def start(cls, work: Callable[[Tell], Result], *, key: str = "") -> Job[Result]:
        """Begin to work.

        Parameters
        ----------
        work, key
            As for `Job`.

        Returns
        -------
        Job
            At work.
        """
        job = cls(work, key=key)
        job._thread.start()
        return job

    def _run(self, work: Callable[[Tell], Result]) -> None:
        try:
            self._result = work(self._tell)
            self._state = JobState.DONE
        except StoppedError:
            self._state = JobState.STOPPED
        except BaseException as error:  # noqa: BLE001  (kept, and raised where somebody sees it)
            self._error = error
            self._state = JobState.FAILED
        finally:
            self._ended_s = time.monotonic()
            self.seconds = self._ended_s - self._began_s
            self._has_ended.set()

    def _tell(self, doing: str, done: float) -> None:
        self.doing, self.done = doing, min(max(done, 0.0), 1.0)
        if self._is_to_stop.is_set():
            raise StoppedError

    @property
    def state(self) -> JobState:
        """How it stands."""
        return self._state if self._has_ended.is_set() else JobState.WORKING

    @property
    def is_stopping(self) -> bool:
        """Whether somebody has asked it to stop and it has not ended yet."""
        return self._is_to_stop.is_set() and not self._has_ended.is_set()

    @property
    def is_old(self) -> bool:
        """Whether it ended so long ago that nobody will ask for it."""
        return self._has_ended.is_set() and time.monotonic() - self._ended_s > FORGOTTEN_AFTER_S

    def cancel(self) -> None:
        """Ask it to stop: the next word on how far it is raises, which takes back what was begun."""
        self._is_to_stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end.

        Parameters
        ----------
        seconds
            How long at most; None for as long as it takes.

        Returns
        -------
        bool
            Whether it has ended.
        """
        return self._has_ended.wait(seconds)

    def result(self) -> Result:
        """Return what came of it.

        Returns
        -------
        Result
            What the work returned.

        Raises
        ------
        BaseException
            What the work raised, whatever it is; `StoppedError` when somebody stopped it.
        RuntimeError
            While it is at work.
        """
        if self.state is JobState.WORKING:
            message = "The work has not ended yet: wait for it first."
            raise RuntimeError(message)
        if self._error is not None:
            raise self._error
        if self._state is JobState.STOPPED:
            raise StoppedError
        return cast("Result", self._result)


class Jobs:
    """The jobs of this process, one for each owner: another tab, or the same after a reload, finds its job again."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, ...], Job[Any]] = {}
        self._lock = threading.Lock()

    def of(self, owner: tuple[str, ...]) -> Job[Any] | None:
        """Return somebody's job.

        Parameters
        ----------
        owner
            Whose, and for what.

        Returns
        -------
        Job or None
            None when there is none.
        """
        with self._lock:
            return self._jobs.get(owner)

    def start(self, owner: tuple[str, ...], key: str, work: Callable[[Tell], Result]) -> Job[Result]:
        """Return the job with this key, beginning it when it is not there; one with another key is stopped.

        Parameters
        ----------
        owner
            Whose, and for what.
        key
            What the work depends on.
        work
            Does the work.

        Returns
        -------
        Job
            At work, or ended.
        """
        with self._lock:
            for other in [name for name, job in self._jobs.items() if job.is_old and name != owner]:
                del self._jobs[other]
            known = self._jobs.get(owner)
            if known is not None and known.key == key:
                return known
            if known is not None:
                known.cancel()
            self._jobs[owner] = job = Job.start(work, key=key)
        return job

    def forget(self, owner: tuple[str, ...]) -> None:
        """Stop somebody's job and forget it.

        Parameters
        ----------
        owner
            Whose, and for what.
        """
        with self._lock:
            job = self._jobs.pop(owner, None)
        if job is not None:
            job.cancel()
