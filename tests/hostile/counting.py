"""What became of what was tried?"""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from asset_map.errors import UserError

TOO_LONG_S = 10.0
"""Whoever waits longer than this for one thing has given up. Counted is the processor's time."""


@dataclass
class Tried:
    """Inputs, and what became of them.

    Parameters
    ----------
    ended
        How many ended how: an answer, problems beside their fields, or a refusal in a sentence.
    faults
        The first input of each fault, by what happened and where.
    slowest
        Seconds of the slowest input, and which it was.
    """

    ended: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")

    @property
    def inputs(self) -> int:
        """How many were tried."""
        return self.ended.total()

    @contextmanager
    def one(self, name: str, given_: object) -> Iterator[Callable[[str], None]]:
        """Try one input; what is called with a word says how it ended."""
        ended = ["an answer"]
        begun = time.process_time()
        try:
            yield ended.append
        except UserError as error:
            ended.append("a refusal")
            if not str(error).strip() or "Traceback" in str(error):
                self.fault(f"{name}: a refusal that says nothing to people", repr(error))
        except Exception as error:  # noqa: BLE001  # anything else is what is looked for
            ended.append("a fault")
            at = traceback.extract_tb(error.__traceback__)
            ours = [one for one in at if "/asset_map/" in one.filename] or at
            where = f"{ours[-1].filename.rpartition('/asset_map/')[2]}:{ours[-1].lineno}"
            self.fault(f"{name}: {type(error).__name__} at {where}", f"{str(error)[:120]!r} of {given_!r}")
        self.ended[ended[-1]] += 1
        took_s = time.process_time() - begun
        self.slowest = max(self.slowest, (took_s, f"{name} {given_!r}"[:300]))
        if took_s > TOO_LONG_S:
            self.fault(f"{name}: took {took_s:.0f} s", repr(given_))

    def fault(self, what: str, given_: str) -> None:
        """Keep a fault, with the first input that led to it."""
        self.faults.setdefault(what, given_[:600])


def try_many(try_one: Callable[[st.DataObject], None], inputs: int, *, number: int = 0) -> None:
    """Try inputs that Hypothesis makes up: the same ones for the same number."""

    @seed(number)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def each(data: st.DataObject) -> None:
        try_one(data)

    each()
