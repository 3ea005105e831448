"""What a phone sent, taking it back, and the code by which its outcome is found."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.contribution import ContributionKind
from asset_map.domain.mapping_session import MappingSession, Participant, SessionState, written_slip_code
from asset_map.errors import UserError
from asset_map.language import languages, read_in
from asset_map.services.current import current_workspace
from asset_map.services.sessions.contribute import own_contributions, put_back, take_back
from asset_map.services.sessions.shown import square_of
from asset_map.web.plain_page import HEADERS
from asset_map.web.sessions.resident import for_participant
from asset_map.web.sessions.who import body_of, fields_of, session_page


def mine_routes() -> list[BaseRoute]:
    """Return the route of what a phone sent.

    Returns
    -------
    list of starlette.routing.BaseRoute
        The list, which also takes things back.
    """
    return [Route("/session/mine", mine, methods=["GET", "POST"])]


async def mine(request: Request) -> Response:
    """Show what the phone sent, or take one of it back or put it back.

    Parameters
    ----------
    request
        Asks with the cookie of a phone.

    Returns
    -------
    starlette.responses.Response
        The answer.
    """
    if request.method != "POST":
        sent = request.query_params.get("sent", "")
        return await run_in_threadpool(
            lambda: for_participant(request, lambda who, where: _mine(who, where, sent=sent))
        )
    fields = fields_of(await body_of(request) or b"") or {}

    def _change_it(participant: Participant, session: MappingSession) -> Response:
        contribution_id = fields.get("contribution_id", [""])[0]
        act = put_back if fields.get("do") == ["put_back"] else take_back
        try:
            with read_in(participant.language):
                act(contribution_id, participant, current_workspace(), now=dt.datetime.now(dt.UTC))
        except UserError as error:
            return _mine(participant, session, problem=str(error), status_code=409)
        return RedirectResponse(f"/session/mine#{quote(contribution_id)}", status_code=303, headers=HEADERS)

    return await run_in_threadpool(lambda: for_participant(request, _change_it))


def _mine(
    participant: Participant, session: MappingSession, *, sent: str = "", problem: str = "", status_code: int = 200
) -> Response:
    workspace = current_workspace()
    own = own_contributions(participant, workspace)
    words = {
        "session": session,
        "slip": written_slip_code(participant.slip_code),
        "own": own,
        "squares": {one.contribution_id: square_of(one, session) for one in own},
        "kinds": ContributionKind,
        "closed": session.state is not SessionState.OPEN,
        "offers": workspace.classification.offers,
        "languages": languages(),
        "thanked": next((one for one in own if one.contribution_id == sent and one.taken_back_at is None), None),
        "problem": problem,
    }
    return session_page("session/mine.html", words, language=participant.language, status_code=status_code)
