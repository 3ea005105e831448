"""No write without an audit event: a new method of the store is noticed here."""

from __future__ import annotations

import inspect

import pytest

from asset_map.store import Store

HOUSEKEEPING = {
    "save_draft", "delete_draft", "check", "note_file",
    "begin_daily_work", "end_daily_work",
    "keep_secret", "add_attempt",
}  # fmt: skip
"""Writes that change no record, and so leave no trace."""

WITHOUT_A_CHANGE = {
    "sign_in", "sign_out", "sign_out_everywhere", "add_slips", "add_participant", "change_language",
    "keep_contribution", "change_contribution", "add_matters", "remove_matters", "forget_left_over", "note_told",
    "note_backup",
}  # fmt: skip
"""Writes that change no record of the map, and are in the audit all the same."""

WITHOUT_A_TRANSACTION = {"close", "clean"}
"""Letting go of the database, and writing its files anew without what was deleted."""

METHODS = {name: method for name, method in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")}


def opens(method: object, transaction: str) -> bool:
    """Return whether a method opens a transaction of a kind, itself or through another method."""
    source = inspect.getsource(method)  # type: ignore[arg-type]  # a function
    through = (name for name in METHODS if f"self.{name}(" in source)
    return f"self.{transaction}(" in source or any(opens(METHODS[name], transaction) for name in through)


def test_every_method_is_a_read_a_change_or_housekeeping() -> None:
    kinds = {
        name: [kind for kind in ("_reading", "_changing", "_keeping") if opens(method, kind)]
        for name, method in METHODS.items()
        if name not in WITHOUT_A_TRANSACTION
    }
    assert {name: found for name, found in kinds.items() if len(found) != 1} == {}
    assert {name for name, found in kinds.items() if found == ["_keeping"]} == HOUSEKEEPING | WITHOUT_A_CHANGE


@pytest.mark.parametrize(
    "name",
    [*sorted(WITHOUT_A_CHANGE), *(name for name, method in METHODS.items() if opens(method, "_changing"))],
)
def test_a_write_takes_an_audit_event_for_each_subject(name: str) -> None:
    parameters = inspect.signature(METHODS[name]).parameters
    events = [parameter for parameter in parameters.values() if parameter.annotation == "AuditEvent"]
    assert events
    assert {event.kind for event in events} == {inspect.Parameter.KEYWORD_ONLY}
    assert {event.default for event in events} == {inspect.Parameter.empty}


def test_the_changes_are_found() -> None:
    changes = {name for name, method in METHODS.items() if opens(method, "_changing")}
    assert changes >= {"add_asset", "add_assets", "change_asset", "add_looks", "replace_zones"}
