"""Lists from a terminal: what is said before anything is stored, and what is asked for wrongly."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.unit.test_cli import call

LIBRARIES = "Name,Category,Postcode,Web\nNorth,Library,ZZ1 1AA,\nSouth,Library,ZZ1 1AB,Monday to Friday\n"


@pytest.fixture(scope="module")
def home(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the tiny town, in which nothing is stored."""
    home = tmp_path_factory.mktemp("town") / "home"
    shutil.copytree(tiny_home, home)
    return home


@pytest.fixture
def libraries(tmp_path: Path) -> Path:
    """Write a list of two libraries, one with opening times in place of a web address."""
    path = tmp_path / "libraries.csv"
    path.write_text(LIBRARIES, encoding="utf-8")
    return path


def test_a_look_beforehand_tells_how_each_column_and_word_is_read(
    home: Path, libraries: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["import", str(libraries), "--home", str(home), "--dry-run"]
    code, out, _ = call(capsys, monkeypatch, *words)
    assert code == 0
    assert "  Name = name  (its name)" in out
    assert "  Library, 2 rows = institution;learn" in out
    assert "1 of these could go in without the field that is wrong: --without-wrong-fields" in out
    code, out, _ = call(capsys, monkeypatch, *words, "--json", "--without-wrong-fields", "--match", "Web=web")
    told = json.loads(out)
    assert (code, told["added"], told["flagged"]["field_left_out"], told["stored"]) == (0, 2, 1, False)
    assert {one["column"]: one["field"] for one in told["columns"]}["Category"] == "category"
    assert [(one["value"], one["rows"], one["offers"]) for one in told["values"]] == [("Library", 2, ["learn"])]


@pytest.mark.parametrize(
    ("more", "expected", "told"),
    [
        (["--take", "99"], 1, "found 99, which it does not have"),
        (["--complete-zone", "DEMO0001"], 2, "expected --complete-for OFFER"),
        (["--match", "Name"], 2, "expected COLUMN=FIELD"),
        (["--read-as", "upside_down"], 1, "for --read-as; found “upside_down”"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(
    home: Path,
    libraries: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
    expected: int,
    told: str,
) -> None:
    code, out, err = call(capsys, monkeypatch, "import", str(libraries), "--home", str(home), *more)
    assert (code, out) == (expected, "")
    assert told in " ".join(err.split())
    assert "Traceback" not in err


def test_a_better_reading_is_told_with_how_to_choose_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "swapped.csv"
    path.write_text("name,kind,offer,latitude,longitude\nHall,place,meet,-7.69937,55.52535\n", encoding="utf-8")
    code, _, err = call(capsys, monkeypatch, "import", str(path), "--home", str(home))
    assert code == 1
    assert "To read it so: --read-as swapped." in err
