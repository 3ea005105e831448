"""Long work beside a screen: told, stopped, and done once."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.protection import Audience
from asset_map.errors import IntakeError
from asset_map.language import language
from asset_map.services.import_assets import ImportRequest, plan_import, store_import
from asset_map.services.lists.job import Job, Jobs, JobState, StoppedError, Tell
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody

LONG_S = 30.0


def test_a_job_tells_how_far_it_is_and_gives_its_result() -> None:
    go_on = threading.Event()

    def work(tell: Tell) -> int:
        tell("Half", 0.5)
        go_on.wait(LONG_S)
        return 7

    job = Job.start(work)
    while not job.doing:
        assert not job.wait(0.01)
    assert (job.state, job.doing, job.done) == (JobState.WORKING, "Half", 0.5)
    with pytest.raises(RuntimeError):
        job.result()
    go_on.set()
    assert job.wait(LONG_S)
    assert (job.state, job.result()) == (JobState.DONE, 7)


@pytest.mark.parametrize("error", [IntakeError("Expected a list"), ZeroDivisionError("a fault of ours")])
def test_an_error_comes_out_where_the_result_is_asked_for(error: Exception) -> None:
    def work(_tell: Tell) -> None:
        raise error

    job = Job.start(work)
    assert job.wait(LONG_S)
    assert job.state is JobState.FAILED
    with pytest.raises(type(error), match=str(error)):
        job.result()


def test_stopping_takes_back_what_was_begun(tiny: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [{"name": f"Hall {number}", "kind": "place", "offer": "meet", "postcode": "ZZ1 1AA"} for number in range(30)]
    pd.DataFrame(rows).to_csv(path, index=False)
    plan = plan_import(ImportRequest(path=path), tiny, now=NOW, actor=somebody("test"))
    has_begun, go_on = threading.Event(), threading.Event()

    def work(tell: Tell) -> object:
        def stop_here(doing: str, done: float) -> None:
            has_begun.set()
            go_on.wait(LONG_S)
            tell(doing, done)

        return store_import(plan, tiny, now=NOW, actor=somebody("test"), progress=stop_here)

    before = tiny.store.version()
    job = Job.start(work)
    assert has_begun.wait(LONG_S)
    job.cancel()
    assert job.is_stopping
    go_on.set()
    assert job.wait(LONG_S)
    assert job.state is JobState.STOPPED
    with pytest.raises(StoppedError):
        job.result()
    assert tiny.store.read_assets(Audience.STAFF, zone_system="demo").empty
    assert tiny.store.imports() == []
    assert tiny.store.version() == before
    assert store_import(plan, tiny, now=NOW, actor=somebody("test")).added == 30


def test_the_same_work_begins_once_and_other_work_takes_its_place() -> None:
    jobs, owner, go_on = Jobs(), ("home", "Morag"), threading.Event()
    begun: list[str] = []

    def work_on(name: str) -> object:
        def work(tell: Tell) -> str:
            begun.append(name)
            go_on.wait(LONG_S)
            tell("", 1.0)
            return name

        return work

    one = jobs.start(owner, "a", work_on("a"))  # type: ignore[arg-type]
    same = jobs.start(owner, "a", work_on("a"))  # type: ignore[arg-type]
    other = jobs.start(owner, "b", work_on("b"))  # type: ignore[arg-type]
    somebody_elses = jobs.start(("home", "Iain"), "a", work_on("a"))  # type: ignore[arg-type]
    go_on.set()
    assert all(job.wait(LONG_S) for job in (one, other, somebody_elses))
    assert one is same
    assert [one.state, other.state, somebody_elses.state] == [JobState.STOPPED, JobState.DONE, JobState.DONE]
    assert sorted(begun) == ["a", "a", "b"]
    assert jobs.of(owner) is other
    jobs.forget(owner)
    assert jobs.of(owner) is None


def test_the_work_speaks_the_language_of_whoever_asked() -> None:
    before = language.set("gd")
    try:
        job = Job.start(lambda _tell: language.get())
    finally:
        language.reset(before)
    assert job.wait(LONG_S)
    assert job.result() == "gd"
