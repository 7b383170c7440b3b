"""How much goes wrong in a simulated run, and how an exchange over its network can go."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from tests.simulation.hazards import Harm


class Fate(StrEnum):
    """What becomes of one request and its answer."""

    FINE = "fine"
    REFUSED = "refused"  # nobody opens the connection: it was certainly not delivered
    LOST = "lost"  # the request never arrives
    ANSWER_LOST = "answer lost"
    LATE = "late"  # it arrives when nobody waits for the answer any more
    DOUBLED = "doubled"  # it arrives now, and once more later
    NONSENSE = "nonsense"  # it arrives, and the answer is a 502 of something in between


WRONG = tuple(fate for fate in Fate if fate is not Fate.FINE)


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities per act, request or look of the one who spoils; each is 0 once the faults are over."""

    harms: tuple[Harm, ...] = tuple(Harm)
    harm: float = 0.02
    network: float = 0.12
    nodes: float = 0.5
    #: Every process of the scheduler is away for longer than a lease.
    outages: float = 0.03
    #: Between reading a HostRun and writing it others do something, as if reading locked nothing.
    unlocked: float = 0.0

    def fate(self, random: Random) -> Fate:
        """What becomes of the next request."""
        return random.choice(WRONG) if random.random() < self.network else Fate.FINE


ALL = Faults()
NONE = Faults(harm=0, network=0, nodes=0, outages=0)
#: Only processes of the scheduler die; executor nodes and the network are well, so no attempt may be lost.
ONLY_CRASHES = Faults(harms=(Harm.CRASH,), harm=0.05, network=0, nodes=0, outages=0.15)
#: Locks of HostRuns do nothing: only comparing versions keeps one process from undoing what another did.
WITHOUT_LOCKS = Faults(harm=0, network=0.1, nodes=0.1, outages=0, unlocked=0.3)
