"""How far one HostRun has come within a transaction: what it was, what it is, what is to be told and done."""

from dataclasses import dataclass, field

from noc_scheduler.flowchart.host_run import HostRun
from noc_scheduler.flowchart.instructions import Instruction
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.store.events import Fact, Stream
from noc_scheduler.store.host_runs import Loaded


@dataclass(slots=True)
class Progress:
    """Grows with every happening of the transaction; stored once at its end."""

    loaded: Loaded
    flowchart: Flowchart
    value: HostRun
    facts: list[Fact] = field(default_factory=list)
    instructions: list[Instruction] = field(default_factory=list)

    @property
    def stream(self) -> Stream:
        """Where its events belong."""
        return Stream(self.loaded.id, self.loaded.last_seq, self.loaded.execution.id, self.loaded.id)

    @property
    def ended(self) -> bool:
        """Whether the walk came to its end in this transaction, or went on after its end and came to one again."""
        return self.value.status in FINISHED and self.value is not self.loaded.value

    @property
    def reopened(self) -> bool:
        """Whether the walk had come to its end before, and goes on."""
        return self.value.status not in FINISHED and self.loaded.value.status in FINISHED

    @property
    def closed_visits(self) -> list[int]:
        """The visits that were open before and are not any more."""
        return sorted(set(self.loaded.value.open_visits) - set(self.value.open_visits))
