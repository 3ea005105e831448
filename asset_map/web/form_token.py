"""Was a form made by this server, for whoever sends it? For browsers that do not say where a request comes from."""

from __future__ import annotations

import datetime as dt
import hmac
from contextvars import ContextVar
from typing import Final

from markupsafe import Markup

from asset_map.services.current import current_workspace
from asset_map.services.signing import keyed_digest, opened, sealed

TOKEN_FIELD: Final = "from_here"  # noqa: S105  # the name of a field
TOKEN_HOLDS = dt.timedelta(days=2)
"""As long as a phone stays in a session; who leaves a form open for longer loads it again."""

for_whom: ContextVar[str] = ContextVar("for_whom", default="")
"""In whose name the request is made that is being answered: the values of the cookies that allow anything."""

_PURPOSE: Final = "form"


def form_token() -> Markup:
    """Return what each form carries that is sent by POST.

    Returns
    -------
    markupsafe.Markup
        A hidden field, for whoever the page is made for; it opens nothing by itself.
    """
    workspace = current_workspace()
    until = dt.datetime.now(dt.UTC) + TOKEN_HOLDS
    token = sealed(keyed_digest(for_whom.get(), _PURPOSE, workspace), _PURPOSE, workspace, until=until)
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, token)


def is_token_of(token: str, whose: str) -> bool:
    """Return whether a token stood in a form that was made for somebody.

    Parameters
    ----------
    token
        As it was sent.
    whose
        In whose name; as `for_whom` holds it.

    Returns
    -------
    bool
        False for what was made up, for the token of another browser, and for one that has ended.
    """
    workspace = current_workspace()
    text = opened(token, _PURPOSE, workspace, now=dt.datetime.now(dt.UTC))
    return hmac.compare_digest(text or "", keyed_digest(whose, _PURPOSE, workspace))
