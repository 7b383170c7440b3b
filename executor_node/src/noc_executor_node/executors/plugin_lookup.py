"""A program that asks Ansible whether a module exists and which action plugins it has: a line of JSON.

A process of its own, because importing Ansible's plugin loader takes a third of a second that modules of ansible-core
need not wait for. The rules are those by which Ansible itself picks a task's action plugin.
"""

import json
import sys

from ansible import constants
from ansible.plugins.loader import action_loader, init_plugin_loader, module_loader


def look_up(module: str) -> dict[str, object]:
    """`{"exists", "action_plugins"}`: the plugins that Ansible would consider, by name."""
    init_plugin_loader()
    found = module_loader.find_plugin_with_context(module)
    collection, _, name = (found.resolved_fqcn or module).rpartition(".")
    prefix = name.split("_")[0]
    candidates = {module, f"{collection}.{name}"}
    if prefix in constants.NETWORK_GROUP_MODULES:
        candidates.add(f"{collection}.{prefix}")
    plugins = {candidate for candidate in candidates if action_loader.has_plugin(candidate)}
    if found.resolved and found.action_plugin:
        plugins.add(str(found.action_plugin))
    return {"exists": bool(found.resolved), "action_plugins": sorted(plugins)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(look_up(sys.argv[1])))
