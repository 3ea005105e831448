"""What somebody leaves behind, in words."""

from __future__ import annotations

from asset_map.domain.leaving import OpenWork
from asset_map.language import gettext as _
from asset_map.language import ngettext


def left_behind(work: OpenWork, name: str, *, to: str = "") -> list[str]:
    """Return what is open in somebody's name, and what becomes of it.

    Parameters
    ----------
    work
        What is open.
    name
        Whose it is.
    to
        Who takes it over; empty for nobody yet.

    Returns
    -------
    list of str
        A sentence for each thing; empty when nothing is open.
    """
    open_now = _open_now(work)
    words = []
    if open_now and to:
        words.append(_("{to} takes over: {what}.").format(to=to, what=", ".join(open_now)))
    elif open_now:
        words.append(_("Open in the name of {name}: {what}.").format(name=name, what=", ".join(open_now)))
    if work.proposals:
        words.append(
            ngettext(
                "One proposal of theirs to protect a record less waits for a second person, and stays in their name.",
                "{count} proposals of theirs to protect a record less wait for a second person, in their name.",
                work.proposals,
            )
        )
    if work.keys:
        words.append(
            _("They saw these keys when they made them; withdraw and make them anew if that matters: {keys}.").format(
                keys=", ".join(work.keys)
            )
        )
    return words


def _open_now(work: OpenWork) -> list[str]:
    found = [_("the mapping session “{title}”").format(title=title) for title in work.sessions]
    if work.check_links:
        found.append(
            ngettext(
                "one link by which an organisation checks its record",
                "{count} links by which organisations check their records",
                work.check_links,
            )
        )
    if work.walks:
        found.append(
            ngettext("one walk that is half written down", "{count} walks that are half written down", work.walks)
        )
    return found
