"""The one interface behind which attempts are carried out."""

from collections.abc import Callable
from typing import Protocol

from noc_executor_node.attempts import Attempt
from noc_executor_node.outcomes import Outcome

#: Answers why the attempt in hand is asked to end, or None; may be called often.
AskedToEnd = Callable[[], str | None]


class Executor(Protocol):
    """A way to carry out one attempt on one host."""

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Carry out the attempt, to its end: when this returns, nothing of it runs on this machine any more.

        Ends by itself within the attempt's timeout, and soon after `asked_to_end` gives a reason. Errors of the
        host, of Ansible or of the configuration are outcomes; only faults of our own are raised.
        """
        ...
