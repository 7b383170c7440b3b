"""The two sides of a case: the stock `ansible` command, and our executor, over the same SSH host."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.interface import Executor
from noc_executor_node.executors.results import outcome_of, record
from noc_executor_node.executors.supervised import Ending
from noc_executor_node.outcomes import Outcome, silenced
from tests.executor_node.attempt_documents import HOST_KEY, arguments, attempt, data, text
from tests.executor_node.conformance.corpus import Case
from tests.executor_node.private_sshd import PrivateSshd, free_port

HERE = Path(__file__).parent
OUTPUT_LIMIT = 10 * 2**20
#: Stands in for sudo: lets the command know that it came this way.
FAKE_SUDO = '#!/bin/sh\nfor last; do :; done\nBECAME=another exec /bin/sh -c "$last"\n'
_CONFIGURATION = """\
[defaults]
bin_ansible_callbacks = True
callbacks_enabled = dump_result
callback_plugins = {callbacks}
deprecation_warnings = False
gathering = explicit
host_key_checking = True
interpreter_python = auto_silent
inventory = {folder}/inventory.yml
local_tmp = {folder}/tmp
localhost_warning = False
system_warnings = False
[ssh_connection]
ssh_args = -F {folder}/ssh_config
pipelining = False
transfer_method = piped
"""
_SSH_CONFIG = """\
Host *
  BatchMode yes
  ControlMaster auto
  ControlPath {folder}/m-%C
  ControlPersist 60
  GlobalKnownHostsFile /dev/null
  IdentitiesOnly yes
  LogLevel ERROR
  StrictHostKeyChecking yes
  UserKnownHostsFile {folder}/known_hosts
"""


@dataclass(frozen=True)
class Fleet:
    """The hosts of the corpus: `web` works, `silent` doesn't listen, `impostor` shows another key than it should."""

    server: PrivateSshd
    silent_port: int
    become_exe: Path

    @property
    def become_user(self) -> str:
        return "nobody" if self.server.user == "root" else "root"  # nobody is asked to become what one is

    def place(self, name: str) -> dict[str, Any]:
        """The host's part of an attempt document."""
        return {
            "name": name,
            "address": self.server.address,
            "port": self.silent_port if name == "silent" else self.server.port,
            "host_keys": [HOST_KEY if name == "impostor" else self.server.host_key],
            "vars": {"role": "edge"},
            "groups": ["corpus"],
        }


def make_fleet(server: PrivateSshd, folder: Path) -> Fleet:
    """The hosts, and a program to become others with."""
    program = folder / "fake-sudo"
    program.write_text(FAKE_SUDO)
    program.chmod(0o755)
    return Fleet(server, free_port(server.address), program)


@dataclass(frozen=True)
class Stock:
    """The stock command, with a configuration and an inventory of its own."""

    fleet: Fleet
    folder: Path
    process: "subprocess.Popen[str]"

    def run(self, case: Case, work: Path) -> Outcome:
        """What came of the case, in the words of our reports."""
        dump, home = work.with_suffix(".dump.json"), work.with_suffix(".run")
        home.mkdir()
        wanted = {"--become": case.become, "--check": case.check_mode, "--diff": case.diff}
        flags = [flag for flag, is_wanted in wanted.items() if is_wanted]
        given = ["-a", json.dumps(self._literal(case.args_in(work), case.template))] if case.args else []
        order = {
            "arguments": [case.host, "-m", case.module, *given, *flags],
            "folder": str(home),
            "dump": str(dump),
        }
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        status = self.process.stdout.readline().strip()
        assert dump.exists(), f"ansible ended with {status}: {(home / 'said').read_text()}"
        told = json.loads(dump.read_text())
        kept = record(told["status"], told["result"], OUTPUT_LIMIT, case.diff)
        seen = outcome_of(kept, Ending("exited", 0), "")
        return silenced(seen) if case.no_log else seen

    def _literal(self, value: Any, template: bool) -> Any:
        """The command always renders its arguments; a text is shielded from that unless the case is about it."""
        match value:
            case str() if not template and ("{{" in value or "{%" in value or "{#" in value):
                return "{% raw %}" + value + "{% endraw %}"
            case dict():
                return {name: self._literal(inner, template) for name, inner in value.items()}
            case list():
                return [self._literal(inner, template) for inner in value]
            case _:
                return value


@contextmanager
def stock_side(fleet: Fleet, folder: Path) -> Iterator[Stock]:
    """The stock command, ready for cases until the end of the block."""
    folder.mkdir()
    texts = {
        "ansible.cfg": _CONFIGURATION.format(folder=folder, callbacks=HERE / "stock_callbacks"),
        "ssh_config": _SSH_CONFIG.format(folder=folder),
        "known_hosts": _known_hosts(fleet),
        "inventory.yml": yaml.safe_dump(_inventory(fleet)),
    }
    for name, content in texts.items():
        (folder / name).write_text(content)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
    }
    process = subprocess.Popen(
        [sys.executable, "-I", HERE / "stock_server.py"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Stock(fleet, folder, process)


def run_ours(executor: Executor, fleet: Fleet, case: Case, work: Path) -> Outcome:
    """What our executor makes of the case."""
    leaf = text if case.template else data
    tree = arguments(**{name: leaf_of(value, leaf) for name, value in case.args_in(work).items()})
    document = attempt(
        case.module,
        host=fleet.place(case.host),
        arguments=tree,
        timeout_ms=120_000,
        **case.flags,
        **case.more,
    )
    return executor.run(read_attempt(document), lambda: None)


def leaf_of(value: Any, leaf: Any) -> dict[str, Any]:
    """The wire tree of a plain value."""
    match value:
        case dict():
            return {"map": {name: leaf_of(inner, leaf) for name, inner in value.items()}}
        case list():
            return {"list": [leaf_of(inner, leaf) for inner in value]}
        case _:
            answer: dict[str, Any] = leaf(value)
            return answer


def _inventory(fleet: Fleet) -> dict[str, Any]:
    hosts = {name: _connection(fleet, name) for name in ("web", "silent", "impostor")}
    return {"all": {"children": {"corpus": {"hosts": hosts}}}}


def _connection(fleet: Fleet, name: str) -> dict[str, Any]:
    impostor = (
        {"ansible_ssh_extra_args": "-o HostKeyAlias=impostor -o ControlPath=none"}
        if name == "impostor"
        else {}
    )
    return {
        "ansible_host": fleet.server.address,
        "ansible_port": fleet.place(name)["port"],
        "ansible_user": fleet.server.user,
        "ansible_ssh_private_key_file": str(fleet.server.user_key),
        "ansible_python_interpreter": sys.executable,
        "ansible_become_exe": str(fleet.become_exe),
        "ansible_become_user": fleet.become_user,
        "role": "edge",
        **impostor,
    }


def _known_hosts(fleet: Fleet) -> str:
    server = fleet.server
    return f"[{server.address}]:{server.port} {server.host_key}\nimpostor {HOST_KEY}\n"
