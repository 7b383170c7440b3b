"""The program of the ansible-runner baseline: takes its order as one JSON argument, ends with a line of seconds."""

import json
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import ansible_runner


def main() -> None:
    """Let every host go through its steps, so many hosts at a time."""
    order = json.loads(sys.argv[1])
    began = time.monotonic()
    with ThreadPoolExecutor(order["at_once"]) as pool:
        list(pool.map(lambda host: _walk(host, order["inventory"], order["steps"]), order["hosts"]))
    print(json.dumps({"seconds": time.monotonic() - began}))


def _walk(host: str, inventory: str, steps: int) -> None:
    for _ in range(steps):
        folder = tempfile.mkdtemp(prefix="runner-", dir=".")
        ended = ansible_runner.run(
            private_data_dir=folder,
            host_pattern=host,
            inventory=inventory,
            module="ansible.builtin.command",
            module_args="true",
            quiet=True,
        )
        shutil.rmtree(folder, ignore_errors=True)
        if ended.status != "successful":
            raise SystemExit(f"{host}: {ended.status}, {ended.rc}")


if __name__ == "__main__":
    main()
