"""Is what is being added here already? Shown as soon as it has a name and a place; it never stands in the way."""

from __future__ import annotations

from asset_map.domain.protection import Audience
from asset_map.pages.components import asset_form, questions
from asset_map.pages.components.page import today
from asset_map.pages.components.twins import show_twins
from asset_map.services.twins import likely_twins
from asset_map.services.workspace import Workspace


def twins_of_form(workspace: Workspace, *, audience: Audience) -> None:
    """Show records that may be the same thing as the one in the form.

    Parameters
    ----------
    workspace
        The area.
    audience
        Whose records may be shown.
    """
    if questions.is_answered("name") and questions.is_answered("place") and not asset_form.has_no_place(workspace):
        draft = asset_form.draft(workspace)
        show_twins(likely_twins(draft, workspace, audience=audience, today=today()))
