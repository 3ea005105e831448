"""What is served beside the screens: health, map pages, and the files they are made of."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from asset_map.maps.vendor_files import VENDOR_FOLDER
from asset_map.services.current import current_workspace
from asset_map.web.backups import backup_routes
from asset_map.web.check_links import check_link_routes
from asset_map.web.compression import Compression
from asset_map.web.data_protection import data_protection_routes
from asset_map.web.embeds import embed_routes
from asset_map.web.exports import export_routes
from asset_map.web.faults import PlainFaults
from asset_map.web.files_taken import FilesTaken
from asset_map.web.from_here import OnlyFromHere
from asset_map.web.health import StoreHealth, alive
from asset_map.web.logged import Logged
from asset_map.web.maps import map_routes
from asset_map.web.middleware import BrowserCookie, SecurityHeaders
from asset_map.web.ogc.routes import ogc_routes
from asset_map.web.open_referral import open_referral_routes
from asset_map.web.openid import openid_routes
from asset_map.web.photos import photo_routes
from asset_map.web.place_plan import place_plan_routes
from asset_map.web.plain_page import plain_routes
from asset_map.web.printing import printing_routes
from asset_map.web.profile import profile_routes
from asset_map.web.report_pack import report_pack_routes
from asset_map.web.screen_uploads import StaffUploads
from asset_map.web.sessions.routes import session_routes
from asset_map.web.signed_cookies import SignedCookies
from asset_map.web.trouble import Trouble
from asset_map.web.who import enter_by_link


def routes() -> list[BaseRoute]:
    """Return the routes of this server, without the screens.

    Returns
    -------
    list of starlette.routing.BaseRoute
        To be given to the application.
    """
    return [
        Route("/healthz", StoreHealth(_try_store).answer),
        Route("/healthz/live", alive),
        *map_routes(),
        *embed_routes(),
        Route("/enter/{token}", enter_by_link, methods=["GET", "POST"]),
        *openid_routes(),
        *photo_routes(),
        *backup_routes(),
        *data_protection_routes(),
        *check_link_routes(),
        *printing_routes(),
        *place_plan_routes(),
        *profile_routes(),
        *report_pack_routes(),
        *export_routes(),
        *open_referral_routes(),
        *session_routes(),
        *ogc_routes(),
        *plain_routes(),
        Mount("/vendor", StaticFiles(directory=VENDOR_FOLDER, check_dir=False)),
        Route("/maps/{rest:path}", not_found),
        Route("/api/{rest:path}", not_found),
        Route("/auth/{rest:path}", not_found),
    ]


def middleware() -> list[Middleware]:
    """Return what every answer goes through.

    Returns
    -------
    list of starlette.middleware.Middleware
        Outermost first.
    """
    return [
        Middleware(PlainFaults),
        Middleware(Logged),
        Middleware(Compression),
        Middleware(SecurityHeaders),
        Middleware(SignedCookies),
        Middleware(OnlyFromHere),
        Middleware(StaffUploads),
        Middleware(BrowserCookie),
        Middleware(Trouble),
        Middleware(FilesTaken),
    ]


async def not_found(_: Request) -> Response:
    """Answer 404: without this, the screens would answer 200 at any address."""
    return PlainTextResponse("There is nothing at this address.", status_code=404)


def _try_store() -> None:
    current_workspace().store.check()
