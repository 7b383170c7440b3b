"""The executor that lets each kind of work be done by its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from noc_executor_node.attempts import Attempt
from noc_executor_node.executors.interface import AskedToEnd, Executor
from noc_executor_node.executors.playbook import PlaybookExecutor
from noc_executor_node.executors.probe import ProbeExecutor
from noc_executor_node.executors.request import RequestExecutor
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.executor import ResidentExecutor
from noc_executor_node.executors.shipped_playbook import ShippedPlaybookExecutor
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import ExecutorKind, Work


@dataclass(frozen=True, slots=True)
class ExecutorByWork:
    """See `interface.Executor`."""

    executors: Mapping[Work, Executor]

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Carry out the attempt in the way its work asks for."""
        return self.executors[attempt.work].run(attempt, asked_to_end)


@dataclass(frozen=True, slots=True)
class ExecutorByCredentials:
    """Attempts that bring a key alone are carried out over warm connections; passwords want a folder of their own."""

    resident: Executor
    alone: Executor

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """See `interface.Executor`."""
        brought = [] if attempt.sealed is None else attempt.sealed["credentials"]
        keys_alone = all((one["use"], one["kind"]) == ("login", "ssh_key") for one in brought)
        return (self.resident if keys_alone else self.alone).run(attempt, asked_to_end)


def all_executors(settings: Settings) -> ExecutorByWork:
    """Every kind of work there is; modules are run as the settings say."""
    return ExecutorByWork(
        {
            Work.MODULE: module_executor(settings),
            Work.PLAYBOOK: ShippedPlaybookExecutor(settings),
            Work.REQUEST: RequestExecutor(settings),
            Work.PROBE: ProbeExecutor(settings),
        }
    )


def module_executor(settings: Settings) -> Executor:
    """What runs modules; a resident one needs `resident_processes` beside it."""
    match settings.executor:
        case ExecutorKind.RESIDENT:
            resident = ResidentExecutor(settings, Conversation(settings.resident_folder))
            return ExecutorByCredentials(resident, PlaybookExecutor(settings))
        case ExecutorKind.PLAYBOOK:
            return PlaybookExecutor(settings)
