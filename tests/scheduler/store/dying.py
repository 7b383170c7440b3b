"""A scheduler's process that dies at an exact point, and an executor node that outlives it in a file."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import sqlalchemy as sa

from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.attempts.delivery import hand_over
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings
from noc_scheduler.store.database import Database
from tests.scheduler.conftest import FakeExecutorNode, FakePresentation, StandingClock, World

DIED = 9


class Points:
    """Counts every point that is passed; at number `last` the process is gone, without any goodbye."""

    def __init__(self, last: int | None = None) -> None:
        self.passed: list[str] = []
        self._last = last

    def __call__(self, name: str) -> None:
        if len(self.passed) == self._last:
            os._exit(DIED)
        self.passed.append(name)


class DyingDatabase(Database):
    """A database around whose statements and commits are points."""

    def __init__(self, url: str, point: Points) -> None:
        super().__init__(url)
        self._point = point
        sa.event.listen(self.engine, "before_cursor_execute", lambda *about: point(f"before {about[2][:60]}"))
        sa.event.listen(self.engine, "after_cursor_execute", lambda *about: point(f"after {about[2][:60]}"))
        sa.event.listen(self.engine, "commit", lambda _: point("before COMMIT"))

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with super().writing() as connection:
            yield connection
        self._point("after COMMIT")


class LastingNode(FakeExecutorNode):
    """Keeps what it was given in a file, one line for each offer; the first of each id and lease counts."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name)
        self._journal = folder / f"{name}.jsonl"
        for line in self._journal.read_text().splitlines() if self._journal.exists() else ():
            document = json.loads(line)
            self.attempts.setdefault(document["id"], document)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/attempts":
            lines = [json.dumps(one) for one in json.loads(request.content)["attempts"]]
            append(self._journal, lines)
        return super().answer(request)


class LastingPresentation(FakePresentation):
    """Keeps every notification in a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._post = folder / "notifications.jsonl"
        if self._post.exists():
            self.notifications = [json.loads(line) for line in self._post.read_text().splitlines()]

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/v1/notifications":
            append(self._post, [json.dumps(one) for one in json.loads(request.content)["notifications"]])
        return super().answer(request)


def append(path: Path, lines: list[str]) -> None:
    """Write whole lines that stay whatever becomes of this process."""
    with path.open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))


def open_world(url: str, folder: Path, point: Points, pass_time: StandingClock) -> World:
    """A process of the scheduler over this database, with everybody it speaks to as their files know them."""

    def carry(request: httpx.Request) -> httpx.Response:
        point(f"before {request.url.path}")
        answer = world.transport(request)
        point(f"after {request.url.path}")
        return answer

    client = httpx.Client(transport=httpx.MockTransport(carry), trust_env=False)
    database = DyingDatabase(url, point)
    # Hundreds of processes die in turn: nobody shall be taken for silent meanwhile.
    settings = Settings(home=folder, heartbeat_timeout=timedelta(hours=1), lease=timedelta(hours=3))
    drained = Means(settings, database, Presentation(client), ExecutorNodes(client))

    def post(parcels: Sequence[Parcel]) -> None:
        hand_over(drained, parcels)

    means = replace(drained, post=post)

    world = World(means, LastingPresentation(folder), pass_time)
    return world


def die_in_child(act: Callable[[], None]) -> bool:
    """Do this in a forked process; whether it died on the way. Raises when it failed otherwise."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:  # nothing of this process may go on in the parent's name
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, DIED):
        raise AssertionError(f"the child failed with {code}")
    return code == DIED
