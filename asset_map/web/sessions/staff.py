"""Which session does somebody from staff ask about?"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import may_run_sessions
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.current import current_workspace
from asset_map.services.permitted_places import place_of_session
from asset_map.services.sessions.prepare import the_session
from asset_map.web.plain_page import plain_page
from asset_map.web.who import signed_in


def session_for_staff(request: HTTPConnection) -> MappingSession | None:
    """Return the session in the address of a request, for who is signed in.

    Parameters
    ----------
    request
        With a ``session_id`` in its path; the store is asked, so not from the event loop.

    Returns
    -------
    MappingSession or None
        None for everybody who may not hold it, and for a session that is not there: the two look the same from outside.
    """
    person, workspace = signed_in(request), current_workspace()
    if person is None:
        return None
    try:
        session = the_session(request.path_params["session_id"], workspace)
    except UserError:
        return None
    return session if may_run_sessions(person, place_of_session(session, workspace)) else None


def for_staff_only() -> Response:
    """Return what stands in place of a page of staff.

    Returns
    -------
    starlette.responses.Response
        Not found, with what to do.
    """
    text = _("This page is for staff. Open your personal link first, and then the session from the list of sessions.")
    return plain_page("plain.html", {"title": _("For staff only"), "texts": [text], "banner": ""}, status_code=404)
