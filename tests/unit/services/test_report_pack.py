"""The report of an area: only what was looked for is a gap, figures have their doubt, page and paper say the same."""

from __future__ import annotations

from pathlib import Path

import pdfua
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.look import Question, answer
from asset_map.services.report_pack import WHOLE_AREA, report_pack
from asset_map.services.report_pack_words import report_pdf, report_words
from asset_map.services.workspace import Workspace
from asset_map.web.routes import middleware, routes
from tests.conftest import TODAY

RULES_CHECKED = 11
"""How many of its rules the checker of PDF/UA-1 can apply; it fails over the twelfth by itself."""


def test_gaps_and_coverage_are_those_of_the_ledger(reach_town: Workspace) -> None:
    pack = report_pack(WHOLE_AREA, reach_town, today=TODAY)
    words = report_words(pack, reach_town)
    for row, one in zip(words["coverage"], pack.told.offers, strict=True):  # type: ignore[call-overload]
        states = answer(Question(one.code, Audience.PUBLIC, TODAY), reach_town).zones["coverage"]
        counted = [row["found"], row["none"], row["out_of_date"], row["not_looked"]]
        expected = [states.eq(state).sum() for state in ("found", "looked_none", "out_of_date", "not_looked")]
        assert counted == list(map(str, expected))
        assert row["looked"] == f"{6 - expected[3]} of 6"
    gaps = [one.label for one in pack.told.offers if one.looked_none]
    assert [row["label"] for row in words["missing"]] == gaps  # type: ignore[attr-defined]
    assert [one.here.label for one in pack.in_full] == sorted(gaps)[: len(pack.in_full)]


def test_an_offer_in_full_has_maps_with_legends_and_says_what_can_be_said(reach_town: Workspace) -> None:
    (full,) = report_pack(WHOLE_AREA, reach_town, today=TODAY, offer="food").in_full
    assert [drawn.title.partition(": ")[0] for drawn in full.maps] == ["Food", "Food"]
    for drawn in full.maps:
        assert sum(count for _entry, count, _position in drawn.legend) == 6
        assert all(entry.label in drawn.picture for entry, _count, _position in drawn.legend)
    assert [sentence[-1] for sentence in full.fair] == ["."] * len(full.fair)
    assert full.fair
    with pytest.raises(UserError, match="no offer"):
        report_pack(WHOLE_AREA, reach_town, today=TODAY, offer="gold")


def test_page_and_paper_are_served_and_kept(reach_town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSET_MAP_HOME", str(reach_town.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", reach_town.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    client = TestClient(Starlette(routes=routes(), middleware=middleware()))
    page = client.get("/report/area?offer=food")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "/report/area.pdf?offer=food" in page.text
    for table in page.text.split("<table")[1:]:
        assert "<thead>" in table
        assert 'scope="row"' in table
    again = client.get("/report/area?offer=food", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/report/DEMO0001.pdf").content[:5] == b"%PDF-"
    for wrong in ("/report/Atlantis", "/report/Atlantis.pdf", "/report/area?offer=gold"):
        assert client.get(wrong).status_code == 404


def test_the_paper_is_tagged_and_the_same_again(reach_town: Workspace, tmp_path: Path) -> None:
    pack = report_pack("DEMO0001", reach_town, today=TODAY)
    paper = report_pdf(pack, reach_town)
    assert paper == report_pdf(pack, reach_town)
    (tmp_path / "paper.pdf").write_bytes(paper)
    checked = pdfua.validate(tmp_path / "paper.pdf")
    assert list(checked.findings) == []
    assert len(checked.outcomes) - len(checked.skipped) >= RULES_CHECKED
