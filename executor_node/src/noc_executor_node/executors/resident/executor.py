"""The executor whose hands have Ansible loaded and whose connections stay warm."""

import time
from dataclasses import dataclass, replace

from noc_executor_node.attempts import Attempt
from noc_executor_node.errors import Misconfigured, NotRun
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.orders import order
from noc_executor_node.executors.results import outcome_of
from noc_executor_node.outcomes import Outcome, silenced
from noc_executor_node.profiles import read_profiles
from noc_executor_node.settings import Settings
from noc_executor_node.targets import is_loopback
from noc_executor_node.vocabulary import AttemptOutcome


@dataclass(frozen=True, slots=True)
class ResidentExecutor:
    """Has modules run by a hand of its own; see `interface.Executor`. Needs `resident_processes` to be running."""

    settings: Settings
    conversation: Conversation

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Carry out the attempt. Raises HandLost when nobody can know what came of it."""
        deadline = time.monotonic() + attempt.timeout_ms / 1000
        try:
            outcome = self._run(attempt, deadline, asked_to_end)
        except NotRun as error:
            outcome = Outcome(AttemptOutcome(error.outcome), message=str(error))
        except Misconfigured as error:
            outcome = Outcome(AttemptOutcome.UNREACHABLE, message=f"profile.unusable: {error}")
        return silenced(outcome) if attempt.no_log else outcome

    def _run(self, attempt: Attempt, deadline: float, asked_to_end: AskedToEnd) -> Outcome:
        if is_loopback(attempt.host.address) and not self.settings.allow_loopback_targets:
            raise NotRun("unreachable", "host.loopback", f"{attempt.host.address} is this very machine")
        profile = read_profiles(self.settings.profiles).profile_for(attempt.host)
        request = order(attempt, profile, self.settings)
        answered, ending = self.conversation.ask(request, deadline, asked_to_end)
        outcome = outcome_of(None if answered is None else answered.record, ending, "")
        return replace(outcome, transport=request.transport)

    def close(self) -> None:
        """Let go of the hand."""
        self.conversation.close()
