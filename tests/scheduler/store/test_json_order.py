"""What authors and hosts have put into an order comes back in it, from either kind of database."""

from collections.abc import Callable
from datetime import UTC, datetime

from noc_scheduler.store import executions
from noc_scheduler.store.database import Database
from noc_scheduler.store.executions import NewExecution

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_nodes_and_parameters_keep_the_order_they_were_written_in(
    database: Database, new_execution: Callable[..., NewExecution]
) -> None:
    nodes = {"zulu": {}, "a_long_name": {}, "b": {}, "alpha": {}}
    params = {"second": 2, "first": {"y": 1, "x": 2}}
    new = new_execution(canonical={"spec": {"nodes": nodes}}, params=params)
    identity = database.transact(lambda connection: executions.add(connection, new, NOON))
    with database.reading() as connection:
        row = executions.find(connection, identity)
        canonical = executions.canonical(connection, identity)
    assert row is not None
    assert list(canonical["spec"]["nodes"]) == list(nodes)
    assert list(row.params) == ["second", "first"]
    assert list(row.params["first"]) == ["y", "x"]
