"""The log of one execution: every step of an attempt can be found by its ids, and only what was committed."""

import json
import logging
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from noc_scheduler.logs import Line, LogFormat, Together, log_to_stderr, log_together
from noc_scheduler.store import host_run_changes

Lines = list[MutableMapping[str, Any]]


class Listening(logging.Handler):
    """Adds lines that are logged together to those that are logged one by one."""

    def __init__(self, heard: Lines) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, Together):
            self._heard.extend({"event": line.event, **line.ids} for line in record.msg.lines)


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged from now on."""
    with capture_logs() as captured:
        handler = Listening(captured)
        logger = logging.getLogger("noc_scheduler")
        before = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        yield captured
        logger.setLevel(before)
        logger.removeHandler(handler)


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


@pytest.fixture
def _own_logging() -> Iterator[None]:
    """What a process sets up for good is undone again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before = structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.mark.usefixtures("_own_logging")
def test_lines_that_are_logged_together_read_like_those_that_are_logged_one_by_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to_stderr(LogFormat.JSON)
    ids = {"attempt": "a1", "seq": 7, "node": "https://anna:secret@example.test", "token": "secret"}
    with bound_contextvars(request_id="r1", executor_node="bound"):
        structlog.get_logger("one").info("visit.finished", **ids, executor_node="own")
        log_together(
            "one", [Line("visit.finished", {**ids, "executor_node": "own"}), Line("host_run.finished", {})]
        )
    single, first, second = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert "secret" not in str(first)
    assert {**first, "timestamp": None} == {**single, "timestamp": None}
    assert (second["event"], second["request_id"], second["executor_node"]) == (
        "host_run.finished",
        "r1",
        "bound",
    )


@pytest.mark.usefixtures("_own_logging")
def test_for_people_every_line_of_several_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr(LogFormat.TEXT)
    log_together(
        "one", [Line("visit.finished", {"attempt": "a1"}), Line("visit.finished", {"attempt": "a2"})]
    )
    lines = capsys.readouterr().err.splitlines()
    assert ["a1" in lines[0], "a2" in lines[1], len(lines)] == [True, True, 2]
