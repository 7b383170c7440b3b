"""Which modules may be used: those that do their work on the host.

Ansible runs a module on the host unless an action plugin of the same name does something on the executor node first.
Those plugins are let through one by one, each with what its arguments may not ask for; docs/decisions/0022 says why.
"""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from noc_executor_node.errors import NotRun
from noc_executor_node.segments import Branch, Leaf

BUILTIN = "ansible.builtin."
Arguments = Mapping[str, Any]
Rule = Callable[[Arguments], str | None]

#: They shape a play instead of doing something on a host; a flowchart has nodes for that.
STRUCTURE = frozenset(
    [
        "add_host",
        "group_by",
        "import_playbook",
        "import_role",
        "import_tasks",
        "include_role",
        "include_tasks",
        "include_vars",
        "meta",
        "pause",
        "set_fact",
        "set_stats",
        "validate_argument_spec",
        "async_status",
        "async_wrapper",
    ]
)
#: They read or write files of the executor node.
NODE_FILES = frozenset(("fetch", "script", "template"))
#: To others Ansible gives what a template makes of it as their arguments, which nobody has looked at then.
FREE_TEXT, FREE_FORM = "_raw_params", frozenset(("command", "shell"))
#: Their arguments would stand on the executor node's own command lines.
NODE_COMMAND_LINES = frozenset(("raw", "reboot"))


def _nothing_refused(_: Arguments) -> str | None:
    return None


def _needs_remote_source(arguments: Arguments) -> str | None:
    if "src" in arguments and arguments.get("remote_src") is not True:
        return "src would be a file of the executor node; say remote_src: true, or give content"
    return None


def _assembles_remotely(arguments: Arguments) -> str | None:
    return None if arguments.get("remote_src", True) is True else "remote_src must be true"


def _sends_no_file(arguments: Arguments) -> str | None:
    if arguments.get("body_format", "json") not in ("raw", "json", "form-urlencoded"):
        return "this body_format could read files of the executor node"
    return _needs_remote_source(arguments)


#: Action plugins of ansible-core that were read and found to do nothing on the node but pass things on.
REVIEWED: Mapping[str, Rule] = {
    "assemble": _assembles_remotely,
    "assert": _nothing_refused,
    "command": _nothing_refused,
    "copy": _needs_remote_source,
    "debug": _nothing_refused,
    "dnf": _nothing_refused,
    "fail": _nothing_refused,
    "gather_facts": _nothing_refused,
    "package": _nothing_refused,
    "service": _nothing_refused,
    "shell": _nothing_refused,
    "unarchive": _needs_remote_source,
    "uri": _sends_no_file,
    "wait_for_connection": _nothing_refused,
}


def refuse_builtin(module: str, arguments: Arguments) -> None:
    """Raises NotRun when a module of ansible-core may not be used, or not like this."""
    name = module.removeprefix(BUILTIN)
    if name in STRUCTURE:
        raise _refused(f"{module} shapes a play; the flowchart has nodes for that")
    if name in NODE_FILES:
        raise _refused(f"{module} works with files of the executor node")
    if name in NODE_COMMAND_LINES:
        raise _refused(f"{module} would show its arguments in the executor node's list of processes")
    if name not in REVIEWED and (_core() / "plugins" / "action" / f"{name}.py").exists():
        raise _refused(f"{module} does something on the executor node that was not reviewed")
    if FREE_TEXT in arguments and name not in FREE_FORM:
        raise _refused(f"{module}: {FREE_TEXT} could stand for any of its arguments")
    if (words := REVIEWED.get(name, _nothing_refused)(arguments)) is not None:
        raise _refused(f"{module}: {words}")


def refuse_node_side(module: str, action_plugins: tuple[str, ...]) -> None:
    """Raises NotRun when a module of a collection has an action plugin, which would run on the executor node."""
    if action_plugins:
        raise _refused(f"{module} does something on the executor node ({', '.join(action_plugins)})")


def is_in_core(module: str) -> bool:
    """Whether a module is one of ansible-core's own, by its file."""
    name = module.removeprefix(BUILTIN)
    return module.startswith(BUILTIN) and "." not in name and (_core() / "modules" / f"{name}.py").exists()


def literal_arguments(arguments: Branch, template: bool) -> dict[str, Any]:
    """What is known of the arguments before Ansible renders anything; what isn't is None."""
    return {
        name: tree.parts[0].value
        if isinstance(tree, Leaf)
        and len(tree.parts) == 1
        and not (template and isinstance(tree.parts[0].value, str))
        else None
        for name, tree in arguments.entries.items()
    }


def _refused(words: str) -> NotRun:
    return NotRun("failed", "module.controller_side", words)


def _core() -> Path:
    spec = importlib.util.find_spec("ansible")
    if spec is None or spec.submodule_search_locations is None:
        raise NotRun("failed", "ansible.missing", "ansible-core is not installed on this executor node")
    return Path(next(iter(spec.submodule_search_locations)))
