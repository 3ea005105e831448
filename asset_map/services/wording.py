"""Does a draft tell in its free texts what does not belong there? Warnings that whoever writes may overrule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asset_map.domain.asset import FREE_TEXT_FIELDS, AssetDraft
from asset_map.errors import UserError
from asset_map.intake.free_text import Finding, FindingKind, findings
from asset_map.language import gettext as _
from asset_map.services.workspace import Workspace

BELONGS = {
    "address": frozenset({FindingKind.ADDRESS, FindingKind.POSTCODE}),
    "web": frozenset(FindingKind) - {FindingKind.EMAIL},
}
"""What is no cause for a warning in a field; the numbers in a web address are no house numbers."""

NAME_FIELDS = ("name", "also_known_as")
DOCTORS = ("Dr ", "Dr.")
"""A practice is known by its doctors: “Dr Khan & Partners” is what people call the place."""


@dataclass(frozen=True)
class TextWarning:
    """Something in a free text that may not belong there.

    Parameters
    ----------
    field
        Where it stands.
    kind
        What it looks like.
    found
        The words themselves.
    message
        What to do, in plain words.
    """

    field: str
    kind: FindingKind
    found: str
    message: str


def warnings_for(draft: AssetDraft, workspace: Workspace) -> tuple[TextWarning, ...]:
    """Return what a draft's free texts tell that may not belong there.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area; the names of its own places are nobody's names.

    Returns
    -------
    tuple of TextWarning
        In the order of `FREE_TEXT_FIELDS`; each thing once a field. They never keep a record from being saved: see
        `reason_for_keeping`.
    """
    places = workspace.remember(("places",), lambda: _places(workspace), follows_store=False)
    return tuple(warning for field in FREE_TEXT_FIELDS for warning in _in_field(field, getattr(draft, field), places))


def reason_for_keeping(warnings: Sequence[TextWarning], reason: str) -> str:
    """Return what the history keeps when somebody saves a text as it is.

    Parameters
    ----------
    warnings
        What they were warned of.
    reason
        Why they keep it.

    Returns
    -------
    str
        The reason and what was found in which field, without the words themselves; empty when there was no warning.

    Raises
    ------
    UserError
        When there are warnings and no reason.
    """
    if not warnings:
        return ""
    if not reason.strip():
        raise UserError(
            _("Expected a reason for keeping the marked words; found none. Say why, or take the words out.")
        )
    found = dict.fromkeys(f"{warning.kind.value} in {warning.field}" for warning in warnings)
    return f"Kept as it is ({', '.join(found)}): {reason.strip()}"


def _in_field(field: str, text: str, places: frozenset[str]) -> Iterator[TextWarning]:
    seen: set[tuple[FindingKind, str]] = set()
    for finding in findings(text):
        if (finding.kind, finding.text) in seen or not _is_worth_a_warning(field, finding, places):
            continue
        seen.add((finding.kind, finding.text))
        yield TextWarning(field, finding.kind, finding.text, _message(finding))


def _is_worth_a_warning(field: str, finding: Finding, places: frozenset[str]) -> bool:
    if finding.kind in BELONGS.get(field, ()):
        return False
    if finding.kind is not FindingKind.NAME:
        return True
    is_practice = field in NAME_FIELDS and finding.text.startswith(DOCTORS)
    return not is_practice and finding.text.casefold() not in places


def _message(finding: Finding) -> str:
    words = {
        FindingKind.PHONE: _(
            "“{found}” looks like a phone number. Put the organisation's number under Contact; leave out anybody's own."
        ),
        FindingKind.EMAIL: _(
            "“{found}” looks like an e-mail address. Put the organisation's under Contact; leave out anybody's own."
        ),
        FindingKind.POSTCODE: _(
            "“{found}” looks like a postcode. The place has a field of its own, which is protected; words are not."
        ),
        FindingKind.ADDRESS: _(
            "“{found}” looks like an address. The place has a field of its own, which is protected; words are not."
        ),
        FindingKind.NAME: _(
            "“{found}” looks like somebody's name. Leave it out, or put it under Contact with their consent."
        ),
    }
    return words[finding.kind].format(found=finding.text)


def _places(workspace: Workspace) -> frozenset[str]:
    names = workspace.geography.zones_bng["zone_name"].astype(str)
    parts = {part.strip() for name in names for part in name.split(" - ")}
    words = {word.strip() for part in parts for word in part.replace(" and ", ",").split(",")}
    return frozenset(word.casefold() for word in words | parts if word)
