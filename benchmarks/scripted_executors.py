"""`noc-executor-node executors` that follow a script, for measuring only: `scripted_executors RATE FIRST`.

The API and the agent of the executor node are the real ones, and so are the journal and every report. What waits in the
journal is begun, and ends as the script says: the FIRST attempts as they come, then RATE a second. No host is reached.
"""

import os
import random
import signal
import sys
import threading
from collections import deque

from uuid6 import uuid7

from noc_executor_node.journal import open_journal
from noc_executor_node.journal.claiming import Claimant, Claimed
from noc_executor_node.journal.standing import Boot
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import process_id
from noc_executor_node.settings import Settings, read_settings
from noc_executor_node.vocabulary import AttemptOutcome

TICK_S = 0.05
#: What this node writes: with 2,000 hosts, 100,000 lines. Every other step writes one.
TALKATIVE, LINES = "step01", 50


def told(claimed: Claimed, chance: random.Random) -> Outcome:
    """Most attempts succeed, some change something, few fail."""
    host, node = claimed.document["host"]["name"], claimed.document["node"]
    count = LINES if node == TALKATIVE else 1
    lines = [f"\x1b[32mok\x1b[0m {host} line {number} of what it says" for number in range(count)]
    (kind,) = chance.choices(("plain", "changed", "failed"), (90, 8, 2))
    outcome = AttemptOutcome.FAILED if kind == "failed" else AttemptOutcome.SUCCEEDED
    return Outcome(outcome, rc=int(kind == "failed"), stdout="\n".join(lines), changed=kind == "changed")


def play(settings: Settings, rate: float, first: int, stopping: threading.Event) -> None:
    """Carry out what the journal holds until asked to stop."""
    journal = open_journal(settings.journal_file)
    process = process_id(os.getpid())
    assert process is not None
    boot = Boot(str(uuid7()), process, stopping=False)
    journal.standing.booted(boot)
    claimant = Claimant(process, boot.id)
    chance = random.Random(8)  # the same words each time
    begun: deque[Claimed] = deque()
    owed = 0.0
    while not stopping.wait(TICK_S):
        while len(begun) < settings.slots and (claimed := journal.attempts.claim(claimant)):
            begun.append(claimed)
        owed = min(owed + rate * TICK_S, rate)  # what could not be done in time is not made up for
        while begun and (first > 0 or owed >= 1):
            if first > 0:
                first -= 1
            else:
                owed -= 1
            ended = begun.popleft()
            journal.attempts.finish(ended.id, ended.lease, told(ended, chance))


def main() -> None:
    """Play until told to end."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    play(read_settings(), float(sys.argv[1]), int(sys.argv[2]), stopping)


if __name__ == "__main__":
    main()
