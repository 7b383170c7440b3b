"""A process dies before and after every statement, commit and send of the hot path; each time the run ends right."""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from demo.postgresql import PostgreSQL
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.store import clock, leases, peers
from noc_scheduler.store.schema import migrate
from tests.scheduler.conftest import PRESENTATION_URL, StandingClock, World
from tests.scheduler.store.copies import Copies, Files, ServerDatabases
from tests.scheduler.store.dying import LastingNode, Points, die_in_child, open_world
from tests.simulation import invariants

PARTS = 3
NODES = ("node-1", "node-2")
PROCEDURE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: hot-path, title: A report leads to a notification and to the next dispatch}
spec:
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: m, next: {succeeded: done, failed: tell}}
    tell: {kind: notify, channel: oncall, message: "down on ${host.name}", next: restart}
    restart: {kind: task, rerun: once, module: m, next: done}
    done: {kind: end}
"""


@dataclass
class Stage:
    """A database just before the report, to be copied as often as there are points to die at."""

    folder: Path
    copies: Copies
    pass_time: StandingClock
    execution: str = ""
    first: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    identities: dict[str, UUID] = field(default_factory=dict)

    def open(self, number: int, point: Points) -> World:
        """A process over copy `number`."""
        home = self.folder / f"copy-{number}"
        if not home.exists():
            shutil.copytree(self.folder / "outside", home)
        world = open_world(self.copies.url(number), home, point, self.pass_time)
        world.ids = dict(self.identities)
        world.nodes = {name: LastingNode(name, home) for name in NODES}
        return world

    def hot_path(self, world: World) -> None:
        """A report comes, and what follows from it is done."""
        said = Report(UUID(self.first["id"]), self.first["lease"], 2, None, Result(outcome="failed", rc=3))
        world.report([said], self.by)
        world.drain()


@pytest.fixture
def copies(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Copies]:
    """Databases of this kind; all of them are gone afterwards."""
    if kind == "sqlite":
        yield Files(tmp_path)
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    databases = ServerDatabases(server, f"died_{uuid.uuid4().hex}")
    yield databases
    databases.close()


@pytest.fixture
def stage(copies: Copies, tmp_path: Path, pass_time: StandingClock) -> Stage:
    """Two hosts run their first task on two executor nodes, and one is about to be reported failed."""
    outside = tmp_path / "outside"
    outside.mkdir()
    world = open_world(copies.base, outside, Points(), pass_time)
    migrate(world.means.database)
    with world.means.database.writing() as connection:
        peers.pair(connection, "presentation", PRESENTATION_URL, "key", clock.database_now(connection))
    world.presentation.has("web1", "web2")
    for name in NODES:
        world.node(name)
        world.nodes[name] = LastingNode(name, outside)
    execution = world.start(PROCEDURE)
    world.drain()
    by, first = next(
        (name, one) for name in NODES for one in world.nodes[name].held if one["host"]["name"] == "web1"
    )
    assert world.say(first, by).status == "applied"
    world.means.close()
    return Stage(tmp_path, copies, pass_time, execution, first, by, dict(world.ids))


def recover(stage: Stage, world: World) -> None:
    """The executor node says again what nobody acknowledged; another process does the rest."""
    ended: set[str] = set()
    stage.hot_path(world)
    ended.add(stage.first["id"])
    for _ in range(12):
        for name in NODES:
            world.beat(name, [one for one in world.nodes[name].held if one["id"] not in ended])
            for attempt in [one for one in world.nodes[name].held if one["id"] not in ended]:
                ended.add(attempt["id"])
                batch = [
                    Report(UUID(attempt["id"]), attempt["lease"], 1, None),
                    Report(UUID(attempt["id"]), attempt["lease"], 2, None, Result(rc=0)),
                ]
                assert {one.status for one in world.report(batch, name)} <= {"applied", "duplicate"}
        world.drain()
        if world.shown(stage.execution)["status"] == "succeeded" and not left_over(world):
            return
        world.pass_time(3)
    raise AssertionError(f"not over: {world.shown(stage.execution)}, {left_over(world)}")


def left_over(world: World) -> list[str]:
    with world.means.database.reading() as connection:
        return invariants.left_over(connection)


def ended_right(stage: Stage, world: World) -> None:
    assert world.path(stage.execution, "web1") == ["begin", "check", "tell", "restart", "done"]
    assert world.path(stage.execution, "web2") == ["begin", "check", "done"]
    with world.means.database.reading() as connection:
        assert invariants.when_all_is_over(connection) == []
    assert "attempt.lost" not in world.types(stage.execution)
    given = [(one["id"], one["node"], one["host"]["name"]) for n in NODES for one in world.nodes[n].held]
    assert len(given) == len({identity for identity, _, _ in given}), "an attempt was given to two"
    assert sorted(place for _, *place in given) == [["check", "web1"], ["check", "web2"], ["restart", "web1"]]
    assert len({one["id"] for one in world.presentation.notifications}) == 1


def moments(points: list[str]) -> list[int]:
    """One point of each moment: after one statement, commit or send and before the next is the same moment."""
    return [
        place
        for place, name in enumerate(points)
        if not (place and name.startswith("before") and points[place - 1].startswith("after"))
    ]


def points_of(stage: Stage) -> list[str]:
    """Every point of the hot path, in the order it is passed."""
    counting = Points()
    stage.copies.make(0)
    world = stage.open(0, counting)
    stage.hot_path(world)
    world.means.close()
    return counting.passed


def die_and_recover(stage: Stage, points: list[str], last: int) -> None:
    """A process dies at this point, another does the rest, and all is as if nothing had been."""

    def act() -> None:
        stage.hot_path(stage.open(last + 1, Points(last)))

    stage.copies.make(last + 1)
    assert die_in_child(act), f"it did not come to point {last}"
    world = stage.open(last + 1, Points())
    try:
        recover(stage, world)
        ended_right(stage, world)
    except Exception as error:
        error.add_note(f"its process had died at point {last}: {points[last]}")
        raise
    finally:
        world.means.close()
        stage.copies.drop(last + 1)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_run_ends_right_wherever_its_process_died(stage: Stage, kind: str, part: int) -> None:
    points = points_of(stage)
    assert points.count("before /v1/attempts") == points.count("before /api/v1/notifications") == 1
    assert points.count("before COMMIT") == points.count("after COMMIT") > 3
    assert len(moments(points)) > 25

    for last in moments(points)[part::PARTS]:
        die_and_recover(stage, points, last)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_planted_bug_is_found(stage: Stage, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody tells an executor node again of what was leased to it by a process that died before it sent."""
    points = points_of(stage)
    monkeypatch.setattr(leases, "claim_undelivered", lambda *_: [])
    with pytest.raises(AssertionError, match="not over"):
        die_and_recover(stage, points, points.index("before /v1/attempts"))
