"""Every planner notebook runs from its first cell to its last on a new home, where the demo town is shown."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which nothing is set up; the first notebook makes the demo town there."""
    return tmp_path_factory.mktemp("notebooks")


def _code(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_the_three_that_a_planner_needs() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "access_and_deprivation",
        "siting",
        "strengths_and_gaps_of_an_offer",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_calls_the_package_and_defines_nothing(path: Path) -> None:
    found = [type(node).__name__ for cell in _code(path) for node in ast.walk(ast.parse(cell))]
    assert "Call" in found
    assert not {one.__name__ for one in DEFINES} & set(found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_what_it_printed(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    kept = [cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert kept == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_the_demo_town(path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSET_MAP_HOME", str(home))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in shown} <= {"execute_result", "display_data"}  # no error, no warning
    words = str([output.data for output in shown])
    assert "Inverfable is a made-up town" in words
    assert "zones looked at" in words
