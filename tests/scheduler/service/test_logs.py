"""The log of one execution: every step of an attempt can be found by its ids, and only what was committed."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from noc_scheduler.store import host_run_changes

Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged from now on."""
    with capture_logs() as captured:
        yield captured


def test_one_execution_is_found_by_its_ids_from_report_to_dispatch(world: Any, lines: Lines) -> None:
    world.presentation.has("web1")
    node = world.node()
    execution = world.start()
    world.drain()
    check = node.on("web1")
    world.finish(check, outcome="failed", rc=3, stdout="not for the log")
    restart = node.on("web1", "restart")
    world.finish(restart)

    host_run = world.host(execution, "web1")["id"]
    ours = [line for line in lines if line.get("execution") == execution]
    of_check = [line for line in ours if line.get("attempt") == check["id"]]
    assert [line["event"] for line in of_check] == ["attempt.dispatched", "attempt.started", "visit.finished"]
    assert {line["host_run"] for line in of_check} == {str(host_run)}
    assert [line.get("executor_node") for line in of_check] == ["node-1", "node-1", None]
    assert (of_check[-1]["node"], of_check[-1]["outcome"]) == ("check", "failed")
    reported = ours.index(of_check[-1])
    dispatched = next(line for line in ours[reported:] if line["event"] == "attempt.dispatched")
    assert (dispatched["attempt"], dispatched["host_run"]) == (restart["id"], str(host_run))
    assert ours[-1]["event"] == "execution.finished"
    assert "not for the log" not in str(lines)


def test_what_was_rolled_back_is_not_logged(
    world: Any, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.presentation.has("web1")
    node = world.node()
    world.start()
    world.drain()
    attempt = node.on("web1")
    assert world.say(attempt).status == "applied"
    lines.clear()

    def broken(*_: Any) -> None:
        raise RuntimeError("poison")

    monkeypatch.setattr(host_run_changes, "save", broken)
    assert world.say(attempt, outcome="succeeded", stdout="not for the log").status == "refused"

    (line,) = lines
    assert (line["event"], line["attempt"]) == ("batch.item_failed", attempt["id"])
    assert "not for the log" not in str({**line, "exc_info": None})
