"""A program that asks Ansible whether a module exists and which action plugins it has: a line of JSON.

A process of its own, because importing Ansible's plugin loader takes a third of a second that modules of ansible-core
need not wait for. The rules are those by which Ansible itself picks a task's action plugin.
"""

import json
import sys
from dataclasses import asdict, dataclass

from ansible import constants
from ansible.plugins.loader import action_loader, init_plugin_loader, module_loader


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a module is installed, and the names of the action plugins that Ansible would consider for it."""

    exists: bool
    action_plugins: tuple[str, ...]


def look_up(module: str) -> Found:
    """What Ansible's plugin loader, which must have been initialised, knows of a module."""
    found = module_loader.find_plugin_with_context(module)
    collection, _, name = (found.resolved_fqcn or module).rpartition(".")
    prefix = name.split("_")[0]
    candidates = {module, f"{collection}.{name}"}
    if prefix in constants.NETWORK_GROUP_MODULES:
        candidates.add(f"{collection}.{prefix}")
    plugins = {candidate for candidate in candidates if action_loader.has_plugin(candidate)}
    if found.resolved and found.action_plugin:
        plugins.add(str(found.action_plugin))
    return Found(bool(found.resolved), tuple(sorted(plugins)))


if __name__ == "__main__":
    init_plugin_loader()
    sys.stdout.write(json.dumps(asdict(look_up(sys.argv[1]))))
