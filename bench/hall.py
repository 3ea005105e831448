"""What phones and browsers in a hall write down, for `bench.sessions`."""

from __future__ import annotations

from dataclasses import dataclass, field

SAYING_UNTIL = 0.85
"""The share of the time in which entries are sent; the rest is left to what waits."""


@dataclass
class Log:
    """What happened, in seconds of the clock of this machine.

    Parameters
    ----------
    pressed_s, thanked_s, shown_s
        By id of the entry: when "send" was pressed, when the phone was thanked, when the projector first showed it.
    refused
        Answers that were neither thanks nor a lost line.
    joined, browsers
        Phones and browsers that joined.
    """

    pressed_s: dict[str, float] = field(default_factory=dict)
    thanked_s: dict[str, float] = field(default_factory=dict)
    shown_s: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    joined: int = 0
    browsers: int = 0
