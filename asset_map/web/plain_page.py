"""How does a page look where Streamlit cannot serve: with scripts off, on paper, or for who has no account?

The pages are templates beside this file, filled by Jinja2 with everything escaped. They hold no script.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import written_date
from asset_map.language import gettext, language, ngettext
from asset_map.web.form_token import form_token

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "plain.css"
STYLES = (STYLE, "profile.css", "report.css", "place_plan.css", "report_pack.css", "arabic.css", "scribe.css")

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}
"""What every plain page carries: nothing but its own style loads, and nothing of it is kept or passed on."""


def plain_routes() -> list[BaseRoute]:
    """Return the routes of what plain pages load.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Their style; the typeface is served with the other vendor files.
    """
    return [Route(f"/plain/{name}", _style(name)) for name in STYLES]


def plain_page(template: str, words: Mapping[str, object], *, status_code: int = 200) -> HTMLResponse:
    """Return a page without scripts.

    Parameters
    ----------
    template
        The name of a file in ``templates``.
    words
        What it is filled with; every text is escaped.
    status_code
        The status of the answer.

    Returns
    -------
    starlette.responses.HTMLResponse
        With headers that keep it private.
    """
    return HTMLResponse(page_text(template, words), status_code=status_code, headers=HEADERS)


def page_text(template: str, words: Mapping[str, object]) -> str:
    """Return the text of a page without scripts.

    Parameters
    ----------
    template
        The name of a file in ``templates``.
    words
        What it is filled with; every text is escaped.

    Returns
    -------
    str
        HTML.
    """
    # A list of three hundred has as many forms; what they carry is the same.
    of_page = {"language": language.get().partition("_")[0], "form_token": cache(form_token)}
    return _environment().get_template(template).render(dict(words) | of_page)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update({"_": gettext, "ngettext": ngettext, "written_date": written_date})
    return environment


def _style(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return FileResponse(TEMPLATES / name, media_type="text/css", headers={"cache-control": "no-cache"})

    return answer
