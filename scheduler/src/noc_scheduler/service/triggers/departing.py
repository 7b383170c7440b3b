"""Departing: what walks have published for the message broker is sent there, and kept until it is confirmed."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from kombu.connection import Connection
from kombu.entity import Queue

from noc_scheduler.service.means import Means
from noc_scheduler.store import queues
from noc_scheduler.store.clock import database_now

BATCH = 500
#: How long nobody else sends what is being sent; and when it is tried again to send what a broker did not take.
HOLD = timedelta(seconds=30)
PAUSE = timedelta(seconds=5)
log = structlog.get_logger()


def send_departing(means: Means, url: str) -> int:
    """Send messages until none is left; how many the broker has confirmed. None is lost; one may come twice."""
    sent = 0
    while not means.stopping.is_set():
        rows = means.database.transact(
            lambda connection: queues.claim_departures(connection, database_now(connection), HOLD, BATCH)
        )
        if not rows:
            break
        sent += _send_all(means, url, rows)
    return sent


def _send_all(means: Means, url: str, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> int:
    """Each queue by itself: one that the broker refuses holds up no other."""
    sent = 0
    with Connection(url, connect_timeout=5, transport_options={"confirm_publish": True}) as connection:
        for name in dict.fromkeys(row.queue for row in rows):
            of_queue = [row for row in rows if row.queue == name]
            ids = [row.id for row in of_queue]
            try:
                _send(connection, name, of_queue)
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"[:200]
                log.warning("queues.not_sent", queue=name, messages=len(ids), problem=problem)
                _put_off(means, ids)
            else:
                _departed(means, ids)
                sent += len(ids)
    return sent


def _departed(means: Means, ids: Sequence[UUID]) -> None:
    means.database.transact(lambda connection: queues.departed(connection, ids))


def _put_off(means: Means, ids: Sequence[UUID]) -> None:
    means.database.transact(
        lambda connection: queues.wait_to_depart(connection, ids, database_now(connection) + PAUSE)
    )


def _send(connection: Connection, name: str, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> None:
    with connection.channel() as channel, connection.Producer(channel) as producer:
        Queue(name, durable=True, channel=channel).declare()
        for row in rows:
            producer.publish(
                json.dumps(row.body, ensure_ascii=False),
                routing_key=name,
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=2,
                message_id=str(row.id),
                headers={"id": str(row.id)},
            )
