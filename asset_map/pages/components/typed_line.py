"""One line to type, with its button; half-typed text outlives a reload of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from asset_map.pages.components.asking import ask
from asset_map.pages.components.own_component import own_component

_HTML = """<form class="typed-line own-part" novalidate><label for=""></label><p class="typed-line-hint"></p>
<p class="typed-line-problem" role="alert"></p>
<div class="typed-line-row"><input type="text" autocomplete="off" enterkeyhint="go">
<button type="submit"></button></div><p class="sending-note" role="status"></p></form>"""


@dataclass(frozen=True)
class Line:
    """What stands around a line.

    Parameters
    ----------
    label, button
        What is asked, and the word on the button.
    hint
        What helps to answer.
    longest
        Longest text in characters.
    is_main
        Whether the button is the main one of the screen.
    is_first
        Whether typing may begin without a tap when the screen opens.
    """

    label: str
    button: str
    hint: str = ""
    longest: int = 200
    is_main: bool = False
    is_first: bool = False


def typed_line(
    line: Line, *, value: str, problem: str, kept_as: str, turn: int, key: str, on_done: Callable[[str], None]
) -> None:
    """Show a line to type; the text is sent by the button or the Enter key.

    Parameters
    ----------
    line
        What stands around it.
    value
        What stands in it at first.
    problem
        What was wrong with what was sent; empty when nothing was.
    kept_as
        Under which name this tab of the browser keeps half-typed text: the record's id to be or ``new``, and the field.
    turn
        Counts the runs of the screen, so that the part knows that it was answered.
    key
        Streamlit's key.
    on_done
        Takes the text.
    """
    data = {"line": vars(line), "value": value, "problem": problem, "keptAs": kept_as}
    part = own_component("typed_line", _HTML)
    ask(part, data, turn=turn, key=key, on_answer=lambda text: on_done(str(text or "")[: line.longest]))
