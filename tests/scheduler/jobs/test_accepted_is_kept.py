"""Whatever a webhook has acknowledged is there after everything was killed, and becomes one item."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from noc_scheduler.keys import own_key
from noc_scheduler.service.triggers import hooks, schedules
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.store.tables import deliveries, work_items
from tests.rabbitmq import free_port
from tests.scheduler.api.senders import Sender
from tests.scheduler.conftest import World

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}


@dataclass
class Stubborn:
    """A monitoring system that sends each message until it is acknowledged, and notes which were."""

    sender: Sender
    stopping: Event = field(default_factory=Event)
    acknowledged: list[str] = field(default_factory=list)

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            message = f"m{number}"
            try:
                answer = self.sender.signed({"host": "web1", "number": number}, message)
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            assert answer.status_code in (200, 202), answer.text
            self.acknowledged.append(message)
            number += 1

    def has(self, number: int) -> None:
        """Wait until so many were acknowledged."""
        end = time.monotonic() + 120
        while len(self.acknowledged) < number:
            assert time.monotonic() < end, self.acknowledged[-1:]
            time.sleep(0.02)


@contextmanager
def served(world: World, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The scheduler's API as processes of their own."""
    environment = {
        "PATH": os.environ["PATH"],
        "NOC_SCHEDULER_HOME": str(world.means.settings.home),
        "NOC_SCHEDULER_LISTEN": f"127.0.0.1:{port}",
    }
    program = Path(sys.executable).with_name("noc-scheduler")
    process = subprocess.Popen(
        [program, "api"], env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


@pytest.mark.proof
def test_nothing_that_was_acknowledged_is_lost_when_everything_is_killed(world: World) -> None:
    own_key(world.means.settings.key_file)
    made = world.order()
    trigger: dict[str, Any] = {"kind": "webhook", "host": "$.host", "key": ["$.number"]}
    target = {"groups": ["web"], "hosts": []}
    order = ScheduleOrder("alarms", trigger, made.procedure, target, {}, ANNA, {})
    schedule = str(schedules.keep(world.means, order, None))
    secret = hooks.new_secret(world.means, schedule, ANNA)
    port = free_port()
    http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5)
    sending = Stubborn(Sender(http, f"/v1/hooks/{schedule}", secret))
    thread = Thread(target=sending.run)
    thread.start()
    try:
        for round_ in range(1, 4):
            with served(world, port):
                sending.has(40 * round_)
        with served(world, port):
            sending.has(len(sending.acknowledged) + 10)
    finally:
        sending.stopping.set()
        thread.join(30)
    with world.means.database.reading() as connection:
        kept = set(connection.scalars(sa.select(deliveries.c.message)))
        items = connection.execute(sa.select(sa.func.count()).select_from(work_items)).scalar_one()
    assert set(sending.acknowledged) <= kept
    assert items == len(kept)
