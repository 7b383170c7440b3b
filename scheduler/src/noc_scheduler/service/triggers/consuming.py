"""Consuming: messages of a broker are taken in by the schedules that name their queue, then acknowledged."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.message import Message as Sent

from noc_scheduler.errors import Refused, TooMany, Unavailable
from noc_scheduler.service.means import Means
from noc_scheduler.service.triggers import intake
from noc_scheduler.service.triggers.intake import Message
from noc_scheduler.store import schedules

#: How many messages one consumer may have in hand.
PREFETCH = 50
#: How often it is looked which queues schedules name, and how long a consumer waits before it tries again.
LOOK_EVERY_S = 2.0
PAUSE_S = 0.5
LONGEST_ID = 128
#: Redis doesn't notice that a consumer has died; so long after its delivery a message is delivered again.
REDELIVERED_AFTER_S = 30
Read = Callable[[bytes], Any]
log = structlog.get_logger()


def consume(means: Means, url: str, read: Read) -> None:
    """Consume until `means.stopping`; start as many as you like. `read` raises Refused for what is no good JSON."""
    while not means.stopping.is_set():
        try:
            _consume(means, url, read)
        except Exception as error:
            # Whatever the broker does, what it was not acknowledged for it delivers again.
            log.warning("queues.disconnected", problem=f"{type(error).__name__}: {error}"[:200])
            means.stopping.wait(PAUSE_S)


def _consume(means: Means, url: str, read: Read) -> None:
    options = {"visibility_timeout": REDELIVERED_AFTER_S} if url.startswith("redis") else {}
    with Connection(url, connect_timeout=5, transport_options=options) as connection:
        while not means.stopping.is_set():
            waiting = _named(means)
            if not waiting:
                means.stopping.wait(LOOK_EVERY_S)
                continue
            with _consumer(connection, means, waiting, read):
                while not means.stopping.is_set() and _named(means) == waiting:
                    _drain(connection, means)


def _named(means: Means) -> dict[str, list[UUID]]:
    with means.database.reading() as connection:
        return schedules.of_broker(connection)


def _consumer(connection: Connection, means: Means, waiting: Mapping[str, list[UUID]], read: Read) -> Any:
    channel = connection.channel()
    consumer = connection.Consumer(
        [Queue(name, durable=True) for name in waiting],
        channel=channel,
        on_message=lambda sent: _take_in(means, waiting, read, sent),
        auto_declare=True,
    )
    consumer.qos(prefetch_count=PREFETCH)
    return consumer


def _drain(connection: Connection, means: Means) -> None:
    """What comes within the time after which it is looked anew which queues there are."""
    for _ in range(PREFETCH):
        if means.stopping.is_set():
            return
        try:
            connection.drain_events(timeout=LOOK_EVERY_S)
        except TimeoutError:
            return


def _take_in(means: Means, waiting: Mapping[str, list[UUID]], read: Read, sent: Sent) -> None:
    """Have every schedule of the queue take the message in; then, and only then, it is acknowledged."""
    name = str(sent.delivery_info.get("routing_key") or "")
    for schedule in waiting.get(name, ()):
        if not _taken_in(means, schedule, sent, read):
            sent.requeue()
            return
    sent.ack()


def _taken_in(means: Means, schedule: UUID, sent: Sent, read: Read) -> bool:
    """Whether the message is settled for this schedule; False when the process is to end before it is."""
    body = sent.body.encode() if isinstance(sent.body, str) else bytes(sent.body)
    while not means.stopping.is_set():
        try:
            document = read(body)
        except Refused as error:
            intake.refuse(means, schedule, error.with_places())
            return True
        try:
            intake.take_in(means, Message(schedule, _id(sent, body), document))
        except (TooMany, Unavailable) as error:
            log.warning("queues.waiting", schedule=str(schedule), reason=str(error))
            means.stopping.wait(PAUSE_S)
        except Refused:
            return True  # counted and shown with the schedule's messages, or the schedule is gone
        else:
            return True
    return False


def _id(sent: Sent, body: bytes) -> str:
    """What makes it the same message when it is delivered again: its id, or else what it says."""
    named = sent.properties.get("message_id") or sent.headers.get("id")
    if isinstance(named, str) and 0 < len(named) <= LONGEST_ID:
        return named
    tag = sent.properties.get("delivery_tag")
    if isinstance(tag, str) and 0 < len(tag) <= LONGEST_ID:
        return tag  # brokers that only play AMQP keep it with the message
    return f"sha256 {hashlib.sha256(body).hexdigest()}"
