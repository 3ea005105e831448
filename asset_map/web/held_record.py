"""What does an organisation read on the page of its own record?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asset_map.domain.check_link import HeldRecord, LinkAnswer
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.protection import Level
from asset_map.domain.validation import LONGEST, LONGEST_OTHER
from asset_map.language import gettext as _
from asset_map.services.check_links import LONGEST_MESSAGE, MESSAGE
from asset_map.services.field_words import field_words, value_words
from asset_map.services.map_pages import banner
from asset_map.services.workspace import Workspace

ORDER = (
    "name", "kind", "offers", "summary", "address", "postcode", "zone_code", "status", "opening_times", "cost",
    "who_for", "phone", "email", "web",
)  # fmt: skip
"""The fields as they are read, from top to bottom."""

ROWS = {"summary": 5, "opening_times": 3, "address": 3}
"""How many lines a field shows at once; all others are one line."""

KEYBOARDS = {"phone": "tel", "email": "email", "web": "url"}
"""Which keys a phone offers for a field."""


@dataclass(frozen=True)
class Field:
    """One field of the form.

    Parameters
    ----------
    name, label
        The field, and what people read.
    value
        What stands in it.
    rows
        How many lines it shows; 0 for one that takes a single line.
    kind
        Which keys a phone offers.
    longest
        How many characters it takes.
    """

    name: str
    label: str
    value: str
    rows: int
    kind: str
    longest: int


def page_words(held: HeldRecord, workspace: Workspace, *, typed: Mapping[str, str]) -> dict[str, object]:
    """Return what the page is filled with.

    Parameters
    ----------
    held
        The record as whoever holds the link may see it.
    workspace
        The area.
    typed
        What was typed already, by field.

    Returns
    -------
    dict
        Texts by their name in the template; none of them is HTML.
    """
    return {
        "title": _("Is this still right?"),
        "banner": banner(workspace),
        "area_name": _("Asset map of {area}").format(area=workspace.geography.area_name),
        "intro": _intro(held),
        "rows": _rows(held, workspace),
        "who_sees": _who_sees(held.level),
        "version": held.version,
        "fields": _fields(held, typed),
        "message": typed.get(MESSAGE, ""),
        "longest_message": LONGEST_MESSAGE,
        "until": _("This link opens until {date}. It needs no account and leaves no cookie.").format(
            date=written_date(local_date(held.link.expires_at))
        ),
        **_answered(held),
    }


def _intro(held: HeldRecord) -> str:
    words = _("You were sent this link because you know “{name}”. Please take a minute to look it over.")
    checked = held.last_checked
    when = _("We last made sure of it on {date}.").format(date=written_date(checked)) if checked else ""
    return f"{words.format(name=held.shown['name'])} {when}".strip()


def _rows(held: HeldRecord, workspace: Workspace) -> list[tuple[str, str]]:
    labels = dict(field_words()) | {"zone_code": _("Area it is in")}
    zone_names = workspace.geography.zones_bng["zone_name"]

    def _text(name: str) -> str:
        value = held.shown[name]
        if name == "zone_code":
            return str(zone_names.get(value, "")) if value else ""
        return value_words(name, value, workspace.classification)

    return [(labels[name], _text(name)) for name in ORDER if name in held.shown]


def _fields(held: HeldRecord, typed: Mapping[str, str]) -> list[Field]:
    labels = field_words()
    return [
        Field(
            name=name,
            label=labels[name],
            value=typed.get(name, str(held.shown[name])),
            rows=ROWS.get(name, 0),
            kind=KEYBOARDS.get(name, "text"),
            longest=LONGEST.get(name, LONGEST_OTHER),
        )
        for name in held.may_be_changed
    ]


def _who_sees(level: Level) -> str:
    return {
        Level.PUBLIC: _("Everybody can see this on the map."),
        Level.AREA: _("Everybody can see this, and in which area it is. Where exactly is not shown, here neither."),
        Level.PARTNERS: _(
            "This record is protected: the public sees nothing of it. This page leaves out where and what it is, in "
            "case the link reaches somebody else."
        ),
        Level.UNMAPPED: _("This record is protected: it is never put on a map, and no place is kept of it."),
    }[level]


def _answered(held: HeldRecord) -> dict[str, str]:
    link = held.link
    if link.answer is None or link.answered_at is None:
        return {"answered": "", "answered_next": ""}
    day = written_date(local_date(link.answered_at))
    said = {
        LinkAnswer.STILL_RIGHT: _("Thank you. On {date} you said that everything is still right."),
        LinkAnswer.CHANGED: _("Thank you. On {date} you told us what has changed. Somebody looks at it now."),
        LinkAnswer.GONE: _("Thank you. On {date} you told us that it is no longer here. Somebody looks at it now."),
    }[link.answer]
    until = written_date(local_date(link.expires_at))
    again = _("You are done. To correct it, answer again below, until {date}; the later answer counts.")
    return {"answered": said.format(date=day), "answered_next": again.format(date=until)}
