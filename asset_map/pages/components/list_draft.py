"""Which list lies on somebody's desk, and what did they choose for it? Kept on the server until it is taken in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from asset_map.domain.person import Person
from asset_map.intake.place_readings import Reading
from asset_map.pages.components import who
from asset_map.services.lists.request import Claim, Doubtful, ImportRequest
from asset_map.services.lists.uploads import find_upload, keep_upload, name_of_upload, throw_uploads_away
from asset_map.services.workspace import Workspace

FORM = "list"


@dataclass(frozen=True)
class Desk:
    """Who takes a list in, and where.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """

    workspace: Workspace
    person: Person

    @property
    def owner(self) -> str:
        """The owner of draft and upload."""
        return self.person.person_id

    def job_of(self, what: str) -> tuple[str, ...]:
        """Return under which name a job is known.

        Parameters
        ----------
        what
            What it is for.

        Returns
        -------
        tuple of str
            Another one for each store and person.
        """
        return (str(self.workspace.settings.home), self.workspace.settings.database_url, self.owner, what)


@dataclass(frozen=True)
class ListDraft:
    """A list that is not taken in yet.

    Parameters
    ----------
    request
        What was chosen so far.
    is_new
        Whether nobody has chosen anything, so that what its name suggests is filled in.
    mapping
        The name of the saved mapping that was applied; empty for none.
    """

    request: ImportRequest
    is_new: bool = False
    mapping: str = ""

    @property
    def key(self) -> str:
        """The digest of all that a plan depends on, beside the store."""
        whole = json.dumps([str(self.request.path), request_to_json(self.request), self.is_new])
        return hashlib.sha256(whole.encode()).hexdigest()


def kept_list(desk: Desk) -> ListDraft | None:
    """Return the list on somebody's desk.

    Parameters
    ----------
    desk
        Whose.

    Returns
    -------
    ListDraft or None
        None when there is none, or its file was cleared away.
    """
    fields = desk.workspace.store.draft(desk.owner, FORM) or {}
    path = find_upload(str(fields.get("upload", "")), owner=desk.owner, settings=desk.workspace.settings)
    if path is None:
        return None
    request = request_from_json(json.loads(str(fields["request"])), path)
    return ListDraft(request, is_new=fields.get("is_new") == "yes", mapping=str(fields.get("mapping", "")))


def keep_list(draft: ListDraft, desk: Desk) -> None:
    """Keep what was chosen for a list.

    Parameters
    ----------
    draft
        The list and the choices.
    desk
        Whose.
    """
    fields = {
        "upload": name_of_upload(draft.request.path),
        "request": json.dumps(request_to_json(draft.request)),
        "is_new": "yes" if draft.is_new else "",
        "mapping": draft.mapping,
    }
    desk.workspace.store.save_draft(desk.owner, FORM, fields, at=who.now())


def lay_down(content: bytes | memoryview, name: str, desk: Desk) -> None:
    """Keep a list that was just uploaded.

    Parameters
    ----------
    content, name
        The file.
    desk
        Whose.

    Raises
    ------
    UserError
        When it cannot be kept.
    """
    path = keep_upload(content, name, owner=desk.owner, settings=desk.workspace.settings, now=who.now())
    keep_list(ListDraft(ImportRequest(path=path, source=path.name.partition(".")[0] or path.stem), is_new=True), desk)


def throw_list_away(desk: Desk) -> None:
    """Forget the list on somebody's desk, file and choices.

    Parameters
    ----------
    desk
        Whose.
    """
    desk.workspace.store.delete_draft(desk.owner, FORM)
    throw_uploads_away(desk.owner, desk.workspace.settings)


def request_to_json(request: ImportRequest) -> dict[str, Any]:
    """Return what was chosen so that it can be kept.

    Parameters
    ----------
    request
        The choices.

    Returns
    -------
    dict
        All but the file.
    """
    whole = asdict(request)
    del whole["path"]
    return whole | {
        "match": dict(request.match or {}),
        "values": {value: [kind, list(offers)] for value, (kind, offers) in request.values.items()},
        "reading": request.reading.value,
        "doubtful": request.doubtful.value,
        "corrections": {str(number): dict(cells) for number, cells in request.corrections.items()},
        "take": sorted(request.take),
        "leave": sorted(request.leave),
    }


def request_from_json(kept: Mapping[str, Any], path: Path) -> ImportRequest:
    """Return what was chosen.

    Parameters
    ----------
    kept
        As `request_to_json` gave it.
    path
        The file.

    Returns
    -------
    ImportRequest
        The choices.
    """
    claim = kept["claim"]
    return replace(
        ImportRequest(path=path),
        **dict(kept)
        | {
            "offers": tuple(kept["offers"]),
            "values": {value: (kind, tuple(offers)) for value, (kind, offers) in kept["values"].items()},
            "reading": Reading(kept["reading"]),
            "doubtful": Doubtful(kept["doubtful"]),
            "corrections": {int(number): cells for number, cells in kept["corrections"].items()},
            "take": frozenset(kept["take"]),
            "leave": frozenset(kept["leave"]),
            "claim": Claim(offers=tuple(claim["offers"]), zones=tuple(claim["zones"]), as_of=claim["as_of"])
            if claim
            else None,
        },
    )
