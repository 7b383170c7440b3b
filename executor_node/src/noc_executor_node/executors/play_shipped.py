"""The process that plays a shipped playbook with ansible-runner; the supervisor starts it in the attempt's folder."""

import json
import os
import sys
from pathlib import Path

import ansible_runner

from noc_executor_node.errors import NotRun
from noc_executor_node.executors.folder import INVENTORY
from noc_executor_node.executors.loopback import refuse_loopback
from noc_executor_node.executors.results import RESULT_FILE, refusal


def main() -> None:
    """Play the playbook that `order.json` names; the exit status is Ansible's."""
    folder = Path.cwd()
    order = json.loads((folder / "order.json").read_text())
    try:
        if not order["allow_loopback"]:
            refuse_loopback(order["address"])
    except NotRun as error:
        (folder / RESULT_FILE).write_text(json.dumps(refusal(error.outcome, str(error))))
        sys.exit(1)
    runner = ansible_runner.run(
        private_data_dir=str(folder),
        playbook=order["playbook"],
        inventory=str(folder / INVENTORY),
        ident="run",
        quiet=True,
        omit_event_data=True,
        cancel_callback=lambda: False,
    )
    sys.exit(runner.rc if runner.rc is not None and runner.rc >= 0 else 1)


if __name__ == "__main__":
    os.umask(0o077)
    main()
