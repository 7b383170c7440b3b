"""The executor of playbook steps: a whole playbook that ships with this executor node, run for one host."""

import hashlib
import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noc_executor_node import targets
from noc_executor_node.attempts import Attempt
from noc_executor_node.errors import NotRun
from noc_executor_node.executors.folder import FORCED, INVENTORY, inventory, reached
from noc_executor_node.executors.login import Login
from noc_executor_node.executors.marking import mark_arguments
from noc_executor_node.executors.playbook import ORDER, FolderExecutor, Prepared
from noc_executor_node.executors.yaml_text import yaml_text
from noc_executor_node.profiles import Profile
from noc_executor_node.settings import Settings

AUTHORED = "project/authored.yml"
#: What ansible-runner adds to ansible-playbook's arguments: never anything but these words.
ADDED = "env/cmdline"
PLAINLY, IN_CHECK_MODE, WITH_DIFF = "-e @authored.yml", " --check", " --diff"


def ShippedPlaybookExecutor(settings: Settings) -> FolderExecutor:
    """Runs the playbook that an attempt names, in the folder of the settings."""
    return FolderExecutor(settings, _prepare)


def _prepare(attempt: Attempt, settings: Settings, profile: Profile, login: Login) -> Prepared:
    playbook = _found(settings.playbooks, attempt.module)
    order = {
        "playbook": str(playbook),
        "told": {
            "name": attempt.module,
            "sha256": _digest(playbook),
            "folder_sha256": folder_digest(playbook),
        },
        "address": attempt.host.address,
        "allow_loopback": settings.allow_loopback_targets,
    }
    way = reached(attempt, profile, login)
    # Where it becomes somebody else the playbook says itself.
    apart = () if attempt.become else ("ansible_become",)
    connection = {name: value for name, value in way.variables.items() if name not in apart}
    authored, data = _variables(attempt)
    files = {
        **way.files,
        INVENTORY: yaml_text(inventory(attempt.host, connection)),
        FORCED: yaml_text(data),
        AUTHORED: yaml_text(authored),
        ADDED: f"{PLAINLY}{IN_CHECK_MODE if attempt.check_mode else ''}{WITH_DIFF if attempt.diff else ''}",
        ORDER: json.dumps(order),
    }
    environment = {
        "ANSIBLE_STDOUT_CALLBACK": "noc_playbook",
        "ANSIBLE_GATHERING": "implicit",
        "ANSIBLE_INJECT_FACT_VARS": "True",
        "ANSIBLE_ROLES_PATH": str(settings.playbooks / "roles"),
        "NOC_PLAYBOOK": json.dumps(order["told"]),
    }
    return Prepared(files, "noc_executor_node.executors.play_shipped", environment)


def _found(folder: Path, name: str) -> Path:
    """The playbook's file; raises NotRun when it isn't there, or when others could have written it."""
    path = folder / f"{name}.yml"
    try:
        status = path.stat()
    except OSError as error:
        raise NotRun("failed", "playbook.unknown", f"this executor node ships no playbook {name}") from error
    if not stat.S_ISREG(status.st_mode) or (status.st_mode | folder.stat().st_mode) & 0o022:
        raise NotRun(
            "failed", "playbook.open_to_others", f"others may write the playbook {name}: chmod go-w it"
        )
    return path


def _variables(attempt: Attempt) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The extra variables apart: those with texts that Ansible renders, and those that are data alone."""
    for name in attempt.arguments.entries:
        if fault := targets.variable_fault(name):
            raise NotRun("failed", "playbook.argument_refused", f"{name} {fault}")
    marking = mark_arguments(attempt.arguments, attempt.template)
    return (marking.arguments, marking.variables) if attempt.template else ({}, marking.arguments)


def folder_digest(playbook: Path) -> str:
    """What stands for all that a playbook may use: every file of its folder, by place and content."""
    whole = hashlib.sha256()
    for path in sorted(playbook.parent.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(playbook.parent)}\0{_digest(path)}\n".encode())
    return whole.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
