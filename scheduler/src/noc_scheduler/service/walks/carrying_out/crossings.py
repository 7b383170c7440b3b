"""What coming to a gate or to a step that one host runs for all means in rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.crossings.gates import GateRule, opens_at
from noc_scheduler.flowchart.instructions import Arrive, Conclude, Contend, Relinquish
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.state import dump_result
from noc_scheduler.service.executions.reviewing import review
from noc_scheduler.service.walks.carrying_out.orders import order_rows
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store import crossings, executions
from noc_scheduler.store.crossings import Arrival
from noc_scheduler.store.waits import WaitAct


@order_rows.register
def _arrive(order: Arrive, progress: Progress, work: Work) -> None:
    rule: GateRule = progress.flowchart.nodes[order.node].spec
    deadline = opens_at(rule, work.now)
    act = WaitAct.GIVE_UP_CROSSING if deadline is None else WaitAct.OPEN_GATE
    saying = Saying.GATE_SHUT if deadline is None else Saying.GATE_TIMED
    _come(progress, work, order, act, saying, deadline or work.now + work.settings.crossing_timeout)


@order_rows.register
def _contend(order: Contend, progress: Progress, work: Work) -> None:
    deadline = work.now + work.settings.crossing_timeout
    _come(progress, work, order, WaitAct.GIVE_UP_CROSSING, Saying.ONCE_TURN, deadline)


@order_rows.register
def _conclude(order: Conclude, progress: Progress, work: Work) -> None:
    result = dump_result(order.result)
    _change_point(progress, work, order.node, {"result": result})


@order_rows.register
def _relinquish(order: Relinquish, progress: Progress, work: Work) -> None:
    _change_point(progress, work, order.node, {"elected": None})


def _come(
    progress: Progress, work: Work, order: Arrive | Contend, act: WaitAct, saying: Saying, deadline: datetime
) -> None:
    work.wait(progress, order.visit, order.node, act, Sentence(saying), deadline)
    arrival = Arrival(progress.loaded.execution.id, progress.loaded.id, order.visit, order.node)
    if not work.arrivals:
        work.errands.append(lambda connection: _meet(connection, work.arrivals, work.gone, work.now))
    work.arrivals.append(arrival)
    if order.visit not in progress.value.open_visits:
        work.gone.append((arrival.host_run, arrival.visit))


def _meet(
    connection: sa.Connection, arrivals: Sequence[Arrival], gone: Sequence[tuple[UUID, int]], now: datetime
) -> None:
    for execution in executions.lock(connection, {one.execution for one in arrivals}):
        crossings.arrive(connection, [one for one in arrivals if one.execution == execution.id], now)
        crossings.leave(connection, gone)
        review(connection, execution, now)


def _change_point(progress: Progress, work: Work, node: str, values: dict[str, object]) -> None:
    execution = progress.loaded.execution

    def change(connection: sa.Connection) -> None:
        (row,) = executions.lock(connection, [execution.id])
        crossings.change_point(connection, row.id, node, values)
        review(connection, row, work.now)

    work.errands.append(change)
