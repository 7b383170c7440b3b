"""What Ansible finds in an attempt's private folder: inventory, one-task playbook, forced variables, configuration.

Pure: an attempt and a connection profile go in, texts of files come out. Ansible runs in `project/`, and the paths
inside the files are relative to it, so that the folder may lie anywhere and unix sockets stay short.
"""

from collections.abc import Mapping
from typing import Any

from noc_executor_node.attempts import Attempt, Host
from noc_executor_node.executors.by_plugin import reached_by_plugin
from noc_executor_node.executors.login import NO_LOGIN, Login
from noc_executor_node.executors.marking import mark, mark_arguments
from noc_executor_node.executors.over_ssh import reached_over_ssh
from noc_executor_node.executors.reached import Reached
from noc_executor_node.executors.transports import OVER_SSH, transport_alone
from noc_executor_node.executors.yaml_text import yaml_text
from noc_executor_node.profiles import Profile

INVENTORY, PLAYBOOK, FORCED = "inventory/hosts.yml", "project/task.yml", "env/extravars"


def files_for(attempt: Attempt, profile: Profile, login: Login = NO_LOGIN) -> dict[str, str]:
    """The files by path; raises NotRun for what can't be carried out at all."""
    way = reached(attempt, profile, login)
    return {
        **way.files,
        INVENTORY: yaml_text(inventory(attempt.host)),
        PLAYBOOK: yaml_text(_playbook(attempt)),
        FORCED: yaml_text(way.variables),
    }


def reached(attempt: Attempt, profile: Profile, login: Login) -> Reached:
    """How the host is reached by the profile's transport; raises NotRun for what can't be."""
    return (reached_over_ssh if transport_alone(profile) in OVER_SSH else reached_by_plugin)(
        attempt, profile, login
    )


def inventory(host: Host, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The one host with its groups and variables; `more` beat its own."""
    groups: dict[str, Any] = {
        group: {"hosts": {host.name: {}}} for group in host.groups if group not in ("all", "ungrouped")
    }
    variables = {**{name: mark(value) for name, value in host.vars.items()}, **(more or {})}
    return {"all": {"hosts": {host.name: variables}, "children": groups}}


def _playbook(attempt: Attempt) -> list[dict[str, Any]]:
    marking = mark_arguments(attempt.arguments, attempt.template)
    task = {
        "name": "the attempt",
        attempt.module: marking.arguments,
        "become": attempt.become,
        "check_mode": attempt.check_mode,
        "diff": attempt.diff,
        "no_log": attempt.no_log,
    }
    play = {"name": "one attempt", "hosts": "all", "gather_facts": False, "tasks": [task]}
    return [{**play, "vars": dict(marking.variables)}]
