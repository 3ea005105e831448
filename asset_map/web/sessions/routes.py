"""What is served for mapping sessions?"""

from __future__ import annotations

from starlette.routing import BaseRoute

from asset_map.web.sessions.adding import adding_routes
from asset_map.web.sessions.glance import glance_routes
from asset_map.web.sessions.join import join_routes
from asset_map.web.sessions.mine import mine_routes
from asset_map.web.sessions.printing import printing_of_sessions_routes
from asset_map.web.sessions.record import record_routes
from asset_map.web.sessions.report import report_routes
from asset_map.web.sessions.resident import resident_routes
from asset_map.web.sessions.room import room_routes
from asset_map.web.sessions.said import said_routes
from asset_map.web.sessions.scribe import scribe_routes
from asset_map.web.sessions.slip import slip_routes


def session_routes() -> list[BaseRoute]:
    """Return the routes of mapping sessions.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Each module lists its own.
    """
    return [
        *join_routes(),
        *resident_routes(),
        *adding_routes(),
        *mine_routes(),
        *slip_routes(),
        *said_routes(),
        *record_routes(),
        *report_routes(),
        *printing_of_sessions_routes(),
        *room_routes(),
        *glance_routes(),
        *scribe_routes(),
    ]
