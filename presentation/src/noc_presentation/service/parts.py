"""Parts of executions, read from the scheduler page by page: their hosts, their visits."""

from collections.abc import Iterator

from noc_presentation.clients.scheduler import Document, Query, Scheduler

PAGE = 200


def of_execution(scheduler: Scheduler, execution: str, part: str, query: Query) -> Iterator[Document]:
    """Every item of a part, in the scheduler's order; the next page is asked for when it is wanted."""
    asked = {"limit": PAGE, **query}
    while True:
        page = scheduler.execution_part(execution, part, asked)
        yield from page["items"]
        if not page["next"]:
            return
        asked["cursor"] = page["next"]
