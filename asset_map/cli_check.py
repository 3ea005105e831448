"""Is everything in order? From a terminal: ``asset-map check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from asset_map.cli_session import this_moment
from asset_map.domain.finding import Severity
from asset_map.domain.permission import TERMINAL

if TYPE_CHECKING:
    from asset_map.services.health.checking import HealthReport

_HEADINGS = {
    Severity.BROKEN: "Broken",
    Severity.NEEDS_DOING: "Needs doing",
    Severity.ALL_RIGHT: "All right",
}


def check_command(
    context: typer.Context,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Say what is all right, too.")] = False,
) -> None:
    """Look whether everything is in order: exit code 0 when whole, 1 when something is broken."""
    from asset_map.services.health.checking import check_health  # noqa: PLC0415

    report = check_health(context.obj.settings, now=this_moment(), actor=TERMINAL)
    context.obj.say(report, _in_words(report, everything=everything))
    if not report.whole:
        raise typer.Exit(1)


def _in_words(report: HealthReport, *, everything: bool) -> str:
    lines = []
    for severity, heading in _HEADINGS.items():
        own = [one for one in report.findings if one.severity is severity]
        if not own or (severity is Severity.ALL_RIGHT and not everything):
            continue
        lines.append(f"{heading}:")
        for one in own:
            ids = f" [{', '.join(one.examples)}]" if one.examples and severity is Severity.BROKEN else ""
            told = one.words if severity is not Severity.ALL_RIGHT else f"{one.expected} ({one.found})"
            lines.append(f"  {one.code}: {told}{ids}")
    right = sum(one.severity is Severity.ALL_RIGHT for one in report.findings)
    lines.append(f"{right} of {len(report.findings)} things looked at are all right.")
    lines.append("Nothing is broken." if report.whole else "Something is broken: see above.")
    return "\n".join(lines)
