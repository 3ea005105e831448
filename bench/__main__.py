"""How fast is Asset Map, beside what people would use instead?

Run ``uv run --group bench python -m bench``. Every work is done by the product and by its peers in turn, each in a
process of its own, five rounds; answers are compared; medians go into ``docs/performance.md`` and, for programs, into
``docs/performance.json`` beside it. ``ASSET_MAP_OFFICIAL_DATA`` names the folder of official downloads, and
``ASSET_MAP_TEST_DATABASE_URL`` a PostgreSQL database for the peers that need one; without them, what needs them is left
out, and the table says so. Nothing else should be going on meanwhile.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asset_map import __version__
from bench.frame.machine import this_machine
from bench.frame.rounds import measure
from bench.frame.table import Json, as_json, as_markdown, with_earlier_long_ways
from bench.works import MODULES, work_named

ROUNDS = 5
FOR_US = ("ASSET_MAP_OFFICIAL_DATA", "ASSET_MAP_TEST_DATABASE_URL")
"""Of the app's own variables none is left: they would lead to the store that people here work with."""

FACTS = "performance.json"
DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- measured by python -m bench: begin -->", "<!-- end -->"


def main() -> None:
    """Measure, and write the table."""
    asked = read_options()
    for name in [name for name in os.environ if name.startswith("ASSET_MAP_") and name not in FOR_US]:
        del os.environ[name]
    if asked.quick:
        os.environ["ASSET_MAP_BENCH_QUICK"] = "1"
    if asked.long:
        os.environ["ASSET_MAP_BENCH_LONG"] = "1"
    works = [work_named(name) for name in MODULES if not asked.only or name in asked.only]
    machine, measured, edition = this_machine(), [], edition_of_inputs(quick=asked.quick)
    stood = {} if asked.quick else standing(asked.out)
    with inputs(asked.inputs) as folder:
        for work in works:
            result = measure(
                work, folder / f"{work.name}-{edition}", rounds=1 if asked.quick else asked.rounds, machine=machine
            )
            measured.append(as_json(with_earlier_long_ways(result, stood.get(work.name)), software=__version__))
            if not asked.quick:
                write(measured, stood, asked.out)
    print(as_markdown(measured))
    wrong = [check["what"] for work in measured for check in work["checks"] if not check["holds"]]
    if wrong:
        sys.exit("These do not hold: " + "; ".join(wrong))


def read_options() -> argparse.Namespace:
    """Read the command line."""
    names = list(MODULES)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=names, metavar="WORK", help=f"one of {', '.join(names)}")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="a fiftieth of everything, one round, nothing written")
    parser.add_argument("--long", action="store_true", help="take a million rows in, too: half an hour more")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of performance.md and performance.json")
    parser.add_argument("--inputs", type=Path, help="keep the made-up inputs there, and use those that are there")
    return parser.parse_args()


@contextmanager
def inputs(kept: Path | None) -> Iterator[Path]:
    """Yield where inputs are made: where they are kept, or a folder that is gone afterwards."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder:
        yield Path(folder)


def edition_of_inputs(*, quick: bool) -> str:
    """Return a name for made-up inputs of this size, as this bench and this version of the app make them."""
    sources = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.rglob("*.py")))
    return f"{'quick' if quick else 'whole'}-{__version__}-{hashlib.sha256(sources).hexdigest()[:12]}"


def beside_earlier(now: Json, earlier: Json | None) -> Json:
    """Return what stands in the table of a work: what was measured now, unless nothing was.

    Parameters
    ----------
    now
        What was measured now.
    earlier
        What stands there.

    Returns
    -------
    dict
        With a word about it when rounds were fewer now.
    """
    if earlier is None or not earlier["ways"]:
        return now
    if not now["ways"]:
        return earlier
    if now["rounds"] < earlier["rounds"]:
        fewer = f"An earlier table, of {earlier['day']}, had {earlier['rounds']} rounds."
        return {**now, "notes": [*now["notes"], fewer]}
    return now


def standing(folder: Path) -> dict[str, Json]:
    """Return what was measured earlier, by names of works."""
    facts = folder / FACTS
    earlier = json.loads(facts.read_text("utf-8"))["works"] if facts.is_file() else []
    return {work["work"]: work for work in earlier}


def write(measured: list[Json], stood: dict[str, Json], folder: Path) -> None:
    """Write what was measured now, beside what was measured earlier of other works."""
    by_name = {**stood, **{work["work"]: beside_earlier(work, stood.get(work["work"])) for work in measured}}
    works = [by_name[name] for name in MODULES if name in by_name]
    (folder / FACTS).write_text(json.dumps({"works": works}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    page = folder / "performance.md"
    text = page.read_text("utf-8") if page.is_file() else f"# Performance\n\n{BEGIN}\n{END}\n"
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    page.write_text(f"{head}{BEGIN}\n{as_markdown(works)}{END}{tail}", "utf-8")


if __name__ == "__main__":
    main()
