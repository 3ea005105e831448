"""Which questions make a record, which one comes next, and which are answered?"""

from __future__ import annotations

from dataclasses import dataclass

from asset_map.language import gettext as _
from asset_map.pages.components import asset_form
from asset_map.pages.components.asset_form import text
from asset_map.services.workspace import Workspace

CHECK = "check"


@dataclass(frozen=True)
class Question:
    """One question.

    Parameters
    ----------
    code, label
        Its code, and its short name.
    title
        The question itself.
    """

    code: str
    label: str
    title: str


def questions(workspace: Workspace) -> tuple[Question, ...]:
    """Return the questions in their order; of what is never put on a map, no place is asked.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple of Question
        The last one is to check and save.
    """
    asked = (
        Question("name", _("Name"), _("What is it called?")),
        Question("kind", _("Kind"), _("What kind of thing is it?")),
        Question("offer", _("Offer"), _("What does it offer? Tap the main thing.")),
        Question("place", _("Place"), _("Where is it?")),
        Question(CHECK, _("Check"), _("Is this right?")),
    )
    kind = workspace.classification.kinds.get(text("kind"))
    is_placed = kind is None or bool(kind.placements)
    return tuple(question for question in asked if is_placed or question.code != "place")


def now(workspace: Workspace) -> Question:
    """Return the question that is in view.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    Question
        The first one when the kept one is not asked any more.
    """
    asked = questions(workspace)
    return next((question for question in asked if question.code == text("step")), asked[0])


def is_answered(code: str) -> bool:
    """Return whether a question has an answer.

    Parameters
    ----------
    code
        Its code.

    Returns
    -------
    bool
        Never for the last one.
    """
    answers = {
        "name": bool(text("name").strip()),
        "kind": bool(text("kind")),
        "offer": bool(asset_form.codes("offers")),
        "place": bool(text("shape") or text("latitude") or text("postcode")),
    }
    return answers.get(code, False)


def is_reachable(code: str, workspace: Workspace) -> bool:
    """Return whether a question can be gone to: all before it are answered, or it is answered itself.

    Parameters
    ----------
    code
        Its code.
    workspace
        The area.

    Returns
    -------
    bool
        True for the first question.
    """
    asked = [question.code for question in questions(workspace)]
    return is_answered(code) or all(is_answered(before) for before in asked[: asked.index(code)])


def go_to(code: str) -> None:
    """Bring a question into view.

    Parameters
    ----------
    code
        Its code.
    """
    asset_form.put({"step": code})


def go_on(workspace: Workspace) -> None:
    """Go on to the next question without an answer, or to the check when there is none.

    Parameters
    ----------
    workspace
        The area.
    """
    asked = [question.code for question in questions(workspace)]
    later = asked[asked.index(now(workspace).code) + 1 :] or asked[-1:]
    go_to(next(code for code in later if not is_answered(code)))


def go_back(workspace: Workspace) -> None:
    """Go back to the question before.

    Parameters
    ----------
    workspace
        The area.
    """
    asked = [question.code for question in questions(workspace)]
    go_to(asked[max(asked.index(now(workspace).code) - 1, 0)])
