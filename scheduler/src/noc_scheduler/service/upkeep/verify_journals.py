"""Verifying journals of executor nodes: what they have begun and reported, against the scheduler's attempts."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.audit.attempts import runs_once
from noc_scheduler.flowchart.audit.finding import Finding
from noc_scheduler.flowchart.errors import UnsoundFlowchart
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.upkeep.verify import Looked, family
from noc_scheduler.service.upkeep.verifying.journals import Kept, OnceVisits, by_attempt, check_kept
from noc_scheduler.service.walks.flowcharts import flowchart_for
from noc_scheduler.store import auditing, executions
from noc_scheduler.store.database import Database

#: So many attempts are looked up at a time.
PAGE = 500


def verify_journals(database: Database, kept: Iterable[Kept], reference: str | None) -> Iterator[Looked]:
    """Compare what journals tell with the attempts of one execution and those it has called, or of all.

    The journals must have been printed before: what they had said by then the scheduler must know by now.
    """
    ours = None if reference is None else set(family(database, reference))
    told = by_attempt(kept)
    ids, once = iter(told), OnceVisits()
    while page := list(islice(ids, PAGE)):
        with database.snapshot() as connection:
            rows = {row.id: row for row in auditing.attempts_by_id(connection, page)}
            parents = executions.find_many(connection, {row.execution for row in rows.values()})
            walked = {parent.id: _walked(connection, parent) for parent in parents.values()}
        findings: list[Finding] = []
        for identity in page:
            row = rows.get(identity)
            if ours is not None and (row is None or row.execution not in ours):
                continue
            subject = f"attempt {identity}"
            if row is not None:
                subject = f"execution {parents[row.execution].number}, host {row.host}"
                flowchart = walked[row.execution]
                if flowchart is not None and runs_once(flowchart.nodes.get(row.node)):
                    once.add(row, sum(one.executed for one in told[identity]), subject)
            findings += check_kept(row, told[identity], subject)
        yield Looked(attempts=len(page), findings=tuple(findings))
    yield Looked(findings=tuple(once.findings()))


def _walked(connection: sa.Connection, execution: sa.Row[Any]) -> Flowchart | None:
    """None where it can't be read: `verify` itself says so."""
    try:
        return flowchart_for(connection, execution)
    except (UnsoundFlowchart, KeyError, TypeError):
        return None
