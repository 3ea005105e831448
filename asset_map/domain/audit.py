"""Who did what, when and why?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What was done to a record."""

    RECORDED = "recorded"
    IMPORTED = "imported"
    CHANGED = "changed"
    LOOKED = "looked"
    SENT = "sent"
    CHECKED = "checked"
    PUBLISHED = "published"
    ASKED = "asked"
    NOT_PUBLISHED = "not_published"
    ARCHIVED = "archived"
    RESTORED = "restored"
    UNDONE = "undone"
    MAPPED = "mapped"
    MERGED = "merged"
    UNMERGED = "unmerged"
    RAISED = "raised"
    LOWERED = "lowered"
    PROPOSED = "proposed"
    DECIDED = "decided"
    LINKED = "linked"
    UNLINKED = "unlinked"
    PHOTO_ADDED = "photo_added"
    PHOTO_CHANGED = "photo_changed"
    PHOTO_REMOVED = "photo_removed"
    LINK_MADE = "link_made"
    LINK_REVOKED = "link_revoked"
    INVITED = "invited"
    LEFT = "left"
    HANDED_OVER = "handed_over"
    ROLES_GIVEN = "roles_given"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    MAPPING_SAVED = "mapping_saved"
    MAPPING_FORGOTTEN = "mapping_forgotten"
    REMOVED = "removed"
    PREPARED = "prepared"
    OPENED = "opened"
    CLOSED = "closed"
    CODE_GIVEN = "code_given"
    PRINTED = "printed"
    JOINED = "joined"
    HIDDEN = "hidden"
    SHOWN = "shown"
    REVIEWED = "reviewed"
    ANSWERED = "answered"
    KEY_GIVEN = "key_given"
    KEY_WITHDRAWN = "key_withdrawn"
    ERASED = "erased"
    ERASED_AGAIN = "erased_again"
    CONSENT_NOTED = "consent_noted"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    TOLD = "told"
    BACKED_UP = "backed_up"
    BACKUP_TAKEN = "backup_taken"


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """One write to the store.

    Parameters
    ----------
    at
        When, with its time zone.
    actor
        Who, as staff know them.
    action
        What was done.
    reason
        Why, where a reason is asked for.
    second_actor
        Who agreed, where two people are needed.
    """

    at: dt.datetime
    actor: str
    action: Action
    reason: str = ""
    second_actor: str = ""
