"""`noc-executor-node executors` whose executors do nothing: `python -m benchmarks.idle_executors`, for measuring only.

Everything else is as always: the journal, Celery's children, the reports. No host is reached.
"""

import sys

from noc_executor_node.attempts import Attempt
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.worker import run_executors
from noc_executor_node.logs import log_to_stderr
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings, read_settings
from noc_executor_node.vocabulary import AttemptOutcome


class IdleExecutor:
    """See `executors.interface.Executor`: every attempt succeeds at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Do nothing, successfully."""
        return Outcome(AttemptOutcome.SUCCEEDED, rc=0)


if __name__ == "__main__":
    of_the_environment = read_settings()
    log_to_stderr(of_the_environment.log_format, of_the_environment.name)
    sys.exit(run_executors(of_the_environment, IdleExecutor))
