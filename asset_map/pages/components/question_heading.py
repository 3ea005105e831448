"""Which question is in view, how far is it, and which ones can be gone back to?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asset_map.language import gettext as _
from asset_map.pages.components.asking import ask
from asset_map.pages.components.own_component import own_component

_HTML = """<div class="question-heading own-part">
<nav><ol class="question-steps"></ol></nav><p class="sending-note" role="status"></p>
<h2 class="question-title" tabindex="-1"></h2></div>"""


@dataclass(frozen=True)
class Step:
    """One question as the heading shows it.

    Parameters
    ----------
    code, label
        Its code and its short name.
    reachable
        Whether it can be gone to.
    """

    code: str
    label: str
    reachable: bool


def question_heading(
    title: str, steps: Sequence[Step], *, now: str, turn: int, key: str, on_go: Callable[[str], None]
) -> None:
    """Show a question's heading under the row of all questions; a new question is scrolled to and focused.

    Parameters
    ----------
    title
        The question.
    steps
        All questions, in order; none when all are answered and saved.
    now
        Code of what is in view.
    turn
        Counts the runs of the screen, so that the part knows that it was answered.
    key
        Streamlit's key.
    on_go
        Takes the code of a question that somebody wants to go to.
    """
    codes = [step.code for step in steps]
    progress = _("{number} of {count}").format(number=codes.index(now) + 1, count=len(steps)) if now in codes else ""

    def _go(code: object) -> None:
        if code in {step.code for step in steps if step.reachable}:
            on_go(str(code))

    data = {
        "title": title,
        "progress": progress,
        "questions": _("Questions"),
        "steps": [vars(step) for step in steps],
        "now": now,
    }
    ask(own_component("question_heading", _HTML), data, turn=turn, key=key, on_answer=_go)
