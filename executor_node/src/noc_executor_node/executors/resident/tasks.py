"""One module on one host, through Ansible's own TaskExecutor; what it needs of a play is made for this one call."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ansible._internal import _task
from ansible.executor.task_executor import TaskExecutor
from ansible.executor.task_result import _RawTaskResult
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugins
from ansible.template import trust_as_template
from ansible.vars.manager import VariableManager

from noc_executor_node.executors.resident.request import ModuleRequest, Rendered
from noc_executor_node.executors.results import record

VERSION = {"string": "2.19", "full": "2.19", "major": 2, "minor": 19, "revision": 0}


#: How Mitogen begins to tell that ssh ended; what ssh said comes in the lines after it.
_SSH_ENDED = re.compile(r"EOF on stream; last \d+ lines received:\s*")


class _Nobody:
    """Where Ansible would send callbacks while a task runs; the result is all that is wanted."""

    def send_callback(self, *_: object) -> None:
        """Say nothing."""

    def send_display(self, *_: object) -> None:
        """Say nothing."""


def run_module(request: ModuleRequest) -> dict[str, Any]:
    """Carry a request out and answer its record (see `results.record`); whatever Ansible says is in it."""
    loader = DataLoader()
    loader.set_basedir(str(Path.cwd()))
    inventory = _inventory(request, loader)
    host = inventory.get_host(request.host)
    variables = VariableManager(loader=loader, inventory=inventory, version_info=VERSION)
    variables._extra_vars = dict(request.connection)
    play = Play.load(
        {"name": "one attempt", "hosts": "all", "gather_facts": False, "vars": dict(request.variables)},
        variable_manager=variables,
        loader=loader,
    )
    task = _task_of(request, play, variables, loader)
    job_vars = variables.get_vars(play=play, host=host, task=task)
    with _task.TaskContext(task):
        said = TaskExecutor(
            host,
            task,
            job_vars,
            PlayContext(play=play),
            loader,
            plugins,
            cast(Any, _Nobody()),
            variables,
        ).run()
        raw = _RawTaskResult(host=host, task=task, return_data=said, task_fields=task.dump_attrs())
        result = raw.as_callback_task_result().result
    status = _status(said)
    kept = _told(result) if status == "unreachable" else result
    return record(status, kept, request.output_limit, request.diff)


def _told(result: Mapping[str, Any]) -> dict[str, Any]:
    """In stock Ansible's words, so that the first line says why: screens have room for no more."""
    message = _SSH_ENDED.sub("Failed to connect to the host via ssh: ", str(result.get("msg", "")))
    return {**result, "msg": message}


def _status(said: Mapping[str, Any]) -> str:
    if said.get("unreachable"):
        return "unreachable"
    if said.get("failed"):
        return "failed"
    return "skipped" if said.get("skipped") else "ok"


def _inventory(request: ModuleRequest, loader: DataLoader) -> InventoryManager:
    inventory = InventoryManager(loader=loader, sources=None, parse=False)
    data = inventory._inventory
    data.add_host(request.host)
    for group in request.groups:
        if group not in ("all", "ungrouped"):
            data.add_child(data.add_group(group), request.host)
    for name, value in request.host_vars.items():
        data.set_variable(request.host, name, value)
    data.reconcile_inventory()
    return inventory


def _task_of(request: ModuleRequest, play: Play, variables: VariableManager, loader: DataLoader) -> Task:
    document = {
        "name": "the attempt",
        request.module: _trusted(request.arguments),
        "become": request.become,
        "check_mode": request.check_mode,
        "diff": request.diff,
        "no_log": request.no_log,
        "environment": dict(request.environment),
    }
    block = Block(play=play)
    return Task.load(document, block=block, variable_manager=variables, loader=loader)


def _trusted(value: Any) -> Any:
    match value:
        case Rendered():
            return trust_as_template(str(value))
        case dict():
            return {name: _trusted(inner) for name, inner in value.items()}
        case list():
            return [_trusted(inner) for inner in value]
        case _:
            return value
