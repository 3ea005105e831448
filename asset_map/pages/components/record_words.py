"""What people read for the parts of a record, for what was done to it, and for moments."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action
from asset_map.domain.dates import local_date, read_date, written_date
from asset_map.domain.protection import Level
from asset_map.domain.three_ways import fields_of_part
from asset_map.domain.typed import read_feature
from asset_map.language import gettext as _
from asset_map.services.field_words import field_words, protection_words, value_words
from asset_map.services.history import FieldChange, Step
from asset_map.services.record import zone_shown_back
from asset_map.services.review import Waits
from asset_map.services.whereabouts import zone_of
from asset_map.services.workspace import Workspace

DATE_FIELDS = frozenset({"last_checked", "consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until"})
SHOWN_DECIMALS = 5
"""Decimals of a degree that people compare: a metre."""

_GEOMETRY = frozenset({"geometry_bng", "precision", "located_by", "zones"})


def written_moment(moment: dt.datetime) -> str:
    """Return a moment as people in Scotland write it.

    Parameters
    ----------
    moment
        With its time zone.

    Returns
    -------
    str
        For instance ``21 November 2026, 14:05``, in local time.
    """
    return f"{written_date(local_date(moment))}, {moment.astimezone():%H:%M}"


def part_label(part: str) -> str:
    """Return what people call a part of a record.

    Parameters
    ----------
    part
        As `asset_map.domain.three_ways.parts` names it.

    Returns
    -------
    str
        A few words.
    """
    together = {
        "place": _("Where it is"),
        "season": _("Season"),
        "ages": _("Ages"),
        "consent": _("Contact person and consent"),
        "protection": _("Who may see it"),
    }
    named = {"checked": "last_checked"}
    return together.get(part) or field_words().get(named.get(part, part), part)


def part_words(part: str, draft: AssetDraft, workspace: Workspace) -> str:
    """Return what stands in a part of a draft.

    Parameters
    ----------
    part
        As `asset_map.domain.three_ways.parts` names it.
    draft
        One version of a record in words.
    workspace
        The area.

    Returns
    -------
    str
        Plain text; empty for nothing.
    """
    if part == "place":
        return _place_words(draft, workspace)
    words = {field: draft_words(field, getattr(draft, field), workspace) for field in fields_of_part(part)}
    if part in {"season", "ages"}:
        return " – ".join(words.values()) if any(words.values()) else ""
    if part == "consent":
        labels = field_words()
        return "; ".join(f"{labels[field]}: {word}" for field, word in words.items() if word)
    return " · ".join(word for word in words.values() if word)


def draft_words(field: str, value: str | tuple[str, ...], workspace: Workspace) -> str:
    """Return what people read for what stands in a field of a draft.

    Parameters
    ----------
    field
        Its name.
    value
        As the draft holds it.
    workspace
        The area.

    Returns
    -------
    str
        Plain text; empty for nothing.
    """
    classification = workspace.classification
    if field in DATE_FIELDS:
        date = read_date(str(value))
        return written_date(date) if date else str(value)
    if field == "access_features":
        return value_words(field, dict(read_feature(one) for one in value), classification)
    if field == "contact_agreed":
        return _("yes") if value else ""
    if field == "own_words_language":
        language = classification.languages.get(str(value))
        return language.english if language else str(value)
    return value_words(field, value, classification)


def told_changes(step: Step, workspace: Workspace) -> list[tuple[str, str, str]]:
    """Return what a step changed, the place in one line of words.

    Parameters
    ----------
    step
        Of a history.
    workspace
        The area.

    Returns
    -------
    list of tuple of str
        Label, before, after: plain text.
    """
    told = [_change_words(change, workspace) for change in step.changes if change.field not in _GEOMETRY]
    of_place = {change.field: change for change in step.changes if change.field in _GEOMETRY}
    if not of_place:
        return told
    zones = of_place.get("zones")
    system = workspace.geography.system.id
    before, after = (
        (
            _zone_name((zones.before or {}).get(system), workspace),
            _zone_name((zones.after or {}).get(system), workspace),
        )
        if zones
        else ("", "")
    )
    if step.moved_m is not None:
        moved = _("moved {metres} m").format(metres=f"{step.moved_m:,.0f}")
        after = f"{after}, {moved}" if after else moved
    elif "geometry_bng" in of_place and of_place["geometry_bng"].after is None:
        after = _("taken away")
    return [*told, (_("Where it is"), before, after or _("known in another way"))]


def action_words(action: Action) -> str:
    """Return what people read for something that was done.

    Parameters
    ----------
    action
        Of an event.

    Returns
    -------
    str
        For instance “Published”.
    """
    words: dict[Action, str] = {
        Action.RECORDED: _("Recorded"),
        Action.IMPORTED: _("Came in a list"),
        Action.CHANGED: _("Changed"),
        Action.SENT: _("Sent in"),
        Action.CHECKED: _("Checked"),
        Action.PUBLISHED: _("Published"),
        Action.ASKED: _("Asked for more information"),
        Action.NOT_PUBLISHED: _("Not published"),
        Action.ARCHIVED: _("Archived"),
        Action.RESTORED: _("Brought an older version back"),
        Action.UNDONE: _("Taken back"),
        Action.MAPPED: _("Words mapped to codes"),
        Action.MERGED: _("Merged"),
        Action.UNMERGED: _("Merging taken back"),
        Action.RAISED: _("Protected more"),
        Action.LOWERED: _("Protected less"),
        Action.PHOTO_ADDED: _("Photo added"),
        Action.PHOTO_CHANGED: _("Photo described"),
        Action.PHOTO_REMOVED: _("Photo removed"),
        Action.LINKED: _("Linked"),
        Action.UNLINKED: _("Link taken away"),
    }
    return words.get(action, action.value.replace("_", " ").capitalize())


def waits_words(waits: Waits) -> str:
    """Return what people read for what a record waits for.

    Parameters
    ----------
    waits
        What for.

    Returns
    -------
    str
        A few words.
    """
    return {
        Waits.REVIEW: _("Waits for review"),
        Waits.SECOND_PERSON: _("Waits for a second person"),
        Waits.OUTSIDE: _("Somebody outside says it has changed"),
        Waits.ANSWER: _("Waits for an answer"),
        Waits.CHECK: _("To be checked"),
    }[waits]


def level_words(level: Level) -> str:
    """Return what people read for a level of protection.

    Parameters
    ----------
    level
        Any.

    Returns
    -------
    str
        A sentence without its stop.
    """
    return protection_words()[level.value]


def _change_words(change: FieldChange, workspace: Workspace) -> tuple[str, str, str]:
    label = field_words().get(change.field, change.field)
    before, after = (
        value_words(change.field, value, workspace.classification) for value in (change.before, change.after)
    )
    return label, before, after


def _zone_name(code: str | None, workspace: Workspace) -> str:
    if code is None:
        return ""
    zone = zone_shown_back(workspace, code) if code in workspace.geography.zones_bng.index else None
    return zone.name if zone else code


def _place_words(draft: AssetDraft, workspace: Workspace) -> str:
    zone = zone_shown_back(workspace, zone_of(draft, workspace))
    degrees = ", ".join(
        f"{float(text):.{SHOWN_DECIMALS}f}" for text in (draft.latitude, draft.longitude) if _is_number(text)
    )
    shape = ""
    if draft.shape:
        shape = _("an area on the map") if "Polygon" in draft.shape else _("a line on the map")
    words = [
        zone.name if zone else "",
        draft.postcode,
        shape or (_("on the map at {point}").format(point=degrees) if degrees else ""),
    ]
    return ", ".join(word for word in words if word)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
