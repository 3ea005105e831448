"""Where the settings of sign-in by OpenID Connect are read, and what is not accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from asset_map.errors import UserError
from asset_map.services.people.openid_settings import IN_ENVIRONMENT, openid_settings

AUTH = """
[auth]
redirect_uri = "https://map.example.org/oauth2callback"
cookie_secret = "which Streamlit needs and nobody reads here"
"""
PROVIDER = """
client_id = "asset-map"
client_secret = "between us"
server_metadata_url = "https://login.council.example/.well-known/openid-configuration"
"""
WHOLE = AUTH + PROVIDER


@pytest.fixture(autouse=True)
def _no_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("HOME", str(tmp_path / "elsewhere"))


def _write(home: Path, text: str) -> Path:
    (home / ".streamlit").mkdir(exist_ok=True)
    (home / ".streamlit" / "secrets.toml").write_text(text, "utf-8")
    return home


def test_nothing_is_set_up_where_nothing_is_said(tmp_path: Path) -> None:
    assert openid_settings(tmp_path, environ={}) is None
    assert openid_settings(_write(tmp_path, "[mail]\nhost = 'x'\n"), environ={}) is None


@pytest.mark.parametrize("text", [WHOLE, AUTH + "[auth.council]" + PROVIDER])
def test_the_settings_are_those_of_streamlit(tmp_path: Path, text: str) -> None:
    settings = openid_settings(_write(tmp_path, text), environ={})
    assert settings is not None
    assert (settings.client_id, settings.provider, settings.is_secure) == ("asset-map", "login.council.example", True)


def test_the_home_comes_before_the_working_folder_and_the_environment_before_both(tmp_path: Path) -> None:
    _write(tmp_path / "elsewhere", WHOLE)
    found = openid_settings(tmp_path, environ={})
    assert found is not None
    _write(tmp_path, WHOLE.replace('"asset-map"', '"ours"'))
    ours = openid_settings(tmp_path, environ={})
    said = openid_settings(tmp_path, environ={IN_ENVIRONMENT["client_id"]: "said"})
    assert ours is not None
    assert said is not None
    assert (found.client_id, ours.client_id, said.client_id) == ("asset-map", "ours", "said")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (AUTH, "found no client_id, client_secret, server_metadata_url"),
        (WHOLE.replace("/oauth2callback", "/callback"), "ends in /oauth2callback"),
        (WHOLE.replace("https://map", "http://map"), "redirect_uri that begins with https"),
        (WHOLE.replace("https://login", "http://login"), "server_metadata_url that begins with https"),
        (WHOLE + "[auth.other]" + PROVIDER, "one provider"),
        ("[auth\n", "cannot be read"),
    ],
)
def test_what_is_half_or_not_safe_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        openid_settings(_write(tmp_path, text), environ={})


def test_this_machine_may_be_reached_without_https(tmp_path: Path) -> None:
    text = WHOLE.replace("https://map.example.org", "http://localhost:8501")
    settings = openid_settings(_write(tmp_path, text), environ={})
    assert settings is not None
    assert not settings.is_secure
