"""A program that runs the stock `ansible` command again and again, paying for its imports once.

Each line read is `{"arguments", "folder", "dump"}`; the command runs in a fork with exactly these arguments, as the
`ansible` program would, and the line written back is its exit status.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from ansible.cli import adhoc


def run(order: dict[str, Any]) -> int:
    """Run the command in a process of its own; its exit status."""
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            os.chdir(order["folder"])
            os.environ["DUMP_FILE"] = order["dump"]
            said = os.open(Path(order["folder"], "said"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            os.dup2(said, 1)
            os.dup2(said, 2)
            adhoc.main(["ansible", *order["arguments"]])
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
        except BaseException:  # a fork must not go on as if it were its parent
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(f"{run(json.loads(line))}\n")
        sys.stdout.flush()
