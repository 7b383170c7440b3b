"""The process above an attempt: whatever the attempt starts, and however it detaches itself, ends with it.

Started by `supervised.py` with one JSON line on standard input: `{"command", "environment", "timeout_s", "grace_s",
"memory_limit"}`. It becomes the one to whom orphans below it fall (PR_SET_CHILD_SUBREAPER), starts the command, and
waits for the first of: the command's end, the timeout, a byte on standard input (cancel), the end of standard input
(the executor died), a signal. Then it ends everything below itself, makes sure of it, and answers with one JSON line:
`{"ending", "rc", "survivors"}`. It needs nothing but the standard library, so that it starts in milliseconds.
"""

import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from noc_executor_node.processes import descendants

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
STUBBORN_S = 5.0  # a process in the kernel's hands may outlive SIGKILL; after this it is reported instead
STEP_S = 0.02
END_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Order:
    """What to run and for how long."""

    command: list[str]
    environment: dict[str, str]
    timeout_s: float
    grace_s: float
    memory_limit: int


def main() -> None:
    """Carry out one order and answer; the exit status says nothing."""
    order = Order(**json.loads(_read_line(sys.stdin.fileno())))
    become_subreaper()
    wakeup, _keep = _signal_pipe()
    deadline = time.monotonic() + order.timeout_s
    child = _start(order)
    ending = _wait(child, wakeup, deadline)
    survivors = end_everything_below(os.getpid(), order.grace_s)
    answer = {"ending": ending, "rc": child.poll(), "survivors": survivors}
    os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")


def become_subreaper() -> None:
    """From now on orphans below this process become its children."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def die_with_parent(parent: int) -> None:
    """From now on the end of the parent, whose number is `parent`, is the end of this process, on the spot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        os._exit(1)


def end_everything_below(pid: int, grace_s: float) -> list[int]:
    """Asks all descendants of `pid` to end, and ends those that don't within the grace; answers who is left."""
    _signal(descendants(pid), signal.SIGTERM)
    patience = time.monotonic() + grace_s
    stubborn = patience + STUBBORN_S
    while left := descendants(pid):
        _bury()
        now = time.monotonic()
        if now > stubborn:
            return left
        if now > patience:
            _signal(left, signal.SIGKILL)
        time.sleep(STEP_S)
    _bury()
    return []


def _start(order: Order) -> "subprocess.Popen[bytes]":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = order.memory_limit if most == resource.RLIM_INFINITY else min(order.memory_limit, most)
    try:
        return subprocess.Popen(
            order.command,
            env=order.environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, most)),
        )
    finally:
        os.set_inheritable(sys.stdin.fileno(), False)


def _wait(child: Any, wakeup: int, deadline: float) -> str:
    watched = select.poll()
    exits = os.pidfd_open(child.pid)
    for descriptor in (exits, wakeup, sys.stdin.fileno()):
        watched.register(descriptor, select.POLLIN | select.POLLHUP)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return "timed_out"
        ready = {descriptor for descriptor, _ in watched.poll(min(left, 1.0) * 1000)}
        if exits in ready:
            child.wait()
            return "exited"
        if wakeup in ready:
            return "orphaned"
        if sys.stdin.fileno() in ready:
            return "cancelled" if os.read(sys.stdin.fileno(), 1) else "orphaned"
        _bury(except_for=child.pid)


def _bury(except_for: int | None = None) -> None:
    """Reap adopted children that have ended; the command itself is left to its owner while it is awaited."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid == except_for:
            return
        os.waitpid(found.si_pid, os.WNOHANG)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _signal_pipe() -> tuple[int, int]:
    """A descriptor that becomes readable when this process is asked to end."""
    readable, writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    for number in END_SIGNALS:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(writable)
    return readable, writable


def _read_line(descriptor: int) -> bytes:
    """One line, byte by byte: nothing after it may be swallowed by a buffer."""
    line = bytearray()
    while (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
        line += byte
    return bytes(line)


if __name__ == "__main__":
    main()
