"""Which modules may be used on network devices: there a module's own code runs on the executor node.

Over such a connection Ansible would run `command` on the executor node itself. So modules are let through by
collection, after their action plugins and modules were read, and without the arguments that mean the executor node's
files; docs/decisions/0123 says what was read.
"""

import re
from typing import Any

from noc_executor_node.errors import NotRun
from noc_executor_node.vocabulary import Transport

#: Whole names; read in ansible.netcommon 8, cisco.ios 11 and arista.eos 12.
REVIEWED = re.compile(
    r"cisco\.ios\.ios_[a-z0-9_]+|arista\.eos\.eos_[a-z0-9_]+"
    r"|ansible\.netcommon\.(?:cli_command|cli_config|netconf_(?:config|get|rpc)|restconf_(?:config|get))"
)
#: They are read from, or written to, files of the executor node.
NODE_FILES = frozenset(("src", "backup", "backup_options"))


def is_for_devices(module: str) -> bool:
    """Whether a module may be used on a device at all, whatever its arguments."""
    return REVIEWED.fullmatch(module) is not None


def refuse_on_device(module: str, arguments: dict[str, Any], transport: Transport) -> None:
    """Raises NotRun when a module may not be used over a device's connection, or not like this."""
    if not is_for_devices(module):
        raise NotRun(
            "failed",
            "module.not_for_devices",
            f"{module} would run on the executor node: the host is a device, reached by {transport}",
        )
    if named := sorted(NODE_FILES & arguments.keys()):
        raise NotRun(
            "failed",
            "module.controller_side",
            f"{module}: {', '.join(named)} would be a file of the executor node",
        )
