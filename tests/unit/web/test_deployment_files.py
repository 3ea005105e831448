"""The files in ``docs/deployment`` say what the app does: they are put in place as they stand."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import tomllib
from pathlib import Path

from asset_map.services.workspace import Workspace
from asset_map.settings import bundled
from asset_map.web.middleware import BROWSER_COOKIE
from asset_map.web.signed_cookies import sealed_cookie
from tests.conftest import NOW

DEPLOYMENT = Path(__file__).parents[3] / "docs" / "deployment"
UPSTREAM = (DEPLOYMENT / "asset-map-upstream.conf").read_text("utf-8")
LOCATIONS = (DEPLOYMENT / "asset-map-locations.conf").read_text("utf-8")


def test_a_browser_stays_with_one_process_although_its_cookie_is_signed_anew(tiny: Workspace) -> None:
    written = re.search(r'map \$cookie_(\w+) \$asset_map_browser \{\n    "~(\S+)"', UPSTREAM)
    assert written is not None
    assert written[1] == BROWSER_COOKIE
    pattern = re.compile(written[2].replace("(?<", "(?P<"))
    name = secrets.token_urlsafe(32)
    cookies = [
        sealed_cookie(BROWSER_COOKIE, name, tiny, until=NOW + dt.timedelta(days=days, hours=1)) for days in (1, 180)
    ]
    assert len(set(cookies)) == 2
    assert {pattern.match(one)["asset_map_name"] for one in cookies} == {name}  # type: ignore[index]  # each matches


def test_as_much_is_passed_on_as_the_app_takes() -> None:
    megabytes = tomllib.loads(bundled(".streamlit/config.toml").read_text("utf-8"))["server"]["maxUploadSize"]
    upload = LOCATIONS.partition("location /_stcore/upload_file")[2].partition("}")[0]
    assert f"client_max_body_size {megabytes}m;" in upload


def test_every_process_of_the_proxy_is_one_that_the_description_starts() -> None:
    ports = re.findall(r"server 127\.0\.0\.1:(\d+) ", UPSTREAM)
    described = (DEPLOYMENT.parent / "deployment.md").read_text("utf-8")
    assert len(ports) == 2
    assert all(f"asset-map@{port}" in described for port in ports)
    assert "--port %i" in (DEPLOYMENT / "asset-map@.service").read_text("utf-8")


def test_links_and_codes_are_not_logged() -> None:
    hidden = re.search(r"~\^/\((\S+)\)/ ", UPSTREAM)
    assert hidden is not None
    assert {"enter", "check", "j", "said", "slip"} <= set(hidden[1].split("|"))
    assert "$request_uri" not in UPSTREAM.partition("log_format")[2]
    assert "$args" not in UPSTREAM
