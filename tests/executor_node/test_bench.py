"""The bench: executors that have just worked are called without a message, exactly as many as are wanted."""

import fcntl
import multiprocessing
import os
import termios
from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from noc_executor_node.bench import Bench
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.settings import Settings

LONG_S = 60.0


def nothing() -> bool:
    return False


def called(bench: Bench, wanted: int) -> int:
    """Calls until so many sat there and were called."""
    done = 0
    while done < wanted:
        done += bench.call(wanted - done)
    return done


def sit_in_a_child(folder: Path) -> None:
    raise SystemExit(0 if Bench(folder).sit(LONG_S, unless=nothing) else 1)


def test_whoever_sits_in_another_process_is_woken_by_a_call(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    forked = multiprocessing.get_context("fork")
    children = [forked.Process(target=sit_in_a_child, args=(tmp_path,)) for _ in range(3)]
    for child in children:
        child.start()
    assert called(bench, 3) == 3
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert bench.call(3) == 0, "nobody sits any more"
    bench.close()


def test_a_call_wakes_no_more_than_it_wants(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with ThreadPoolExecutor(2) as threads:
        sitting = [threads.submit(bench.sit, LONG_S, nothing) for _ in range(2)]
        assert called(bench, 1) == 1
        while not any(one.done() for one in sitting):
            pass
        assert sum(one.done() for one in sitting) == 1
        assert called(bench, 1) == 1
        assert [one.result() for one in sitting] == [True, True]
    bench.close()


def test_nobody_is_called_who_has_gone(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert bench.sit(0.001, unless=nothing) is False
    assert bench.call(1) == 0
    assert bench.sit(LONG_S, unless=lambda: True) is True, "what came before we sat down is ours to find"
    assert bench.call(1) == 0
    bench.close()


def test_a_start_of_the_executors_forgets_who_sat_and_who_was_called(tmp_path: Path) -> None:
    died = Bench(tmp_path)
    died.sit(0.0, unless=lambda: died.call(1) == 2)  # called, and gone without having heard it
    bench = Bench(tmp_path)
    bench.clear()
    assert bench.call(1) == 0
    assert bench.sit(0.001, unless=nothing) is False
    died.close()
    bench.close()


def test_one_that_was_killed_where_it_sat_costs_one_call_in_vain(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    child = multiprocessing.get_context("fork").Process(target=sit_in_a_child, args=(tmp_path,))
    child.start()
    while not _bytes_in(tmp_path / "bench.seats"):
        pass
    child.kill()
    child.join()
    assert bench.call(1) == 1, "nobody can know that it has gone"
    assert bench.call(1) == 0
    assert bench.sit(LONG_S, unless=nothing) is True, "whoever sits next hears the call, and finds nothing"
    assert bench.sit(0.001, unless=nothing) is False
    bench.close()


def test_where_a_plain_file_lies_a_pipe_is_made(tmp_path: Path) -> None:
    for name in ("bench.seats", "bench.calls"):
        (tmp_path / name).write_text("...")
    bench = Bench(tmp_path)
    assert bench.call(3) == 0
    assert bench.sit(0.001, unless=nothing) is False
    bench.close()


def _bytes_in(pipe: Path) -> int:
    """How much waits in a pipe, without taking it."""
    waiting = array("i", [0])
    with os.fdopen(os.open(pipe, os.O_RDWR | os.O_NONBLOCK), "rb", buffering=0) as opened:
        fcntl.ioctl(opened, termios.FIONREAD, waiting)
    return waiting[0]


def test_the_doorbell_sends_messages_only_for_those_that_do_not_sit(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    doorbell, bench = Doorbell(settings), Bench(settings.home)
    monkeypatch.setattr(doorbell._app, "send_task", lambda name, **_: sent.append(name))
    with ThreadPoolExecutor(1) as threads:
        sitting = threads.submit(bench.sit, LONG_S, nothing)
        assert called(bench, 1) == 1
        assert sitting.result() is True
        sitting = threads.submit(bench.sit, LONG_S, nothing)
        while not sitting.done():
            doorbell.ring(1)
    before = len(sent)
    doorbell.ring(settings.slots)
    assert len(sent) - before == settings.slots
    bench.close()
