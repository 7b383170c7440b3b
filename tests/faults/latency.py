"""How long the scheduler takes to make the next step out of a result: what a fault of its own may add to."""

import sqlite3
from contextlib import closing
from statistics import median

from tests.faults.house import House
from tests.faults.recovery import instant


def handovers(house: House, execution: str) -> list[tuple[float, float]]:
    """For each step that followed another: when its executor node had the result, and the seconds from then until
    the next step was handed out."""
    finished: dict[str, str] = {}
    for node in house.nodes:
        with closing(sqlite3.connect(f"file:{node.journal}?mode=ro", uri=True, timeout=10)) as connection:
            finished |= dict(connection.execute("SELECT id, finished_at FROM attempts").fetchall())
    found = []
    ended: dict[str, float] = {}
    for event in house.operator.events(execution):
        host, cause = event["host_run"], event["cause"] or {}
        if event["type"] == "visit.finished" and cause.get("attempt") in finished:
            ended[host] = instant(finished[cause["attempt"]])
        elif event["type"] == "attempt.dispatched" and host in ended:
            at = ended.pop(host)
            found.append((at, instant(event["at"]) - at))
    return found


def added(handed_over: list[tuple[float, float]], since: float) -> float:
    """By how much the slowest handover that was due after `since` was slower than is usual."""
    usual = median(took for _, took in handed_over)
    return max((took for at, took in handed_over if at + took > since), default=usual) - usual
