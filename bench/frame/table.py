"""What was measured, as one table for people (Markdown) and one for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from bench.frame.rounds import NOT_ASKED_FOR, Result
from bench.frame.work import Check, Goal, Measured, times

Json = dict[str, Any]

BUSY_FROM_CORES = 0.25
"""From so many cores busy with something else on, seconds are not those of an idle machine."""

UNSTEADY_FROM = 1.5
"""Rounds of a way that differ by more than so many times are told."""

TOLD_APART = ("memory_mb", "bytes")
"""Figures that have columns of their own."""


def as_json(result: Result, *, software: str) -> Json:
    """Return what was measured of one work as JSON values.

    Parameters
    ----------
    result
        What was measured.
    software
        Version of the product.

    Returns
    -------
    dict
        Self-contained: with date and machine, so that works measured on different days may stand in one file.
    """
    work = result.work
    product = next((way for way in result.ways.values() if way.role == "product"), None)
    return {
        "work": work.name,
        "title": work.title,
        "day": result.day.isoformat(),
        "software": software,
        "machine": asdict(result.machine),
        "others_cores": round(result.others_cores, 2),
        "rounds": result.rounds,
        "ways": [_way(way, product) for way in result.ways.values()],
        "left_out": [{"way": title, "why": why} for title, why in result.left_out],
        "checks": [{"what": check.words, "holds": check.holds} for check in result.checks],
        "goals": [_goal(goal, result.ways) for goal in work.goals],
        "notes": list(work.notes),
    }


def with_earlier_long_ways(result: Result, earlier: Json | None) -> Result:
    """Return what was measured, with ways that were not asked for as they were measured earlier.

    Parameters
    ----------
    result
        What was measured now.
    earlier
        What stands in the table of the work.

    Returns
    -------
    Result
        The same where nothing was measured now, or earlier on another machine: seconds of two do not compare.
    """
    if earlier is None or not result.ways or earlier["machine"] != asdict(result.machine):
        return result
    stood = {way["title"]: way for way in earlier["ways"]}
    kept = {title for title, why in result.left_out if why == NOT_ASKED_FOR and title in stood}
    checks = [Check(check["what"], check["holds"]) for check in earlier["checks"]]
    ways = {
        way.name: _as_measured(stood[way.title], earlier) if way.title in kept else result.ways[way.name]
        for way in result.work.ways
        if way.title in kept or way.name in result.ways
    }
    return replace(
        result,
        ways=ways,
        left_out=[out for out in result.left_out if out[0] not in kept],
        checks=[*result.checks, *(check for check in checks if check.words.rpartition(": ")[0] in kept)],
    )


def _as_measured(way: Json, earlier: Json) -> Measured:
    when = way.get("when") or f"{earlier['day']}, Asset Map {earlier['software']}"
    seconds = tuple(way["each_round_s"])
    return Measured(way["way"], way["title"], way["role"], seconds, way["figures"], way["versions"], when)


def _way(way: Measured, product: Measured | None) -> Json:
    return {
        "way": way.name,
        "title": way.title,
        "role": way.role,
        "seconds": round(way.median_s, 4),
        "each_round_s": [round(seconds, 4) for seconds in way.seconds],
        "times_the_product": round(times(way, product), 3) if product and way.role != "part" else None,
        "figures": {name: round(value, 4) for name, value in way.figures.items()},
        "versions": dict(way.versions),
        "when": way.when,
    }


def _goal(goal: Goal, ways: Mapping[str, Measured]) -> Json:
    told: Json = {
        "goal": goal.words,
        "unit": goal.unit,
        "at_most": goal.at_most,
        "at_least": goal.at_least,
        "tried": goal.tried,
    }
    try:
        found = float(goal.found(ways))
    except (KeyError, ValueError):
        return {**told, "found": None, "met": None}
    met = found <= goal.at_most if goal.at_most is not None else found >= (goal.at_least or 0)
    return {**told, "found": round(found, 4), "met": met}


def as_markdown(works: list[Json]) -> str:
    """Return the tables of all works.

    Parameters
    ----------
    works
        As `as_json` gives them.

    Returns
    -------
    str
        A section each, after one table of all goals.
    """
    return "\n".join([*_goals_of_all(works), *(line for work in works for line in _section(work))]) + "\n"


def _goals_of_all(works: list[Json]) -> Iterator[str]:
    yield from ("| work | goal | found | |", "| --- | --- | ---: | --- |")
    for work in works:
        for goal in work["goals"]:
            yield f"| [{work['title']}](#{work['work']}) | {goal['goal']} | {_found(goal)} | {_verdict(goal)} |"
    yield ""


def _found(goal: Json) -> str:
    return "" if goal["found"] is None else f"{_number(goal['found'])}{goal['unit']}"


def _verdict(goal: Json) -> str:
    if goal["met"] is None:
        return "not measured here"
    if goal["met"]:
        return "met"
    bound = goal["at_most"] if goal["at_most"] is not None else goal["at_least"]
    if not bound:
        return "**missed**"
    return f"**missed** by {abs(goal['found'] / bound - 1):.0%}"


def _section(work: Json) -> Iterator[str]:
    machine = work["machine"]
    rounds = "one round" if work["rounds"] == 1 else f"medians of {work['rounds']} rounds"
    yield from (f'<a id="{work["work"]}"></a>', "", f"## {work['title']}", "")
    yield (
        f"{work['day']}, Asset Map {work['software']}, {rounds}, {machine['cores']} cores of {machine['processor']}, "
        f"{machine['memory_gb']:.0f} GB of memory, {machine['system']}, Python {machine['python']}.{_warnings(work)}"
    )
    yield from ("", *work["notes"], "") if work["notes"] else ("",)
    if work["ways"]:
        yield from _table(work["ways"])
        yield ""
    for check in work["checks"]:
        yield f"- {'Holds' if check['holds'] else '**Does not hold**'}: {check['what']}."
    for goal in work["goals"]:
        if goal["met"] is False and goal.get("tried"):
            yield f"- Missed: {goal['goal']}. {goal['tried']}"
    for out in work["left_out"]:
        yield f"- Left out: {out['way']} ({out['why']})."
    yield ""


def _warnings(work: Json) -> str:
    """Say what makes the seconds less sure; works that were measured earlier may not tell."""
    words = ""
    others = work.get("others_cores", 0)
    if others > BUSY_FROM_CORES:
        words = f" **Other work went on meanwhile ({others:.1f} cores, as a mean): seconds are too long.**"
    if unsteady := [way["title"] for way in work["ways"] if _differ(way["each_round_s"])]:
        words += f" **Rounds differed by more than {UNSTEADY_FROM} times: {'; '.join(unsteady)}.**"
    return words


def _differ(seconds: list[float]) -> bool:
    return max(seconds) > UNSTEADY_FROM * min(seconds)


def _table(ways: list[Json]) -> Iterator[str]:
    others = tuple(sorted({name for way in ways for name in way["figures"]} - set(TOLD_APART)))
    sized = any("bytes" in way["figures"] for way in ways)
    told = ("bytes", *others) if sized else others
    heads = ["way", "seconds", "times the product", "most memory, MB", *map(_words, told)]
    yield f"| {' | '.join([*heads, 'versions'])} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)} --- |"
    for way in ways:
        figures = way["figures"]
        cells = [
            _called(way),
            _number(way["seconds"]),
            "" if way["times_the_product"] is None else _number(way["times_the_product"]),
            f"{figures['memory_mb']:,.0f}",
            *(_number(figures[name]) if name in figures else "" for name in told),
            ", ".join(f"{name} {version}" for name, version in way["versions"].items()),
        ]
        yield f"| {' | '.join(cells)} |"


def _called(way: Json) -> str:
    title = f"**{way['title']}**" if way["role"] == "product" else way["title"]
    return f"{title} (measured {way['when']})" if way.get("when") else title


def _words(figure: str) -> str:
    name, _, unit = figure.rpartition("_")
    units = {"s": "s", "mb": "MB", "m": "m", "bytes": "bytes"}
    return f"{name.replace('_', ' ')}, {units[unit]}" if name and unit in units else figure.replace("_", " ")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
