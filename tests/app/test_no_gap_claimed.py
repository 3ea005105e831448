"""Where nobody has looked, nothing anywhere says that there is a gap: neither a screen, nor a page, nor a file.

The ways out are found by looking, as for protection: a new screen, route or command is in here by itself. What may be
said is listed; any other word of a gap fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.coverage import LookDraft
from asset_map.domain.protection import Audience
from asset_map.exports.formats import What
from asset_map.services.look import Question
from asset_map.services.record import Recorded, record
from asset_map.services.record_looks import LooksRecorded, record_looks
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.taking import take
from tests.protection.outputs import Guesses, command_outputs, route_outputs, shown

CLAIM = re.compile(r"\bgaps?\b|looked_none|found none|looked lately, none", re.IGNORECASE)

NO_CLAIM = (
    "strengths_and_gaps",
    "Strengths and gaps",
    "strengths and gaps",
    "A zone without any is a gap only where somebody has looked.",
    "so nothing can be said about gaps",
    "Only a zone where somebody looked and found none is a gap.",
    "A zone counts as a gap only where somebody looked and found none",
    ">Gaps</th>",
    '"id":"gaps"',
    "--theme gaps",
    "reach, gaps, need_reach",
    'aria-labelledby="gaps"',
    'id="gaps"',
    "That is no gap: ask people who live here.",
    "and none there (gaps): 0 → 0",
    # Headings of columns, the words that a column may hold, and counts of nothing.
    "looks_made,looks_of,looked_none,",
    '"looked_none":{"title":"Looked, none"',
    '"looked_none":0,',
    '"title":"Map class: gaps"',
    "have none: the only gaps.",
    '"enum":["found","looked_none","out_of_date","not_looked"]',
    "found, looked_none (a gap: somebody looked and there is none), out_of_date, or not_looked (no gap)",
    # The rule, as it goes with every file, and as JSON in a file may spell it.
    "Only “looked, none” is a gap",
    r"Only \u201clooked, none\u201d is a gap",
    "“Deprived, and few dots” is no gap either",
    r"\u201cDeprived, and few dots\u201d is no gap either",
    "found none under this address",
    "Nobody has looked and found none, lately enough.",
)
"""What names the question or the rule, and claims nothing of any zone."""

GUESSES = Guesses(words=["food", "DEMO0004"], ids=["any"], offer="food", zones=["DEMO0004"], day="2026-11-01")
SCREENS = sorted(page.stem for page in bundled("asset_map/pages").glob("*.py") if page.stem != "__init__")


STYLE = re.compile(r"\bgap: ?[\d.]|\.gaps\b|\bgaps-[0-9a-f]{8}\b")
"""A distance between boxes, what a style is for, or the id of a picture."""


def _claims(text: str) -> list[str]:
    text = STYLE.sub("", text)
    for phrase in NO_CLAIM:
        text = text.replace(phrase, "")
    return [text[max(found.start() - 60, 0) : found.end() + 40] for found in CLAIM.finditer(text)]


@pytest.fixture
def nobody_looked(workspace: Workspace) -> Workspace:
    """Return a town with something in two of its zones, where nobody has looked for anything."""
    for name, fields in {
        "Soup kitchen": {},
        "Refuge": {"protection": "partners"},
        "Shut": {"status": "closed"},
    }.items():
        draft = AssetDraft(name=name, kind="institution", offers=("food",), postcode="ZZ1 1AA", **fields)
        assert isinstance(record(draft, workspace, now=NOW, actor=somebody("test")), Recorded)
    return workspace


@pytest.mark.usefixtures("nobody_looked")
@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_says_gap(screen: str) -> None:
    page = run_screen(screen, offer="food")
    assert not page.exception
    assert _claims(shown(page).decode("utf-8", "replace")) == []
    if screen == "strengths_and_gaps":
        assert "0 were looked at and have none" in texts(page)


@pytest.mark.usefixtures("nobody_looked")
def test_no_form_of_staff_says_gap(sign_in: SignIn) -> None:
    sign_in("Morag")
    assert _claims(shown(run_screen("walk_a_zone", zone="DEMO0001")).decode("utf-8", "replace")) == []


@pytest.mark.usefixtures("nobody_looked")
def test_no_page_says_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = list(route_outputs(GUESSES, monkeypatch))
    assert len(pages) > 20
    told = {name: claims for name, content in pages if (claims := _claims(content.decode("utf-8", "replace")))}
    assert told == {}


def test_no_file_says_gap(nobody_looked: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Every command would open the area and measure it anew.
    monkeypatch.setattr("asset_map.services.workspace.open_workspace", lambda _: nobody_looked)
    folder = tmp_path / "files"
    folder.mkdir()
    told = {name: claims for name, text in _files(folder) if (claims := _claims(text))}
    assert told == {}


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    outputs = list(command_outputs(GUESSES, folder, suffixes=[".csv", ".html"]))
    assert len(outputs) > 5
    for name, content in outputs:
        yield name, content.decode("utf-8", "replace")


def test_what_would_be_a_claim_is_found(workspace: Workspace, tmp_path: Path) -> None:
    look = LookDraft(zone_code="DEMO0004", offer="food", result="none", method="desk", looked_on="2026-11-20")
    assert isinstance(record_looks([look], workspace, now=NOW, actor=somebody("test")), LooksRecorded)
    food = Question("food", Audience.PUBLIC, TODAY)
    take(What.COVERAGE, food, workspace, out=tmp_path / "coverage.csv")
    told = [
        shown(run_screen("strengths_and_gaps", offer="food")).decode("utf-8", "replace"),
        strengths_page(MapQuestion(food), workspace, files="inlined"),
        (tmp_path / "coverage.csv").read_text("utf-8-sig"),
    ]
    assert all(map(_claims, told))
