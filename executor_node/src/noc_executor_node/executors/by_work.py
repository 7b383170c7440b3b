"""The executor that lets each kind of work be done by its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from noc_executor_node.attempts import Attempt, Host
from noc_executor_node.errors import Misconfigured
from noc_executor_node.executors.interface import AskedToEnd, Executor
from noc_executor_node.executors.playbook import PlaybookExecutor
from noc_executor_node.executors.probe import ProbeExecutor
from noc_executor_node.executors.request import RequestExecutor
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.executor import ResidentExecutor
from noc_executor_node.executors.shipped_playbook import ShippedPlaybookExecutor
from noc_executor_node.executors.transports import OVER_SSH, transport_alone
from noc_executor_node.outcomes import Outcome
from noc_executor_node.profiles import read_profiles
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
class ExecutorByConnection:
    """What ssh carries with a key alone goes over warm connections; the rest wants a folder of its own.

    That is: passwords, network devices and Windows.
    """

    settings: Settings
    resident: Executor
    alone: Executor

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """See `interface.Executor`."""
        brought = [] if attempt.sealed is None else attempt.sealed["credentials"]
        keys_alone = all((one["use"], one["kind"]) == ("login", "ssh_key") for one in brought)
        warm = keys_alone and self._is_over_ssh(attempt.host)
        return (self.resident if warm else self.alone).run(attempt, asked_to_end)

    def _is_over_ssh(self, host: Host) -> bool:
        try:
            profile = read_profiles(self.settings.profiles).without_key(host)
        except Misconfigured:
            return True  # whoever carries it out will say so
        return transport_alone(profile) in OVER_SSH


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
            return ExecutorByConnection(settings, resident, PlaybookExecutor(settings))
        case ExecutorKind.PLAYBOOK:
            return PlaybookExecutor(settings)
