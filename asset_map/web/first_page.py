"""What most people ask for first is made ready while the first of them is still on the way."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.current import current_workspace
from asset_map.services.find import Wanted
from asset_map.services.look import Question
from asset_map.services.map_pages import places_page


def prepare_first_page() -> threading.Thread:
    """Begin to make ready the assets that the public sees, and their map.

    Returns
    -------
    threading.Thread
        At work; a daemon, so that the server ends without waiting for it.
    """
    thread = threading.Thread(target=_prepare, name="first page", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    question = Question("", Audience.PUBLIC, local_date(dt.datetime.now(dt.UTC)))
    try:
        places_page(Wanted(), question, current_workspace(), framed=True)
    except UserError as error:  # who asks for the page is told so too
        logging.getLogger(__name__).warning("The first page could not be made ready: %s", error)
