"""Each check's settings are really read: a planted fault is caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _check(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def plot(tmp_path: Path) -> Path:
    """Return a folder with the project's settings and a small package to plant faults in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    package = tmp_path / "asset_map" / "domain"
    package.mkdir(parents=True)
    (tmp_path / "app.py").write_text('"""Nothing."""\n')
    (tmp_path / "asset_map" / "__init__.py").write_text('"""A package."""\n')
    (package / "__init__.py").write_text('"""A room."""\n')
    return package


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ('"""A module."""\n\nimport random\n', "TID251"),
        ('"""A module."""\n\nprint("x")\n', "T201"),
        ('"""A module."""\n\nimport datetime as dt\n\nNOW = dt.datetime.now()\n', "DTZ005"),
        ('"""A module."""\n\n\ndef shown():\n    """Return it."""\n    return 1\n', "ANN201"),
        ("X = 1\n", "D100"),
        ('"""A module."""\n\ntry:\n    X = 1\nexcept Exception:\n    pass\n', "S110"),
    ],
)
def test_ruff_finds_what_was_planted(plot: Path, code: str, rule: str) -> None:
    (plot / "planted.py").write_text(code)
    found = _check(plot.parents[1], "ruff", "check", "--output-format=concise", "asset_map")
    assert rule in found.stdout


def test_types_are_strict(plot: Path) -> None:
    (plot / "planted.py").write_text('"""A module."""\n\n\ndef shown(x):\n    return x\n')
    found = _check(plot.parents[1], "mypy")
    assert "no-untyped-def" in found.stdout


def test_docstrings_have_to_name_their_parameters(plot: Path) -> None:
    planted = plot / "planted.py"
    planted.write_text('"""A module."""\n\n\ndef shown(x: int) -> int:\n    """Return it."""\n    return x\n')
    found = _check(plot.parents[1], "numpydoc", "lint", str(planted))
    assert "PR01" in found.stdout + found.stderr


UPWARDS = {
    ("domain", "streamlit"): "import streamlit",
    ("domain", "pandas"): "import pandas",
    ("measures", "sqlalchemy"): "import sqlalchemy",
    ("geography", "store"): "from asset_map.store import Store",
    ("maps", "pages"): "from asset_map.pages.components import page",
}


def test_imports_point_down(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("vendor", "__pycache__", "node_modules", "*.png")
    shutil.copytree(ROOT / "asset_map", tmp_path / "asset_map", ignore=ignored)
    for (room, what), code in UPWARDS.items():
        (tmp_path / "asset_map" / room / f"planted_{what}.py").write_text(f'"""A module."""\n\n{code}\n')
    found = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
    )
    assert found.returncode == 1
    assert "BROKEN" in found.stdout
    for room, what in UPWARDS:
        assert f"asset_map.{room}.planted_{what} ->" in found.stdout


def test_a_warning_fails_the_tests() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"


def test_the_start_file_stays_small() -> None:
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) <= 60
