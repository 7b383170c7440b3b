"""What went wrong in an execution, told in a few groups: which hosts, at which step, and its last line."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.means import Means
from noc_scheduler.store.failures import failures

#: At most so many groups are told, and so many hosts are named in each.
MOST_GROUPS = 50
MOST_NAMED = 20
LONGEST_LINE = 500


def what_failed(means: Means, reference: str) -> list[dict[str, Any]]:
    """Hosts that did not end well, by how they ended and the step that did not go well; the most first."""
    with means.database.reading() as connection:
        rows = failures(connection, the_execution(connection, reference).id, MOST_NAMED)
    groups = [list(group) for _, group in groupby(rows, key=lambda row: (row.word, row.step))]
    return [_group(group) for group in groups[:MOST_GROUPS]]


def _group(rows: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    first = rows[0]
    speaks = not (first.stderr or "").strip()
    return {
        "word": first.word,
        "step": first.step,
        "ended_at": first.ended_at,
        "outcome": first.outcome,
        "hosts": first.hosts,
        "names": [row.name for row in rows],
        "line": last_line(first.stderr, first.stdout, first.message),
        "code": first.code if speaks else None,
        "line_said": first.message_said if speaks else None,
    }


def last_line(stderr: str | None, stdout: str | None, message: str | None) -> str:
    """The last line with anything in it of the first text that has one; cut where it is long."""
    for text in (stderr, message, stdout):
        lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
        if lines:
            return lines[-1][:LONGEST_LINE]
    return ""
