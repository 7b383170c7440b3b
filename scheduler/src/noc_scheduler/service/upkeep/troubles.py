"""Troubles: looks now and then what is wrong with this installation, and tells each thing once, and when it is over."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from noc_scheduler.flowchart.sentences import from_text
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import events, troubles
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.troubles import Trouble, TroubleKind
from noc_scheduler.store.types import instant_text

#: An executor node that was not heard of for so long is lost; its attempts are given up much sooner.
LOST_AFTER = timedelta(seconds=30)
#: How long an item may wait for nothing in particular.
LONGEST_WAIT = timedelta(minutes=15)
#: An item that can't be taken up for so long waits for a quota.
SOON = timedelta(minutes=1)
#: An execution is overdue beyond the 95th percentile of so many, and never within so short a time.
FEWEST = 10
SHORTEST = timedelta(minutes=1)


def look_for_troubles(means: Means, most: timedelta) -> int:
    """Tell what has gone wrong or is over since the last look; how many. Doubled looks tell nothing twice."""
    return means.database.transact(lambda connection: _look(connection, database_now(connection)))


def usual(durations: Sequence[timedelta]) -> timedelta | None:
    """What 95 of 100 executions stay below; None where too few are known."""
    if len(durations) < FEWEST:
        return None
    return sorted(durations)[-(-95 * len(durations) // 100) - 1]


def _look(connection: sa.Connection, now: datetime) -> int:
    present = {(str(one.kind), one.subject): one for one in _found(connection, now)}
    known = {(row.kind, row.subject): row for row in troubles.known(connection)}
    told = 0
    for key in sorted(present.keys() - known.keys(), key=str):
        one = present[key]
        if troubles.begin(connection, one, now):
            _tell(connection, ServiceEvent.TROUBLE_BEGAN, one, now, now)
            told += 1
    for key in sorted(known.keys() - present.keys(), key=str):
        row = known[key]
        if troubles.end(connection, row.kind, row.subject):
            over = Trouble(TroubleKind(row.kind), About(row.about), row.subject, row.name, row.words)
            _tell(connection, ServiceEvent.TROUBLE_ENDED, over, row.since, now)
            told += 1
    return told


def _tell(
    connection: sa.Connection, event: ServiceEvent, trouble: Trouble, since: datetime, now: datetime
) -> None:
    data = {
        "kind": str(trouble.kind),
        "about": str(trouble.about),
        "subject": str(trouble.subject),
        "name": trouble.name,
        "reason": trouble.words,
        "since": instant_text(since),
    }
    fact = Fact(event, data, SCHEDULER, {"kind": Cause.TIME})
    events.tell(connection, now, trouble.about, {trouble.subject: [fact]})


def _found(connection: sa.Connection, now: datetime) -> Iterator[Trouble]:
    for row in troubles.silent_nodes(connection, now - LOST_AFTER):
        words = f"executor node {row.name} was last heard of at {instant_text(row.last_heartbeat_at)}"
        yield Trouble(TroubleKind.EXECUTOR_NODE_LOST, About.EXECUTOR_NODE, row.id, row.name, words)
    for row in troubles.missed(connection):
        words = f"schedule {row.name} missed {instant_text(row.instant)}: {from_text(row.reason)}"
        yield Trouble(TroubleKind.MISSED_FIRE, About.SCHEDULE, row.id, row.name, words)
    for row in troubles.expecting(connection):
        if now - row.heard > timedelta(milliseconds=row.expect_every_ms):
            words = f"schedule {row.name} has heard nothing since {instant_text(row.heard)}"
            yield Trouble(TroubleKind.SILENCE, About.SCHEDULE, row.id, row.name, words)
    for row in troubles.waiting_items(connection, now - LONGEST_WAIT, now + SOON):
        words = f"{row.number} items of schedule {row.name} wait, the oldest since {instant_text(row.oldest)}"
        yield Trouble(TroubleKind.BACKLOG, About.SCHEDULE, row.id, row.name, words)
    for row in troubles.blocked_items(connection, now + SOON):
        words = f"{row.number} items of schedule {row.name} wait for its quota"
        yield Trouble(TroubleKind.QUOTA, About.SCHEDULE, row.id, row.name, words)
    yield from _overdue(connection, now)


def _overdue(connection: sa.Connection, now: datetime) -> Iterator[Trouble]:
    rows = troubles.running(connection, now - SHORTEST)
    taken = troubles.durations(connection, {row.procedure for row in rows})
    for row in rows:
        most = usual(taken[row.procedure])
        if most is not None and now - row.started_at > most:
            words = (
                f"execution {row.number} of {row.procedure} runs longer than "
                f"{most.total_seconds():.0f} s, which 95 of 100 stay below"
            )
            yield Trouble(TroubleKind.OVERDUE, About.EXECUTION, row.id, row.procedure, words)
