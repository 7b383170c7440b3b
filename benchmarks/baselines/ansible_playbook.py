"""`ansible-playbook` over the same hosts and modules: its linear and free strategies, and Mitogen's free one."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from benchmarks.baselines.ansible_configuration import PROGRAMS, environment, write_configuration
from benchmarks.baselines.command import Command
from benchmarks.contenders import Opener
from benchmarks.fleet import GROUP
from benchmarks.ground import Ground, Load

MITOGEN = "mitogen>=0.3.30"
STRATEGIES = "lib/python*/site-packages/ansible_mitogen/plugins/strategy"


def _playbook(steps: int) -> str:
    """As many `command` tasks as our flowchart has."""
    tasks = "".join("    - ansible.builtin.command: {argv: ['true']}\n" for _ in range(steps))
    return f"- hosts: {GROUP}\n  gather_facts: false\n  tasks:\n{tasks}"


def _of_strategy(strategy: str, mitogen: bool = False) -> Opener:
    @contextmanager
    def open_playbook(ground: Ground, load: Load) -> Iterator[Command]:
        room = ground.room(strategy)
        programs = _mitogen_programs(ground) if mitogen else PROGRAMS
        env = dict(environment(room, write_configuration(ground, room, load), programs))
        env["ANSIBLE_STRATEGY"] = strategy
        if mitogen:
            env["ANSIBLE_STRATEGY_PLUGINS"] = str(next(programs.parent.glob(STRATEGIES)))
        (room / "playbook.yml").write_text(_playbook(load.steps))
        yield Command([str(programs / "ansible-playbook"), "playbook.yml"], env, room)

    return open_playbook


def _mitogen_programs(ground: Ground) -> Path:
    """An environment with the very version of Ansible that the other contenders have."""
    return ground.environments.having(MITOGEN, f"ansible-core=={version('ansible-core')}")


linear = _of_strategy("linear")
free = _of_strategy("free")
mitogen_free = _of_strategy("mitogen_free", mitogen=True)
