"""What does somebody leave behind who goes?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """What is open in somebody's name, and can be handed over; their finished work stays theirs in the histories.

    Parameters
    ----------
    sessions
        Titles of mapping sessions that they hold and that are not closed.
    check_links
        How many organisations have a link of theirs that they may still answer by.
    walks
        How many walks they have begun to write down.
    proposals
        How many of their proposals wait for a second person. They stay in their name, as two people have to have
        agreed to them; who is left decides.
    keys
        Partners to whom they gave a key that still opens. They saw it when they made it.
    """

    sessions: tuple[str, ...] = ()
    check_links: int = 0
    walks: int = 0
    proposals: int = 0
    keys: tuple[str, ...] = ()

    @property
    def can_be_handed_over(self) -> bool:
        """Whether there is anything that somebody else can take over."""
        return bool(self.sessions or self.check_links or self.walks)
