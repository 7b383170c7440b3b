"""The process above the image: starts it again when it dies, and ends with everything below when its starter ends.

Needs nothing but the standard library. Its standard input holds one line for the image and stays open as long as
executors live.
"""

import os
import select
import subprocess
import sys
import time

from noc_executor_node.executors.supervisor import become_subreaper, end_everything_below

PAUSE_S = 0.5
LOOK_S = 0.5


def main() -> None:
    """Keep an image running until standard input ends."""
    become_subreaper()
    line = sys.stdin.buffer.readline()
    while not _is_over(0):
        image = subprocess.Popen(
            [sys.executable, "-I", "-m", "noc_executor_node.executors.resident.image"], stdin=subprocess.PIPE
        )
        assert image.stdin is not None
        image.stdin.write(line)
        image.stdin.flush()
        while image.poll() is None and not _is_over(LOOK_S):
            pass
        end_everything_below(os.getpid(), 0)
        time.sleep(0 if _is_over(0) else PAUSE_S)


def _is_over(within_s: float) -> bool:
    watched = select.poll()
    watched.register(sys.stdin.fileno(), select.POLLIN | select.POLLHUP)
    return bool(watched.poll(within_s * 1000))


if __name__ == "__main__":
    main()
