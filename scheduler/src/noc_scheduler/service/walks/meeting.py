"""Meeting: with an execution locked, decide for those that wait at its gates and shared steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.crossings.gates import Crowd, GateRule, judge, opens_at
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.state import dump_result
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.store import crossings, executions, waits


def decide_crossings(
    connection: sa.Connection, execution: sa.Row[Any], flowchart: Flowchart, now: datetime
) -> None:
    """Make ready whoever can go on, and say of the others what they wait for; twice changes nothing."""
    if not any(node.once or node.kind == "gate" for node in flowchart.nodes.values()):
        return
    points = crossings.points(connection, execution.id)
    if not points:
        return
    waiting = crossings.waiting(connection, execution.id)
    for point in points:
        rows = waiting.get(point.node, [])
        node = flowchart.nodes[point.node]
        if node.kind == "gate":
            _at_gate(connection, execution, point, node.spec, rows, now)
        else:
            _at_shared_step(connection, point, rows)


def _at_gate(
    connection: sa.Connection,
    execution: sa.Row[Any],
    point: sa.Row[Any],
    rule: GateRule,
    rows: Sequence[sa.Row[Any]],
    now: datetime,
) -> None:
    opens = opens_at(rule, point.first_at)
    if point.opened or (opens is not None and now >= opens):
        in_time = [row for row in rows if not point.opened and opens is not None and row.arrived_at < opens]
        late = [row for row in rows if row not in in_time]
        _settle(connection, in_time, Outcome.OPENED, Sentence(Saying.TIME_HAS_COME))
        _settle(connection, late, rule.late, Sentence(Saying.GATE_WAS_OPEN))
        return
    verdict = judge(rule, _crowd(connection, execution.id, point.node))
    if verdict.outcome is None:
        waits.explain(connection, [(row.host_run, row.visit) for row in rows], verdict.why)
        return
    if verdict.outcome == Outcome.OPENED:
        crossings.change_point(connection, execution.id, point.node, {"opened": True})
    _settle(connection, rows, verdict.outcome, verdict.why)


def _crowd(connection: sa.Connection, execution: UUID, node: str) -> Crowd:
    counts = executions.counts(connection, [execution]).get(execution, {})
    come, come_and_over = crossings.arrived(connection, execution).get(node, (0, 0))
    over = sum(count for status, count in counts.items() if status in crossings.FINISHED_WORDS)
    return Crowd(total=sum(counts.values()), arrived=come, never=over - come_and_over)


def _at_shared_step(connection: sa.Connection, point: sa.Row[Any], rows: Sequence[sa.Row[Any]]) -> None:
    """The first that came runs it; if its walk ended without a result, the next one that waits does."""
    if point.result is not None:
        crossings.make_ready(connection, rows, point.result)
        return
    if rows and (point.elected is None or crossings.elected_is_over(connection, point.elected)):
        first, *rows = rows
        crossings.change_point(connection, point.execution, point.node, {"elected": first.host_run})
        crossings.make_ready(connection, [first], None, elected=True)
    waits.explain(connection, [(row.host_run, row.visit) for row in rows], Sentence(Saying.ONCE_RUNS))


def _settle(connection: sa.Connection, rows: Sequence[sa.Row[Any]], outcome: Outcome, why: Sentence) -> None:
    if rows:
        crossings.make_ready(connection, rows, dump_result(Result(outcome=outcome).saying(why)))
