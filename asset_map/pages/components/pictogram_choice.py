"""Big buttons with a pictogram and a word each: one tap answers a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asset_map.pages.components.asking import ask
from asset_map.pages.components.own_component import own_component

_HTML = """<div class="pictogram-choice own-part"><div class="pictogram-options" role="group"></div>
<p class="sending-note" role="status"></p></div>"""


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen.

    Parameters
    ----------
    code, icon
        Its code, and the name of its pictogram.
    label, meaning
        What people read; the meaning may be empty.
    """

    code: str
    icon: str
    label: str
    meaning: str = ""


def pictogram_choice(
    label: str,
    options: Sequence[Option],
    *,
    chosen: Sequence[str],
    turn: int,
    key: str,
    on_choose: Callable[[str], None],
) -> None:
    """Show things to choose from; each tap is sent at once.

    Parameters
    ----------
    label
        What is chosen, for a screen reader.
    options
        What can be chosen.
    chosen
        Codes of what is chosen already.
    turn
        Counts the runs of the screen, so that the part knows that it was answered.
    key
        Streamlit's key.
    on_choose
        Takes the code that was tapped.
    """

    def _choose(code: object) -> None:
        if code in {option.code for option in options}:
            on_choose(str(code))

    data = {"label": label, "options": [vars(option) for option in options], "chosen": list(chosen)}
    ask(own_component("pictogram_choice", _HTML), data, turn=turn, key=key, on_answer=_choose)
