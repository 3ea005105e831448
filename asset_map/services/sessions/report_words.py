"""What do people read in the report of a session?"""

from __future__ import annotations

from collections.abc import Sequence

from asset_map.domain.contribution import Channel, Contribution, ContributionKind, HowPlaced, ReviewResult
from asset_map.domain.turnout import SMALLEST_SHOWN
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.services.sessions.turnout import ShownTurnout


def said_words() -> dict[ContributionKind, str]:
    """Return what people read for each kind of thing that was said, strengths first.

    Returns
    -------
    dict
        In the reader's language.
    """
    return {
        ContributionKind.ASSET: _("Something good here"),
        ContributionKind.STORY: _("A story"),
        ContributionKind.IDEA: _("An idea"),
        ContributionKind.NOTHING_HERE: _("We looked, and nothing is here"),
    }


def became_words(contribution: Contribution, record_name: str) -> str:
    """Return what became of something that was said, for staff.

    Parameters
    ----------
    contribution
        What was said.
    record_name
        Name of the record that it stands in; empty for none.

    Returns
    -------
    str
        One sentence.
    """
    words = {
        ReviewResult.WAITING: _("Waits for review."),
        ReviewResult.RECORDED: _("Made the record “{name}”."),
        ReviewResult.ADDED_TO: _("Added to the record “{name}”."),
        ReviewResult.KEPT: _("Kept as said."),
        ReviewResult.NOT_USED: _("Not used: {reason}"),
    }
    return words[contribution.review].format(name=record_name, reason=contribution.review_reason)


def how_counted(
    said: Sequence[Contribution], turnout: ShownTurnout, *, waiting: int, is_for_staff: bool
) -> tuple[str, ...]:
    """Return how what stands in a report was counted, and what may be doubted.

    Parameters
    ----------
    said
        What the report tells of.
    turnout
        Who took part.
    waiting
        How much of it still waits for review.
    is_for_staff
        Whether the report is for staff.

    Returns
    -------
    tuple of str
        Sentences.
    """
    paper = sum(one.channel is Channel.PAPER for one in said)
    vague = sum(one.how_placed in {HowPlaced.AROUND, HowPlaced.NONE} for one in said)
    notes = [
        _("{phone} were said by phone and {paper} on paper. They count the same, and each counts once.").format(
            phone=ngettext("{count} thing", "{count} things", len(said) - paper), paper=paper
        ),
        _("What somebody took back is not counted."),
        _("{vague} of {all} have no place of their own, or “somewhere around here”.").format(
            vague=vague, all=len(said)
        ),
        _("Whoever came, came by choice: they do not stand for everybody who lives here."),
        _("What nobody mentioned may still be there. A zone that nobody spoke of was not looked at."),
        _("Words stand in the language in which they were said, and are not translated."),
    ]
    if turnout.is_counted:
        notes.append(
            _(
                "Who took part was counted from slips without names, put in a box. Nothing leads from a slip to what "
                "anybody said. Groups of fewer than {least} people are not given, nor others that would tell them."
            ).format(least=SMALLEST_SHOWN)
        )
    if waiting:
        notes.append(ngettext("{count} still waits for review.", "{count} still wait for review.", waiting))
    if not is_for_staff:
        notes.append(
            _(
                "What people asked not to publish, and what has to be protected, stands in no public report. This page "
                "does not say whether there is any. Words stand here only where they may be quoted."
            )
        )
    return tuple(notes)
