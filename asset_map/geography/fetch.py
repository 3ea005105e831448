"""Are the official files here, whole and as published?"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx2 as httpx

from asset_map.errors import FetchError
from asset_map.geography.contents import check_contents
from asset_map.geography.download import download, forget, open_client
from asset_map.geography.manifest import Fetched, find_unchanged, is_noted, note
from asset_map.geography.sources import Source, add_command

TOLD_EVERY_BYTES = 5_000_000


def fetch_sources(
    sources: Sequence[Source],
    folder: Path,
    *,
    area: str,
    now: dt.datetime,
    progress: Callable[[str], None],
    client_factory: Callable[[], httpx.Client] = open_client,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Fetched]:
    """Download official files, apart from those that are here already.

    Parameters
    ----------
    sources
        The files.
    folder
        Where they go, with a manifest of what arrived when; made when missing.
    area
        A council's name or code, or ``scotland``: what they are going to be installed for.
    now
        The time, with its zone.
    progress
        Is told in words what happens.
    client_factory
        Opens the client that asks for them.
    sleep
        Waits between attempts, in seconds.

    Returns
    -------
    list of Fetched
        One for each source, in order.

    Raises
    ------
    FetchError
        When any of them did not arrive whole. The others are kept. The message says which files to fetch by hand, where
        to put them and what to run then.
    """
    fetched: list[Fetched] = []
    failures: dict[Source, str] = {}
    with client_factory() as client:
        for source in sources:
            try:
                here = _already_here(source, folder, now=now)
                fetched.append(here or _fetch(source, folder, client, sleep, now=now, progress=progress))
            except FetchError as error:
                failures[source] = str(error)
                progress(f"{source.file_name}: {error}")
    if failures:
        raise FetchError(_by_hand(failures, sources, folder, area=area))
    return fetched


def _already_here(source: Source, folder: Path, *, now: dt.datetime) -> Fetched | None:
    path = folder / source.file_name
    if is_noted(source, folder) or not path.is_file():
        return find_unchanged(source, folder)
    try:
        check_contents(path, source.kind)
    except FetchError:
        return None
    return note(source, path, now=now, was_here=True)


def _fetch(
    source: Source,
    folder: Path,
    client: httpx.Client,
    sleep: Callable[[float], None],
    *,
    now: dt.datetime,
    progress: Callable[[str], None],
) -> Fetched:
    progress(f"Downloading {source.title} from {source.url}")
    path = folder / source.file_name
    part = folder / f"{source.file_name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        download(source.url, part, client=client, sleep=sleep, received=_in_steps(source, progress))
        _check(part, source)
        part.replace(path)
        forget(part)
        return note(source, path, now=now, was_here=False)
    except OSError as error:
        raise FetchError(f"it could not be written into {folder} ({error.strerror})") from error


def _check(part: Path, source: Source) -> None:
    try:
        check_contents(part, source.kind)
    except FetchError:
        forget(part)
        raise


def _in_steps(source: Source, progress: Callable[[str], None]) -> Callable[[int, int | None], None]:
    told = 0

    def received(here: int, whole: int | None) -> None:
        nonlocal told
        if here >= told + TOLD_EVERY_BYTES:
            told = here
            of_whole = f" of {whole / 1e6:,.0f}" if whole else ""
            progress(f"{source.file_name}: {here / 1e6:,.0f}{of_whole} MB")

    return received


def _by_hand(failures: Mapping[Source, str], sources: Sequence[Source], folder: Path, *, area: str) -> str:
    reasons = [f"  {source.file_name}: {reason}" for source, reason in failures.items()]
    addresses = [f"  {source.url}\n    as {folder / source.file_name}" for source in failures]
    return "\n".join(
        [
            f"Expected {len(sources)} official files, but {len(failures)} did not arrive:",
            *reasons,
            "Download by hand, on any computer that is online, and save:",
            *addresses,
            "Then run:",
            f"  {add_command(sources, folder, area=area)}",
            "Or run the same fetch again: what has arrived, or was saved there by hand, is used.",
        ]
    )
