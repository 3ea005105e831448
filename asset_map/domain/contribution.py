"""What did somebody say in a session, and what of it may the room see?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from asset_map.domain.asset import LocatedBy
from asset_map.domain.protection import Level


class ContributionKind(StrEnum):
    """What a contribution is."""

    ASSET = "asset"
    NOTHING_HERE = "nothing_here"
    IDEA = "idea"
    STORY = "story"


class Channel(StrEnum):
    """How a contribution came in; they count the same."""

    PHONE = "phone"
    PAPER = "paper"


class HowPlaced(StrEnum):
    """How finely somebody said where: all are as good as a point."""

    POINT = "point"
    LINE = "line"
    AREA = "area"
    AROUND = "around"
    NONE = "none"


class ReviewResult(StrEnum):
    """What a reviewer made of a contribution."""

    WAITING = "waiting"
    RECORDED = "recorded"
    ADDED_TO = "added_to"
    KEPT = "kept"
    NOT_USED = "not_used"


@dataclass(frozen=True, kw_only=True)
class ContributionDraft:
    """A contribution as it was sent; every field is text, as typed or tapped.

    Parameters
    ----------
    contribution_id
        32 hexadecimal digits that the phone or the scribe's page made up: sending the same twice keeps it once.
    kind
        A code of `ContributionKind`.
    words
        What was said, as said.
    language
        Code of the language it was said in.
    prompt
        The question it answers, as it stands in the session; empty for none.
    asset_kind, offers
        Codes of the vocabulary, the primary offer first; both may be empty.
    shape
        GeoJSON geometry in degrees, EPSG:4326; empty when the place is in words or there is none.
    how_placed
        A code of `HowPlaced`; empty to tell it from the shape.
    place
        The place in words: a grid square, a postcode, a landmark.
    do_not_publish
        ``yes`` when it is not to be shown to anybody but staff.
    about_id
        Id of another contribution that this is another view of; empty for none.
    dot, sheet, slip_code
        From paper: the number of the dot, the sheet that it is on, and the code of the slip; empty for a phone.
    """

    contribution_id: str = ""
    kind: str = ""
    words: str = ""
    language: str = "en"
    prompt: str = ""
    asset_kind: str = ""
    offers: tuple[str, ...] = ()
    shape: str = ""
    how_placed: str = ""
    place: str = ""
    do_not_publish: str = ""
    about_id: str = ""
    dot: str = ""
    sheet: str = ""
    slip_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """Something that was said in a session, as kept.

    Parameters
    ----------
    contribution_id, session_id
        Itself, and the session.
    kind, words, language, prompt
        What it is, as said, in which language, and which question it answers.
    asset_kind, offers
        Codes of the vocabulary; empty where nobody said.
    geometry_bng
        Well-known binary, EPSG:27700; None without a place.
    how_placed, located_by, place
        How finely and how the place was given, and the place in words.
    zone_code
        The zone it lies in, in the session's system; empty outside every zone or without a place.
    do_not_publish
        Whether only staff may see it.
    about_id
        The contribution it is another view of; empty for none.
    channel, dot, sheet
        How it came in; of paper, the dot's number and the sheet.
    sent_by
        Id of the participant; empty for paper. Never shown, and never beside who they are.
    slip_code
        By which its outcome is found.
    entered_by
        Who typed it in from paper; empty for a phone.
    sent_at
        When it was kept.
    glanced_at, hidden_at, taken_back_at
        When the facilitator looked at it, hid it, and when whoever sent it took it back; None for not.
    review, reviewed_by, reviewed_at, review_reason
        What a reviewer made of it.
    asset_id
        The record that was made of it or that it was added to; empty for none.
    may_be_quoted
        Whether a reviewer let its words stand on the public "you said, we did".
    number
        Raised within the session by every change of a contribution: whoever has seen up to a number asks for more.
    """

    contribution_id: str
    session_id: str
    kind: ContributionKind
    words: str
    language: str
    prompt: str = ""
    asset_kind: str = ""
    offers: tuple[str, ...] = ()
    geometry_bng: bytes | None = None
    how_placed: HowPlaced = HowPlaced.NONE
    located_by: LocatedBy | None = None
    place: str = ""
    zone_code: str = ""
    do_not_publish: bool = False
    about_id: str = ""
    channel: Channel = Channel.PHONE
    dot: int | None = None
    sheet: str = ""
    sent_by: str = ""
    slip_code: str = ""
    entered_by: str = ""
    sent_at: dt.datetime
    glanced_at: dt.datetime | None = None
    hidden_at: dt.datetime | None = None
    taken_back_at: dt.datetime | None = None
    review: ReviewResult = ReviewResult.WAITING
    reviewed_by: str = ""
    reviewed_at: dt.datetime | None = None
    review_reason: str = ""
    asset_id: str = ""
    may_be_quoted: bool = False
    number: int = 0


class RoomPlace(StrEnum):
    """How finely the room sees where something is."""

    AS_SAID = "as_said"
    SQUARE = "square"
    NONE = "none"


def room_sees(contribution: Contribution, *, glance_first: bool, level: Level) -> bool:
    """Return whether the room may see a contribution.

    Parameters
    ----------
    contribution
        What was said.
    glance_first
        Whether the facilitator looks at everything first.
    level
        The protection that a record of it would start with, by its kind and its words.

    Returns
    -------
    bool
        False for what was taken back, hidden or is not to be published, and for what reads like a place of safety or
        somebody's home.
    """
    gone = contribution.taken_back_at is not None or contribution.hidden_at is not None
    waits = glance_first and contribution.glanced_at is None
    return not (gone or waits or contribution.do_not_publish or level is Level.PARTNERS)


def room_place(contribution: Contribution, level: Level) -> RoomPlace:
    """Return how finely the room sees where a contribution is.

    Parameters
    ----------
    contribution
        What the room may see.
    level
        The protection that a record of it would start with.

    Returns
    -------
    RoomPlace
        Groups without premises show their grid square; people show no place at all.
    """
    if contribution.geometry_bng is None or level in {Level.UNMAPPED, Level.PARTNERS}:
        return RoomPlace.NONE
    return RoomPlace.SQUARE if level is Level.AREA else RoomPlace.AS_SAID
