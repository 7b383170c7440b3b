"""The program of the Prefect baseline: takes its order as one JSON argument, ends with a line of when and how long."""

import json
import sys
import time

from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner


@task
def no_op() -> None:
    """Do nothing."""


def main() -> None:
    """One flow; a task waits for the task before it on the same host."""
    order = json.loads(sys.argv[1])

    @flow(task_runner=ThreadPoolTaskRunner(max_workers=order["at_once"]))
    def walks() -> None:
        last = [no_op.submit() for _ in range(order["hosts"])]
        for _ in range(order["steps"] - 1):
            last = [no_op.submit(wait_for=[before]) for before in last]
        for future in last:
            future.result()

    began = time.monotonic()  # a clock that whoever started this reads as well
    walks()
    print(json.dumps({"began": began, "seconds": time.monotonic() - began}))


if __name__ == "__main__":
    main()
