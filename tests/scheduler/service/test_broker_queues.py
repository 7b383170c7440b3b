"""Queues of a message broker: each message becomes one work item, whatever dies and is started again meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from kombu import Connection

from demo.redis import Redis
from demo.supervisor import Supervisor
from noc_scheduler.keys import own_key
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.departing import send_departing
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.store.tables import intakes, work_items
from tests.rabbitmq import RabbitMQ
from tests.scheduler.conftest import World

pytestmark = pytest.mark.xdist_group("brokers")
ANNA = {"id": "p1", "name": "Anna", "kind": "person"}
QUEUE = "incidents.network"
#: Five, and once more for what the killed consumer had counted and not acknowledged.
POISONED = range(5, 11)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    (tmp_path / "servers").mkdir()
    supervisor = Supervisor(tmp_path / "servers")
    yield supervisor
    supervisor.stop()


@pytest.fixture
def schedule(world: World) -> str:
    """A schedule that is woken by the broker's queue, and whose items tell their number."""
    made = world.order()
    trigger = {"kind": "queue", "queue": QUEUE, "broker": True, "host": "$.host", "group": ["$.number"]}
    order = ScheduleOrder(
        "incidents", trigger, made.procedure, {"groups": ["web"], "hosts": []}, {}, ANNA, {}, priority=4
    )
    return str(schedules.keep(world.means, order, None))


@contextmanager
def consumer(world: World, folder: Path, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A consuming process over the world's database."""
    own_key(world.means.settings.key_file)
    told = folder / "broker"
    told.write_text(url)
    told.chmod(0o600)
    environment = {"PATH": os.environ["PATH"], "NOC_SCHEDULER_HOME": str(world.means.settings.home)}
    program = Path(sys.executable).with_name("noc-scheduler")
    process = subprocess.Popen([program, "consume", told], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def publish(url: str, numbers: range, **options: Any) -> None:
    with Connection(url) as connection, connection.Producer() as producer:
        for number in numbers:
            body = json.dumps({"host": "web1", "number": number})
            named = {"message_id": f"m{number}"} if url.startswith("amqp") else {}
            producer.publish(
                body,
                routing_key=QUEUE,
                content_type="application/json",
                content_encoding="utf-8",
                **named,
                **options,
            )


def poison(url: str) -> None:
    """Five messages that nobody can do anything with."""
    with Connection(url) as connection, connection.Producer() as producer:
        for body in ("{", '{"a": NaN}', "[]", '{"host": 5}', '"unknown"'):
            producer.publish(
                body, routing_key=QUEUE, content_type="application/json", content_encoding="utf-8"
            )


def declare(url: str) -> None:
    with Connection(url) as connection:
        connection.SimpleQueue(QUEUE).close()


def counted(world: World) -> tuple[int, int]:
    """How many items there are, and how many different ones."""
    with world.means.database.reading() as connection:
        query = sa.select(sa.func.count(), sa.func.count(sa.distinct(work_items.c.group)))
        return tuple(connection.execute(query).one())


def eventually(world: World, number: int, within: float = 120) -> None:
    end = time.monotonic() + within
    while counted(world)[0] < number:
        assert time.monotonic() < end, counted(world)
        time.sleep(0.05)


@pytest.mark.proof
def test_messages_of_redis_become_items_once_each_and_poison_is_settled(
    world: World, schedule: str, supervisor: Supervisor, tmp_path: Path
) -> None:
    redis = Redis(tmp_path / "redis", supervisor)
    redis.start()
    url = redis.url(0)
    declare(url)
    poison(url)
    publish(url, range(50))
    with consumer(world, tmp_path, url):
        eventually(world, 50)
    assert counted(world) == (50, 50)
    behind = datetime.now(UTC) - world.now()  # the consumer has the machine's clock
    world.pass_time(max(0.0, behind.total_seconds()) + 60)
    world.drain()
    with world.means.database.reading() as connection:
        found = connection.execute(
            sa.select(work_items.c.status, sa.func.count()).group_by(work_items.c.status)
        )
        assert dict(tuple(row) for row in found) == {"started": 1, "joined": 49}
        assert connection.execute(sa.select(intakes.c.refused, intakes.c.accepted)).one() == (5, 50)


def rabbitmq_takes(world: World, supervisor: Supervisor, folder: Path, number: int, restart: bool) -> None:
    """So many messages over two consumers, of which one is killed in the middle."""
    broker = RabbitMQ(folder / "rabbit", supervisor)
    broker.start()
    declare(broker.url)
    poison(broker.url)
    publish(broker.url, range(number), delivery_mode=2)
    with consumer(world, folder, broker.url) as first, consumer(world, folder, broker.url):
        eventually(world, number // 4, within=600)
        first.kill()
        if restart:
            broker.stop()
            broker.start()
        eventually(world, number, within=900)
        publish(broker.url, range(5))
        publish(broker.url, range(number, number + 1))
        eventually(world, number + 1)
    assert counted(world) == (number + 1, number + 1)
    with world.means.database.reading() as connection:
        assert connection.execute(sa.select(intakes.c.refused)).scalar_one() in POISONED
        order = sa.select(work_items.c.order_at, work_items.c.received_at).order_by(work_items.c.order_at)
        rows = connection.execute(order).all()
    assert [row.received_at for row in rows] == sorted(row.received_at for row in rows)


def test_messages_of_rabbitmq_become_items_once_each_though_a_consumer_is_killed(
    world: World, schedule: str, supervisor: Supervisor, tmp_path: Path
) -> None:
    rabbitmq_takes(world, supervisor, tmp_path, 200, restart=False)


@pytest.mark.proof
@pytest.mark.timeout(1_800)
def test_ten_thousand_messages_survive_a_killed_consumer_and_a_restarted_broker(
    world: World, schedule: str, supervisor: Supervisor, tmp_path: Path
) -> None:
    rabbitmq_takes(world, supervisor, tmp_path, 10_000, restart=True)


PUBLISHES = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: pass-on}
spec:
  parameters: {disks: {type: array}}
  nodes:
    begin: {kind: start, next: tell}
    tell: {kind: publish, queue: found.disks, value: "${params.disks}", each: true, broker: true, next: done}
    done: {kind: end}
"""


def taken(url: str, number: int) -> list[tuple[str, str, Any]]:
    """So many messages of the queue, with their ids, as somebody else takes them."""
    with Connection(url) as connection, connection.SimpleQueue("found.disks") as queue:
        got = [queue.get(timeout=30) for _ in range(number)]
        for one in got:
            one.ack()
        return [(one.properties["message_id"], one.headers["id"], json.loads(one.body)) for one in got]


def test_what_a_walk_publishes_goes_to_the_broker_once_it_is_there(
    world: World, supervisor: Supervisor, tmp_path: Path
) -> None:
    listening = world.order(PUBLISHES)
    local = {"kind": "queue", "queue": "found.disks", "storm": {"kind": "once_within", "within_ms": 60_000}}
    order = ScheduleOrder(
        "not woken", local, listening.procedure, {"groups": ["web"], "hosts": []}, {"disks": []}, ANNA, {}
    )
    schedules.keep(world.means, order, None)
    disks = [{"number": number} for number in range(25)]
    execution = world.start(PUBLISHES, target={"groups": [], "hosts": ["web1"]}, params={"disks": disks})
    world.drain()
    assert world.shown(execution)["status"] == "succeeded"

    broker = RabbitMQ(tmp_path / "rabbit", supervisor)
    assert send_departing(world.means, "amqp://guest:guest@127.0.0.1:1//") == 0
    broker.start()
    world.pass_time(60)
    assert send_departing(world.means, broker.url) == 25
    assert send_departing(world.means, broker.url) == 0
    got = taken(broker.url, 25)
    assert [body for _, _, body in got] == disks
    assert len({identity for identity, header, _ in got if identity == header}) == 25
    with world.means.database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(work_items)).scalar_one() == 0


@pytest.mark.proof
def test_a_consumer_of_redis_brings_it_what_walks_publish(
    world: World, supervisor: Supervisor, tmp_path: Path
) -> None:
    redis = Redis(tmp_path / "redis", supervisor)
    redis.start()
    url = redis.url(0)
    with consumer(world, tmp_path, url):
        world.start(
            PUBLISHES, target={"groups": [], "hosts": ["web1"]}, params={"disks": [{"number": 1}, "two"]}
        )
        world.drain()
        assert [body for _, _, body in taken(url, 2)] == [{"number": 1}, "two"]
