"""ansible-runner once per host-task, as products do that start Ansible for every job: twenty hosts at a time."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baselines.ansible_configuration import FORKS, environment, write_configuration
from benchmarks.baselines.command import Command
from benchmarks.ground import Ground, Load

PROGRAM = Path(__file__).with_name("runner_program.py")


@dataclass(frozen=True)
class Runner:
    """See `contenders.Contender`. Its own clock counts: a product would have it loaded already."""

    command: Command

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """Nothing runs between two runs."""
        return {}

    def run(self) -> float:
        """From the first module to the end of the last."""
        return float(json.loads(self.command.output().splitlines()[-1])["seconds"])


@contextmanager
def runner_per_host_task(ground: Ground, load: Load) -> Iterator[Runner]:
    """Every step of every host is a run of its own."""
    room = ground.room("runner")
    env = environment(room, write_configuration(ground, room, load))
    hosts = list(ground.fleet.places(load.hosts))
    order = {"inventory": str(room / "inventory.yml"), "hosts": hosts, "steps": load.steps, "at_once": FORKS}
    yield Runner(Command([sys.executable, "-P", str(PROGRAM), json.dumps(order)], env, room))
