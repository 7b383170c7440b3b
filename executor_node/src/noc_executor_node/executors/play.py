"""The process that plays an attempt's folder with ansible-runner; the supervisor starts it there.

It reads `order.json`. What needs Ansible's plugin loader or the name service is checked here, where the attempt's
timeout counts; a refusal becomes the result.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import ansible_runner

from noc_executor_node.errors import NotRun
from noc_executor_node.executors import controller_side
from noc_executor_node.executors.device_modules import refuse_on_device
from noc_executor_node.executors.extras import refuse_missing
from noc_executor_node.executors.folder import INVENTORY, PLAYBOOK
from noc_executor_node.executors.loopback import refuse_loopback
from noc_executor_node.executors.results import RESULT_FILE, refusal
from noc_executor_node.executors.transports import DEVICES
from noc_executor_node.vocabulary import Transport


def main() -> None:
    """Play the one task of the folder this process was started in; the exit status is Ansible's."""
    play(_refuse_module, lambda _: Path(PLAYBOOK).name)


def play(refuse: Callable[[dict[str, Any]], None], playbook: Callable[[dict[str, Any]], str]) -> NoReturn:
    """Play the playbook that the folder's order means, unless `refuse` or the order's host raises NotRun."""
    folder = Path.cwd()
    order = json.loads((folder / "order.json").read_text())
    try:
        refuse(order)
        if not order["allow_loopback"]:
            refuse_loopback(order["address"])
    except NotRun as error:
        (folder / RESULT_FILE).write_text(json.dumps(refusal(error)))
        sys.exit(1)
    runner = ansible_runner.run(
        private_data_dir=str(folder),
        playbook=playbook(order),
        inventory=str(folder / INVENTORY),
        ident="run",
        quiet=True,
        omit_event_data=True,
        cancel_callback=lambda: False,
    )
    sys.exit(runner.rc if runner.rc is not None and runner.rc >= 0 else 1)


def _refuse_module(order: dict[str, Any]) -> None:
    module, arguments, transport = order["module"], order["arguments"], Transport(order["transport"])
    if transport in DEVICES:
        refuse_on_device(module, arguments, transport)
    refuse_missing(transport)
    if controller_side.is_in_core(module):
        controller_side.refuse_builtin(module, arguments)
        return
    told = _look_up(module)
    if transport not in DEVICES:
        controller_side.refuse_node_side(module, tuple(told["action_plugins"]))
    if not told["exists"]:
        raise NotRun("failed", "module.unknown", f"{module} is not installed on this executor node")


def _look_up(module: str) -> dict[str, Any]:
    lookup = [sys.executable, "-I", "-m", "noc_executor_node.executors.plugin_lookup", module]
    found = subprocess.run(lookup, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise NotRun("failed", "module.lookup_failed", found.stderr.strip()[-2_000:])
    told: dict[str, Any] = json.loads(found.stdout)
    return told


if __name__ == "__main__":
    os.umask(0o077)
    main()
