"""Mapping sessions from a terminal."""

from __future__ import annotations

import json

import pytest

from asset_map.settings import Settings
from tests.unit.test_cli import call


def test_a_session_is_prepared_opened_and_closed(
    tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home)]
    code, out, _ = call(
        capsys,
        monkeypatch,
        "session",
        "new",
        "Tea and maps",
        "--place",
        "The hall",
        "--on",
        "21/11/2026",
        "--language",
        "zh_Hans",
        "--json",
        *home,
    )
    assert code == 0
    session_id = json.loads(out)["session_id"]
    opened = json.loads(call(capsys, monkeypatch, "session", "open", session_id, "--json", *home)[1])
    assert (opened["state"], len(opened["code"])) == ("open", 6)
    renewed = json.loads(call(capsys, monkeypatch, "session", "open", session_id, "--new-code", "--json", *home)[1])
    assert renewed["code"] != opened["code"]
    assert call(capsys, monkeypatch, "session", "list", *home)[1] == (
        f"{session_id}  Tea and maps  [21 November 2026, open, code {renewed['code']}]\n"
    )
    pack = tiny_settings.home / "pack" / "of tea"
    printing = ["session", "print", session_id, "--out", str(pack), "--base", "http://10.0.0.5:8501", *home]
    printed = json.loads(call(capsys, monkeypatch, *printing, "--json")[1])
    assert sorted(printed["files"]) == sorted(one.name for one in pack.iterdir())
    assert {"notice-a4-zh_Hans.pdf", "table-sheets-a1-en.pdf"} <= set(printed["files"])
    assert all(one.read_bytes().startswith(b"%PDF-") for one in pack.iterdir())
    assert call(capsys, monkeypatch, *printing[:4], str(pack / "notice-a4-en.pdf"), *home)[0] == 1
    assert call(capsys, monkeypatch, "session", "close", session_id, *home)[1] == "“Tea and maps” is closed.\n"
    code, _, error = call(capsys, monkeypatch, "session", "open", "nonesuch", *home)
    assert code == 1
    assert "found “nonesuch”" in error
    code, _, error = call(
        capsys, monkeypatch, "session", "new", "", "--place", "", "--offer", "gold", "--language", "xx", *home
    )
    assert code == 1
    assert "title: Expected" in error
    assert "offers: Expected one of" in error
    assert "languages: Expected one of" in error


def test_the_files_of_languages_are_checked_and_begun(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = call(capsys, monkeypatch, "languages", "check")
    assert {line.partition(":")[0] for line in out.splitlines() if not line.startswith(" ")} >= {"gd", "ur", "zh_Hans"}
    assert code == 0, out
    code, _, error = call(capsys, monkeypatch, "languages", "update", "klingon")
    assert code == 1
    assert "found “klingon”" in error


def test_a_session_is_written_to_a_file_and_taken_in_once(
    tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home)]
    made = call(capsys, monkeypatch, "session", "new", "Tea", "--place", "The hall", "--json", *home)[1]
    session_id = json.loads(made)["session_id"]
    file = tiny_settings.home / "tea.json"
    code, out, _ = call(capsys, monkeypatch, "session", "export", session_id, "--out", str(file), *home)
    assert (code, "keep it safe" in out) == (0, True)
    assert "is “Tea”" in call(capsys, monkeypatch, "session", "import", str(file), *home)[1]
    file.write_text(file.read_text("utf-8").replace(session_id, "f" * 32), "utf-8")
    taken = json.loads(call(capsys, monkeypatch, "session", "import", str(file), "--json", *home)[1])
    assert (taken["is_new"], taken["state"]) == (True, "closed")
    assert call(capsys, monkeypatch, "session", "export", session_id, "--public", "--out", str(file), *home)[0] == 0
    assert json.loads(file.read_text("utf-8"))["form"] == "public"
    file.write_text("{}", "utf-8")
    code, _, error = call(capsys, monkeypatch, "session", "import", str(file), *home)
    assert (code, "found in the file itself" in error) == (1, True)
    assert call(capsys, monkeypatch, "session", "import", str(file.parent / "no.json"), *home)[0] == 1
    assert call(capsys, monkeypatch, "session", "export", session_id, "--out", str(file.parent), *home)[0] == 1
