"""Where hosts failed: the last step of each that did not go well, the hosts counted by it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FAILING, FINISHED, Status
from noc_scheduler.store.tables import host_runs, visits

END = "end"


def failures(connection: sa.Connection, execution: UUID, most: int) -> list[sa.Row[Any]]:
    """Hosts that did not end well: (word, step, hosts, name, message, stderr, …), `most` of each (word, step).

    `step` is the last node that did not go well on its way, and null where every one went well; the largest
    group comes first, and in it the hosts in their order.
    """
    tried = (
        sa.select(
            visits.c.host_run,
            visits.c.number,
            sa.func.row_number()
            .over(partition_by=visits.c.host_run, order_by=visits.c.number.desc())
            .label("back"),
        )
        .where(visits.c.execution == execution, visits.c.status.in_(sorted(FAILING)), visits.c.kind != END)
        .subquery()
    )
    last = sa.and_(visits.c.host_run == tried.c.host_run, visits.c.number == tried.c.number)
    failed = (
        sa.select(tried.c.host_run, visits.c.node, visits.c.number)
        .join(visits, last)
        .where(tried.c.back == 1)
        .subquery()
    )
    group = (host_runs.c.outcome_word, failed.c.node)
    ranked = (
        sa.select(
            host_runs.c.id,
            host_runs.c.name,
            host_runs.c.ordinal,
            host_runs.c.outcome_word.label("word"),
            host_runs.c.outcome_node.label("ended_at"),
            failed.c.node.label("step"),
            failed.c.number,
            sa.func.count().over(partition_by=group).label("hosts"),
            sa.func.row_number().over(partition_by=group, order_by=host_runs.c.ordinal).label("place"),
        )
        .outerjoin(failed, failed.c.host_run == host_runs.c.id)
        .where(
            host_runs.c.execution == execution, host_runs.c.status.in_(sorted(FINISHED - {Status.SUCCEEDED}))
        )
        .subquery()
    )
    said = sa.and_(visits.c.host_run == ranked.c.id, visits.c.number == ranked.c.number)
    query = (
        sa.select(
            ranked,
            visits.c.outcome,
            visits.c.message,
            visits.c.code,
            visits.c.message_said,
            visits.c.stdout,
            visits.c.stderr,
        )
        .outerjoin(visits, said)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.hosts.desc(), ranked.c.word, ranked.c.step, ranked.c.ordinal)
    )
    return list(connection.execute(query))
