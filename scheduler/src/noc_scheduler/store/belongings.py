"""Everything that belongs to one execution, whatever table it is in: read as it is stored, deleted in batches."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.tables import (
    answers,
    attempts,
    bundles,
    executions,
    fires,
    host_runs,
    idempotency_keys,
    inbox,
    metadata,
    questions,
    waits,
    work_items,
)
from noc_scheduler.store.types import instant_text

#: These name executions without belonging to them: what was fired when or for what, and what was put away.
APART = frozenset({fires.name, work_items.name, "archives"})
READ_AT_ONCE = 500
Condition = sa.ColumnElement[bool]


def of_execution(execution: UUID) -> list[tuple[sa.Table, Condition]]:
    """Tables with the condition for their rows of an execution, in an order in which they can be deleted."""
    of_host_runs = sa.select(host_runs.c.id).where(host_runs.c.execution == execution)
    of_attempts = sa.select(attempts.c.id).where(attempts.c.execution == execution)
    of_questions = sa.select(questions.c.id).where(questions.c.execution == execution)
    found: list[tuple[sa.Table, Condition]] = [
        (answers, answers.c.question.in_(of_questions)),
        (inbox, inbox.c.attempt.in_(of_attempts)),
        (idempotency_keys, idempotency_keys.c.created == execution),
    ]
    named = sorted(metadata.tables.values(), key=lambda table: table.name)
    last = (host_runs, executions)
    for table in named:
        if table.name in APART or table in last:
            continue
        if "execution" in table.c:
            found.append((table, table.c.execution == execution))
        elif "host_run" in table.c:
            found.append((table, table.c.host_run.in_(of_host_runs)))
    return [
        *found,
        (host_runs, host_runs.c.execution == execution),
        (executions, executions.c.id == execution),
    ]


def rows_of(connection: sa.Connection, execution: UUID) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row as (table, plain JSON), the execution first; the same rows always come in the same order."""
    for table, condition in reversed(of_execution(execution)):
        if table is not waits:
            yield from _rows(connection, table, condition)
        if table is executions:
            bundle = sa.select(executions.c.bundle).where(executions.c.id == execution)
            yield from _rows(connection, bundles, bundles.c.digest == bundle.scalar_subquery())


def delete_some(connection: sa.Connection, execution: UUID, most: int) -> int:
    """Delete up to `most` rows of an execution, dependent ones first; how many. 0: none is left."""
    for table, condition in of_execution(execution):
        key = list(table.primary_key.columns)
        these = sa.select(*key).where(condition).limit(most)
        found = key[0].in_(these) if len(key) == 1 else sa.tuple_(*key).in_(these)
        deleted = connection.execute(sa.delete(table).where(found)).rowcount
        if deleted:
            return deleted
    return 0


def _rows(
    connection: sa.Connection, table: sa.Table, condition: Condition
) -> Iterator[tuple[str, dict[str, Any]]]:
    query = sa.select(table).where(condition).order_by(*table.primary_key.columns)
    for row in connection.execute(query, execution_options={"yield_per": READ_AT_ONCE}):
        yield table.name, _plain(row._mapping)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _json(value) for name, value in row.items()}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    return str(value) if isinstance(value, UUID) else value
