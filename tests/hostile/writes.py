"""Every service that writes, called as a screen calls it, with other texts wherever it takes one.

The services and a right call of each are those that the test of the audit finds: a new service is tried here too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from asset_map.domain.permission import Actor
from asset_map.services.workspace import Workspace
from tests.architecture import write_scenarios
from tests.architecture.write_scenarios import SCENARIOS
from tests.hostile.corpus import hostile_texts
from tests.hostile.counting import Tried, try_many

TYPED = ("Draft", "Addition", "Codes", "Wanted")
"""Endings of names of what holds what people typed; all else that services take was kept or chosen."""

NOT_TYPED = frozenset({"actor", "second_actor", "sent_by", "browser", "base"})
"""Texts that no person types, but a sign-in, a cookie or the server itself gives."""

REFUSALS = ("Refused", "NotKept", "NotSent", "NotTold", "NotPrepared", "NotInRecord", "CannotJoin", "Conflict")
BYTES = (
    b"", b"\x00" * 100, b"\xff\xd8\xff\xe0" + b"\x00" * 50, b"GIF89a\xff\xff\xff\xff", b"<svg onload=x>", b"%PDF-1.7",
)  # fmt: skip


class _CaughtError(Exception):
    """The service was called; what with is kept."""


@dataclass(frozen=True)
class Call:
    """A right call of a service.

    Parameters
    ----------
    name, service
        Which.
    positional, named
        What with.
    """

    name: str
    service: Callable[..., object]
    positional: tuple[Any, ...]
    named: Mapping[str, Any]


def right_call(name: str, workspace: Workspace) -> Call:
    """Get everything ready that a service needs, and return how it would be called."""
    module_name, _, function_name = name.rpartition(".")
    module = importlib.import_module(f"asset_map.services.{module_name}")
    service = getattr(module, function_name)
    caught: list[Call] = []

    def catch(*positional: Any, **named: Any) -> object:  # noqa: ANN401  # whatever the service takes
        caught.append(Call(name, service, positional, named))
        raise _CaughtError

    written = SCENARIOS[name](workspace)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, function_name, catch)
        if getattr(write_scenarios, function_name, None) is service:
            patched.setattr(write_scenarios, function_name, catch)
        with pytest.raises(_CaughtError):
            written.write()
    return caught[0]


class Restoring:
    """Puts the records back as they are now, so that each input meets the same.

    Parameters
    ----------
    workspace
        On SQLite.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._file = Path(workspace.settings.database_url.removeprefix("sqlite:///"))
        self._kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._file)) as now:
            now.backup(self._kept)

    def restore(self) -> None:
        """Put them back."""
        with closing(sqlite3.connect(self._file)) as now:
            self._kept.backup(now)
        self._workspace.memory.clear()

    def close(self) -> None:
        """Forget them."""
        self._kept.close()


def try_writes(name: str, workspace: Workspace, tried: Tried, inputs: int, *, number: int = 0) -> None:
    """Call one service with many inputs."""
    call, texts = right_call(name, workspace), hostile_texts()
    before = Restoring(workspace)

    def try_one(data: st.DataObject) -> None:
        said: list[str] = []
        mutate = _Mutating(data, texts, said)
        positional = [mutate.value(one, "") for one in call.positional]
        named = {key: mutate.value(one, key) for key, one in call.named.items()}
        with tried.one(name, said) as ended:
            if type(call.service(*positional, **named)).__name__.endswith(REFUSALS):
                ended("problems")
        if tried.ended["an answer"] or said:
            before.restore()

    try_many(try_one, inputs, number=number)
    before.close()


@dataclass
class _Mutating:
    data: st.DataObject
    texts: st.SearchStrategy[str]
    said: list[str]

    def value(self, value: Any, name: str) -> Any:  # noqa: ANN401, PLR0911  # one way for each kind of value
        """Return a value with other texts in it, here and there."""
        if name in NOT_TYPED or isinstance(value, Actor | Enum | Workspace | dt.date | Path | bool):
            return value
        if isinstance(value, str):
            return self._drawn(self.texts, name) if self._is_hit() else value
        if isinstance(value, bytes):
            return self._drawn(st.sampled_from(BYTES) | st.binary(max_size=200), name) if self._is_hit() else value
        if isinstance(value, tuple | list | frozenset | set):
            inner = [self.value(one, name) for one in value]
            if self._is_hit() and all(isinstance(one, str) for one in value):
                inner.append(self._drawn(self.texts, name))
            return type(value)(inner)
        if isinstance(value, dict):
            return {key: self.value(one, str(key)) for key, one in value.items()}
        if dataclasses.is_dataclass(value) and type(value).__name__.endswith(TYPED):
            fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.init}
            return dataclasses.replace(value, **{key: self.value(one, key) for key, one in fields.items()})
        return value

    def _is_hit(self) -> bool:
        return self.data.draw(st.integers(0, 3)) == 0

    def _drawn(self, strategy: st.SearchStrategy[Any], name: str) -> Any:  # noqa: ANN401
        value = self.data.draw(strategy)
        self.said.append(f"{name}={value!r}"[:200])
        return value
