"""Files that were made to be taken away, kept for whoever asks next: written once, however many ask at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
import threading
import uuid
import weakref
from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

from cachetools import LRUCache

from asset_map.disk import in_words
from asset_map.exports.formats import Format
from asset_map.exports.writing import write_export
from asset_map.language import language
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.file import export_for, file_name
from asset_map.services.workspace import Workspace

KEPT_BYTES = 1_000_000_000
"""How much is kept on disk at most, beside what is being sent."""

QUESTIONS_KNOWN = 5_000
"""For how many questions it is known since when the answer is what it is."""


def folders_of(place: str) -> str:
    """Return how the folders begin in which processes keep files made of the same records.

    Parameters
    ----------
    place
        Where the records are.

    Returns
    -------
    str
        Whoever erases somebody throws all of them away, those of other processes too.
    """
    return f"asset-map-taken-{hashlib.sha256(place.encode()).hexdigest()[:12]}-"


class KeptFile:
    """A file that was made; it is on disk for as long as somebody holds this.

    Parameters
    ----------
    path
        Where it is.
    name
        What it is called where it is taken to.
    digest
        SHA-256 of its bytes, in hexadecimal.
    since
        Since when this server has given these bytes to the question, in whole seconds, UTC. The records may have
        changed since, and the bytes not: that something hidden changed is not told.
    """

    def __init__(self, path: Path, name: str, *, digest: str, since: dt.datetime) -> None:
        self.path = path
        self.name = name
        self.digest = digest
        self.since = since
        self.size = path.stat().st_size
        self._unlinked = weakref.finalize(self, path.unlink, missing_ok=True)


class KeptFiles:
    """Files by what they answer, the least asked for let go first.

    Parameters
    ----------
    most_bytes
        How much is kept at most, in a folder that this user alone may read and that goes when the process ends.
    """

    def __init__(self, *, most_bytes: int = KEPT_BYTES) -> None:
        self._made_in: dict[str, Path] = {}
        self._files: LRUCache[object, KeptFile] = LRUCache(maxsize=most_bytes, getsizeof=lambda one: one.size)
        self._since: LRUCache[object, tuple[str, dt.datetime]] = LRUCache(maxsize=QUESTIONS_KNOWN)
        self._working: WeakValueDictionary[object, threading.Lock] = WeakValueDictionary()
        self._lock = threading.Lock()

    def get(
        self, question: object, version: object, write: Callable[[Path], str], *, now: dt.datetime, place: str = ""
    ) -> KeptFile:
        """Return the file that answers a question, writing it only when its answer may have changed.

        Parameters
        ----------
        question
            What is asked, with the place of the records.
        version
            What the answer changes with.
        write
            Writes the file and returns its name; who asks for the same meanwhile waits.
        now
            The moment, with its time zone.
        place
            Where the records are that it is made of: files of each place have a folder of their own.

        Returns
        -------
        KeptFile
            Larger ones than are kept at all are made for each who asks.
        """
        key = (question, version)
        with self._lock:
            one_at_a_time = self._working.setdefault(key, threading.Lock())
        with one_at_a_time:
            with self._lock:
                if (found := self._there(key)) is not None:
                    return found
            with in_words():
                path = self._folder(place) / uuid.uuid4().hex
                try:
                    name = write(path)
                except BaseException:
                    if path.parent.is_dir():
                        path.unlink(missing_ok=True)
                        raise
                    path = (
                        self._folder(place) / uuid.uuid4().hex
                    )  # somebody was erased meanwhile, and all copies with them
                    name = write(path)
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            with self._lock:
                made = KeptFile(path, name, digest=digest, since=self._same_since(question, digest, now))
                if made.size <= self._files.maxsize:
                    self._files[key] = made
            return made

    def find(self, question: object, version: object) -> KeptFile | None:
        """Return the file that answers a question, if it was made.

        Parameters
        ----------
        question, version
            As in `get`.

        Returns
        -------
        KeptFile or None
            At once.
        """
        with self._lock:
            return self._there((question, version))

    def clear(self) -> None:
        """Let all go before the process ends: one that a signal ends tidies nothing up by itself."""
        with self._lock:
            self._files.clear()
            for folder in self._made_in.values():
                shutil.rmtree(folder, ignore_errors=True)
            self._made_in.clear()

    def _there(self, key: object) -> KeptFile | None:
        found = self._files.get(key)
        if found is not None and not found.path.is_file():  # another process erased somebody, and all copies with them
            del self._files[key]
            return None
        return found

    def _folder(self, place: str) -> Path:
        with self._lock:
            folder = self._made_in.get(place)
            if folder is None or not folder.is_dir():
                folder = self._made_in[place] = Path(tempfile.mkdtemp(prefix=folders_of(place)))
                weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            return folder

    def _same_since(self, question: object, digest: str, now: dt.datetime) -> dt.datetime:
        known = self._since.get(question)
        if known is None or known[0] != digest:
            since = now.astimezone(dt.UTC).replace(microsecond=0)
            if known is not None:  # who has the older bytes by the second that they came in is told of these
                since = max(since, known[1] + dt.timedelta(seconds=1))
            known = self._since[question] = (digest, since)
        return known[1]


THE_FILES = KeptFiles()
"""Of this process."""


def found_export(taken: Taken, made_in: Format, workspace: Workspace) -> KeptFile | None:
    """Return what is taken away, if it was made since the records changed.

    Parameters
    ----------
    taken
        What is asked for.
    made_in
        The format.
    workspace
        The area.

    Returns
    -------
    KeptFile or None
        At once.
    """
    return THE_FILES.find(*_asked_for(taken, made_in, workspace))


def kept_export(taken: Taken, made_in: Format, workspace: Workspace, *, now: dt.datetime) -> KeptFile:
    """Return what is taken away as a file that other askers share.

    Parameters
    ----------
    taken
        What is asked for.
    made_in
        The format.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    KeptFile
        The same bytes as `asset_map.services.take_away.file.export_file` writes.

    Raises
    ------
    UserError
        When something asked for is not known, or the format cannot hold it.
    """

    def _write(path: Path) -> str:
        name = file_name(taken, made_in, workspace)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix="writing-") as folder:
            part = Path(folder) / name
            write_export(export_for(taken, made_in, workspace), part, made_in)
            part.replace(path)
        return name

    question, version = _asked_for(taken, made_in, workspace)
    return THE_FILES.get(question, version, _write, now=now, place=workspace.store.place)


def _asked_for(taken: Taken, made_in: Format, workspace: Workspace) -> tuple[object, object]:
    question = (workspace.store.place, workspace.geography.area_name, language.get(), taken, made_in)
    return question, (workspace.store.version(), workspace.geography.digest)
