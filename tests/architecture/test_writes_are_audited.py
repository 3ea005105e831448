"""Every service that writes leaves an audit event: the services are found by looking."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable

import pytest

import asset_map.services
from asset_map.errors import UserError
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.architecture.write_scenarios import SCENARIOS, Written
from tests.fixtures.audit import audit_rows
from tests.fixtures.failing_disks import read_only

OPENING = {
    "backup.restoring.restore",
    "current.current_workspace",
    "current.open_served",
    "daily_jobs.daily_jobs",
    "demo.open_demo",
    "demo_sessions.add_demo_sessions",
    "geography.add_geography",
    "geography.fetch_geography",
    "health.to_do.to_do",
    "workspace.open_workspace",
}
"""They open a workspace or name the work of a day; what is written then is written by services that are tried here."""

NO_RECORDS = {
    "save_draft", "delete_draft", "check", "note_file", "note_backup",
    "begin_daily_work", "end_daily_work",
    "keep_secret", "add_attempt",
}  # fmt: skip
"""Writes that keep no record: half-typed forms, trying whether the store can be written, and what was taken away, which
is handed out even where that cannot be noted."""


def _writers() -> set[str]:
    """Return the store's public methods that write, by themselves or through another."""
    sources = {
        name: inspect.getsource(method)
        for name, method in inspect.getmembers(Store, inspect.isfunction)
        if not name.startswith("_")
    }
    found = {name for name, source in sources.items() if "self._changing()" in source or "self._keeping()" in source}
    return found | {name for name, source in sources.items() if any(f"self.{one}(" in source for one in found)}


def _services() -> dict[str, tuple[set[str], set[str]]]:
    """Return, for each function of a service, the store's methods and the services' functions that it uses."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    root = f"{asset_map.services.__name__}."
    for module in pkgutil.walk_packages(asset_map.services.__path__, root):
        tree = ast.parse(inspect.getsource(importlib.import_module(module.name)))
        own = module.name.removeprefix(root)
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        known = {node.name: f"{own}.{node.name}" for node in functions}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(root):
                of = str(node.module).removeprefix(root)
                known |= {one.asname or one.name: f"{of}.{one.name}" for one in node.names}
        for function in functions:
            inside = list(ast.walk(function))
            names = {node.id for node in inside if isinstance(node, ast.Name)}
            attributes = [node for node in inside if isinstance(node, ast.Attribute)]
            of_store = {one.attr for one in attributes if ast.unparse(one.value).split(".")[-1] == "store"}
            found[known[function.name]] = (of_store, {known[name] for name in names & set(known)})
    return found


def _services_that_write() -> set[str]:
    """Return the public functions of services that write, by themselves or through others."""
    services, writing = _services(), _writers() - NO_RECORDS
    found = {name for name, (of_store, _) in services.items() if of_store & writing}
    while more := {name for name, (_, used) in services.items() if used & found} - found:
        found |= more
    return {name for name in found if not name.rsplit(".", 1)[1].startswith("_")}


def test_every_service_that_writes_is_tried_here() -> None:
    assert _services_that_write() == {*SCENARIOS, *OPENING}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_service_that_writes_leaves_an_event_with_its_actor(name: str, tiny: Workspace) -> None:
    scenario: Callable[[Workspace], Written] = SCENARIOS[name]
    written = scenario(tiny)
    before, version = audit_rows(tiny), tiny.store.version()
    with read_only(tiny.store), pytest.raises(UserError, match="may only be read"):
        written.write()
    assert (audit_rows(tiny), tiny.store.version()) == (before, version), "refused, and kept all the same"
    written.write()
    new = audit_rows(tiny)[len(before) :]
    assert new, f"{name} wrote nothing into the audit"
    assert all(written.actor in {row.actor, row.second_actor} for row in new)
    assert {row.subject_id for row in new} >= written.subjects
    assert tiny.store.version() > version or not written.changes_records
    assert tiny.store.troubles() == [], "what was written does not hold together"
